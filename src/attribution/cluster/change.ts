import { addressScript } from '../../ledger/bitcoin/address.ts';
import { MAINNET, type Network } from '../../ledger/bitcoin/network.ts';
import { type ScriptType, scriptType } from '../../ledger/bitcoin/script.ts';
import type { Holder, UtxoTransaction } from '../../ledger/port.ts';
import type { History } from './history.ts';
import { isVetoed, type Verdict } from './shapes.ts';

export type ChangeRule =
  | 'direct'
  | 'tx0'
  | 'one-time'
  | 'optimal'
  | 'round-payment'
  | 'peeling-chain'
  | 'client';

/** What one heuristic says: the output that it takes for change, or that it has no answer. */
interface ChangeVote {
  readonly rule: ChangeRule;
  /** Null where none or several outputs fit. */
  readonly output: number | null;
}

/** What all heuristics say of one transaction (tracing.md §5.2): shown, never merged by default. */
export interface ChangeOpinion {
  /** True where the class of the transaction forbids any link of change. */
  readonly vetoed: boolean;
  readonly votes: readonly ChangeVote[];
  /** The output that all who answer agree on; null where nobody answers or they differ. */
  readonly agreed: number | null;
  readonly dissent: boolean;
}

const VETOED: ChangeOpinion = { vetoed: true, votes: [], agreed: null, dissent: false };
/** Nobody pays out such sums by chance: one in a thousand does. */
const ROUND = 1000n;
const MOST_OUTPUTS = 10;

interface Coin {
  readonly amount: bigint;
  readonly holder: Holder | null;
  readonly type: ScriptType | null;
}

/** What the heuristics look at. */
interface Payment {
  readonly tx: UtxoTransaction;
  readonly outputs: readonly Coin[];
  readonly signers: ReadonlySet<Holder>;
  /** Of all inputs, or null where they differ or are not known. */
  readonly inputType: ScriptType | null;
  readonly smallest: bigint | null;
  readonly tx0Change: readonly number[];
  readonly history: History;
}

type Test = (output: Coin, index: number, payment: Payment) => boolean;

const HEURISTICS: Readonly<Record<ChangeRule, Test>> = {
  direct: ({ holder }, _, { signers }) => holder !== null && signers.has(holder),
  tx0: (_output, index, { tx0Change }) => tx0Change.includes(index),
  'one-time': isOneTime,
  optimal: ({ amount }, _, { smallest }) => smallest !== null && amount < smallest,
  'round-payment': ({ amount }) => amount % ROUND !== 0n,
  'peeling-chain': (_output, index, payment) => isPeeled(index, payment),
  client: isOfClient,
};

/** Hears every heuristic on a transaction. */
export function changeOf(
  tx: UtxoTransaction,
  verdict: Verdict,
  history: History,
  network: Network = MAINNET,
): ChangeOpinion {
  if (isVetoed(verdict)) return VETOED;
  const none = tx.coinbase || tx.outputs.filter(({ burn }) => !burn).length < 2;
  const payment = none ? null : paymentOf(tx, verdict, history, network);
  const rules = Object.keys(HEURISTICS) as ChangeRule[];
  const votes = rules.map((rule): ChangeVote => {
    if (!payment) return { rule, output: null };
    const fitting = payment.outputs.flatMap((output, i) => {
      return !tx.outputs[i]?.burn && HEURISTICS[rule](output, i, payment) ? [i] : [];
    });
    return { rule, output: fitting.length === 1 ? (fitting[0] ?? null) : null };
  });
  const said = new Set(votes.flatMap(({ output }) => output ?? []));
  const [agreed = null] = said;
  const dissent = said.size > 1;
  return { vetoed: false, votes, agreed: dissent ? null : agreed, dissent };
}

/** An output that at least two heuristics take for change and none another, or null. */
export function mergeableChange({ votes, agreed }: ChangeOpinion): number | null {
  return votes.filter(({ output }) => output !== null).length >= 2 ? agreed : null;
}

function paymentOf(
  tx: UtxoTransaction,
  verdict: Verdict,
  history: History,
  network: Network,
): Payment {
  const types = new Set(tx.inputs.map(({ holder }) => typeOf(holder, network)));
  const [type = null] = types;
  const amounts = tx.inputs.map(({ amount }) => amount);
  const known = amounts.flatMap((amount) => amount ?? []);
  const smallest = known.reduce(
    (least, amount) => (amount < least ? amount : least),
    known[0] ?? 0n,
  );
  return {
    tx,
    outputs: tx.outputs.map(({ amount, holder, script }) => {
      return { amount, holder, type: scriptType(Buffer.from(script, 'hex')) };
    }),
    signers: new Set(tx.inputs.flatMap(({ holder }) => holder ?? [])),
    inputType: types.size === 1 ? type : null,
    smallest: known.length > 0 && known.length === amounts.length ? smallest : null,
    tx0Change: verdict.kind === 'tx0' ? verdict.parts.change : [],
    history,
  };
}

function typeOf(holder: Holder | null, network: Network): ScriptType | null {
  const script = holder === null ? null : addressScript(holder, network);
  return script && scriptType(script);
}

/** An address made for this one output, of the inputs' kind, as wallets make them for change. */
function isOneTime({ amount, holder, type }: Coin, _: number, payment: Payment): boolean {
  const { tx, outputs, inputType, smallest, history } = payment;
  if (outputs.length > MOST_OUTPUTS || holder === null || smallest === null) return false;
  if (type !== inputType || amount % ROUND === 0n || amount >= smallest) return false;
  return history.isFresh(holder, tx) && history.receipts(holder) === 1;
}

/** One input, two outputs: a payment peeled off a large coin. */
function hasPeelingShape(tx: UtxoTransaction): boolean {
  return tx.inputs.length === 1 && tx.outputs.length === 2;
}

function isPeeled(index: number, { tx, history }: Payment): boolean {
  const next = hasPeelingShape(tx) ? history.spender(tx, index) : null;
  return next !== null && hasPeelingShape(next);
}

/**
 * A fresh address of the inputs' kind where no other output is of that kind, spent by somebody with
 * the same habits of fees. Lock times, another habit, are not in the ledger port.
 */
function isOfClient({ holder, type }: Coin, index: number, payment: Payment): boolean {
  const { tx, outputs, inputType, history } = payment;
  if (holder === null || type !== inputType || !history.isFresh(holder, tx)) return false;
  if (outputs.some((other, i) => i !== index && other.type === type)) return false;
  const next = history.spender(tx, index);
  const [fee, nextFee] = [feeOf(tx), next && feeOf(next)];
  if (fee === null || nextFee === null) return false;
  return fee === nextFee || (fee % ROUND === 0n && nextFee % ROUND === 0n);
}

function feeOf({ inputs, outputs }: UtxoTransaction): bigint | null {
  let fee = 0n;
  for (const { amount } of inputs) {
    if (amount === null) return null;
    fee += amount;
  }
  for (const { amount } of outputs) fee -= amount;
  return fee;
}

import { scriptType } from '../../ledger/bitcoin/script.ts';
import type { Holder, UtxoTransaction } from '../../ledger/port.ts';

/** The protocols that are told apart (tracing.md §5.3), in the order in which they are tested. */
export type MixId = 'whirlpool' | 'wasabi2' | 'wasabi1' | 'joinmarket';

/** Outputs of one amount: nothing in the transaction tells which of them is whose. */
export interface EqualOutputs {
  readonly amount: bigint;
  /** At least two. */
  readonly outputs: readonly number[];
}

/**
 * What a rule says of a transaction: `yes`; `no`; or that its outputs fit and its inputs, which the
 * rule needs, are not known.
 */
export type MixAnswer = 'yes' | 'no' | 'inputs-unknown';

/** A CoinJoin protocol. Beyond its transactions there are only hypotheses. */
export interface MixClass {
  readonly id: MixId;
  readonly name: string;
  readonly answer: (shape: Shape) => MixAnswer;
}

/** What the rules look at. */
export interface Shape {
  readonly tx: UtxoTransaction;
  readonly inputCount: number;
  readonly outputCount: number;
  /** In transaction order; null if one of them is not known. */
  readonly inputs: readonly ShapeInput[] | null;
  readonly outputs: readonly ShapeOutput[];
  /** Positions of the outputs of each amount, OP_RETURN left out. */
  readonly byAmount: ReadonlyMap<bigint, readonly number[]>;
  readonly opReturns: number;
}

type SegwitType = 'p2wpkh' | 'p2tr' | 'other';

interface ShapeInput {
  readonly amount: bigint;
  /** Stands for the script: the address; the outpoint where the script has none. */
  readonly script: string;
  readonly type: SegwitType;
}

interface ShapeOutput extends ShapeInput {
  readonly opReturn: boolean;
}

/** Prepares a transaction for the rules. */
export function shapeOf(tx: UtxoTransaction): Shape {
  const outputs = tx.outputs.map(({ amount, holder, script }): ShapeOutput => {
    const type = scriptType(Buffer.from(script, 'hex'));
    const segwit = type === 'p2wpkh' || type === 'p2tr' ? type : 'other';
    return { amount, script: holder ?? script, type: segwit, opReturn: type === 'op_return' };
  });
  const byAmount = new Map<bigint, number[]>();
  for (const [i, { amount, opReturn }] of outputs.entries()) {
    if (opReturn) continue;
    const list = byAmount.get(amount);
    if (list) list.push(i);
    else byAmount.set(amount, [i]);
  }
  return {
    tx,
    inputCount: tx.inputs.length,
    outputCount: outputs.length,
    inputs: inputsOf(tx),
    outputs,
    byAmount,
    opReturns: outputs.filter((output) => output.opReturn).length,
  };
}

function inputsOf(tx: UtxoTransaction): ShapeInput[] | null {
  const inputs: ShapeInput[] = [];
  for (const { tx: id, index, amount, holder } of tx.inputs) {
    if (amount === null) return null;
    inputs.push({ amount, script: holder ?? `${id}:${index}`, type: addressType(holder) });
  }
  return inputs;
}

/**
 * BIP173, BIP350: the first character after the separator is the version, the length the program.
 */
function addressType(holder: Holder | null): SegwitType {
  const data = holder === null ? '' : (/^(?:bc|bcrt)1([a-z0-9]+)$/.exec(holder)?.[1] ?? '');
  if (data.length === 39 && data[0] === 'q') return 'p2wpkh';
  return data.length === 59 && data[0] === 'p' ? 'p2tr' : 'other';
}

/** The highest multiplicity of an output amount, and the amounts that have it. */
export function mostFrequent(shape: Shape): { readonly times: number; readonly amounts: bigint[] } {
  const times = [...shape.byAmount.values()].reduce((most, list) => Math.max(most, list.length), 0);
  const amounts = [...shape.byAmount].filter(([, list]) => list.length === times);
  return { times, amounts: amounts.map(([amount]) => amount) };
}

/** Amounts that at least two outputs have. */
export function repeatedAmounts(shape: Shape): bigint[] {
  return [...shape.byAmount].filter(([, list]) => list.length > 1).map(([amount]) => amount);
}

/** Output amounts that occur more than once, greatest group first. */
export function equalOutputs(shape: Shape): EqualOutputs[] {
  return [...shape.byAmount]
    .filter(([, list]) => list.length > 1)
    .map(([amount, outputs]) => ({ amount, outputs }))
    .sort((a, b) => b.outputs.length - a.outputs.length || (a.amount < b.amount ? 1 : -1));
}

export function allDistinct(items: readonly { readonly script: string }[]): boolean {
  return new Set(items.map((item) => item.script)).size === items.length;
}

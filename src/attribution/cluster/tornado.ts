import * as z from 'zod';
import { InputError } from '../../base/errors.ts';
import { parseJson } from '../../base/parse-json.ts';
import type { Holder } from '../../ledger/port.ts';

// The events of a Tornado Cash pool (tracing.md §5.8). They hold no depositor: of the rules that
// link a deposit with a withdrawal, those over addresses, gas prices and portfolios need the
// transactions themselves. What the events allow is the size of the crowd.

interface Deposit {
  readonly block: number;
  readonly tx: string;
  readonly commitment: string;
  readonly leaf: number;
  /** Unix seconds. */
  readonly time: number;
}

interface Withdrawal {
  readonly block: number;
  readonly tx: string;
  readonly nullifier: string;
  readonly to: Holder;
  /** What the relayer kept, in base units; 0 where the recipient withdrew himself. */
  readonly fee: bigint;
}

/** All deposits and withdrawals of one pool. */
interface Pool {
  /** By leaf. */
  readonly deposits: readonly Deposit[];
  /** By block. */
  readonly withdrawals: readonly Withdrawal[];
}

interface PoolCounts {
  readonly deposits: number;
  readonly withdrawals: number;
  readonly recipients: number;
  /** Withdrawals that paid a relayer. */
  readonly relayed: number;
  /** Deposits that were not withdrawn up to the last event. */
  readonly unspent: number;
}

/** How many deposits a withdrawal can be of; the order inside its block is not in the events. */
interface AnonymitySet {
  readonly least: number;
  readonly most: number;
}

const hash = z.string().regex(/^0x[0-9a-fA-F]{64}$/);
const block = z.int().min(0).max(0x7fffffff);
const DEPOSITS = z.array(
  z.object({
    blockNumber: block,
    transactionHash: hash,
    commitment: hash,
    leafIndex: z.int().min(0).max(0xffffffff),
    timestamp: z.union([z.string().regex(/^\d{1,10}$/), z.int()]).transform(Number),
  }),
);
const WITHDRAWALS = z.array(
  z.object({
    blockNumber: block,
    transactionHash: hash,
    nullifierHash: hash,
    to: z.string().regex(/^0x[0-9a-fA-F]{40}$/),
    fee: z
      .string()
      .regex(/^\d{1,78}$/)
      .transform(BigInt),
  }),
);

/**
 * Reads the two event files of a pool, in any order.
 * @throws InputError where they are not such files, a leaf is missing or there twice, a nullifier
 *   is used twice, or there are more withdrawals than deposits
 */
export function readPool(deposited: Uint8Array, withdrawn: Uint8Array, label: string): Pool {
  const deposits = parse(DEPOSITS, deposited, `${label}, deposits`)
    .map((one): Deposit => {
      const { blockNumber, transactionHash: tx, commitment, leafIndex: leaf, timestamp } = one;
      return { block: blockNumber, tx, commitment, leaf, time: timestamp };
    })
    .sort((a, b) => a.leaf - b.leaf);
  for (const [i, { leaf }] of deposits.entries()) {
    if (leaf !== i) throw new InputError(`${label}, deposits`, `leaf ${i}`, leaf);
  }
  const withdrawals = parse(WITHDRAWALS, withdrawn, `${label}, withdrawals`)
    .map((one): Withdrawal => {
      const { blockNumber, transactionHash: tx, nullifierHash: nullifier, to, fee } = one;
      return {
        block: blockNumber,
        tx,
        nullifier: nullifier.toLowerCase(),
        to: to.toLowerCase(),
        fee,
      };
    })
    .sort((a, b) => a.block - b.block);
  const nullifiers = new Set<string>();
  for (const { nullifier } of withdrawals) {
    if (nullifiers.has(nullifier)) {
      throw new InputError(`${label}, withdrawals`, 'each nullifier once', nullifier);
    }
    nullifiers.add(nullifier);
  }
  if (withdrawals.length > deposits.length) {
    const most = `at most ${deposits.length} withdrawals`;
    throw new InputError(`${label}, withdrawals`, most, withdrawals.length);
  }
  return { deposits, withdrawals };
}

function parse<T>(form: z.ZodType<T>, bytes: Uint8Array, label: string): T {
  let json: unknown;
  try {
    json = parseJson(bytes);
  } catch (error) {
    throw new InputError(label, 'JSON', error instanceof Error ? error.message : 'none');
  }
  const result = form.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new InputError(`${label}, ${issue?.path.join('.')}`, 'an event', issue?.message);
}

export function poolCounts({ deposits, withdrawals }: Pool): PoolCounts {
  return {
    deposits: deposits.length,
    withdrawals: withdrawals.length,
    recipients: new Set(withdrawals.map(({ to }) => to)).size,
    relayed: withdrawals.filter(({ fee }) => fee > 0n).length,
    unspent: deposits.length - withdrawals.length,
  };
}

/**
 * Deposits up to a withdrawal's block less the withdrawals before it: its crowd. Each of them is a
 * candidate of weight 1/n, a hypothesis (G7) and never a fact.
 * @param nullifier names the withdrawal
 * @throws InputError where there is none of that nullifier
 */
export function anonymitySet({ deposits, withdrawals }: Pool, nullifier: string): AnonymitySet {
  const wanted = nullifier.toLowerCase();
  const one = withdrawals.find((withdrawal) => withdrawal.nullifier === wanted);
  if (!one) throw new InputError('nullifier', 'that of a withdrawal of the pool', nullifier);
  const count = (list: readonly { readonly block: number }[], upTo: number) =>
    list.filter((event) => event.block <= upTo).length;
  const before = one.block - 1;
  const others = count(withdrawals, one.block) - 1;
  return {
    least: Math.max(1, count(deposits, before) - others),
    most: count(deposits, one.block) - count(withdrawals, before),
  };
}

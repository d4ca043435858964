import type { AssetBook } from '../asset-book.ts';
import { TRC10 } from '../assets.ts';
import type { AssetId, Holder, Origin, Transfer } from '../port.ts';
import type { Faults } from './faults.ts';

/** What a token says of itself. */
export interface TokenClaim {
  readonly symbol: string;
  readonly decimals: number | null;
}

/** What decoding needs besides the answers. */
export interface Reading {
  /** The chain's own asset. */
  readonly native: AssetId;
  readonly book: AssetBook;
  readonly faults: Faults;
  claim(token: string): TokenClaim;
}

/** Where a transaction stands, and where that was read. */
export interface Place {
  readonly block: number | null;
  readonly time: number;
  readonly txIndex: number | null;
  /** Where the transaction itself was read. */
  readonly origin: Origin;
  /**
   * Where its outcome was read: the answer, and its row there. Without a row the answer is about
   * this transaction alone, and a row is one of its logs or internal transfers.
   */
  readonly outcome: { readonly input: number; readonly row: number | null };
}

/** Who a reward comes from: nobody has it before (Tron's form of the zero address). */
export const SYSTEM: Holder = 'T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb';

const MAX = 2n ** 63n;

/** A movement, before it is given its place. */
type Moved = Pick<Transfer, 'kind' | 'from' | 'to' | 'amount' | 'asset'> & {
  readonly rejected: boolean;
  readonly origin?: Origin;
};

/** What could not be read as a movement. */
interface Fault {
  readonly code: 'address' | 'amount' | 'kind' | 'value-unknown';
  readonly field: string;
  readonly expected: string;
  readonly found: string;
  readonly origin?: Origin;
}

export type Part = Moved | Fault;

interface Paid {
  readonly kind: 'native' | 'internal';
  readonly from: Holder | null;
  readonly to: Holder | null;
  /** Null where it could not be read. */
  readonly amount: bigint | null;
  /** Number of a TRC-10 token, or empty for TRX. */
  readonly token?: string;
  readonly rejected?: boolean;
}

/** A movement of TRX or of a TRC-10 token; of nothing there is none. */
export function pay({ native, book, claim }: Reading, paid: Paid): Part[] {
  const { kind, from, to, amount, token = '', rejected = false } = paid;
  if (amount === 0n) return [];
  if (!from || !to) return fault('address', 'owner or recipient', 'an address', 'none');
  if (amount === null || amount < 0n || amount >= MAX) {
    return fault('amount', 'amount', 'an amount from 0 to 2^63 - 1', `${amount}`);
  }
  if (token === '') return [{ kind, from, to, amount, asset: native, rejected }];
  // before 2019 transactions named a TRC-10 token, and a name may since have become another's
  if (!TRC10.test(token)) {
    return fault('value-unknown', 'token', 'the number of a TRC-10 token', token);
  }
  const asset = book.token(token, claim(token));
  return [{ kind: 'token', from, to, amount, asset, rejected }];
}

export function fault(
  code: Fault['code'],
  field: string,
  expected: string,
  found: string,
): [Fault] {
  return [{ code, field, expected, found }];
}

/** Parts as transfers of one transaction, in their order; faults become warnings. */
export function assemble(
  parts: readonly Part[],
  tx: string,
  undone: boolean,
  { origin, ...standing }: Omit<Place, 'outcome'>,
  reading: Reading,
): Transfer[] {
  const transfers: Transfer[] = [];
  for (const part of parts) {
    if ('code' in part) {
      const { code, field, expected, found } = part;
      reading.faults.add(code, part.origin ?? origin, field, expected, found);
      continue;
    }
    const { rejected, ...moved } = part;
    const isGas = moved.kind === 'gas';
    const failed = !isGas && (undone || rejected);
    const index = isGas ? null : transfers.length;
    transfers.push({ tx, ...standing, index, failed, origin, ...moved });
  }
  return transfers;
}

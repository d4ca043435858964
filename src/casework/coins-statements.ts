import { parseAddress } from '../ledger/address.ts';
import type { Chain } from '../ledger/chains.ts';
import type { AssetId, Holder } from '../ledger/port.ts';
import type { TraceResult } from '../trace/result.ts';
import type { OpenCase } from './case.ts';
import type { CoinLedger } from './coins-ledger.ts';

const NOT_ASKED = 'The ledger was not asked for this address: unknown, not zero.';

interface Sum {
  in: bigint;
  out: bigint;
  count: number;
}

/**
 * In, out and remaining of the addresses that the case asks about. Inputs whose address is not
 * known may be theirs: then what left is a lower bound, and the note says so.
 */
export function coinStatements(
  { file }: OpenCase,
  chain: Chain,
  ledger: CoinLedger,
  truncated: ReadonlySet<Holder> | null,
  asset: AssetId,
): TraceResult['statements'] {
  const sums = new Map(
    file.accounts.map((text): [Holder, Sum] => {
      const holder = parseAddress(text, chain, 'accounts');
      return [holder, { in: 0n, out: 0n, count: 0 }];
    }),
  );
  if (sums.size === 0) return [];
  let unknown = 0;
  for (const { transactions } of ledger.groups()) {
    for (const { inputs, outputs } of transactions) {
      const touched = new Set<string>();
      for (const { holder, amount } of inputs) {
        const sum = holder === null ? undefined : sums.get(holder);
        if (amount === null) unknown++;
        if (!sum || holder === null || amount === null) continue;
        sum.out += amount;
        touched.add(holder);
      }
      for (const { holder, amount } of outputs) {
        const sum = holder === null ? undefined : sums.get(holder);
        if (!sum || holder === null) continue;
        sum.in += amount;
        touched.add(holder);
      }
      for (const holder of touched) {
        const sum = sums.get(holder);
        if (sum) sum.count++;
      }
    }
  }
  return [...sums].map(([holder, sum]) => {
    const covered = sum.count > 0 && truncated !== null;
    const notes = truncated === null ? [NOT_ASKED] : notesOf(ledger, covered);
    if (covered && unknown > 0) {
      notes.push(`${unknown} inputs have no known address: more may have left.`);
    }
    if (covered && !ledger.lists(holder)) {
      notes.push(`Later spends may be missing: ${ledger.reason}.`);
    }
    if (truncated?.has(holder))
      notes.push('It has more coins than the limit: the rest is missing.');
    return {
      holder,
      asset,
      covered,
      in: covered ? sum.in.toString() : null,
      out: covered ? sum.out.toString() : null,
      net: covered ? (sum.in - sum.out).toString() : null,
      transfers: sum.count,
      note: notes.join(' '),
    };
  });
}

function notesOf({ live, end }: CoinLedger, covered: boolean): string[] {
  if (!covered) return ['The ledger lists nothing of this address: unknown, not zero.'];
  if (live) return [`All that the ledger tells of it, up to ${end}.`];
  return ['The balance before the first block is not known.'];
}

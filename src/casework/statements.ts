import { parseAddress } from '../ledger/address.ts';
import type { TraceResult } from '../trace/result.ts';
import type { Parts } from './assemble.ts';

const MOST = 1_000_000;

/**
 * In, out and remaining of the accounts that the case asks about, to the unit. An account of which
 * the ledger lists nothing is "not covered": unknown, not zero.
 */
export async function statementsOf(
  parts: Pick<Parts, 'open' | 'chain' | 'ledger' | 'assets' | 'question'>,
): Promise<TraceResult['statements']> {
  const { open, chain, ledger, assets } = parts;
  const holders = open.file.accounts.map((text) => parseAddress(text, chain, 'accounts'));
  const { until } = parts.question.limits;
  const query = { direction: 'both', since: null, until, limit: MOST } as const;
  const answers = await ledger.transfers(holders, query);
  const native = assets.keys().next().value ?? '';
  return answers.flatMap(({ holder, transfers, truncated }) => {
    const sums = new Map<string, { in: bigint; out: bigint; count: number }>();
    for (const { asset, from, to, amount, failed } of transfers) {
      if (failed) continue;
      const sum = sums.get(asset) ?? { in: 0n, out: 0n, count: 0 };
      // a transfer to itself is both, and changes nothing
      if (to === holder) sum.in += amount;
      if (from === holder) sum.out += amount;
      sum.count++;
      sums.set(asset, sum);
    }
    if (sums.size === 0) {
      const note = 'The ledger lists nothing of this account: unknown, not zero.';
      const none = { in: null, out: null, net: null, transfers: 0 };
      return [{ holder, asset: native, covered: false, ...none, note }];
    }
    return [...sums].map(([asset, sum]) => ({
      holder,
      asset,
      covered: !truncated,
      in: sum.in.toString(),
      out: sum.out.toString(),
      net: (sum.in - sum.out).toString(),
      transfers: sum.count,
      note: noteOf(sum.in - sum.out, assets.get(asset)?.verified ?? false, truncated),
    }));
  });
}

function noteOf(net: bigint, verified: boolean, truncated: boolean): string {
  const notes = ['The balance before the first row is not known.'];
  if (net < 0n) notes.push('More left than is listed as having come.');
  if (!verified) notes.push('Unverified token: its symbol is a claim of whoever made it.');
  if (truncated) notes.push('More transfers were listed than the limit allows.');
  return notes.join(' ');
}

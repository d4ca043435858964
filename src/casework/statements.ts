import { parseAddress } from '../ledger/address.ts';
import type { AssetId, Holder, Transfer } from '../ledger/port.ts';
import { compare } from '../trace/net.ts';
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
  const all = answers.flatMap(({ transfers }) => transfers);
  const main = mainAsset(all, assets, chain.native.id);
  return answers.flatMap(({ holder, transfers, truncated }): TraceResult['statements'] => {
    const sums = new Map<string, { in: bigint; out: bigint; count: number }>();
    let unvalued = 0;
    for (const { asset, from, to, amount, failed, kind } of transfers) {
      if (kind === 'unvalued') unvalued++;
      if (failed || kind === 'unvalued') continue;
      const sum = sums.get(asset) ?? { in: 0n, out: 0n, count: 0 };
      // a transfer to itself is both, and changes nothing
      if (to === holder) sum.in += amount;
      if (from === holder) sum.out += amount;
      sum.count++;
      sums.set(asset, sum);
    }
    if (!isListed(ledger, holder) || sums.size === 0) {
      const none = { in: null, out: null, net: null, transfers: transfers.length };
      const seen = transfers.length > 0 ? `seen ${transfers.length} times beside others only` : '';
      const note = `The ledger does not list this account: unknown, not zero. ${seen}`.trim();
      return [{ holder, asset: main, covered: false, ...none, note }];
    }
    return [...sums].map(([asset, sum]) => ({
      holder,
      asset,
      covered: !truncated && unvalued === 0,
      in: sum.in.toString(),
      out: sum.out.toString(),
      net: (sum.in - sum.out).toString(),
      transfers: sum.count,
      note: noteOf(sum.in - sum.out, assets.get(asset)?.verified ?? false, truncated, unvalued),
    }));
  });
}

function isListed({ coverage }: Parts['ledger'], holder: Holder): boolean {
  const { outgoing, incoming } = coverage;
  return (
    (outgoing === 'all' || outgoing.has(holder)) && (incoming === 'all' || incoming.has(holder))
  );
}

/** The verified asset that moves most often: what an account that is not listed is asked about. */
function mainAsset(
  transfers: readonly Transfer[],
  assets: Parts['assets'],
  native: AssetId,
): AssetId {
  const counts = new Map<AssetId, number>();
  for (const { asset } of transfers) {
    if (assets.get(asset)?.kind === 'token' && !assets.get(asset)?.verified) continue;
    counts.set(asset, (counts.get(asset) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([a, x], [b, y]) => y - x || compare(a, b));
  return most?.[0] ?? native;
}

function noteOf(net: bigint, verified: boolean, truncated: boolean, unvalued: number): string {
  const notes = ['The balance before the first row is not known.'];
  if (net < 0n) notes.push('More left than is listed as having come.');
  if (!verified) notes.push('Unverified token: its symbol is a claim of whoever made it.');
  if (unvalued > 0) notes.push(`Of ${unvalued} transfers the value is not given.`);
  if (truncated) notes.push('More transfers were listed than the limit allows.');
  return notes.join(' ');
}

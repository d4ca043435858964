import type { TraceResult } from '../../src/trace/result.ts';
import { atLeast, atMost, type Bar } from './bars.ts';
import { type BybitFacts, type NomadFacts, type TronWallet, USDT_TRON } from './facts.ts';
import { dollars, share } from './tables.ts';

/** Checks of the cases that have no answer file against facts read from their raw files. */
export function bybitBars(result: TraceResult, facts: BybitFacts): Bar[] {
  const contract = contractsOf(result);
  const reached = new Set(result.holders.map((holder) => holder.id));
  const fakeAssets = (asset: string) => facts.fakeTokens.has(contract(asset));
  const followed = result.holders.filter((holder) => facts.fakeOnly.has(holder.id)).length;
  const hops = result.hops.filter((hop) => fakeAssets(hop.asset)).length;
  const claims = result.destinations.filter((rest) => fakeAssets(rest.asset)).length;
  const beyond = result.destinations.filter((rest) => {
    const arrived = facts.arrived.get(`${rest.holder} ${contract(rest.asset)}`) ?? 0n;
    const most = [rest.amounts[result.settings.policy], rest.band.high].map(BigInt);
    return most.some((amount) => amount > arrived);
  });
  const silent = result.destinations.filter(
    (rest) => rest.status === 'held' && !facts.senders.has(rest.holder),
  );
  return [
    atLeast(
      'first-hop recipients of 42',
      [...facts.firstHop].filter((address) => reached.has(address)).length,
      42,
    ),
    atMost('impersonators followed or claimed', followed + hops + claims, 0),
    atMost('claims beyond what arrived', beyond.length, 0),
    atMost('called held though not covered', silent.length, 0),
  ];
}

/** Who took what from the bridge: every first hop of the theft, by recipient and token. */
export function nomadBars(result: TraceResult, facts: NomadFacts): Bar[] {
  const contract = contractsOf(result);
  const taken = new Map<string, bigint>();
  const takenBy = new Map<string, bigint>();
  const recipients = new Set<string>();
  for (const hop of result.hops) {
    if (hop.via !== 'seed') continue;
    const token = contract(hop.asset);
    const key = `${hop.to} ${token}`;
    recipients.add(hop.to);
    taken.set(token, (taken.get(token) ?? 0n) + BigInt(hop.amount ?? 0));
    takenBy.set(key, (takenBy.get(key) ?? 0n) + BigInt(hop.amount ?? 0));
  }
  const known = [...recipients].filter((address) => facts.recipients.has(address)).length;
  return [
    atLeast('recipients of 561', known, 561),
    atMost('recipients that took nothing', recipients.size - known, 0),
    atLeast('token totals of 14', agreeing(taken, facts.taken), 14),
    atLeast('amounts by recipient and token', agreeing(takenBy, facts.takenBy), facts.takenBy.size),
  ];
}

/** In, out and remaining of every wallet with transfers, to the unit; silence about the others. */
export function tronBars(result: TraceResult, facts: ReadonlyMap<string, TronWallet>): Bar[] {
  const contract = contractsOf(result);
  const usdt = result.statements.filter(
    ({ asset, covered }) => covered && contract(asset) === USDT_TRON.toLowerCase(),
  );
  const right = usdt.filter((statement) => {
    const wallet = facts.get(statement.holder);
    return (
      wallet !== undefined &&
      statement.in === String(wallet.in) &&
      statement.out === String(wallet.out) &&
      statement.net === String(wallet.in - wallet.out)
    );
  });
  const invented = result.statements.filter(
    ({ holder, covered }) => covered && !facts.has(holder),
  ).length;
  return [
    atLeast('wallets exact in, out, net of 40', right.length, facts.size),
    atMost('figures for wallets without data', invented, 0),
  ];
}

/** What was found in a case, for reading: totals, the spread, the places that hold most. */
export function digestOf(result: TraceResult): string[] {
  const { summary, destinations, findings, statements } = result;
  const named = destinations.filter((rest) => rest.name !== null);
  const lines = [
    summary.headline,
    `${destinations.length} places, ${named.length} named; ${result.holders.length} holders, ` +
      `${result.hops.length} hops, ${findings.length} findings, ${statements.length} statements`,
  ];
  const stolen = dollarsOf(summary.stolenUsd);
  if (stolen > 0) {
    const sum = (list: TraceResult['destinations']) =>
      list.reduce((total, rest) => total + dollarsOf(rest.usd), 0);
    lines.push(
      `stolen ${dollars(stolen)}; stated ${share(sum(destinations) / stolen)} of it, ` +
        `named ${share(sum(named) / stolen)}`,
      `at services: ${spreadOf(result)}`,
    );
  }
  for (const rest of destinations.slice(0, 6)) {
    const name = rest.name ? (rest.name.entity ?? rest.name.label) : 'not named';
    const worth = rest.usd === null ? rest.amounts[result.settings.policy] : `$${rest.usd}`;
    lines.push(`  ${rest.holder} ${rest.status} ${worth} ${name}`);
  }
  return lines;
}

/** Dollars at services by policy, of a ledger of dollars. */
function spreadOf(result: TraceResult): string {
  const decimals = new Map(result.assets.map((asset) => [asset.id, asset.decimals]));
  return result.policies
    .map((row) => {
      const usd = Number(row.atServices) / 10 ** (decimals.get(row.asset) ?? 0);
      return `${row.policy} ${dollars(usd)}`;
    })
    .join(', ');
}

function dollarsOf(usd: string | null): number {
  return usd === null ? 0 : Number(usd);
}

function agreeing(found: ReadonlyMap<string, bigint>, facts: ReadonlyMap<string, bigint>): number {
  return [...facts].filter(([key, amount]) => found.get(key) === amount).length;
}

function contractsOf(result: TraceResult): (asset: string) => string {
  const contracts = new Map(result.assets.map((asset) => [asset.id, asset.contract ?? '']));
  return (asset) => (contracts.get(asset) ?? '').toLowerCase();
}

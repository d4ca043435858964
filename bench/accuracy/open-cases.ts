import type { TraceResult } from '../../src/trace/result.ts';
import { atLeast, atMost, type Bar } from './bars.ts';
import type { BybitFacts, NomadFacts } from './facts.ts';

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

export function nomadBars(result: TraceResult, facts: NomadFacts): Bar[] {
  const contract = contractsOf(result);
  const taken = new Map<string, bigint>();
  const takenBy = new Map<string, bigint>();
  for (const seed of result.seeds) {
    const token = contract(seed.asset);
    const key = `${seed.holder} ${token}`;
    taken.set(token, (taken.get(token) ?? 0n) + BigInt(seed.amount));
    takenBy.set(key, (takenBy.get(key) ?? 0n) + BigInt(seed.amount));
  }
  const recipients = new Set(result.seeds.map((seed) => seed.holder));
  return [
    atLeast(
      'recipients of 561',
      [...facts.recipients].filter((address) => recipients.has(address)).length,
      561,
    ),
    atMost(
      'holders that took nothing',
      [...recipients].filter((address) => !facts.recipients.has(address)).length,
      0,
    ),
    atLeast('token totals of 14', agreeing(taken, facts.taken), 14),
    atLeast('amounts by recipient', agreeing(takenBy, facts.takenBy), facts.takenBy.size),
  ];
}

function agreeing(found: ReadonlyMap<string, bigint>, facts: ReadonlyMap<string, bigint>): number {
  return [...facts].filter(([key, amount]) => found.get(key) === amount).length;
}

function contractsOf(result: TraceResult): (asset: string) => string {
  const contracts = new Map(result.assets.map((asset) => [asset.id, asset.contract ?? '']));
  return (asset) => (contracts.get(asset) ?? '').toLowerCase();
}

/** What was found in a case, for reading: the destinations that hold most. */
export function digestOf(result: TraceResult): string[] {
  const { summary, destinations } = result;
  const named = destinations.filter((rest) => rest.name !== null).length;
  const lines = [
    summary.headline,
    `${destinations.length} places, ${named} named; ${result.holders.length} holders, ${result.hops.length} hops`,
  ];
  for (const rest of destinations.slice(0, 8)) {
    const name = rest.name ? (rest.name.entity ?? rest.name.label) : 'not named';
    lines.push(`  ${rest.holder} ${rest.status} ${rest.usd ?? rest.amounts.haircut} ${name}`);
  }
  return lines;
}

import type { TraceResult } from '../../src/trace/result.ts';
import { ZERO_ADDRESS } from './rows.ts';

/** What a trace states, in the terms of the scores: dollars per address. */
export interface Found {
  readonly onPath: ReadonlySet<string>;
  /** `tx from to`, as `edgeKey` writes it. */
  readonly edges: ReadonlySet<string>;
  readonly claims: ReadonlyMap<string, FoundClaim>;
}

/** What is said to rest at one address. */
export interface FoundClaim {
  /** Under the locked policy. */
  readonly usd: number;
  readonly low: number;
  readonly high: number;
  /** Entity, or the label where it names no entity; null: not named. */
  readonly name: string | null;
  readonly service: boolean;
}

/**
 * Reads a trace result of a dollar ledger. What rests is every destination, and every holder with
 * something left that is too small to be listed as a destination.
 */
export function readFound(result: TraceResult): Found {
  const sources = new Set(result.seeds.map((seed) => seed.holder));
  for (const holder of result.holders) if (holder.followed === 'source') sources.add(holder.id);
  const scale = new Map(result.assets.map((asset) => [asset.id, 10 ** asset.decimals]));
  const usd = (units: string, asset: string) => Number(units) / (scale.get(asset) ?? 1);
  const onPath = new Set<string>();
  for (const { id } of result.holders) {
    if (!sources.has(id) && id !== ZERO_ADDRESS) onPath.add(id);
  }
  const claims = new Map<string, FoundClaim>();
  for (const rest of result.destinations) {
    const known = claims.get(rest.holder);
    const name = nameOf(rest.name);
    claims.set(rest.holder, {
      usd: (known?.usd ?? 0) + usd(rest.amounts[result.settings.policy], rest.asset),
      low: (known?.low ?? 0) + usd(rest.band.low, rest.asset),
      high: (known?.high ?? 0) + usd(rest.band.high, rest.asset),
      name: known?.name ?? name,
      service: (known?.service ?? false) || rest.status === 'at service',
    });
  }
  addResidues(result, claims, usd);
  return { onPath, edges: edgesOf(result), claims };
}

/** The entity, or what a source calls the address; what a rule says of its kind is no name. */
function nameOf(name: TraceResult['destinations'][number]['name']): string | null {
  if (name === null) return null;
  return name.entity ?? (name.basis === 'inferred' ? null : name.label);
}

function addResidues(
  result: TraceResult,
  claims: Map<string, FoundClaim>,
  usd: (units: string, asset: string) => number,
): void {
  const { policy, policies: computed } = result.settings;
  const policies = computed.filter((id) => id !== 'poison');
  for (const holder of result.holders) {
    if (claims.has(holder.id)) continue;
    const held = policies.map((id) =>
      holder.positions.reduce((sum, p) => sum + usd(p.held[id], p.asset), 0),
    );
    if (!held.some((amount) => amount > 0)) continue;
    claims.set(holder.id, {
      usd: holder.positions.reduce((sum, p) => sum + usd(p.held[policy], p.asset), 0),
      low: Math.min(...held),
      high: Math.max(...held),
      name: nameOf(holder.name),
      service: false,
    });
  }
}

function edgesOf(result: TraceResult): Set<string> {
  const edges = new Set<string>();
  for (const hop of result.hops) {
    if (hop.from !== ZERO_ADDRESS && hop.from !== hop.to)
      edges.add(`${hop.tx} ${hop.from} ${hop.to}`);
  }
  return edges;
}

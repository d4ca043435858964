import type { EntityType } from '../attribution/taxonomy.ts';
import { formatTime } from '../base/time.ts';
import { VERSION } from '../base/version.ts';
import type { Chain } from '../ledger/chains.ts';
import type { Asset, AssetId } from '../ledger/port.ts';
import type { Rest } from '../trace/destinations.ts';
import type { Question } from '../trace/question.ts';
import type { TraceResult } from '../trace/result.ts';
import { type Action, actionsFor, isFreezable } from './actions.ts';
import type { OpenCase } from './case.ts';
import type { Placed } from './summary.ts';

/** The head of a result: what made it, and what was asked. `since`: unix seconds, or null. */
export function headOf(
  { file }: OpenCase,
  chain: Chain,
  since: number | null,
): Pick<TraceResult, 'format' | 'version' | 'program' | 'case' | 'evidence'> {
  return {
    format: 'hueandcry.trace',
    version: 1,
    program: { name: 'hueandcry', version: VERSION },
    evidence: null,
    case: {
      id: file.id,
      title: file.title,
      chain: chain.id,
      reportedAt: file.reportedAt ?? null,
      question: file.question ?? null,
      since: since === null ? null : formatTime(since),
    },
  };
}

/** The settings of a run as its result states them. */
export function resultSettings({
  policy,
  policies,
  limits,
}: Pick<Question, 'policy' | 'policies' | 'limits'>): TraceResult['settings'] {
  const { until, majority, dustUsd, maxDepth, maxHolders, maxFanOut } = limits;
  const end = until === null ? null : formatTime(until);
  return {
    policy,
    policies: [...policies],
    majority,
    dustUsd,
    maxDepth,
    maxHolders,
    maxFanOut,
    until: end,
  };
}

/** A place with who can stop what rests there. `asOf` is the end of what was read. */
export function withFreeze(
  rest: Rest,
  asset: Asset,
  entityType: EntityType | null,
  asOf: number,
): Placed {
  const actions = actionsFor({
    asset,
    entity: rest.name?.entity ?? null,
    entityType,
    status: rest.status,
    last: Date.parse(`${rest.last.replace(' ', 'T')}Z`) / 1000,
    asOf,
  });
  const freeze = actions.map(({ actor, power, strength, how, basis, reality }: Action) => {
    return { actor, power, strength, how, basis, reality };
  });
  return { ...rest, freeze, freezable: isFreezable(actions) };
}

/** The assets that the result mentions. */
export function mentioned(
  assets: ReadonlyMap<AssetId, Asset>,
  ...mentions: readonly (readonly (AssetId | { readonly asset: AssetId })[])[]
): TraceResult['assets'] {
  const used = new Set(
    mentions.flat().map((mention) => (typeof mention === 'string' ? mention : mention.asset)),
  );
  return [...assets.values()]
    .filter(({ id }) => used.has(id))
    .map(({ id, symbol, decimals, kind, contract, verified }) => {
      return { id, symbol, decimals, kind, contract, verified };
    });
}

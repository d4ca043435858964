import type { AccountLedger, Asset, AssetId, Holder } from '../ledger/port.ts';
import type { LabelNumber } from './accounts.ts';
import { type ClaimRules, claimOf } from './claims.ts';
import { compare, type Payment } from './net.ts';
import { type Noise, sift } from './noise.ts';
import { groupByTransaction, inChainOrder, type TransferGroup } from './order.ts';
import type { Prices } from './prices.ts';
import { type Limits, type Question, type Source, victimsOf } from './question.ts';
import { type Reach, type ReachRules, reachOf } from './reach.ts';
import { type Engine, type Replay, replay } from './replay.ts';
import { type Scene, type Step, stepsOf } from './steps.ts';

/** What exploring asks of names and assets. */
export interface Knowledge {
  /** True for services: what arrives there stays, as far as a trace can tell. */
  isService(holder: Holder): boolean;
  isNobody(holder: Holder): boolean;
  /**
   * Called when nothing is left to explore: looks for accounts of services among those followed,
   * and says if it found any, so that the trace is computed again.
   */
  reconsider(
    ledger: AccountLedger,
    reach: Reach,
    followed: ReadonlySet<Holder>,
    within: {
      readonly until: number | null;
      readonly sources: readonly Source[];
      readonly signal?: AbortSignal | undefined;
    },
  ): Promise<boolean>;
  wrapped(contract: Holder): AssetId | null;
  readonly claims: ClaimRules;
  readonly prices: Prices;
  readonly assets: ReadonlyMap<AssetId, Asset>;
}

type CutReason = 'depth' | 'fan-out' | 'holders' | 'transfers' | 'time' | 'cancelled';

export interface Exploration {
  readonly steps: readonly Step[];
  readonly reach: Reach;
  readonly replay: Replay;
  readonly noise: readonly Noise[];
  readonly groups: readonly TransferGroup[];
  /** Holders at which exploring was cut, and by which limit. */
  readonly cuts: ReadonlyMap<Holder, CutReason>;
  readonly followed: ReadonlySet<Holder>;
  readonly rounds: number;
}

export interface Progress {
  readonly round: number;
  readonly transactions: number;
  readonly holders: number;
  readonly frontier: number;
  /** What left the sources, and what of it is at services so far; null where a price is missing. */
  readonly stolenCents: bigint | null;
  readonly placedCents: bigint | null;
}

export interface Watch {
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ((state: Progress) => void) | undefined;
  /** True once the time allowed is over. */
  readonly late?: (() => boolean) | undefined;
}

/**
 * Explores a ledger from the sources until nothing above the dust limit is unexplored. Whole
 * frontiers are asked for at once; each round replays all that is known in chain order, so neither
 * the order of asking nor of answering can change the result (tracing reference §4.5, test 6).
 */
export async function explore(
  ledger: AccountLedger,
  question: Question,
  knowledge: Knowledge,
  engine: Engine,
  watch: Watch = {},
): Promise<Exploration> {
  const { limits } = question;
  const known = new Map<string, TransferGroup>();
  const followed = new Set<Holder>(question.sources.map(({ holder }) => holder));
  const cuts = new Map<Holder, CutReason>();
  const netted = new Map<TransferGroup, readonly Payment[]>();
  const thefts = question.thefts.map(({ tx }) => tx);
  await readTransactions(ledger, thefts, known, watch);
  const victims = victimsOf(question.thefts, known, knowledge);
  const scene = sceneOf(question, knowledge, followed, cuts, victims);
  const rules = rulesOf(question, knowledge, scene);
  let frontier: readonly Holder[] = [...followed];
  for (let round = 1; ; round++) {
    await readHolders(ledger, frontier, question, knowledge, known, cuts, watch);
    const { genuine } = knowledge.claims;
    const sifted = sift(within(known, limits.until), knowledge.assets, knowledge.prices, {
      isSource: (holder) => scene.sourceSince(holder) !== null,
      genuine,
    });
    const groups = inChainOrder(sifted.groups);
    const steps = stepsOf(groups, scene, netted);
    const reach = reachOf(steps, rules);
    frontier = nextFrontier(reach, followed, cuts, question, knowledge);
    watch.progress?.({
      round,
      transactions: groups.length,
      holders: reach.holders.size,
      frontier: frontier.length,
      ...placed(steps, reach, rules),
    });
    const stopped = watch.signal?.aborted ? 'cancelled' : watch.late?.() ? 'time' : null;
    if (stopped) for (const holder of frontier) cuts.set(holder, stopped);
    if (frontier.length === 0 || stopped) {
      if (
        !stopped &&
        (await knowledge.reconsider(ledger, reach, followed, {
          until: limits.until,
          sources: question.sources,
          signal: watch.signal,
        }))
      )
        continue;
      const accounted = account(steps, reach, question, knowledge, scene, engine);
      const { noise } = sifted;
      return { replay: accounted, reach, steps, groups, noise, cuts, followed, rounds: round };
    }
    for (const holder of frontier) followed.add(holder);
  }
}

function placed(steps: readonly Step[], { follow }: Reach, rules: ReachRules) {
  let stolen: bigint | null = 0n;
  let at: bigint | null = 0n;
  for (const [i, step] of steps.entries()) {
    if (follow[i] !== 'whole' || step.kind === 'unvalued') continue;
    if (step.kind === 'fee' || step.kind === 'convert') continue;
    const seed = step.kind === 'seed' || rules.sourceSince(step.from) !== null;
    if (!seed && !rules.stops(step.to)) continue;
    const cents = rules.cents(step, step.amount);
    if (seed) stolen = stolen === null || cents === null ? null : stolen + cents;
    if (rules.stops(step.to)) at = at === null || cents === null ? null : at + cents;
  }
  return { stolenCents: stolen, placedCents: at };
}

function within(known: ReadonlyMap<string, TransferGroup>, until: number | null): TransferGroup[] {
  const groups = [...known.values()];
  return until === null ? groups : groups.filter(({ time }) => time <= until);
}

type Scenery = Scene & { readonly stops: (holder: Holder) => boolean };

function sceneOf(
  question: Question,
  knowledge: Knowledge,
  followed: ReadonlySet<Holder>,
  cuts: ReadonlyMap<Holder, CutReason>,
  victims: ReadonlyMap<string, ReadonlyMap<Holder, LabelNumber>>,
): Scenery {
  const since = new Map(question.sources.map((source) => [source.holder, source.since]));
  const isSource = (holder: Holder): boolean => since.has(holder);
  return {
    followed: (holder) => followed.has(holder),
    sourceSince: (holder) => since.get(holder) ?? null,
    theftBy: (tx, from) => victims.get(tx)?.get(from) ?? null,
    claims: knowledge.claims,
    wrapped: knowledge.wrapped,
    stops: (holder) =>
      !isSource(holder) && (knowledge.isService(holder) || cuts.get(holder) === 'fan-out'),
  };
}

function rulesOf(question: Question, { prices }: Knowledge, scene: Scenery): ReachRules {
  return {
    sourceSince: scene.sourceSince,
    stops: scene.stops,
    majority: BigInt(Math.round(question.limits.majority * 10_000)),
    cents: ({ kind, asset, group }, units) =>
      kind === 'unvalued' ? null : prices.cents(asset, units, group.time),
    dust: dustOf(question.limits),
  };
}

function account(
  steps: readonly Step[],
  reach: Reach,
  question: Question,
  knowledge: Knowledge,
  scene: Scenery,
  engine: Engine,
): Replay {
  const labels = new Map(question.sources.map(({ holder, label }) => [holder, label]));
  const cast = {
    sourceSince: scene.sourceSince,
    labelOf: (holder: Holder) => labels.get(holder) ?? 0,
    stops: scene.stops,
    nobody: knowledge.isNobody,
    reached: (holder: Holder) => reach.holders.has(holder),
  };
  return replay(steps, reach, cast, engine);
}

function dustOf(limits: Limits): bigint {
  return BigInt(Math.round(limits.dustUsd * 100));
}

/** Who is worth asking about next, most valuable first; limits that stop somebody are noted. */
function nextFrontier(
  reach: Reach,
  followed: ReadonlySet<Holder>,
  cuts: Map<Holder, CutReason>,
  question: Question,
  knowledge: Knowledge,
): Holder[] {
  const { limits } = question;
  const dust = dustOf(limits);
  const next: { holder: Holder; cents: bigint | null }[] = [];
  for (const [holder, { cents, hop }] of reach.holders) {
    if (followed.has(holder) || cuts.has(holder) || claimOf(holder)) continue;
    if (knowledge.isService(holder) || knowledge.isNobody(holder)) continue;
    if (cents !== null && cents < dust) continue;
    if (hop >= limits.maxDepth) cuts.set(holder, 'depth');
    else next.push({ holder, cents });
  }
  next.sort((a, b) => byValue(a.cents, b.cents) || compare(a.holder, b.holder));
  const room = Math.max(0, limits.maxHolders - followed.size);
  for (const { holder } of next.slice(room)) cuts.set(holder, 'holders');
  return next.slice(0, room).map(({ holder }) => holder);
}

function byValue(a: bigint | null, b: bigint | null): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  return a > b ? -1 : 1;
}

async function readHolders(
  ledger: AccountLedger,
  holders: readonly Holder[],
  question: Question,
  { assets }: Knowledge,
  known: Map<string, TransferGroup>,
  cuts: Map<Holder, CutReason>,
  watch: Watch,
): Promise<void> {
  if (holders.length === 0) return;
  const { limits, sources } = question;
  const isSource = new Set(sources.map(({ holder }) => holder));
  const answers = await ledger.transfers(
    holders,
    { direction: 'both', since: null, until: limits.until, limit: limits.maxTransfers },
    watch.signal,
  );
  const wanted = new Set<string>();
  for (const { holder, transfers, truncated } of answers) {
    const paid = new Set<Holder>();
    for (const { from, to, amount, failed, asset, kind } of transfers) {
      // anybody can make worthless tokens say that they come from here
      const real =
        (amount > 0n || kind === 'unvalued') && !failed && !isUnverified(assets.get(asset));
      if (from === holder && real) paid.add(to);
    }
    if (paid.size > limits.maxFanOut && !isSource.has(holder)) {
      cuts.set(holder, 'fan-out');
      continue;
    }
    if (truncated) cuts.set(holder, 'transfers');
    for (const { tx } of transfers) if (!known.has(tx)) wanted.add(tx);
  }
  await readTransactions(ledger, [...wanted], known, watch);
}

function isUnverified(asset: Asset | undefined): boolean {
  return asset?.kind === 'token' && !asset.verified;
}

async function readTransactions(
  ledger: AccountLedger,
  ids: readonly string[],
  known: Map<string, TransferGroup>,
  watch: Watch,
): Promise<void> {
  if (ids.length === 0) return;
  const transfers = await ledger.transactions(ids, watch.signal);
  for (const group of groupByTransaction(transfers)) known.set(group.tx, group);
}

import type { AccountLedger, Asset, AssetId, Holder } from '../ledger/port.ts';
import type { LabelNumber } from './accounts.ts';
import type { ClaimRules } from './claims.ts';
import { type CutReason, dustOf, nextFrontier, readHolders, readTransactions } from './frontier.ts';
import type { Payment } from './net.ts';
import { type Noise, sift } from './noise.ts';
import { inChainOrder, type TransferGroup } from './order.ts';
import type { Prices } from './prices.ts';
import { type Question, type Source, victimsOf } from './question.ts';
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
      readonly since: number | null;
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

/** A step that moves traced value to somebody. */
export interface Followed {
  readonly from: Holder;
  readonly to: Holder;
  readonly asset: AssetId;
  readonly amount: bigint;
}

export interface Watch {
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ((state: Progress) => void) | undefined;
  /** Called once for each payment that is followed whole, as soon as it is known. */
  readonly hop?: ((hop: Followed) => void) | undefined;
  /** True once the time allowed is over. */
  readonly late?: (() => boolean) | undefined;
}

/** A trace of accounts that is watched while it goes on. */
export interface ExploreWatch extends Watch {
  /**
   * Called once the theft is read, and after each round that is not the last. What is known by then
   * is accounted for only if `account` is called, with an engine that nothing was written to.
   */
  readonly soFar?: ((account: (engine: Engine) => Exploration) => Promise<void>) | undefined;
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
  watch: ExploreWatch = {},
): Promise<Exploration> {
  const { limits } = question;
  const known = new Map<string, TransferGroup>();
  const followed = new Set<Holder>(question.sources.map(({ holder }) => holder));
  const cuts = new Map<Holder, CutReason>();
  const thefts = question.thefts.map(({ tx }) => tx);
  await readTransactions(ledger, thefts, known, watch.signal);
  const victims = victimsOf(question.thefts, known, knowledge);
  const scene = sceneOf(question, knowledge, followed, cuts, victims);
  const rules = rulesOf(question, knowledge, scene);
  const since = question.fromTheft ? startOf(question, known) : null;
  const conclude = concluding(known, question, knowledge, scene, rules, watch);
  const soFar = async (found: Conclusions, open: readonly Holder[], rounds: number) => {
    const left = new Map([...cuts, ...open.map((holder) => [holder, 'open'] as const)]);
    const ended = (fresh: Engine): Exploration => {
      const replay = account(found.steps, found.reach, question, knowledge, scene, fresh);
      return { ...found, replay, cuts: left, followed, rounds };
    };
    await watch.soFar?.(ended);
  };
  // the theft itself is worth a look before anybody is asked about
  if ((watch.hop || watch.soFar) && thefts.length > 0) {
    const found = conclude();
    await soFar(found, nextFrontier(found.reach, followed, new Map(), question, knowledge), 0);
  }
  let frontier: readonly Holder[] = [...followed];
  for (let round = 1; ; round++) {
    try {
      const asked = { ...question, since };
      await readHolders(ledger, frontier, asked, knowledge, known, cuts, watch.signal);
    } catch (error) {
      // what is known so far is an answer; the rest of this frontier is cut
      if (!watch.signal?.aborted) throw error;
      for (const holder of frontier) cuts.set(holder, watch.late?.() ? 'time' : 'cancelled');
    }
    const found = conclude();
    const { groups, steps, reach } = found;
    frontier = nextFrontier(reach, followed, cuts, question, knowledge);
    watch.progress?.({
      round,
      transactions: groups.length,
      holders: reach.holders.size,
      frontier: frontier.length,
      ...placed(steps, reach, rules),
    });
    const stopped = watch.late?.() ? 'time' : watch.signal?.aborted ? 'cancelled' : null;
    if (stopped) for (const holder of frontier) cuts.set(holder, stopped);
    if (frontier.length === 0 || stopped) {
      const { until } = limits;
      const within = { since, until, sources: question.sources, signal: watch.signal };
      if (!stopped && (await knowledge.reconsider(ledger, reach, followed, within))) continue;
      const accounted = account(steps, reach, question, knowledge, scene, engine);
      return { ...found, replay: accounted, cuts, followed, rounds: round };
    }
    await soFar(found, frontier, round);
    for (const holder of frontier) followed.add(holder);
  }
}

type Conclusions = Pick<Exploration, 'noise' | 'groups' | 'steps' | 'reach'>;

/** Draws all conclusions anew from what is known so far; only netting is kept from before. */
function concluding(
  known: ReadonlyMap<string, TransferGroup>,
  { limits }: Question,
  { assets, prices, claims }: Knowledge,
  scene: Scenery,
  rules: ReachRules,
  watch: Watch,
): () => Conclusions {
  const netted = new Map<TransferGroup, readonly Payment[]>();
  const { genuine } = claims;
  const tell = teller(watch);
  return () => {
    const sifted = sift(within(known, limits.until), assets, prices, {
      isSource: (holder) => scene.sourceSince(holder) !== null,
      genuine,
    });
    const groups = inChainOrder(sifted.groups, genuine);
    const steps = stepsOf(groups, scene, netted);
    const reach = reachOf(steps, rules);
    tell(steps, reach);
    return { noise: sifted.noise, groups, steps, reach };
  };
}

/** Tells of each payment that is followed whole, once. */
function teller({ hop }: Watch): (steps: readonly Step[], reach: Reach) => void {
  const told = new Set<string>();
  return (steps, { follow }) => {
    if (!hop) return;
    for (const [i, step] of steps.entries()) {
      if (follow[i] !== 'whole' || step.kind === 'fee' || step.kind === 'unvalued') continue;
      const { group, kind } = step;
      const key = `${group.tx} ${kind} ${step.from} ${step.asset} ${step.amount}`;
      if (told.has(key)) continue;
      told.add(key);
      hop(step);
    }
  };
}

/** When the first of the thefts began, in unix seconds. */
function startOf(
  { sources, thefts }: Question,
  known: ReadonlyMap<string, TransferGroup>,
): number | null {
  const times = [
    ...sources.map(({ since }) => since),
    ...thefts.flatMap(({ tx }) => known.get(tx)?.time ?? []),
  ];
  return times.reduce<number | null>((a, b) => (a === null || b < a ? b : a), null);
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

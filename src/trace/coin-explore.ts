import { SourceError } from '../base/errors.ts';
import { outpointKey } from '../ledger/bitcoin/ledger.ts';
import { chainOrder } from '../ledger/bitcoin/order.ts';
import type { Outpoint, UtxoLedger, UtxoTransaction } from '../ledger/port.ts';
import {
  type CoinCut,
  type CoinGroup,
  type CoinPass,
  type CoinQuestion,
  type CoinTrace,
  type LiveCoin,
  openTrace,
  type PlaceId,
  stoppedBy,
  traceCoins,
} from './coin-trace.ts';
import type { Followed, Progress, Watch } from './explore.ts';
import type { GrowingClasses } from './mixes/classify.ts';
import { compare } from './net.ts';

/** How transactions that are known so far are read. */
interface CoinReading {
  /** Any number of transactions, each once, as groups in chain order. */
  readonly order: (known: readonly UtxoTransaction[]) => readonly CoinGroup[];
  /** What they are: each is added once. */
  readonly classes: GrowingClasses;
  /** Called once for each coin that is followed, as soon as it is known. */
  readonly hop?: ((coin: Omit<Followed, 'asset'>) => void) | undefined;
}

/** What exploring coins found, or has found so far. */
interface CoinsFound {
  readonly trace: CoinTrace;
  readonly known: readonly UtxoTransaction[];
}

/** A trace of coins that is watched while it goes on. */
export interface CoinWatch extends Watch {
  /**
   * Called after each round that is not the last. What it is given is of that moment: it changes as
   * soon as the promise is settled.
   */
  readonly coinsSoFar?: ((found: () => CoinsFound) => Promise<void>) | undefined;
}

/** Transactions of any order in chain order, each by itself, none before one that it spends. */
export function groupsInOrder(transactions: readonly UtxoTransaction[]): CoinGroup[] {
  const numbers = new Map(transactions.map(({ id }, i) => [id, i]));
  const items = transactions.map(({ id, block, time, txIndex, inputs }, i) => {
    const parents = new Set(inputs.map((input) => numbers.get(input.tx) ?? i));
    parents.delete(i);
    return { id, block, time, txIndex, parents: [...parents] };
  });
  return chainOrder(items).order.flatMap((i) => {
    const tx = transactions[i];
    return tx ? { hash: tx.id, time: tx.time, transactions: [tx] } : [];
  });
}

/** The ledger is asked for so many coins at once; between two times it may be told to stop. */
const AT_ONCE = 1000;

/** The outputs of so many transactions are asked for, to know what these are, and no more. */
const MOST_UNDECIDED = 10_000;

/**
 * Explores a ledger of coins that can only be asked, from the seeds' transactions, until nothing
 * within the limits is unexplored. Each round adds what became known to the trace, lets new places
 * in, the most valuable first, and asks who spends their coins, all at once. What a transaction is,
 * a mix or none, is settled before anything behind it is asked for. At the end all is traced anew
 * in chain order. So neither the order of asking nor that of answers can change the result
 * (tracing.md §4.5, test 6).
 * @throws SourceError where the ledger does not answer, or answers something else
 */
export async function exploreCoins(
  ledger: Pick<UtxoLedger, 'spenders'>,
  seeds: readonly UtxoTransaction[],
  question: CoinQuestion,
  reading: CoinReading,
  watch: CoinWatch = {},
): Promise<CoinsFound> {
  const admitted = new Set<PlaceId>();
  const known = new Map<string, UtxoTransaction>();
  const spent = new Set<string>();
  const asked = new Set<string>();
  const pass = { ...question, classes: reading.classes.classes, admitted };
  let opened = openTrace(pass);
  const traceAnew = (): void => {
    opened = openTrace(pass);
    opened.apply(reading.order([...known.values()]));
  };
  const tell = teller(reading);
  let fresh = seeds;
  let anew = true;
  for (let round = 1; ; round++) {
    // what spends into the past changes what was added since
    const changed = reading.classes.add(fresh);
    anew ||= changed || fresh.some((tx) => outputsOf(tx).some((coin) => spent.has(keyOf(coin))));
    for (const tx of fresh) {
      known.set(tx.id, tx);
      for (const input of tx.inputs) spent.add(keyOf(input));
    }
    if (anew) traceAnew();
    else opened.apply(reading.order(fresh));
    const unsettled = reading.classes
      .undecided()
      .slice(0, MOST_UNDECIDED)
      .flatMap(outputsOf)
      .filter((coin) => !asked.has(keyOf(coin)));
    let next = frontierOf(opened.trace, admitted, asked);
    const stopped = stoppedBy(watch);
    const done = next.coins.length + unsettled.length === 0;
    if (!anew && (done || stopped !== null)) {
      traceAnew();
      next = frontierOf(opened.trace, admitted, asked);
    }
    const { trace } = opened;
    tell(trace);
    watch.progress?.({ ...progressOf(trace), round, frontier: next.coins.length });
    const end = { trace, known: [...known.values()] };
    if (next.coins.length + unsettled.length === 0) return end;
    if (stopped !== null) return { ...end, trace: cutAt(trace, next.coins, stopped) };
    await watch.coinsSoFar?.(() => ({ ...end, trace: cutAt(trace, next.coins, 'open') }));
    anew = false;
    if (unsettled.length === 0) {
      for (const place of next.places) admitted.add(place);
      for (const [key, { place }] of trace.waiting)
        anew ||= next.places.has(place) && spent.has(key);
      opened.admit(next.places);
    }
    fresh = await ask(ledger, unsettled.length > 0 ? unsettled : next.coins, known, asked, watch);
  }
}

/** Tells of each coin that stolen value came to, once. */
function teller({ hop }: CoinReading): (trace: CoinTrace) => void {
  const told = new Set<string>();
  return ({ path, coins, placeOf }) => {
    if (!hop) return;
    for (const { tx, inputs } of path) {
      const from = inputs[0]?.place ?? tx.inputs[0]?.holder ?? '';
      for (const [index, { amount, holder }] of tx.outputs.entries()) {
        const key = outpointKey(tx.id, index);
        if (told.has(key) || coins.lots('poison', { tx: tx.id, index }).length === 0) continue;
        told.add(key);
        hop({ from, to: placeOf({ tx: tx.id, index, holder }), amount });
      }
    }
  };
}

/** The places to let in, and the coins that are open, the most valuable first. */
function frontierOf(
  { live, waiting, question }: CoinTrace,
  admitted: ReadonlySet<PlaceId>,
  asked: ReadonlySet<string>,
): { readonly places: ReadonlySet<PlaceId>; readonly coins: readonly LiveCoin[] } {
  const room = Math.max(0, question.limits.maxHolders - admitted.size);
  const places = nextPlaces(waiting.values(), room);
  const coins = [...live, ...waiting]
    .filter(([key, { place }]) => places.has(place) || (admitted.has(place) && !asked.has(key)))
    .map(([, coin]) => coin);
  return { places, coins: coins.sort(byValue) };
}

function outputsOf({ id, outputs }: UtxoTransaction): Outpoint[] {
  return outputs.map((_, index) => ({ tx: id, index }));
}

/** A ledger that is held whole, its transactions in chain order. */
interface WholeLedger extends Pick<UtxoLedger, 'spenders'> {
  blocks(): Iterable<CoinGroup>;
}

/**
 * The same over a ledger that is held whole, in one pass. Only where more places would be followed
 * than may be, it is explored in rounds: which are the most valuable is known no earlier.
 */
export async function followCoins(
  ledger: WholeLedger,
  question: CoinQuestion,
  classes: CoinPass['classes'],
  watch: CoinWatch = {},
): Promise<CoinTrace> {
  const trace = traceCoins(ledger.blocks(), { ...question, classes, admitted: null }, watch);
  watch.progress?.({ round: 1, ...progressOf(trace) });
  if (trace.followed.size <= question.limits.maxHolders) return trace;
  const groups: CoinGroup[] = [];
  const places = new Map<string, number>();
  for (const { hash, time, transactions } of ledger.blocks()) {
    for (const { id } of transactions) {
      places.set(id, groups.length);
      groups.push({ hash, time, transactions: [] });
    }
  }
  const order = (known: readonly UtxoTransaction[]): CoinGroup[] =>
    known
      .map((tx) => ({ tx, at: places.get(tx.id) ?? groups.length }))
      .sort((a, b) => a.at - b.at)
      .flatMap(({ tx, at }) => ({ ...(groups[at] as CoinGroup), transactions: [tx] }));
  const seeds = new Set(question.seeds.map(({ tx }) => tx));
  const first = trace.path.flatMap(({ tx }) => (seeds.has(tx.id) ? tx : []));
  const settled = { classes, add: () => false, undecided: () => [] };
  const reading = { order, classes: settled };
  return (await exploreCoins(ledger, first, question, reading, watch)).trace;
}

/** The places that wait, the most valuable first, as many as there is room for. */
function nextPlaces(waiting: Iterable<LiveCoin>, room: number): Set<PlaceId> {
  const units = new Map<PlaceId, bigint>();
  for (const coin of waiting) units.set(coin.place, (units.get(coin.place) ?? 0n) + coin.units);
  const ranked = [...units].sort(([a, x], [b, y]) => (x === y ? compare(a, b) : x > y ? -1 : 1));
  return new Set(ranked.slice(0, room).map(([place]) => place));
}

function byValue(a: LiveCoin, b: LiveCoin): number {
  if (a.units !== b.units) return a.units > b.units ? -1 : 1;
  return compare(a.tx, b.tx) || a.index - b.index;
}

function keyOf({ tx, index }: Outpoint): string {
  return outpointKey(tx, index);
}

function cutAt(trace: CoinTrace, open: readonly LiveCoin[], cut: CoinCut): CoinTrace {
  const cuts = new Map(trace.cuts);
  for (const coin of open) cuts.set(keyOf(coin), cut);
  return { ...trace, cuts };
}

/**
 * Asks who spends the coins, until it is told to stop: what is not asked then stays open. Gives the
 * transactions that were not known.
 */
async function ask(
  ledger: Pick<UtxoLedger, 'spenders'>,
  coins: readonly Outpoint[],
  known: ReadonlyMap<string, UtxoTransaction>,
  asked: Set<string>,
  watch: Watch,
): Promise<UtxoTransaction[]> {
  const fresh = new Map<string, UtxoTransaction>();
  const open = coins.filter((coin) => !asked.has(keyOf(coin)));
  for (let at = 0; at < open.length && stoppedBy(watch) === null; at += AT_ONCE) {
    const batch = open.slice(at, at + AT_ONCE).map(({ tx, index }) => ({ tx, index }));
    try {
      const answers = await ledger.spenders(batch, watch.signal);
      for (const [i, coin] of batch.entries()) {
        const tx = spenderIn(answers, i, coin);
        if (tx && !known.has(tx.id)) fresh.set(tx.id, tx);
      }
    } catch (error) {
      if (!watch.signal?.aborted) throw error;
      break;
    }
    for (const coin of batch) asked.add(keyOf(coin));
  }
  return [...fresh.values()];
}

/** An answer that is none would make a spent coin look unspent. */
function spenderIn(
  answers: readonly (UtxoTransaction | null)[],
  index: number,
  coin: Outpoint,
): UtxoTransaction | null {
  const tx = answers[index];
  if (tx === null || tx?.inputs.some((input) => keyOf(input) === keyOf(coin))) return tx;
  const said = tx === undefined ? 'gave no answer' : `named ${tx.id}, which does not spend it`;
  throw new SourceError('ledger', `asked for the spender of ${keyOf(coin)}, it ${said}`, false);
}

function progressOf({ path, followed, question, sums }: CoinTrace): Omit<Progress, 'round'> {
  const time = path[0]?.tx.time ?? 0;
  return {
    transactions: path.length,
    holders: followed.size,
    frontier: 0,
    stolenCents: question.cents(sums.stolen, time),
    placedCents: question.cents(sums.placed, time),
  };
}

import { outpointKey } from '../ledger/bitcoin/ledger.ts';
import type { Outpoint, UtxoLedger, UtxoTransaction } from '../ledger/port.ts';
import {
  type CoinCut,
  type CoinGroup,
  type CoinPass,
  type CoinQuestion,
  type CoinTrace,
  type LiveCoin,
  type PlaceId,
  stoppedBy,
  traceCoins,
} from './coin-trace.ts';
import type { Progress, Watch } from './explore.ts';
import { compare } from './net.ts';

/** How transactions that are known so far are read. */
interface CoinReading {
  /** Any number of transactions, each once, as groups in chain order. */
  readonly order: (known: readonly UtxoTransaction[]) => readonly CoinGroup[];
  readonly classes: (known: readonly UtxoTransaction[]) => CoinPass['classes'];
}

/** The ledger is asked for so many coins at once; between two times it may be told to stop. */
const AT_ONCE = 1000;

/**
 * Explores a ledger of coins that can only be asked, from the seeds' transactions, until nothing
 * within the limits is unexplored. Each round traces anew all that is known, in chain order, lets
 * new places in, the most valuable first, and asks who spends their coins, all at once. So neither
 * the order of asking nor that of answers can change the result (tracing.md §4.5, test 6).
 * @throws SourceError where the ledger does not answer
 */
async function exploreCoins(
  ledger: Pick<UtxoLedger, 'spenders'>,
  seeds: readonly UtxoTransaction[],
  question: CoinQuestion,
  reading: CoinReading,
  watch: Watch = {},
): Promise<{ readonly trace: CoinTrace; readonly known: readonly UtxoTransaction[] }> {
  const known = new Map(seeds.map((tx) => [tx.id, tx]));
  const admitted = new Set<PlaceId>();
  const asked = new Set<string>();
  for (let round = 1; ; round++) {
    const all = reading.order([...known.values()]);
    const transactions = all.flatMap((group) => group.transactions);
    const pass = { ...question, classes: reading.classes(transactions), admitted };
    const trace = traceCoins(all, pass);
    const room = Math.max(0, question.limits.maxHolders - admitted.size);
    const places = nextPlaces(trace.waiting.values(), room);
    const open = [...trace.live.values(), ...trace.waiting.values()]
      .filter(({ place }) => admitted.has(place) || places.has(place))
      .filter((coin) => !asked.has(keyOf(coin)) || places.has(coin.place))
      .sort(byValue);
    watch.progress?.({ ...progressOf(trace), round, frontier: open.length });
    const stopped = stoppedBy(watch);
    if (open.length === 0) return { trace, known: transactions };
    if (stopped !== null) return { trace: cutAt(trace, open, stopped), known: transactions };
    for (const place of places) admitted.add(place);
    await ask(ledger, open, known, asked, watch);
  }
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
  watch: Watch = {},
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
  const reading = { order, classes: () => classes };
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

/** Asks who spends the coins, until it is told to stop; what is not asked then stays open. */
async function ask(
  ledger: Pick<UtxoLedger, 'spenders'>,
  coins: readonly LiveCoin[],
  known: Map<string, UtxoTransaction>,
  asked: Set<string>,
  watch: Watch,
): Promise<void> {
  for (let at = 0; at < coins.length && stoppedBy(watch) === null; at += AT_ONCE) {
    const batch = coins.slice(at, at + AT_ONCE).map(({ tx, index }) => ({ tx, index }));
    try {
      const answers = await ledger.spenders(batch, watch.signal);
      for (const tx of answers) if (tx) known.set(tx.id, tx);
    } catch (error) {
      if (!watch.signal?.aborted) throw error;
      return;
    }
    for (const coin of batch) asked.add(keyOf(coin));
  }
}

function progressOf({ path, followed, question, coins }: CoinTrace): Omit<Progress, 'round'> {
  const { policy, cents } = question;
  const rows = coins.certificate().filter((row) => row.policy === policy);
  const sum = (units: readonly bigint[]): bigint => units.reduce((a, b) => a + b, 0n);
  const time = path[0]?.tx.time ?? 0;
  return {
    transactions: path.length,
    holders: followed.size,
    frontier: 0,
    stolenCents: cents(sum(rows.map(({ seeds }) => seeds)), time),
    placedCents: cents(sum(rows.map(({ atTerminals }) => atTerminals)), time),
  };
}

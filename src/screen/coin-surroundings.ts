import { outpointKey } from '../ledger/bitcoin/ledger.ts';
import type { Holder, Outpoint, UtxoLedger, UtxoTransaction } from '../ledger/port.ts';
import { type Classification, growingClasses } from '../trace/mixes/classify.ts';
import type { Boundary, Direction, Place, ScreenLimits } from './surroundings.ts';

/** A coin of the address asked about, or one at which looking ended. */
interface EndCoin extends Outpoint {
  /** Its address; `mix:txid`; `issued:txid` for newly mined; the outpoint where there is none. */
  readonly place: Holder;
  readonly amount: bigint;
  readonly time: number;
}

/** What lies around coins in one direction. */
export interface CoinSurroundings {
  readonly direction: Direction;
  /** Coins asked about: what came to the address, or what left it. */
  readonly own: readonly EndCoin[];
  readonly isOwn: (holder: Holder | null) => boolean;
  readonly ends: readonly EndCoin[];
  readonly places: ReadonlyMap<Holder, Place>;
  /** Between own coins and ends, each after those that it spends from. */
  readonly path: readonly UtxoTransaction[];
  readonly classes: ReadonlyMap<string, Classification>;
  /** What looking passed over, beside the boundaries of places. */
  readonly unread: Unread;
}

interface Unread {
  /** Transactions that the ledger does not have. */
  missing: number;
  /** Coins at the limit of transactions. */
  limit: number;
}

interface Rules {
  readonly limits: ScreenLimits;
  isNamed(holder: Holder): boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Reads, in whole frontiers, what lies behind coins. A mix ends it: beyond are only hypotheses. */
export async function coinsBehind(
  ledger: UtxoLedger,
  own: readonly { readonly tx: UtxoTransaction; readonly index: number }[],
  isOwn: (holder: Holder | null) => boolean,
  { limits, isNamed, signal }: Rules,
): Promise<CoinSurroundings> {
  const found = new Found();
  const received = own.filter(({ tx }) => !tx.inputs.some(({ holder }) => isOwn(holder)));
  const growing = growingClasses();
  let frontier = uniqueTransactions(received.map(({ tx }) => tx));
  const came = new Map<string, number[]>();
  for (const { tx, index } of received) note(came, tx.id, index);
  for (let hop = 1; frontier.length > 0; hop += 1) {
    growing.add(frontier);
    const wanted = new Map<string, number[]>();
    for (const tx of frontier) {
      if (endsAtOnce(tx, came.get(tx.id) ?? [], growing.classes, hop, found)) continue;
      found.path.set(tx.id, tx);
      for (const { tx: id, index, amount, holder } of tx.inputs) {
        const place = holder ?? outpointKey(id, index);
        const boundary = boundaryOf(holder, isNamed, hop, limits);
        found.place(place, hop, boundary);
        if (boundary === 'named') {
          found.end({ tx: id, index, place, amount: amount ?? 0n, time: tx.time });
        }
        if (boundary === null) note(wanted, id, index);
      }
    }
    const fresh = [...wanted.keys()].filter((id) => !found.path.has(id));
    const room = Math.max(0, limits.maxHolders - found.path.size);
    const asked = fresh.slice(0, room);
    for (const [id, indexes] of wanted) {
      for (const index of indexes) note(came, id, index);
    }
    frontier = [...(await ledger.transactions(asked, signal))];
    found.unread.missing += asked.length - frontier.length;
    for (const id of fresh.slice(room)) found.unread.limit += wanted.get(id)?.length ?? 0;
  }
  const coins = received.map(({ tx, index }) => coinOf(tx, index));
  return found.surroundings('in', coins, isOwn, growing.classes);
}

/** Reads, in whole frontiers, where coins of an address went. */
export async function coinsAhead(
  ledger: UtxoLedger,
  own: readonly { readonly tx: UtxoTransaction; readonly index: number }[],
  isOwn: (holder: Holder | null) => boolean,
  { limits, isNamed, signal }: Rules,
): Promise<CoinSurroundings> {
  const found = new Found();
  const growing = growingClasses();
  let coins = own.map(({ tx, index }) => ({ tx: tx.id, index }));
  for (let hop = 1; coins.length > 0; hop += 1) {
    const room = Math.max(0, limits.maxHolders - found.path.size);
    found.unread.limit += Math.max(0, coins.length - room * 10);
    const spending = await ledger.spenders(coins.slice(0, room * 10), signal);
    const fresh = uniqueTransactions(spending.flatMap((tx) => tx ?? [])).filter(
      ({ id }) => !found.path.has(id),
    );
    growing.add(fresh);
    coins = [];
    for (const tx of fresh) {
      found.path.set(tx.id, tx);
      const isMix = growing.classes.get(tx.id)?.kind === 'mix';
      for (const [index, { holder, amount }] of tx.outputs.entries()) {
        if (isOwn(holder)) continue;
        const place = isMix ? `mix:${tx.id}` : (holder ?? outpointKey(tx.id, index));
        const fan = tx.outputs.length > limits.maxFan ? 'fan' : null;
        const boundary = isMix ? 'named' : (boundaryOf(holder, isNamed, hop, limits) ?? fan);
        found.place(place, hop, boundary);
        if (boundary === null) coins.push({ tx: tx.id, index });
        else found.end({ tx: tx.id, index, place, amount, time: tx.time });
      }
    }
  }
  const left = own.map(({ tx, index }) => coinOf(tx, index));
  return found.surroundings('out', left, isOwn, growing.classes);
}

function boundaryOf(
  holder: Holder | null,
  isNamed: (holder: Holder) => boolean,
  hop: number,
  { maxDepth }: ScreenLimits,
): Boundary | null {
  if (holder !== null && isNamed(holder)) return 'named';
  return hop >= maxDepth ? 'depth' : null;
}

/** New coins come from nobody, and what a mix pays from anybody in it. */
function endsAtOnce(
  tx: UtxoTransaction,
  indexes: readonly number[],
  classes: ReadonlyMap<string, Classification>,
  hop: number,
  found: Found,
): boolean {
  const isMix = classes.get(tx.id)?.kind === 'mix';
  if (!isMix && !tx.coinbase) return false;
  const place = `${isMix ? 'mix' : 'issued'}:${tx.id}`;
  found.place(place, hop, 'named');
  for (const index of new Set(indexes)) found.end({ ...coinOf(tx, index), place });
  return true;
}

function coinOf(tx: UtxoTransaction, index: number): EndCoin {
  const output = tx.outputs[index];
  const place = output?.holder ?? outpointKey(tx.id, index);
  return { tx: tx.id, index, place, amount: output?.amount ?? 0n, time: tx.time };
}

function note(map: Map<string, number[]>, id: string, index: number): void {
  const known = map.get(id);
  if (known) known.push(index);
  else map.set(id, [index]);
}

function uniqueTransactions(all: readonly UtxoTransaction[]): UtxoTransaction[] {
  return [...new Map(all.map((tx) => [tx.id, tx])).values()];
}

class Found {
  readonly path = new Map<string, UtxoTransaction>();
  readonly unread: Unread = { missing: 0, limit: 0 };
  readonly #places = new Map<Holder, Place>();
  readonly #ends = new Map<string, EndCoin>();

  place(holder: Holder, hop: number, boundary: Boundary | null): void {
    const known = this.#places.get(holder);
    if (known) known.hop = Math.min(known.hop, hop);
    else this.#places.set(holder, { holder, hop, via: null, next: null, boundary });
  }

  end(coin: EndCoin): void {
    this.#ends.set(outpointKey(coin.tx, coin.index), coin);
  }

  surroundings(
    direction: Direction,
    own: readonly EndCoin[],
    isOwn: (holder: Holder | null) => boolean,
    classes: ReadonlyMap<string, Classification>,
  ): CoinSurroundings {
    const ends = [...this.#ends.values()];
    const path = inOrder(this.path);
    const { unread } = this;
    return { direction, own, isOwn, ends, places: this.#places, path, classes, unread };
  }
}

/** Each after those that it spends from: blocks may not be known. */
function inOrder(all: ReadonlyMap<string, UtxoTransaction>): UtxoTransaction[] {
  const order: UtxoTransaction[] = [];
  const state = new Map<string, 'open' | 'done'>();
  for (const start of [...all.keys()].sort()) {
    const stack = [start];
    while (stack.length > 0) {
      const id = stack.at(-1) as string;
      const tx = all.get(id);
      if (!tx || state.get(id) === 'done') {
        stack.pop();
        continue;
      }
      const before = tx.inputs.map((input) => input.tx).filter((one) => all.has(one));
      const open = state.get(id) === 'open' ? [] : before.filter((one) => !state.has(one));
      state.set(id, open.length > 0 ? 'open' : 'done');
      if (open.length > 0) stack.push(...open);
      else {
        order.push(tx);
        stack.pop();
      }
    }
  }
  return order;
}

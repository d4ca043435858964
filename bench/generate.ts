import type { EventWriter, HolderNumber } from '../src/trace/accounts.ts';

/** What a generated ledger is: the same for the same values. */
export interface LedgerPlan {
  readonly events: number;
  readonly seed: number;
  /** `few`: one theft in a busy ledger. `all`: every unit is stolen, an upper bound of the work. */
  readonly dirt: 'few' | 'all';
}

/** Assets by number: a native coin in wei, a stablecoin with 6 places, a token with 18. */
export const ASSETS = [
  { name: 'ETH', unit: 10n ** 12n },
  { name: 'USDT', unit: 1n },
  { name: 'TOKEN', unit: 10n ** 12n },
] as const;

const EXCHANGES = 24;
const LABELS = 8;
/** Share of the events that launder the theft. */
const LAUNDERING = 0.004;
const BLOCK_EVENTS = 150;
/** The victim of the theft, after the exchanges. */
export const VICTIM = EXCHANGES;

/** A small, fast generator of random numbers (mulberry32): the seed names the ledger. */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Writes the events of a plan, and what the generator has to know to go on. */
class Generator {
  readonly #writer: EventWriter;
  readonly #plan: LedgerPlan;
  readonly #random: () => number;
  /** Millionths of a coin by holder · 3 + asset: integers below 2^53, so sweeps are exact. */
  readonly #funds: number[] = [];
  /** Where traced money rests while it is laundered: holder · 3 + asset. */
  readonly #purses: number[] = [];
  #holders = EXCHANGES + 1;
  #events = 0;
  #tx = 0;
  #block = 0;

  constructor(writer: EventWriter, plan: LedgerPlan) {
    this.#writer = writer;
    this.#plan = plan;
    this.#random = randomFrom(plan.seed);
  }

  run(): void {
    const { events, dirt } = this.#plan;
    if (dirt === 'few') {
      for (let i = 0; i < EXCHANGES; i++) this.#writer.setHolder(i, 'terminal');
      this.#writer.setHolder(VICTIM, 'source', 0);
    }
    let stolen = dirt === 'all';
    while (this.#events < events) {
      if (this.#events >= this.#block * BLOCK_EVENTS) this.#writer.block(`${this.#block++}`);
      this.#tx++;
      if (!stolen && this.#events > events / 20) {
        stolen = true;
        this.#steal();
      } else if (this.#purses.length > 0 && this.#random() < LAUNDERING / 2) this.#launder();
      else this.#trade();
    }
  }

  #below(n: number): number {
    return Math.floor(this.#random() * n);
  }

  #asset(): number {
    const r = this.#random();
    return r < 0.45 ? 0 : r < 0.85 ? 1 : 2;
  }

  /** Anybody: busy holders far oftener than others, recent ones oftener than old. */
  #anybody(): HolderNumber {
    const r = this.#random();
    if (r < 0.3) return this.#below(EXCHANGES);
    const known = this.#holders - EXCHANGES - 1;
    if (known === 0) return this.#fresh();
    const back = r < 0.6 ? this.#random() ** 4 : this.#random();
    return EXCHANGES + 1 + Math.floor((1 - back) * (known - 1));
  }

  #fresh(): HolderNumber {
    return this.#holders++;
  }

  #held(holder: HolderNumber, asset: number): number {
    return this.#funds[holder * 3 + asset] ?? 0;
  }

  #units(funds: number, asset: number): bigint {
    return BigInt(funds) * ASSETS[asset]!.unit;
  }

  #add(holder: HolderNumber, asset: number, funds: number): void {
    this.#funds[holder * 3 + asset] = this.#held(holder, asset) + funds;
  }

  /** Money from before the ledger begins: sometimes seen to arrive, sometimes not. */
  #open(holder: HolderNumber, asset: number, lacking: number): void {
    if (this.#plan.dirt === 'all') {
      const units = this.#units(lacking, asset);
      this.#writer.seed(this.#tx, holder, asset, units, holder % LABELS);
      this.#events++;
    } else if (holder >= EXCHANGES && this.#random() < 0.3) {
      this.#writer.receive(this.#tx, holder, asset, this.#units(lacking, asset));
      this.#events++;
    }
    this.#add(holder, asset, lacking);
  }

  #move(from: HolderNumber, to: HolderNumber, asset: number, funds: number): void {
    if (funds <= 0 || from === to) return;
    const lacking = funds - this.#held(from, asset);
    if (lacking > 0) this.#open(from, asset, lacking);
    this.#writer.move(this.#tx, from, to, asset, this.#units(funds, asset));
    this.#events++;
    this.#add(from, asset, -funds);
    this.#add(to, asset, funds);
  }

  #convert(holder: HolderNumber, asset: number, funds: number): number {
    const out = (asset + 1 + this.#below(2)) % 3;
    const got = Math.max(1, Math.floor(funds * (0.5 + this.#random())));
    const lacking = funds - this.#held(holder, asset);
    if (lacking > 0) this.#open(holder, asset, lacking);
    const [a, b] = [this.#units(funds, asset), this.#units(got, out)];
    this.#writer.convert(this.#tx, holder, asset, a, holder, out, b);
    this.#events++;
    this.#add(holder, asset, -funds);
    this.#add(holder, out, got);
    return out;
  }

  #fee(holder: HolderNumber): void {
    const funds = Math.min(this.#held(holder, 0), 1 + this.#below(3000));
    if (funds <= 0) return;
    this.#writer.fee(this.#tx, holder, 0, this.#units(funds, 0));
    this.#events++;
    this.#add(holder, 0, -funds);
  }

  /** What other people do: pay, withdraw, deposit, swap, pay several at once. */
  #trade(): void {
    const from = this.#anybody();
    const asset = this.#asset();
    const r = this.#random();
    const held = this.#held(from, asset);
    const sweeps = held > 0 && from > VICTIM && this.#random() < 0.3;
    const part = Math.floor(held * this.#random() * 0.8) || 1 + this.#below(10 ** 8);
    const funds = sweeps ? held : part;
    if (r < 0.05 && from > VICTIM) this.#convert(from, asset, funds);
    else if (r < 0.1) {
      const several = 2 + this.#below(8);
      for (let i = 0; i < several; i++) {
        const to = this.#random() < 0.5 ? this.#fresh() : this.#anybody();
        this.#move(from, to, asset, Math.max(1, Math.floor(part / several)));
      }
    } else {
      const to = this.#random() < 0.18 ? this.#fresh() : this.#anybody();
      this.#move(from, to, asset, funds);
    }
    if (from > VICTIM && this.#random() < 0.25) this.#fee(from);
  }

  /** The theft: one victim, a few first addresses. */
  #steal(): void {
    for (let i = 0; i < 4; i++) {
      const thief = this.#fresh();
      this.#move(VICTIM, thief, i % 3, 10 ** 11 + this.#below(10 ** 11));
      this.#purses.push(thief * 3 + (i % 3));
    }
  }

  /** One step of the laundering: peel, fan out, fan in, swap, cash out, or be paid clean money. */
  #launder(): void {
    const at = this.#below(this.#purses.length);
    const purse = this.#purses[at]!;
    const holder = Math.floor(purse / 3);
    const asset = purse % 3;
    const held = this.#held(holder, asset);
    const r = this.#random();
    const next = (to: HolderNumber, of: number): number => this.#purses.push(to * 3 + of);
    this.#purses[at] = this.#purses.at(-1)!;
    this.#purses.pop();
    if (held <= 0) return;
    if (r < 0.1) {
      this.#move(this.#anybody(), holder, asset, 1 + this.#below(10 ** 6));
      next(holder, asset);
    } else if (r < 0.5) {
      const heir = this.#fresh();
      this.#move(holder, this.#below(EXCHANGES), asset, Math.floor(held * 0.07) || held);
      this.#move(holder, heir, asset, this.#held(holder, asset));
      next(heir, asset);
    } else if (r < 0.75) {
      const parts = 2 + this.#below(6);
      for (let i = 0; i < parts; i++) {
        const heir = this.#fresh();
        this.#move(holder, heir, asset, Math.floor(held / parts));
        next(heir, asset);
      }
    } else if (r < 0.87) {
      const heir = this.#fresh();
      for (let i = this.#purses.length - 1; i >= Math.max(0, this.#purses.length - 4); i--) {
        const other = this.#purses[i]!;
        if (other % 3 !== asset) continue;
        const from = Math.floor(other / 3);
        this.#move(from, heir, asset, this.#held(from, asset));
      }
      this.#move(holder, heir, asset, held);
      next(heir, asset);
    } else if (r < 0.95) next(holder, this.#convert(holder, asset, held));
    else this.#move(holder, this.#below(EXCHANGES), asset, held);
    this.#fee(holder);
  }
}

/** Writes a synthetic account ledger: other people's trade, and one theft on its way through it. */
export function generate(writer: EventWriter, plan: LedgerPlan): void {
  new Generator(writer, plan).run();
}

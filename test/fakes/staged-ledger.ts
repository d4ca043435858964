// A random theft and how it is laundered, staged as a whole chain: the thief fans out, peels, swaps
// through a router, and deposits at an exchange, in the middle of other people's noise.

import { chance } from './faults.ts';
import { type StagedLedger, transferLog } from './staged.ts';
import { StagedChain, USDT } from './staged-chain.ts';

export interface StageOptions {
  readonly seed: number;
  /** Addresses of the thief that money passes through, about. */
  readonly addresses: number;
  /** Payments between the thief and the last of them, at most. */
  readonly hops: number;
  /** Transactions of others for each of the thief's addresses; 2 unless said. */
  readonly noise?: number;
}

export interface Stage {
  readonly ledger: StagedLedger;
  readonly theft: { readonly tx: string; readonly victim: string; readonly thief: string };
  /** Names of services, as tags would give them. */
  readonly services: ReadonlyMap<string, 'exchange' | 'swap'>;
  /** The thief's addresses that money has passed through, in order of first receipt. */
  readonly launderers: readonly string[];
}

const ETH = 10n ** 18n;
const USD = 10n ** 6n;
/** US dollars for one ETH in this world. */
const PRICE = 2_500n;
const NOISE = 2;

type Money = 'eth' | 'usdt';

interface Parcel {
  readonly holder: string;
  readonly money: Money;
  readonly amount: bigint;
  readonly hop: number;
  /** When it is there to be moved on. */
  readonly block: number;
}

/** Stages a world: the same for the same options. */
export function stageLedger(options: StageOptions): Stage {
  return new World(options).run();
}

class World {
  readonly #options: StageOptions;
  readonly #chain: StagedChain;
  readonly #launderers: string[] = [];
  readonly #open: Parcel[] = [];
  readonly #thief: string;
  readonly #victim: string;
  readonly #hot: string;
  readonly #market: { readonly router: string; readonly pool: string };
  #draws = 0;
  #named = 0;

  constructor(options: StageOptions) {
    this.#options = options;
    this.#chain = new StagedChain(options.seed);
    const id = (name: string): string => this.#chain.id(name, 20);
    [this.#thief, this.#victim, this.#hot] = [id('thief'), id('victim'), id('hot wallet')];
    this.#market = { router: id('router'), pool: id('pool') };
  }

  run(): Stage {
    const tx = this.#steal();
    while (this.#open.length > 0) {
      // the parcel that is there first moves first, as on a chain
      this.#open.sort((a, b) => a.block - b.block);
      this.#move(this.#open.shift() as Parcel);
    }
    this.#makeNoise();
    const services = new Map<string, 'exchange' | 'swap'>([
      [this.#hot, 'exchange'],
      [this.#market.router, 'swap'],
      [this.#market.pool, 'swap'],
    ]);
    return {
      ledger: this.#chain.ledger(),
      theft: { tx, victim: this.#victim, thief: this.#thief },
      services,
      launderers: this.#launderers,
    };
  }

  /** A number from `least` up to `most`, both included. */
  #pick(least: number, most: number): number {
    this.#draws += 1;
    return least + Math.floor(chance(this.#options.seed, 'draw', this.#draws) * (most - least + 1));
  }

  #address(what: string): string {
    this.#named += 1;
    return this.#chain.id(`${what} ${this.#named}`, 20);
  }

  #steal(): string {
    const [usdt, eth] = [1_000_000n * USD, 200n * ETH];
    const block = 10;
    // the victim's contract pays out both, called through the thief's own
    const tx = this.#chain.add(block, {
      from: this.#thief,
      to: this.#chain.id('drainer', 20),
      input: `0x3ccfd60b${'0'.repeat(64)}`,
      calls: [{ from: this.#victim, to: this.#thief, value: eth }],
      logs: [transferLog(USDT, this.#victim, this.#thief, usdt)],
    });
    this.#launderers.push(this.#thief);
    this.#open.push({ holder: this.#thief, money: 'usdt', amount: usdt, hop: 0, block });
    this.#open.push({ holder: this.#thief, money: 'eth', amount: eth, hop: 0, block });
    return tx;
  }

  #move(parcel: Parcel): void {
    const { hop } = parcel;
    const { addresses, hops } = this.#options;
    const isLast = hop + 1 >= hops || this.#launderers.length >= addresses;
    const way = this.#pick(0, 99);
    // until there are enough addresses the thief goes on
    const mustGoOn = this.#launderers.length < addresses && this.#open.length < 4;
    if (isLast) this.#end(parcel, way);
    else if (way < 55 || mustGoOn) this.#fanOut(parcel);
    else if (way < 72) this.#peel(parcel);
    else if (way < 86) this.#swap(parcel);
    else if (way < 91 && parcel.money === 'eth') this.#wrap(parcel);
    else if (way < 97) this.#onward(parcel, parcel.amount);
    else this.#deposit(parcel, parcel.amount);
  }

  #end(parcel: Parcel, way: number): void {
    if (way < 60) this.#deposit(parcel, parcel.amount);
    // the rest stays where it is
  }

  #pay({ holder, money }: Parcel, to: string, amount: bigint, block: number): void {
    if (money === 'eth') this.#chain.pay(block, holder, to, amount);
    else this.#chain.sendToken(block, USDT, holder, to, amount);
  }

  #later({ block }: Parcel): number {
    return block + this.#pick(1, 40);
  }

  #onward(parcel: Parcel, amount: bigint): void {
    const to = this.#address('launderer');
    const block = this.#later(parcel);
    this.#launderers.push(to);
    this.#pay(parcel, to, amount, block);
    this.#open.push({ ...parcel, holder: to, amount, hop: parcel.hop + 1, block });
  }

  #fanOut(parcel: Parcel): void {
    const parts = this.#pick(2, 5);
    let left = parcel.amount;
    for (let part = 1; part < parts; part += 1) {
      const amount = (left * BigInt(this.#pick(20, 45))) / 100n;
      this.#onward(parcel, amount);
      left -= amount;
    }
    this.#onward(parcel, left);
  }

  /** A little to an exchange, the rest to a new address. */
  #peel(parcel: Parcel): void {
    const peeled = (parcel.amount * BigInt(this.#pick(5, 20))) / 100n;
    this.#deposit(parcel, peeled);
    this.#onward(parcel, parcel.amount - peeled);
  }

  /** To an account of its own at the exchange, which sweeps it. */
  #deposit(parcel: Parcel, amount: bigint): void {
    const account = this.#address('deposit account');
    const block = this.#later(parcel);
    this.#pay(parcel, account, amount, block);
    this.#pay({ ...parcel, holder: account }, this.#hot, amount, block + this.#pick(5, 60));
  }

  #swap(parcel: Parcel): void {
    const { holder, money, amount: gives } = parcel;
    const block = this.#later(parcel);
    const toEth = money === 'usdt';
    const gets = toEth ? (gives * ETH) / (USD * PRICE) : (gives * USD * PRICE) / ETH;
    // some let the proceeds go to another address at once
    const isElsewhere = this.#pick(0, 3) === 0;
    const to = isElsewhere ? this.#address('launderer') : holder;
    if (isElsewhere) this.#launderers.push(to);
    const sides = { from: holder, to, gives, gets };
    this.#chain.swap(block, this.#market, toEth ? 'to-eth' : 'to-usdt', sides);
    const hop = parcel.hop + 1;
    this.#open.push({ holder: to, money: toEth ? 'eth' : 'usdt', amount: gets, hop, block });
  }

  #wrap(parcel: Parcel): void {
    const { holder, amount } = parcel;
    const block = this.#later(parcel);
    this.#chain.wrap(block, holder, amount);
    this.#chain.unwrap(block + 3, holder, amount);
    this.#open.push({ ...parcel, hop: parcel.hop + 1, block: block + 3 });
  }

  /** What happens to every address that is seen to hold money, and to the thief's own business. */
  #makeNoise(): void {
    const junk = this.#address('junk token');
    this.#chain.token(junk, { name: 'Visit free.example', symbol: 'FREE', decimals: 18 });
    const ways = [
      (block: number, holder: string) =>
        this.#chain.spam(block, junk, this.#address('spammer'), [
          holder,
          ...Array.from({ length: 4 }, () => this.#address('stranger')),
        ]),
      (block: number, holder: string) =>
        this.#chain.poison(block, this.#address('spammer'), holder, this.#address('lookalike')),
      (block: number, holder: string) =>
        this.#chain.approve(block, USDT, holder, this.#market.router),
      (block: number, holder: string) =>
        this.#chain.sendToken(block, USDT, this.#address('stranger'), holder, 25n * USD),
      (block: number, holder: string) =>
        this.#chain.pay(block, this.#address('stranger'), holder, ETH / 100n),
      (block: number, holder: string) =>
        this.#chain.add(block, { from: holder, to: this.#market.router, input: '0x12', status: 0 }),
    ];
    for (const holder of this.#launderers) {
      for (let count = this.#options.noise ?? NOISE; count > 0; count -= 1) {
        const way = ways[this.#pick(0, ways.length - 1)];
        way?.(this.#pick(20, 400), holder);
      }
    }
  }
}

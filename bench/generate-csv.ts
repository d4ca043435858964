import { formatUnits } from '../src/base/amount.ts';
import { formatTime } from '../src/base/time.ts';
import type { AssetNumber, EventWriter, HolderNumber } from '../src/trace/accounts.ts';
import { generate, type LedgerPlan, VICTIM } from './generate.ts';

/** The header of the layout that is written: transfers as explorers show them. */
const HEADER = 'chain,block,timestamp_utc,tx_hash,from,to,amount,token_contract\n';
const FIRST_BLOCK = 21_000_000;
const FIRST_TIME = 1_727_740_800;
const BLOCK_SECONDS = 12;
/** Holders by number from here on stand for the outside and for the pools of swaps. */
const OUTSIDE = 2 ** 30;
const POOL = OUTSIDE + 1;
/** Native coin, Tether, Dai. */
const CONTRACTS = [
  '',
  '0xdac17f958d2ee523a2206206994597c13d831ec7',
  '0x6b175474e89094c44da98b954eedeac495271d0f',
];
const DECIMALS = [18, 6, 18];

function hex(number: number, salt: number, digits: number): string {
  let text = '';
  for (let i = 0; text.length < digits; i++) {
    const word = Math.imul(number ^ Math.imul(salt + i, 0x9e3779b1), 0x85ebca6b);
    text += (Math.imul(word ^ (word >>> 13), 0xc2b2ae35) >>> 0).toString(16).padStart(8, '0');
  }
  return `0x${text.slice(0, digits)}`;
}

/** The address of a holder, the same in every ledger. */
export function addressOf(holder: HolderNumber): string {
  return hex(holder, 1, 40);
}

/** Writes events as the rows of an explorer: swaps as two transfers, fees not at all. */
class CsvWriter implements EventWriter {
  readonly #write: (row: string) => void;
  #block = 0;
  #events = 0;

  constructor(write: (row: string) => void) {
    this.#write = write;
    write(HEADER);
  }

  setHolder(): void {}

  block(): void {
    this.#block++;
  }

  move(tx: number, from: number, to: number, asset: AssetNumber, amount: bigint): number {
    const time = formatTime(FIRST_TIME + this.#block * BLOCK_SECONDS);
    const units = formatUnits(amount, DECIMALS[asset] ?? 0);
    const place = `ethereum,${FIRST_BLOCK + this.#block},${time},${hex(tx, 7, 64)}`;
    const parts = `${addressOf(from)},${addressOf(to)},${units},${CONTRACTS[asset]}`;
    this.#write(`${place},${parts}\n`);
    return this.#events++;
  }

  aside(tx: number, from: number, to: number, asset: AssetNumber, amount: bigint): number {
    return this.move(tx, from, to, asset, amount);
  }

  fee(): number {
    return this.#events++;
  }

  burn(): number {
    return this.#events++;
  }

  writeOff(): number {
    return this.#events++;
  }

  receive(tx: number, to: number, asset: AssetNumber, amount: bigint): number {
    return this.move(tx, OUTSIDE, to, asset, amount);
  }

  seed(tx: number, to: number, asset: AssetNumber, amount: bigint): number {
    return this.move(tx, OUTSIDE, to, asset, amount);
  }

  claim(): number {
    return this.#events++;
  }

  convert(
    tx: number,
    from: number,
    assetIn: AssetNumber,
    amountIn: bigint,
    to: number,
    assetOut: AssetNumber,
    amountOut: bigint,
  ): number {
    this.move(tx, from, POOL, assetIn, amountIn);
    return this.move(tx, POOL, to, assetOut, amountOut);
  }
}

/** A generated ledger as CSV, and what a case file would say of it. */
export interface GeneratedCsv {
  readonly pieces: readonly Uint8Array[];
  readonly bytes: number;
  readonly rows: number;
  readonly victim: string;
  readonly services: readonly string[];
}

const PIECE = 1 << 20;

/** Writes the ledger of a plan as CSV, in pieces as they would come from a disk. */
export function generateCsv(plan: LedgerPlan): GeneratedCsv {
  const pieces: Uint8Array[] = [];
  let text: string[] = [];
  let size = 0;
  let rows = -1;
  const close = (): void => {
    pieces.push(Buffer.from(text.join('')));
    text = [];
    size = 0;
  };
  const writer = new CsvWriter((row) => {
    text.push(row);
    size += row.length;
    rows++;
    if (size >= PIECE) close();
  });
  generate(writer, plan);
  close();
  const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const services = Array.from({ length: VICTIM }, (_, i) => addressOf(i));
  return { pieces, bytes, rows, victim: addressOf(VICTIM), services };
}

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeDeposits } from './noise/deposits.ts';
import { writeDust } from './noise/dust.ts';
import { writeEarlierLives, writePassing } from './noise/lives.ts';
import { writeOthers } from './noise/others.ts';
import { writeServices } from './noise/services.ts';
import { clock, type Habits, type Pen, pen, type World } from './noise/world.ts';
import { type Random, random } from './random.ts';
import { type Row, writeLedger } from './rows.ts';
import type { ServiceLabel, Truth } from './truth.ts';

/** The families of background, by name; each is seeded by itself and can be scored alone. */
const FAMILIES = {
  services: writeServices,
  deposits: writeDeposits,
  dust: writeDust,
  earlier: writeEarlierLives,
  passing: writePassing,
  others: writeOthers,
} satisfies Record<string, (p: Pen) => void>;

export type Family = keyof typeof FAMILIES;
export const FAMILY_NAMES = Object.keys(FAMILIES) as Family[];

/** Backgrounds that live differently. */
export const VARIANTS = {
  usual: { acquaintance: 0.25, passing: 'soon', window: 'wide' },
  slow: { acquaintance: 0.25, passing: 'anytime', window: 'wide' },
  crowd: { acquaintance: 0.9, passing: 'soon', window: 'wide' },
  strangers: { acquaintance: 0, passing: 'soon', window: 'wide' },
  tight: { acquaintance: 0.25, passing: 'soon', window: 'tight' },
} as const satisfies Record<string, Habits>;
export type Variant = keyof typeof VARIANTS;

interface NoiseOptions {
  readonly seed: string;
  /** 1 is full strength, 0.5 half. */
  readonly strength: number;
  readonly families?: readonly Family[];
  readonly variant?: Variant;
  readonly order?: 'sorted' | 'shuffled';
}

/** A case wrapped in background. */
export interface NoisyCase {
  readonly truth: Truth;
  /** Truth rows and background, in the order of the ledger file. */
  readonly rows: readonly Row[];
  readonly background: number;
  /** Addresses that the background made up: to report one as on the path is an error. */
  readonly made: ReadonlySet<string>;
}

const DAY = 86_400;

/**
 * Wraps the truth rows of an answered case in realistic background (tracing.md §3.1). The truth
 * rows are kept as they are, so what is true on the clean ledger stays true.
 */
export function addNoise(
  truth: Truth,
  services: readonly ServiceLabel[],
  options: NoiseOptions,
): NoisyCase {
  const root = random(options.seed);
  const times = truth.rows.map((row) => row.time);
  const edges = root.fork('window');
  const habits = VARIANTS[options.variant ?? 'usual'];
  const margin = habits.window === 'wide' ? DAY : 0;
  const world: World = {
    truth,
    services,
    strength: options.strength,
    habits,
    start: Math.min(...times) - edges.between(60, 110) * margin,
    end: Math.max(...times) + edges.between(25, 60) * margin,
    rows: [],
    made: new Set(),
    operated: new Set(),
  };
  const watch = clock(truth.rows);
  const crowd: string[] = [];
  for (const family of options.families ?? FAMILY_NAMES) {
    FAMILIES[family](pen(world, root.fork(family), watch, crowd));
  }
  // Nothing is known after the ledger was taken.
  const background = world.rows.filter((row) => row.time <= world.end);
  const rows = inOrder(truth.rows, background, options.order ?? 'sorted', root.fork('order'));
  return { truth, rows, background: background.length, made: world.made };
}

/** By block; inside a block by chance, but the truth rows keep the order of the mixed ledger. */
function inOrder(
  truth: readonly Row[],
  background: readonly Row[],
  order: 'sorted' | 'shuffled',
  draws: Random,
): Row[] {
  const rows = draws.shuffled([...truth, ...background]);
  if (order === 'shuffled') return rows;
  const own = new Set(truth);
  const next = truth[Symbol.iterator]();
  rows.sort((a, b) => a.block - b.block);
  // The places of truth rows are kept, their rows dealt anew: the truth is sorted by block already.
  return rows.map((row) => (own.has(row) ? (next.next().value as Row) : row));
}

/**
 * Writes ledger, labels and case in the layout of the public cases, whose paths are relative to the
 * folder above `cases/`; returns the path of the case file.
 */
export function writeNoisyCase(folder: string, noisy: NoisyCase, labels: string): string {
  const inside = 'cases/noisy';
  mkdirSync(join(folder, inside), { recursive: true });
  const { truth } = noisy;
  writeFileSync(join(folder, inside, 'ledger.csv'), writeLedger(noisy.rows));
  writeFileSync(join(folder, inside, 'service-labels.csv'), labels);
  const question = {
    case_id: truth.id,
    chain: 'ethereum',
    reported_at: truth.reportedAt,
    source_addresses: [...truth.sources],
    ledger: `${inside}/ledger.csv`,
    question: 'Where is the money now, by destination service and amount, and who can freeze it?',
    service_labels: `${inside}/service-labels.csv`,
    since: new Date(truth.since * 1000).toISOString().slice(0, 19).replace('T', ' '),
  };
  const path = join(folder, inside, 'case.json');
  writeFileSync(path, `${JSON.stringify(question, null, 1)}\n`);
  return path;
}

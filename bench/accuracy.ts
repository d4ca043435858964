import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openKnown } from '../src/casework/live/known.ts';
import type { TraceResult } from '../src/trace/result.ts';
import {
  atMost,
  type Bar,
  discordBars,
  honestyBars,
  lifiBars,
  noiseBars,
} from './accuracy/bars.ts';
import { blocksciLosses } from './accuracy/blocksci.ts';
import { bybitFacts, nomadFacts, tronFacts } from './accuracy/facts.ts';
import { readFound } from './accuracy/found.ts';
import {
  addNoise,
  FAMILY_NAMES,
  type Family,
  type Variant,
  writeNoisyCase,
} from './accuracy/noise.ts';
import { bybitBars, digestOf, nomadBars, tronBars } from './accuracy/open-cases.ts';
import { POLICY_SUM_TOLERANCE, POLICY_SUMS, policySums } from './accuracy/policy-sums.ts';
import { REFERENCE_POLICIES, type ReferencePolicy } from './accuracy/reference.ts';
import { type Scores, score, wronglyFollowed } from './accuracy/scores.ts';
import { barTable, dollars, scoreTable, share, table } from './accuracy/tables.ts';
import { traceCase } from './accuracy/tracer.ts';
import {
  ANSWERED,
  type AnsweredCase,
  caseFile,
  dataMissing,
  dataRoot,
  readMixedLedger,
  readServiceLabels,
  readTruth,
  type Truth,
} from './accuracy/truth.ts';

/** Seconds that one case may take. */
const SECONDS = 0.5;
const OPEN_CASES = ['01', '02', '03', '04', '05', '06', '07', '08'] as const;

const { values } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    seed: { type: 'string' },
    seeds: { type: 'string', default: '5' },
    only: { type: 'string', default: 'sums,answered,open,noise' },
    families: { type: 'string', default: FAMILY_NAMES.join(',') },
    strengths: { type: 'string', default: '0.5,1' },
    variant: { type: 'string', default: 'usual' },
    shuffled: { type: 'boolean', default: false },
    /** Names also from the tags and lists imported into HUE_HOME. */
    known: { type: 'boolean', default: false },
  },
});

const known = values.known ? await openKnown(undefined) : undefined;

interface Timed {
  readonly result: TraceResult;
  readonly seconds: number;
}

/** Runs that a slow case gets: a computer that is busy with other things says little in one. */
const RUNS = 3;

/** Traces a case; the time is that of the fastest run, and one that meets the bar is enough. */
async function timed(path: string): Promise<Timed> {
  let best: Timed | null = null;
  for (let run = 0; run < RUNS; run++) {
    const start = performance.now();
    const result = await traceCase(path, known);
    const seconds = (performance.now() - start) / 1000;
    if (best === null || seconds < best.seconds) best = { result, seconds };
    if (seconds <= SECONDS) break;
  }
  if (best === null) throw new Error('no run');
  return best;
}

/**
 * The policy that the truth is computed by: the one that the trace has locked, where we know it.
 */
function lockedOf(result: TraceResult): ReferencePolicy {
  return REFERENCE_POLICIES.find((policy) => policy === result.settings.policy) ?? 'haircut';
}

function section(title: string): void {
  console.log(`\n## ${title}\n`);
}

function printBars(bars: readonly Bar[]): Bar[] {
  console.log(`\n${barTable(bars)}`);
  return [...bars];
}

function runSums(root: string): Bar[] {
  section('Policy sums: stolen dollars in terminals (tracing.md §7, tolerance $5)');
  const bars: Bar[] = [];
  for (const [number] of ANSWERED) {
    const truth = readTruth(root, number);
    const sums = policySums(truth, POLICY_SUMS[number]);
    const rows = sums.map((s) => [
      s.policy,
      ...[s.table, s.blended, s.apart, s.product].map(dollars),
    ]);
    console.log(`${truth.id}\n`);
    console.log(table(['policy', 'table', 'blended', 'lots apart', 'product'], rows), '\n');
    const worst = (off: (s: (typeof sums)[number]) => number) => Math.max(...sums.map(off));
    bars.push(
      atMost(
        `${number} table − own ledger, blended ($)`,
        worst((s) => Math.abs(s.table - s.blended)),
        POLICY_SUM_TOLERANCE,
      ),
      atMost(
        `${number} product − own ledger, lots apart ($)`,
        worst((s) => Math.abs(s.product - s.apart)),
        POLICY_SUM_TOLERANCE,
      ),
    );
  }
  const losses = blocksciLosses('blocksci');
  console.log(
    `BlockSci's haircut loses units in ${losses.blocksci} of 20,000 random transactions, ` +
      `ours in ${losses.ours}.\n`,
  );
  return printBars(bars);
}

async function runAnswered(root: string): Promise<Bar[]> {
  section('Answered cases');
  const runs: [string, Scores][] = [];
  const bars: Bar[] = [];
  const ledger = readMixedLedger(root);
  for (const [number] of ANSWERED) {
    const truth = readTruth(root, number);
    const { result, seconds } = await timed(truth.casePath);
    const scores = score(truth, readFound(result), ledger, lockedOf(result));
    runs.push([truth.id, scores]);
    const own = number === '09' ? lifiBars(scores) : discordBars(scores);
    bars.push(...[...own, atMost('seconds', seconds, SECONDS)].map((bar) => named(number, bar)));
  }
  console.log(scoreTable(runs));
  return printBars(bars);
}

function named(number: string, bar: Bar): Bar {
  return { ...bar, name: `${number} ${bar.name}` };
}

/** What the raw files of a case without an answer say, held against its result. */
function factBars(root: string, number: string, result: TraceResult): Bar[] {
  if (number === '01') return bybitBars(result, bybitFacts(root));
  if (number === '05') return nomadBars(result, nomadFacts(root));
  if (number === '06') return tronBars(result, tronFacts(root));
  return [];
}

async function runOpen(root: string): Promise<Bar[]> {
  section('Cases without an answer');
  const bars: Bar[] = [];
  for (const number of OPEN_CASES) {
    try {
      const { result, seconds } = await timed(caseFile(root, number, '.json'));
      console.log(`${result.case.id} (${seconds.toFixed(2)} s)`);
      for (const line of digestOf(result)) console.log(`  ${line}`);
      const facts = factBars(root, number, result);
      const own = [atMost('seconds', seconds, SECONDS), ...facts];
      bars.push(...own.map((bar) => named(number, bar)));
    } catch (error) {
      console.log(`${number}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return printBars(bars);
}

async function runNoise(root: string): Promise<Bar[]> {
  const seeds = values.seed
    ? values.seed.split(',')
    : Array.from({ length: Number(values.seeds) }, () => String(Math.floor(Math.random() * 1e9)));
  section(`Noise: seeds ${seeds.join(',')} (repeat with --seed)`);
  const folder = mkdtempSync(join(tmpdir(), 'hue-noise-'));
  const bars: Bar[] = [];
  const runs: [string, Scores][] = [];
  try {
    for (const [number] of ANSWERED) {
      const truth = readTruth(root, number);
      for (const strength of values.strengths.split(',').map(Number)) {
        const scored: Scores[] = [];
        for (const seed of seeds) {
          const scores = await noiseRun(root, folder, truth, number, seed, strength);
          runs.push([`${number} ${strength} ${seed}`, scores]);
          scored.push(scores);
        }
        console.log(worstOf(`${number} at ${strength}`, scored));
        if (strength === 1)
          bars.push(...noiseBars(scored).map((bar) => named(`${number} full`, bar)));
        else bars.push(...scored.flatMap(honestyBars).filter((bar) => !bar.met));
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(scoreTable(runs));
  return printBars(bars);
}

/** A mean over seeds hides the one on which a rule goes wrong altogether. */
function worstOf(name: string, scored: readonly Scores[]): string {
  const least = (value: (scores: Scores) => number) => share(Math.min(...scored.map(value)));
  return (
    `${name}, worst seed: recall ${least((s) => s.addressRecall)}, ` +
    `precision ${least((s) => s.addressPrecision)}, located ${least((s) => s.located.strict)}, ` +
    `band ${least((s) => s.band.holdsLocked.count)}`
  );
}

async function noiseRun(
  root: string,
  folder: string,
  truth: Truth,
  number: AnsweredCase,
  seed: string,
  strength: number,
): Promise<Scores> {
  const families = values.families.split(',') as Family[];
  const order = values.shuffled ? 'shuffled' : 'sorted';
  const variant = values.variant as Variant;
  const options = { seed, strength, families, order, variant } as const;
  const noisy = addNoise(truth, readServiceLabels(root), options);
  const labels = readFileSync(join(root, 'cases/public/service-labels.csv'), 'utf8');
  const path = writeNoisyCase(join(folder, `${number}-${seed}-${strength}`), noisy, labels);
  const { result, seconds } = await timed(path);
  const found = readFound(result);
  const strangers = wronglyFollowed(found, noisy.made).length;
  console.log(
    `${number} ${strength} ${seed}: ${noisy.rows.length} rows, ${seconds.toFixed(2)} s, ` +
      `${strangers} strangers reported`,
  );
  return score(truth, found, noisy.rows, lockedOf(result));
}

async function main(): Promise<void> {
  const missing = dataMissing();
  if (missing) throw new Error(missing);
  const root = dataRoot();
  const only = new Set(values.only.split(','));
  const bars: Bar[] = [];
  if (only.has('sums')) bars.push(...runSums(root));
  if (only.has('answered')) bars.push(...(await runAnswered(root)));
  if (only.has('open')) bars.push(...(await runOpen(root)));
  if (only.has('noise')) bars.push(...(await runNoise(root)));
  const missed = bars.filter((bar) => !bar.met);
  console.log(`\n${bars.length - missed.length} of ${bars.length} bars met.`);
  for (const bar of missed) console.log(`  missed: ${bar.name} ${share(bar.value)}`);
  if (values.check && missed.length > 0) process.exitCode = 1;
}

await main();

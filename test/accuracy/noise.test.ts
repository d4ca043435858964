import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  addNoise,
  FAMILY_NAMES,
  type Family,
  type NoisyCase,
  VARIANTS,
  type Variant,
} from '../../bench/accuracy/noise.ts';
import { chronological } from '../../bench/accuracy/reference.ts';
import { type Row, writeLedger } from '../../bench/accuracy/rows.ts';
import {
  ANSWERED,
  dataMissing,
  dataRoot,
  readServiceLabels,
  readTruth,
} from '../../bench/accuracy/truth.ts';

const skip = dataMissing() ?? false;

function noisy(number: '09' | '10', seed: string, families?: readonly Family[]): NoisyCase {
  const truth = readTruth(dataRoot(), number);
  const labels = readServiceLabels(dataRoot());
  return addNoise(truth, labels, { seed, strength: 1, ...(families ? { families } : {}) });
}

test('the truth rows are all there, as they were and in their order', { skip }, () => {
  for (const [number] of ANSWERED) {
    const { rows, truth, background } = noisy(number, 'keep');
    const own = new Set(truth.rows);
    assert.deepEqual(
      rows.filter((row) => own.has(row)),
      truth.rows,
    );
    assert.equal(rows.length, truth.rows.length + background);
    assert.ok(background > 4000, `${background} rows of background`);
  }
});

test('the same seed gives the same bytes, another seed others', { skip }, () => {
  const text = (seed: string) => writeLedger(noisy('09', seed).rows);
  assert.equal(text('a'), text('a'));
  assert.notEqual(text('a'), text('b'));
});

test('whatever the seed, strength, habits and families: the truth stands', { skip }, () => {
  const truth = readTruth(dataRoot(), '09');
  const labels = readServiceLabels(dataRoot());
  const options = fc.record({
    seed: fc.string(),
    strength: fc.constantFrom(0.1, 0.5, 1),
    variant: fc.constantFrom(...(Object.keys(VARIANTS) as Variant[])),
    families: fc.subarray(FAMILY_NAMES),
    order: fc.constantFrom('sorted' as const, 'shuffled' as const),
  });
  fc.assert(
    fc.property(options, (chosen) => {
      const { rows, made } = addNoise(truth, labels, chosen);
      const texts = new Set(rows.map((row) => JSON.stringify(row)));
      for (const row of truth.rows) assert.ok(texts.has(JSON.stringify(row)), row.tx);
      for (const address of truth.onPath) assert.ok(!made.has(address), address);
      for (const row of rows) assert.ok(row.usd >= 0 && /^\d+(\.\d+)?$/.test(row.text), row.text);
    }),
    { numRuns: 12 },
  );
});

test('blocks and times agree over the whole ledger', { skip }, () => {
  for (const [number] of ANSWERED) {
    const { rows } = noisy(number, 'clock');
    const times = new Map<number, number>();
    let last = 0;
    for (const row of rows) {
      assert.equal(times.get(row.block) ?? row.time, row.time, `block ${row.block}`);
      times.set(row.block, row.time);
      assert.ok(row.time >= last, `${row.block} goes back in time`);
      last = row.time;
    }
  }
});

test('clean money that leaves an address of the theft came in before', { skip }, () => {
  for (const [number] of ANSWERED) {
    const { rows, truth } = noisy(number, 'funds', ['earlier', 'passing']);
    const own = new Set(truth.rows);
    const clean = rows.filter((row) => !own.has(row));
    const services = new Set(readServiceLabels(dataRoot()).map((label) => label.address));
    assertFunded(clean, (address) => truth.onPath.has(address) && !services.has(address));
  }
});

test('deposit accounts sweep what they have got', { skip }, () => {
  const { rows, truth } = noisy('10', 'sweeps', ['deposits']);
  const isAccount = (address: string) => /deposit/i.test(truth.labels.get(address) ?? '');
  assertFunded(rows, isAccount);
  const swept = new Set(rows.map((row) => row.from).filter(isAccount));
  assert.ok(swept.size > 200, `${swept.size} accounts swept`);
});

test('look-alikes share the ends of a real counterparty and move next to nothing', { skip }, () => {
  const { rows, truth, made } = noisy('10', 'dust', ['dust']);
  const shape = (address: string) => address.slice(0, 5) + address.slice(-4);
  const real = new Set([...truth.onPath].map(shape));
  const fakes = rows.filter((row) => made.has(row.to) && truth.onPath.has(row.from));
  assert.ok(fakes.length > 100);
  for (const row of fakes) {
    assert.ok(real.has(shape(row.to)));
    assert.ok(row.usd < 10);
  }
});

function assertFunded(rows: readonly Row[], watched: (address: string) => boolean): void {
  const balances = new Map<string, number>();
  for (const i of chronological(rows)) {
    const row = rows[i] as Row;
    if (watched(row.from)) {
      const left = (balances.get(row.from) ?? 0) - row.usd;
      assert.ok(left > -0.01, `${row.from} pays ${row.usd} without having it (${left})`);
      balances.set(row.from, left);
    }
    balances.set(row.to, (balances.get(row.to) ?? 0) + row.usd);
  }
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { discordBars, lifiBars } from '../../bench/accuracy/bars.ts';
import { readFound } from '../../bench/accuracy/found.ts';
import { score } from '../../bench/accuracy/scores.ts';
import { barTable } from '../../bench/accuracy/tables.ts';
import { traceCase } from '../../bench/accuracy/tracer.ts';
import {
  ANSWERED,
  dataMissing,
  dataRoot,
  readMixedLedger,
  readTruth,
} from '../../bench/accuracy/truth.ts';

const skip = dataMissing() ?? false;

test('the answered cases meet their bars', { skip }, async () => {
  const ledger = readMixedLedger(dataRoot());
  for (const [number] of ANSWERED) {
    const truth = readTruth(dataRoot(), number);
    const scores = score(truth, readFound(await traceCase(truth.casePath)), ledger, 'haircut');
    const bars = number === '09' ? lifiBars(scores) : discordBars(scores);
    const missed = bars.filter((bar) => !bar.met);
    assert.equal(missed.length, 0, `${number}\n${barTable(missed)}`);
  }
});

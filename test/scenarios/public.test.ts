import { deepEqual, equal, ok } from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { BYBIT_TOKENS, type BybitFacts, bybitFacts } from '../../bench/accuracy/facts.ts';
import { traceCase } from '../../bench/accuracy/tracer.ts';
import { caseFile, readTruth } from '../../bench/accuracy/truth.ts';
import { openCase } from '../../src/casework/case.ts';
import { investigate } from '../../src/casework/investigate.ts';
import { type TraceResult, traceResultSchema } from '../../src/trace/result.ts';
import { DATA, needsData } from '../needs.ts';
import { addsUp, banded, CLAIMED, closes } from './checks.ts';

const skip = needsData('cases/public');
const EXAMPLE = join(import.meta.dirname, '../../examples/bybit-2025/case.json');

/** Traces a case and holds the result against its schema and its own sums. */
async function traced(path: string): Promise<TraceResult> {
  const result = traceResultSchema.parse(await traceCase(path));
  closes(result);
  addsUp(result);
  banded(result);
  return result;
}

/** Contract of an asset id, or an empty text for the chain's own asset. */
function contractOf(asset: string): string {
  return asset.includes('/erc20:') ? (asset.split(':').at(-1) ?? '') : '';
}

describe('LI.FI, July 2024', { skip }, () => {
  test('every address and transfer of the theft is found, and next to nothing else', async () => {
    const truth = readTruth(DATA, '09');
    const result = await traced(truth.casePath);
    const found = new Set(result.holders.map(({ id }) => id));
    const wanted = [...truth.onPath].filter((id) => !truth.sources.has(id));
    deepEqual(
      wanted.filter((id) => !found.has(id)),
      [],
    );
    const edges = new Set(result.hops.map(({ tx, from, to }) => `${tx} ${from} ${to}`));
    const missing = truth.rows.filter(({ tx, from, to }) => !edges.has(`${tx} ${from} ${to}`));
    deepEqual([wanted.length, truth.rows.length], [92, 135]);
    deepEqual(missing, []);
    const beside = [...found].filter((id) => !truth.onPath.has(id));
    ok(beside.length <= 1, beside.join(' '));
  });
});

describe('Bybit, February 2025', () => {
  let example: TraceResult;
  before(async () => {
    example = await traced(EXAMPLE);
  });

  test('the example is traced without test data', () => {
    equal(example.stolen.length, 4);
    ok(example.noise.length > 0 && example.destinations.length > 40);
    ok(example.findings.some(({ kind }) => kind.startsWith('swap')));
  });

  test('a strict run of the example says the same', async () => {
    deepEqual(await investigate(openCase(EXAMPLE), { strict: true }), example);
  });

  describe('the public case', { skip }, () => {
    let result: TraceResult;
    let facts: BybitFacts;
    before(async () => {
      result = await traced(caseFile(DATA, '01', '.json'));
      facts = bybitFacts(DATA);
    });

    test('all 42 first recipients of ETH are found, and no impersonator is followed', () => {
      const found = new Set(result.holders.map(({ id }) => id));
      deepEqual(
        [...facts.firstHop].filter((id) => !found.has(id)),
        [],
      );
      equal(facts.firstHop.size, 42);
      for (const { asset } of result.hops) ok(BYBIT_TOKENS.has(contractOf(asset)), asset);
      for (const id of facts.fakeOnly) ok(!found.has(id), id);
      const fakes = result.noise.filter(({ asset }) => facts.fakeTokens.has(contractOf(asset)));
      ok(fakes.length > 0 && fakes.every(({ reason }) => reason.includes('address poisoning')));
    });

    test('no claim exceeds what had arrived, under any policy', () => {
      for (const { holder, asset, amounts, status } of result.destinations) {
        const arrived = facts.arrived.get(`${holder} ${contractOf(asset)}`) ?? 0n;
        for (const policy of CLAIMED) ok(BigInt(amounts[policy]) <= arrived, `${holder} ${asset}`);
        if (!facts.senders.has(holder)) ok(status !== 'held', `${holder} is not covered`);
      }
    });

    test('the example says the same', () => {
      const rests = ({ destinations }: TraceResult) =>
        destinations
          .map(({ holder, asset, amounts, band, status }) =>
            [holder, asset, status, band.low, band.high, ...Object.values(amounts)].join(' '),
          )
          .sort();
      deepEqual(rests(example), rests(result));
      const stolen = ({ stolen: sums }: TraceResult) =>
        sums.map(({ asset, amount }) => `${asset} ${amount}`).sort();
      deepEqual(stolen(example), stolen(result));
    });
  });
});

import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Scenario, trace } from '../../test/scenarios/trace.ts';
import type { TraceResult } from '../trace/result.ts';

const NAMES = { X: 'cex.hot', M: 'mixer.pool', G: 'intents.solver', W: 'bridge.lock' } as const;

async function result(scenario: Scenario): Promise<TraceResult> {
  return (await trace({ names: NAMES, ...scenario })).result;
}

describe('the figures of a summary', () => {
  test('are sums over the places, each place in one of them', async () => {
    const { summary } = await result({
      rows: `1 a S>X 10000
        1 b S>M 5000
        1 c S>G 3000
        1 d S>A 2000
        1 e S>B 1000
        2 f A>C 700
        1 g S>D 70`,
      outgoing: ['S', 'A', 'C', 'D'],
    });
    const { headline: _, sentences: __, ...figures } = summary;
    deepEqual(figures, {
      stolenUsd: '210.70',
      atServicesUsd: '150.00',
      heldUsd: '20.00',
      notCoveredUsd: '10.00',
      freezableUsd: '100.00',
      unknownUsd: '40.70',
    });
  });

  test('shares are cut, never rounded up to a whole', async () => {
    const { summary } = await result({ rows: '1 a S>X 99999 \n 1 b S>A 101' });
    ok(summary.sentences.some((text) => text.startsWith('$999 (99.8 %) at services')));
    ok(summary.sentences.some((text) => text.startsWith('$1 (0.1 %) held')));
  });

  test('nothing of a kind is told as nothing, not as unknown', async () => {
    const { summary } = await result({ rows: '1 a S>A 10000' });
    deepEqual([summary.atServicesUsd, summary.freezableUsd], ['0.00', '0.00']);
    ok(summary.headline.includes('Nobody is known who can freeze'));
    ok(!summary.sentences.some((text) => text.includes('at services')));
  });
});

describe('the headline', () => {
  test('names what was stolen, its worth, and who could stop how much of it', async () => {
    const { summary } = await result({ rows: '1 a S>X 1234500 \n 1 b S>X 500 USDT' });
    for (const part of ['12,345 ETH', '5 USDT', '$12,350', 'X Inc']) {
      ok(summary.headline.includes(part), summary.headline);
    }
  });

  test('on a ledger of dollars speaks of dollars alone', async () => {
    const { summary } = await result({ rows: '1 a S>X 1234500 USD' });
    ok(summary.headline.startsWith('$12,345 '), summary.headline);
    ok(!summary.headline.includes('USD'));
  });

  test('several thefts are told together', async () => {
    const { summary, stolen } = await result({
      rows: '1 a S>A 10000 \n 1 b T>A 30000',
      sources: [['S'], ['T']],
    });
    equal(summary.stolenUsd, '400.00');
    equal(stolen.length, 2);
  });

  test('where nothing left the sources it says so', async () => {
    const { summary } = await result({ rows: '1 a A>S 10000' });
    ok(/No theft|nothing left/.test(summary.headline));
    equal(summary.stolenUsd, '0.00');
  });
});

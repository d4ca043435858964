import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Scenario, type Traced, trace } from '../../test/scenarios/trace.ts';
import { id, timeOf } from '../../test/scenarios/transfers.ts';
import { formatTime } from '../base/time.ts';
import { roleOf } from './roles.ts';

/** `tx from>to via traced basis` of each hop. */
function hops({ result }: Traced): string[] {
  return result.hops.map(({ tx, from, to, via, traced, basis }) => {
    return `${tx} ${from}>${to} ${via} ${traced.haircut} ${basis}`;
  });
}

const of = async (scenario: Scenario): Promise<string[]> => hops(await trace(scenario));

describe('hops', () => {
  test('from a source observed, then inferred where control is', async () => {
    deepEqual(await of({ rows: '1 a S>A 10000 \n 2 b A>B 10000' }), [
      'a S>A seed 10000 observed',
      'b A>B transfer 10000 inferred',
    ]);
  });

  test('by lots: observed, and no more than the lots say', async () => {
    deepEqual(await of({ rows: '1 a S>A 5000 \n 2 b O>A 5000 \n 3 c A>B 7000' }), [
      'a S>A seed 5000 observed',
      'c A>B transfer 3500 observed',
    ]);
  });

  test('who only passes on stands on the path', async () => {
    const traced = await trace({ rows: '1 a S>A 10000 \n 2 b A>R 10000 \n 2 b R>B 10000' });
    deepEqual(hops(traced).slice(1), ['b A>R pass 10000 inferred', 'b R>B pass 10000 inferred']);
    const passed = traced.result.holders.find((holder) => holder.id === 'R');
    deepEqual([passed?.followed, passed?.role], ['passed', 'bystander']);
  });

  test('of a swap: what went in, and what came out of it', async () => {
    deepEqual(await of({ rows: '1 a S>A 10000 \n 2 b A>P 8000 \n 2 b P>A 7900 USDT' }), [
      'a S>A seed 10000 observed',
      'b A>P swap 8000 observed',
      'b P>A swap 7900 observed',
    ]);
  });

  test('of a claim: inferred, both ways', async () => {
    const rows = '1 a S>A 10000 \n 2 b A>G 8000 \n 3 c G>A 7900 USDT';
    deepEqual((await of({ rows, names: { G: 'intents.solver' } })).slice(1), [
      'b A>G claim 8000 inferred',
      'c G>A claim 7900 inferred',
    ]);
  });

  test('each leads to its row', async () => {
    const { result } = await trace({ rows: '1 a S>A 10000 \n 1 x O>Q 1 \n 2 b A>B 10000' });
    deepEqual(
      result.hops.map(({ line, block, time }) => [line, block, time]),
      [
        [0, 1, formatTime(timeOf(1))],
        [2, 2, formatTime(timeOf(2))],
      ],
    );
  });
});

describe('holders', () => {
  const find = ({ result }: Traced, holder: string) =>
    result.holders.find((known) => known.id === holder);

  test('in the order of their distance from the theft, each once', async () => {
    const rows = '1 a S>B 10000 \n 2 b B>A 5000 \n 3 c A>B 1000 \n 4 d A>C 4000';
    const { result } = await trace({ rows });
    deepEqual(
      result.holders.map(({ id: holder, hop }) => `${holder} ${hop}`),
      ['S 0', 'B 1', 'A 2', 'C 3'],
    );
  });

  test('what came and what is left, in each asset', async () => {
    const traced = await trace({
      rows: '1 a S>A 10000 \n 2 b A>P 4000 \n 2 b P>A 3900 USDT \n 3 c A>B 900 USDT',
    });
    const positions = find(traced, 'A')?.positions.map(({ asset, received, held, usd }) => {
      return [asset, received.fifo, held.fifo, usd];
    });
    deepEqual(positions, [
      [id('USDT'), '3900', '3000', '30.00'],
      [id('ETH'), '10000', '6000', '60.00'],
    ]);
  });

  test('a name is a claim of its source, never observed by its label alone', async () => {
    const traced = await trace({ rows: '1 a S>X 10000', names: { X: 'cex.hot' } });
    const name = find(traced, 'X')?.name;
    deepEqual(
      [name?.entity, name?.type, name?.basis, name?.grade, name?.inference],
      ['X Inc', 'cex.hot', 'unverified', 'G4', null],
    );
    equal(find(traced, 'S')?.name, null);
  });
});

describe('destinations', () => {
  test('most valuable first, whatever their asset; unknown worth before all', async () => {
    const rows = '1 a S>A 500 USDT \n 1 b S>B 90000 \n 1 c S>C 70000 USDC \n 1 d S>D 5 stETH';
    const { result } = await trace({ rows, priceless: ['stETH', 'ETH'] });
    deepEqual(
      result.destinations.map(({ holder }) => holder),
      ['B', 'D', 'C', 'A'],
    );
  });

  test('the way of the largest lot, and since when it rests here', async () => {
    const rows = '1 a S>A 7000 \n 2 b S>B 9000 \n 3 c B>A 9000 \n 4 d A>C 7000';
    const { result } = await trace({ rows, policy: 'fifo' });
    const place = result.destinations.find(({ holder }) => holder === 'A');
    deepEqual(place?.path, ['b', 'c']);
    equal(place?.since, formatTime(timeOf(3)));
    equal(place?.transfers, 2);
  });

  test('each says why the trace stopped there', async () => {
    const rows = `1 a S>A 90000
      1 b S>X 80000
      1 c S>M 70000
      1 d S>G 60000
      1 e S>E 50`;
    const names = { X: 'cex.hot', M: 'mixer.pool', G: 'dex.router' } as const;
    const { result } = await trace({ rows, names });
    deepEqual(
      result.destinations.map(({ holder, status, rule }) => [holder, status, rule]),
      [
        ['A', 'held', 'unspent'],
        ['X', 'at service', 'service'],
        ['M', 'in mix', 'service'],
        ['G', 'swapped, proceeds outside', 'swap-by-claim'],
        ['E', 'not followed', 'dust'],
      ],
    );
    for (const { why } of result.destinations) ok(why.endsWith('.'));
  });

  test('who is reached by lots alone has the lowest grade', async () => {
    const rows = '1 a S>A 5000 \n 2 b O>A 5000 \n 3 c A>B 7000';
    const { result } = await trace({ rows });
    equal(result.destinations.find(({ holder }) => holder === 'B')?.grade, 'G7');
  });

  test('a way is as good as its weakest edge', async () => {
    const grade = async (rows: string, holder: string) => {
      const { result } = await trace({ rows, names: { G: 'intents.solver' } });
      return result.destinations.find((place) => place.holder === holder)?.grade;
    };
    equal(await grade('1 a S>A 10000', 'A'), 'G1');
    equal(await grade('1 a S>A 10000 \n 2 b A>B 10000', 'B'), 'G6');
    equal(await grade('1 a S>A 100 \n 1 b S>B 10000 \n 2 c B>A 10000', 'A'), 'G6');
    equal(await grade('1 a S>A 10000 \n 2 b A>G 10000 \n 3 c G>A 9900 USDT', 'A'), 'G6');
  });

  test('the band is what the conserving policies say, least and most', async () => {
    const rows = '1 a S>A 5000 \n 2 b O>A 5000 \n 3 c A>B 7000';
    const { result } = await trace({ rows });
    const b = result.destinations.find(({ holder }) => holder === 'B');
    deepEqual([b?.amounts.clean_first, b?.amounts.dirty_first], ['2000', '5000']);
    deepEqual(b?.band, { low: '2000', high: '5000' });
    equal(b?.reach, '7000');
  });
});

test('roles follow from what was done, and from the kind of place', () => {
  const degree = (into: number, out: number) => ({ in: into, out });
  equal(roleOf('source', 'cex.hot', degree(0, 9)), 'theft.direct');
  equal(roleOf('passed', 'dex.router', degree(1, 1)), 'bystander');
  equal(roleOf('stop', 'bridge.lock', degree(1, 0)), 'bridge_in');
  equal(roleOf('stop', 'mixer.pool', degree(1, 0)), 'mix_in');
  equal(roleOf('stop', 'swap.instant', degree(1, 0)), 'swap_in');
  equal(roleOf('stop', 'cex.deposit', degree(1, 0)), 'cashout_candidate');
  equal(roleOf('stop', null, degree(1, 0)), 'unresolved');
  equal(roleOf('whole', null, degree(2, 0)), 'holding');
  equal(roleOf('whole', null, degree(1, 5)), 'distribution');
  equal(roleOf('whole', null, degree(5, 5)), 'consolidation');
  equal(roleOf('lots', null, degree(1, 1)), 'unresolved');
});

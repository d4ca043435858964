import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { seeded } from '../../test/properties/policies.ts';
import { id, timeOf, transfers } from '../../test/scenarios/transfers.ts';
import { groupByTransaction, inChainOrder } from './order.ts';
import { type ReachRules, reachOf } from './reach.ts';
import { type Scene, type Step, stepsOf } from './steps.ts';

interface Setting {
  /** Sources and the block from which what leaves them is stolen. */
  readonly sources?: Readonly<Record<string, number>>;
  readonly stops?: readonly string[];
  readonly majority?: number;
  readonly dust?: number;
  /** Symbols of assets without a price; any other unit is a cent. */
  readonly priceless?: readonly string[];
}

function run(script: string, setting: Setting = {}) {
  const { sources = { S: 0 }, stops = [], majority = 9500, dust = 100 } = setting;
  const since = (holder: string) => {
    const block = sources[holder];
    return block === undefined ? null : timeOf(block);
  };
  const cents = (asset: string, units: bigint) =>
    setting.priceless?.some((symbol) => id(symbol) === asset) ? null : units;
  const scene: Scene = {
    followed: (holder) => holder !== 'P',
    sourceSince: since,
    theftBy: () => null,
    wrapped: () => null,
    claims: {
      placeOf: () => null,
      backing: () => null,
      genuine: () => true,
      cents,
      incomingListed: () => true,
    },
  };
  const rules: ReachRules = {
    sourceSince: since,
    stops: (holder) => stops.includes(holder),
    majority: BigInt(majority),
    dust: BigInt(dust),
    cents: ({ asset }, units) => cents(asset, units),
  };
  const groups = inChainOrder(groupByTransaction(transfers(script)), () => true);
  const steps = stepsOf(groups, scene, new Map());
  return { steps, reach: reachOf(steps, rules) };
}

/** What each step is to the trace, by transaction. */
function follow(script: string, setting?: Setting): Record<string, string> {
  const { steps, reach } = run(script, setting);
  return Object.fromEntries(steps.map((step: Step, i) => [step.group.tx, reach.follow[i] ?? '']));
}

function traced(script: string, holder: string, setting?: Setting): bigint {
  return run(script, setting).reach.received.get(`${holder} ${id('ETH')}`) ?? 0n;
}

describe('sources', () => {
  test('what leaves after their time is traced, what left before is not', () => {
    const script = '1 a S>A 1000 \n 5 b S>B 1000';
    deepEqual(follow(script, { sources: { S: 5 } }), { a: 'outside', b: 'whole' });
    deepEqual(follow(script), { a: 'whole', b: 'whole' });
  });

  test('hops count transactions from a source, the fewest of them', () => {
    const { reach } = run('1 a S>A 5000 \n 2 b A>B 4000 \n 3 c B>C 3000 \n 4 d S>C 10');
    const hops = [...reach.holders].map(([holder, { hop }]) => [holder, hop]);
    deepEqual(hops, [
      ['A', 1],
      ['B', 2],
      ['C', 1],
    ]);
  });

  test('first and last arrival, and what arrived in dollars', () => {
    const { reach } = run('1 a S>A 500 \n 4 b S>A 300 \n 9 c A>B 800');
    const { first, last, cents } = reach.holders.get('A') ?? {};
    deepEqual([first, last, cents], [timeOf(1), timeOf(4), 800n]);
    const unpriced = run('1 a S>A 500', { priceless: ['ETH'] });
    equal(unpriced.reach.holders.get('A')?.cents, null);
  });
});

describe('majority', () => {
  const mixed = (traced: number, other: number) =>
    `1 a S>A ${traced} \n 2 b O>A ${other} \n 3 c A>B ${other + 1} \n 4 d A>C 5000`;

  test('from the share of traced receipts on, all that leaves is followed', () => {
    deepEqual(follow(mixed(9500, 500)), { a: 'whole', b: 'arrives', c: 'whole', d: 'whole' });
    equal(follow(mixed(9499, 501)).c, 'aside');
  });

  test('the share can be set', () => {
    equal(follow(mixed(6000, 4000), { majority: 6000 }).c, 'whole');
    equal(follow(mixed(5999, 4001), { majority: 6000 }).c, 'aside');
  });

  test('clean money that only passes through is left aside, within a day of its coming', () => {
    const passed = (block: number) => `1 a S>A 9500 \n 2 b O>A 500 \n ${block} c A>B 500`;
    equal(follow(passed(3)).c, 'aside');
    equal(follow(passed(2 + 86_400 / 12)).c, 'aside');
    equal(follow(passed(3 + 86_400 / 12)).c, 'whole');
  });

  test('the share is that at the time of the payment', () => {
    const script = '1 a S>A 1000 \n 2 b A>B 1000 \n 3 c O>A 90000 \n 4 d A>C 90000';
    deepEqual(follow(script), { a: 'whole', b: 'whole', c: 'arrives', d: 'aside' });
  });

  test('of each asset by itself', () => {
    const script = '1 a S>A 1000 \n 2 b O>A 900 USDT \n 3 c A>B 900 USDT \n 4 d A>C 1000';
    deepEqual(follow(script), { a: 'whole', b: 'arrives', c: 'aside', d: 'whole' });
  });

  test('what came before the first traced money does not count', () => {
    const script = '1 a O>A 90000 \n 2 b S>A 1000 \n 3 c A>B 1000';
    deepEqual(follow(script), { a: 'outside', b: 'whole', c: 'whole' });
  });
});

describe('lots, last in first out', () => {
  test('clean money that passes through comes and goes', () => {
    const script = '1 a S>A 5000 \n 2 b O>A 5000 \n 3 c A>P 5000 \n 4 d A>B 5000';
    deepEqual(follow(script), { a: 'whole', b: 'arrives', c: 'aside', d: 'lots' });
  });

  test('a receipt of the same amount is the one that leaves, whatever came after it', () => {
    const script = (units: number) =>
      `1 a S>A 5000 \n 2 b O>A 7000 \n 3 c P>A 9000 \n 4 d A>B ${units}`;
    equal(follow(script(5000)).d, 'lots');
    equal(follow(script(4991)).d, 'lots');
    equal(follow(script(4000)).d, 'aside');
    equal(follow(script(7000)).d, 'aside');
    equal(traced(script(5000), 'B'), 5000n);
  });

  test('of several receipts of that amount the newest; none of which a part has left', () => {
    const two = '1 a S>A 5000 \n 2 b O>A 5000 \n 3 c P>A 9000 \n 4 d A>B 5000';
    equal(follow(two).d, 'aside');
    const begun = '1 a S>A 5000 \n 2 b A>B 1000 \n 3 c O>A 9000 \n 4 d A>C 5000';
    equal(follow(begun).d, 'aside');
  });

  test('a payment that takes dirt and clean money is followed for its dirt', () => {
    const script = '1 a S>A 5000 \n 2 b O>A 5000 \n 3 c A>B 7000';
    equal(follow(script).c, 'lots');
    equal(traced(script, 'B'), 2000n);
  });

  test('a holder below takes its share from what was traced', () => {
    const script = '1 a S>A 5000 \n 2 b O>A 5000 \n 3 c A>B 7000 \n 4 d B>C 7000';
    equal(follow(script).d, 'lots');
    equal(traced(script, 'C'), 2000n);
  });

  test('dust of dirt is not followed; to a service it is, from one cent on', () => {
    const script = '1 a S>A 5000 \n 2 b O>A 5000 \n 3 c A>B 5099';
    equal(follow(script, { dust: 100 }).c, 'aside');
    equal(follow(script, { dust: 99 }).c, 'lots');
    equal(follow(script, { dust: 100, stops: ['B'] }).c, 'lots');
  });

  test('without a price nothing is too little', () => {
    const script = '1 a S>A 5000 \n 2 b O>A 5000 \n 3 c A>B 5001';
    equal(follow(script, { priceless: ['ETH'] }).c, 'lots');
  });

  test('other money takes dirt only when nothing clean is left, and is told as aside', () => {
    const script = '1 a S>A 50 \n 2 b O>A 5000 \n 3 c A>P 5050 \n 4 d A>Q 10';
    deepEqual(follow(script, { dust: 100 }), { a: 'whole', b: 'arrives', c: 'aside', d: 'aside' });
  });
});

describe('stops', () => {
  test('what leaves a service is none of ours', () => {
    const script = '1 a S>X 5000 \n 2 b X>A 5000 \n 3 c A>B 5000';
    deepEqual(follow(script, { stops: ['X'] }), { a: 'whole', b: 'outside', c: 'outside' });
  });

  test('a swap carries the share of what went in', () => {
    const { reach } = run('1 a S>A 5000 \n 2 b O>A 5000 \n 3 c A>P 7000 \n 3 c P>A 4200 USDT');
    equal(reach.received.get(`A ${id('USDT')}`), 1200n);
  });

  test('gas of a holder followed by lots is not followed by itself', () => {
    const script = '1 a S>A 5000 \n 2 b O>A 5000 \n 3 c A> 9 gas';
    equal(follow(script).c, 'aside');
  });
});

const holder = fc.constantFrom('S', 'A', 'B', 'C', 'D', 'X');
const random = fc.array(
  fc.record({ from: holder, to: holder, amount: fc.integer({ min: 1, max: 900 }) }),
  { minLength: 1, maxLength: 25 },
);

test('nothing is traced that has not arrived by then from traced money', (t) => {
  fc.assert(
    fc.property(random, fc.constantFrom(0, 100), (rows, dust) => {
      const script = rows
        .filter(({ from, to }) => from !== to)
        .map(({ from, to, amount }, i) => `${i} t${i} ${from}>${to} ${amount}`)
        .join('\n');
      const { steps, reach } = run(script, { dust, stops: ['X'] });
      const reached = new Set<string>();
      const all = new Map<string, bigint>();
      for (const [i, step] of steps.entries()) {
        const how = reach.follow[i];
        if (step.kind === 'fee') continue;
        if (how === 'whole' || how === 'lots') {
          ok(step.from === 'S' || reached.has(step.from), `${step.from} pays before it has`);
          reached.add(step.to);
        }
        all.set(step.to, (all.get(step.to) ?? 0n) + step.amount);
      }
      deepEqual([...reach.holders.keys()].sort(), [...reached].sort());
      for (const [key, amount] of reach.received)
        ok(amount <= (all.get(key.split(' ')[0] ?? '') ?? 0n));
    }),
    seeded(t, 1000),
  );
});

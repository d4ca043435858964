import { deepEqual, equal, notEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { block, coinbase, options, outpoint, transaction } from '../../test/vectors/coins.ts';
import { type CoinBlock, type CoinOptions, Coins } from './coins.ts';
import { policies } from './policies/index.ts';
import type { PolicyId } from './policies/policy.ts';

const rules = [policies.fifo];
/** A theft of coin T:0, 100 units. */
const theft = transaction('T', [{ tx: 'ext', index: 0, amount: 120n }], [100n, 20n]);
const seeds = [{ tx: 'T', index: 0, label: 0 }];
const stolen = { tx: 'T', index: 0, amount: 100n };

function run(given: Partial<CoinOptions>, blocks: readonly CoinBlock[]): Coins {
  const coins = new Coins(options({ seeds, ...given }));
  for (const each of blocks) {
    coins.apply(each);
    for (const row of coins.certificate()) equal(row.difference, 0n);
  }
  return coins;
}

const held = (coins: Coins, policy: PolicyId = 'fifo') =>
  coins.held(policy).map(({ tx, index, label, amount }) => [`${tx}:${index}`, label, amount]);

const pay = (id: string, outputs: Parameters<typeof transaction>[2]) =>
  transaction(id, [stolen], outputs);

test('a lot leads back to its seed, step by step', () => {
  const mix = transaction('M', [{ tx: 'P', index: 0, amount: 60n }], [60n]);
  const coins = run({ rules, mixes: (tx) => tx.id === 'M' }, [
    block('a', [theft]),
    block('b', [pay('P', [60n, 39n])]),
    block('c', [mix]),
  ]);
  deepEqual(coins.lots('fifo', outpoint('M:0')), [
    {
      label: 0,
      amount: 60n,
      steps: [
        { tx: 'M', index: 0, block: 'c', mix: true },
        { tx: 'P', index: 0, block: 'b', mix: false },
        { tx: 'T', index: 0, block: 'a', mix: false },
      ],
    },
  ]);
  deepEqual(
    coins.flows('fifo').map(({ tx, index, kind, amount, mix }) => [tx, index, kind, amount, mix]),
    [
      ['T', 0, 'output', 100n, false],
      ['P', 0, 'output', 60n, false],
      ['P', 1, 'output', 39n, false],
      ['P', 2, 'fee', 1n, false],
      ['M', 0, 'output', 60n, true],
    ],
  );
  equal(coins.certificate()[0]?.fees, 1n);
});

test('coins at a stop stay for ever, and what is paid from them is clean', () => {
  const sweep = transaction('H', [{ tx: 'P', index: 0, amount: 60n }], [60n]);
  const coins = run({ rules, stops: ({ holder }) => holder === 'P:0' }, [
    block('a', [theft, pay('P', [60n, 40n])]),
    block('b', [sweep]),
  ]);
  deepEqual(held(coins), [
    ['P:0', 0, 60n],
    ['P:1', 0, 40n],
  ]);
  const [row] = coins.certificate();
  deepEqual([row?.atTerminals, row?.held], [60n, 40n]);
});

test('provably unspendable outputs burn what they get', () => {
  const outputs = [{ amount: 30n, burn: true, holder: null }, 70n];
  const coins = run({ rules }, [block('a', [theft, pay('P', outputs)])]);
  deepEqual(held(coins), [['P:1', 0, 70n]]);
  equal(coins.certificate()[0]?.burnt, 30n);
});

test('a coinbase leaves dirty fees unclaimed: they burn (§4.3)', () => {
  const fees = (given: Partial<CoinOptions>) =>
    run({ fees: 'coinbase', ...given }, [
      block('a', [theft]),
      block('b', [coinbase('C', [105n]), pay('P', [90n])], 100n),
    ]);
  const coins = fees({});
  equal(coins.lots('fifo', outpoint('C:0'))[0]?.amount, 5n);
  equal(coins.lots('haircut', outpoint('C:0'))[0]?.amount, 10n);
  equal(coins.certificate().find((row) => row.policy === 'fifo')?.burnt, 5n);
  // its steps go through the fee of the transaction that paid it
  const steps = coins.lots('fifo', outpoint('C:0'))[0]?.steps;
  deepEqual(steps?.map(({ tx, index }) => [tx, index]).slice(0, 2), [
    ['C', 0],
    ['P', 1],
  ]);
});

test('where subsidy or coinbase are not known, nothing is unclaimed and nothing is lost', () => {
  const blocks = (transactions: CoinBlock['transactions']) => [
    block('a', [theft]),
    block('b', transactions),
  ];
  const payment = pay('P', [90n]);
  const unknown = run({ rules, fees: 'coinbase' }, blocks([coinbase('C', [110n]), payment]));
  deepEqual(held(unknown), [
    ['C:0', 0, 10n],
    ['P:0', 0, 90n],
  ]);
  const absent = run({ rules, fees: 'coinbase' }, blocks([payment]));
  equal(absent.certificate()[0]?.fees, 10n);
});

test('fees of clean transactions keep their place in the coinbase', () => {
  const known = { tx: 'ext', index: 1, amount: 9n };
  for (const inputs of [[known], [known, { tx: 'ext', index: 2, amount: null }]]) {
    const clean = transaction('X', inputs, [4n]);
    const coins = run({ rules, fees: 'coinbase' }, [
      block('a', [theft]),
      block('b', [coinbase('C', [105n, 10n]), clean, pay('P', [90n])], 100n),
    ]);
    // 100 subsidy and 5 clean fees stand before the 10 dirty ones
    equal(coins.lots('fifo', outpoint('C:1'))[0]?.amount, 10n);
    deepEqual(coins.lots('fifo', outpoint('C:0')), []);
  }
});

test('a coinbase can be stolen, and its coins can be stops', () => {
  for (const fees of ['drop', 'coinbase'] as const) {
    const mined = [...seeds, { tx: 'C', index: 0, label: 1 }];
    const stops: CoinOptions['stops'] = ({ tx, index }) => tx === 'C' && index === 0;
    const coins = run({ rules, seeds: mined, fees, stops }, [
      block('a', [theft]),
      block('b', [coinbase('C', [60n, 50n]), pay('P', [90n])], 100n),
    ]);
    deepEqual(held(coins).slice(0, 1), [['C:0', 1, 60n]]);
    const [fee, seed] = coins.certificate();
    equal(fee?.fees, fees === 'drop' ? 10n : 0n);
    equal(seed?.atTerminals, 60n);
  }
});

test('a seed on dirty units supersedes or keeps the earlier label (§1, §4.3)', () => {
  const two = [...seeds, { tx: 'P', index: 0, label: 1 }];
  const blocks = [block('a', [theft]), block('b', [pay('P', [100n])])];
  for (const { id, conserves } of Object.values(policies)) {
    const won = run({ seeds: two }, blocks);
    deepEqual(held(won, id), [['P:0', 1, 100n]], id);
    const first = run({ seeds: two, collision: 'first' }, blocks);
    const kept = conserves ? [] : [['P:0', 1, 100n]];
    deepEqual(held(first, id), [['P:0', 0, 100n], ...kept], id);
    if (!conserves) continue;
    const row = won.certificate().find(({ policy, label }) => policy === id && label === 0);
    equal(row?.superseded, 100n);
    const noted = { policy: id, tx: 'P', index: 0, earlier: 0, later: 1, amount: 100n };
    for (const coins of [won, first]) {
      deepEqual(
        coins.collisions().filter(({ policy }) => policy === id),
        [noted],
      );
    }
  }
});

test('inputs of unknown amount hold the least that they can, clean and stated', () => {
  const inputs = [{ tx: 'ext', index: 1, amount: null }, stolen];
  const coins = run({ rules }, [block('a', [theft, transaction('P', inputs, [80n, 70n])])]);
  deepEqual(coins.assumed(), [{ tx: 'P', amount: 50n }]);
  deepEqual(held(coins), [
    ['P:0', 0, 30n],
    ['P:1', 0, 70n],
  ]);
});

test('seeds that have not come are said to be missing', () => {
  const coins = new Coins(options({ rules, seeds }));
  deepEqual(coins.missing(), seeds);
  coins.apply(block('a', [theft]));
  deepEqual(coins.missing(), []);
});

test('a block that contradicts the ledger changes nothing', () => {
  const coins = run({ rules }, [block('a', [theft])]);
  const before = coins.digest();
  const good = pay('P', [100n]);
  const faults = [
    [pay('P', [101n])],
    [transaction('P', [{ ...stolen, amount: 99n }], [99n])],
    [
      { ...good, txIndex: 2 },
      { ...good, id: 'Q', txIndex: 1 },
    ],
  ];
  for (const transactions of faults) {
    throws(() => coins.apply(block('b', transactions)), { name: 'InputError' });
    equal(coins.digest(), before);
  }
  const wrong = new Coins(options({ seeds: [{ tx: 'T', index: 7, label: 0 }] }));
  throws(() => wrong.apply(block('a', [theft])), { name: 'InputError' });
});

test('a rolled-back block leaves no trace, however often blocks were applied', () => {
  const coins = run({}, [block('a', [theft]), block('b', [pay('P', [60n, 39n])])]);
  const before = coins.digest();
  coins.apply(block('c', [transaction('Q', [{ tx: 'P', index: 1, amount: 39n }], [39n])]));
  notEqual(coins.digest(), before);
  coins.rollback('b');
  equal(coins.digest(), before);
  throws(() => coins.rollback('z'), { name: 'LimitError' });
  coins.rollback(null);
  equal(coins.digest(), new Coins(options({ seeds })).digest());
  for (let i = 0; i < 1001; i++) coins.apply(block(`${i}`, []));
  throws(() => coins.rollback(null), { name: 'LimitError' });
  coins.rollback('0');
  equal(coins.head, '0');
});

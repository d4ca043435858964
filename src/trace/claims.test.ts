import { deepEqual, equal } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ASSETS, id, transfers, WETH9, ZERO } from '../../test/scenarios/transfers.ts';
import { type ClaimRules, claimHolder, claimOf } from './claims.ts';
import { groupByTransaction, inChainOrder } from './order.ts';
import { type Scene, type Step, stepsOf } from './steps.ts';

const symbols = new Map(Object.entries(ASSETS).map(([symbol, asset]) => [asset.id, symbol]));

interface Setting {
  readonly places?: Readonly<Record<string, string>>;
  /** Holders whose receipts are listed; all unless said. */
  readonly incoming?: readonly string[];
  /** Cents of one unit, by symbol; `null`: no price. */
  readonly prices?: Readonly<Record<string, bigint | null>>;
  readonly backing?: Readonly<Record<string, string>>;
  readonly sources?: readonly string[];
  readonly wrapped?: (contract: string) => string | null;
}

function scene(setting: Setting): Scene {
  const claims: ClaimRules = {
    placeOf: (holder) => setting.places?.[holder] ?? null,
    backing: (asset) => {
      const behind = setting.backing?.[symbols.get(asset) ?? ''];
      return behind === undefined ? null : id(behind);
    },
    cents: (asset, units) => {
      const price = setting.prices?.[symbols.get(asset) ?? ''];
      return price === null ? null : units * (price ?? 1n);
    },
    genuine: (asset) => asset !== id('FAKE'),
    incomingListed: (holder) => setting.incoming?.includes(holder) ?? true,
  };
  return {
    followed: (holder) => holder === 'A' || holder === 'S',
    sourceSince: (holder) => (setting.sources?.includes(holder) ? 0 : null),
    theftBy: () => null,
    wrapped: setting.wrapped ?? (() => null),
    claims,
  };
}

function text(step: Step): string {
  const paid = `${step.from}>`;
  const amount = `${step.amount} ${symbols.get(step.asset)}`;
  if (step.kind === 'fee') return `fee ${step.from} ${amount}`;
  if (step.kind !== 'convert') return `${paid}${step.to} ${amount}`;
  const out = `${step.amountOut} ${symbols.get(step.assetOut)}`;
  return `${step.via} ${paid}${step.to} ${amount} = ${out}`;
}

function steps(script: string, setting: Setting = {}): string[] {
  const groups = inChainOrder(groupByTransaction(transfers(script)), () => true);
  return stepsOf(groups, scene(setting), new Map()).map(text);
}

const COW = { places: { G: 'at CoW', H: 'at CoW', K: 'at other' } };

test('the name of a claim leads back to its place and owner', () => {
  deepEqual(claimOf(claimHolder('A', 'G')), { place: 'G', owner: 'A' });
  equal(claimOf('A'), null);
});

describe('a swap that settles in a later transaction', () => {
  test('what went in waits, and what comes out takes its place', () => {
    deepEqual(steps('1 a A>G 100 \n 2 b G>A 98 USDT', COW), [
      'A>claim:G:A 100 ETH',
      'claim claim:G:A>A 100 ETH = 98 USDT',
    ]);
  });

  test('another address of the same operator may settle, another operator may not', () => {
    deepEqual(steps('1 a A>G 100 \n 2 b H>A 98 USDT', COW), [
      'A>claim:G:A 100 ETH',
      'claim claim:G:A>A 100 ETH = 98 USDT',
    ]);
    deepEqual(steps('1 a A>G 100 \n 2 b K>A 98 USDT', COW), ['A>claim:G:A 100 ETH', 'K>A 98 USDT']);
  });

  test('never more than went in: the rest is other money', () => {
    deepEqual(steps('1 a A>G 100 \n 2 b G>A 150 USDT', COW), [
      'A>claim:G:A 100 ETH',
      'claim claim:G:A>A 100 ETH = 100 USDT',
      'G>A 50 USDT',
    ]);
  });

  test('a small difference is one swap, a large one a part of the claim', () => {
    deepEqual(steps('1 a A>G 1000 \n 2 b G>A 920 USDT', COW).slice(1), [
      'claim claim:G:A>A 1000 ETH = 920 USDT',
    ]);
    deepEqual(steps('1 a A>G 1000 \n 2 b G>A 400 USDT \n 3 c G>A 590 USDT', COW).slice(1), [
      'claim claim:G:A>A 400 ETH = 400 USDT',
      'claim claim:G:A>A 600 ETH = 590 USDT',
    ]);
  });

  test('several claims are settled one after another, oldest first', () => {
    deepEqual(steps('1 a A>G 100 \n 2 b A>G 50 \n 3 c G>A 150 USDT', COW).slice(2), [
      'claim claim:G:A>A 100 ETH = 100 USDT',
      'claim claim:G:A>A 50 ETH = 50 USDT',
    ]);
  });

  test('the same asset back is a refund, unit for unit', () => {
    deepEqual(steps('1 a A>G 100 \n 2 b G>A 30 \n 3 c G>A 70 USDT', COW).slice(1), [
      'claim claim:G:A>A 30 ETH = 30 ETH',
      'claim claim:G:A>A 70 ETH = 70 USDT',
    ]);
  });

  test('without prices all is for all', () => {
    const setting = { ...COW, prices: { USDT: null } };
    deepEqual(steps('1 a A>G 100 \n 2 b G>A 5 USDT', setting).slice(1), [
      'claim claim:G:A>A 100 ETH = 5 USDT',
    ]);
  });

  test("after a week it is somebody else's", () => {
    const week = (7 * 86_400) / 12;
    const script = (block: number) => `0 a A>G 100 \n ${block} b G>A 98 USDT`;
    equal(steps(script(week), COW)[1], 'claim claim:G:A>A 100 ETH = 98 USDT');
    equal(steps(script(week + 1), COW)[1], 'G>A 98 USDT');
  });

  test('nothing is owed before something went in, or to others', () => {
    deepEqual(steps('1 a G>A 98 USDT \n 2 b A>G 100', COW), ['G>A 98 USDT', 'A>claim:G:A 100 ETH']);
    deepEqual(steps('1 a A>G 100 \n 2 b G>B 98 USDT', COW), ['A>claim:G:A 100 ETH', 'G>B 98 USDT']);
    deepEqual(steps('1 a B>G 100 \n 2 b G>A 98 USDT', COW), ['B>G 100 ETH', 'G>A 98 USDT']);
  });
});

describe('places that return what they take', () => {
  const USD = { places: { W: 'returns W', [ZERO]: 'returns nobody' } };

  test('on a ledger of dollars a wrap or a burn stays with its sender', () => {
    deepEqual(steps('1 a A>W 100 USD', USD), ['wrap A>A 100 USD = 100 USD']);
    deepEqual(steps('1 a A>0 100 USD', USD), ['wrap A>A 100 USD = 100 USD']);
  });

  test('and what comes back of it is no arrival', () => {
    deepEqual(steps('1 a A>W 100 USD \n 2 b W>A 100 USD', USD), [
      'wrap A>A 100 USD = 100 USD',
      'wrap A>A 100 USD = 100 USD',
    ]);
    deepEqual(steps('1 a A>W 100 USD \n 2 b W>A 120 USD', USD).slice(1), [
      'wrap A>A 100 USD = 100 USD',
      'W>A 20 USD',
    ]);
  });
});

describe('wrappers whose token leaves no row', () => {
  const wrapped = (contract: string) => (contract === WETH9 ? id('WETH') : null);
  const setting = { wrapped, backing: { WETH: 'ETH' } };

  test('wrapping and unwrapping are swaps one for one', () => {
    deepEqual(steps(`1 a A>${WETH9} 100`, setting), ['swap A>A 100 ETH = 100 WETH']);
    deepEqual(steps(`1 a ${WETH9}>A 100`, setting), ['swap A>A 100 WETH = 100 ETH']);
  });

  test('not twice, where the token has a row', () => {
    deepEqual(steps(`1 a A>${WETH9} 100 \n 1 a 0>A 100 WETH`, setting), [
      'swap A>A 100 ETH = 100 WETH',
    ]);
  });

  test('inside a longer path: pay, wrap, swap', () => {
    const script = `1 a A>R 100
      1 a R>${WETH9} 100
      1 a R>P 100 WETH
      1 a P>A 200 USDT`;
    equal(steps(script, setting)[0], 'swap A>A 100 ETH = 200 USDT');
  });

  test('another token sent to the wrapper is lost there', () => {
    deepEqual(steps(`1 a A>${WETH9} 100 USDT`, setting), [`A>${WETH9} 100 USDT`]);
    deepEqual(steps(`1 a A>${WETH9} 100 WETH`, setting), [`A>${WETH9} 100 WETH`]);
  });
});

describe('receipts that are not listed', () => {
  const backing = { stETH: 'ETH', mETH: 'ETH' };
  const setting = { incoming: ['B'], backing };

  test('what went out of a staked asset pays a later outflow that nothing else can', () => {
    deepEqual(steps('1 a A>P 100 stETH \n 2 b A>B 98', setting), [
      'A>claim:P:A 100 stETH',
      'claim claim:P:A>A 100 stETH = 98 ETH',
      'A>B 98 ETH',
    ]);
  });

  test('a loss within three percent: the claim is settled whole', () => {
    equal(
      steps('1 a A>P 1000 stETH \n 2 b A>B 970', setting)[1]?.includes('1000 stETH = 970'),
      true,
    );
    equal(
      steps('1 a A>P 1000 stETH \n 2 b A>B 960', setting)[1],
      'claim claim:P:A>A 960 stETH = 960 ETH',
    );
  });

  test('several staked assets together, in proportion', () => {
    const script = '1 a A>P 600 stETH \n 2 b A>Q 400 mETH \n 3 c A>B 990';
    deepEqual(steps(script, setting).slice(2, 4), [
      'claim claim:P:A>A 600 stETH = 594 ETH',
      'claim claim:Q:A>A 400 mETH = 396 ETH',
    ]);
  });

  test('what is known to have come goes first', () => {
    const script = '1 a S>A 500 \n 2 b A>P 100 stETH \n 3 c A>B 400 \n 4 d A>B 198';
    deepEqual(steps(script, setting).slice(2), [
      'A>B 400 ETH',
      'claim claim:P:A>A 100 stETH = 98 ETH',
      'A>B 198 ETH',
    ]);
  });

  test('what is beyond the claims is other money', () => {
    deepEqual(steps('1 a A>P 100 stETH \n 2 b A>B 300', setting).slice(1), [
      'claim claim:P:A>A 100 stETH = 100 ETH',
      'A>B 300 ETH',
    ]);
  });

  test('a source, or an asset with nothing behind it, makes no such claim', () => {
    const source = { ...setting, sources: ['A'] };
    deepEqual(steps('1 a A>P 100 stETH \n 2 b A>B 98', source), ['A>P 100 stETH', 'A>B 98 ETH']);
    deepEqual(steps('1 a A>P 100 USDT \n 2 b A>B 98', setting), ['A>P 100 USDT', 'A>B 98 ETH']);
    const listed = { backing };
    deepEqual(steps('1 a A>P 100 stETH \n 2 b A>B 98', listed), ['A>P 100 stETH', 'A>B 98 ETH']);
  });

  test('to another who is followed it is an ordinary payment', () => {
    deepEqual(steps('1 a A>S 100 stETH', setting), ['A>S 100 stETH']);
  });
});

test('gas is a fee after the movements of its transaction', () => {
  deepEqual(steps('1 a A> 3 gas \n 1 a A>B 100'), ['A>B 100 ETH', 'fee A 3 ETH']);
});

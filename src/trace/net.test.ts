import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { seeded } from '../../test/properties/policies.ts';
import { id, transfers, ZERO } from '../../test/scenarios/transfers.ts';
import type { Transfer } from '../ledger/port.ts';
import { byContent, inDependencyOrder, netPayments, type Payment } from './net.ts';

/** `A>B 10 via R` for each payment. */
function paid(script: string): string[] {
  return netPayments(transfers(script)).map(({ from, to, amount, asset, path }) => {
    const through = path.slice(1).map((step) => step.from);
    const via = through.length > 0 ? ` via ${through.join(' ')}` : '';
    const what = asset === id('ETH') ? '' : ` ${asset.split('/')[1]?.slice(0, 9)}`;
    return `${from}>${to} ${amount}${what}${via}`;
  });
}

describe('net payments of one transaction', () => {
  test('a single transfer is a payment', () => {
    deepEqual(paid('1 t S>A 10'), ['S>A 10']);
  });

  test('a router, a pool and a diamond pass through', () => {
    deepEqual(paid('1 t S>R 10 \n 1 t R>D 10 \n 1 t D>P 10'), ['S>P 10 via R D']);
  });

  test('what passes keeps only the difference', () => {
    deepEqual(paid('1 t S>R 10 \n 1 t R>P 7'), ['S>P 7 via R', 'S>R 3']);
  });

  test('what is paid beyond what came is the own money of the one that pays', () => {
    deepEqual(paid('1 t S>R 10 \n 1 t R>P 12'), ['S>P 10 via R', 'R>P 2']);
  });

  test('a router with several payers serves them in the order in which they came', () => {
    const lines = '1 t A>R 5 log=0 \n 1 t B>R 5 log=1 \n 1 t R>X 6 log=2 \n 1 t R>Y 4 log=3';
    deepEqual(paid(lines), ['A>X 5 via R', 'B>X 1 via R', 'B>Y 4 via R']);
  });

  test('a round trip is no payment', () => {
    deepEqual(paid('1 t A>B 10 \n 1 t B>A 10'), []);
    deepEqual(paid('1 t A>B 10 \n 1 t B>C 10 \n 1 t C>A 10'), []);
  });

  test('change that comes back lessens the payment', () => {
    deepEqual(paid('1 t A>R 10 \n 1 t R>P 8 \n 1 t R>A 2'), ['A>P 8 via R']);
  });

  test('a flash loan that is paid back leaves only its cost', () => {
    const lines = '1 t L>A 1000 log=0 \n 1 t A>B 1000 log=1 \n 1 t B>A 1003 log=2 \n';
    deepEqual(paid(`${lines} 1 t A>L 1001 log=3`).sort(), ['B>A 2', 'B>L 1 via A']);
  });

  test('assets are netted apart', () => {
    const lines = '1 t S>P 10 USDT \n 1 t P>S 9 USDC';
    deepEqual(paid(lines).sort(), ['P>S 9 erc20:0xa', 'S>P 10 erc20:0xd']);
  });

  test('mint and burn through the zero address are payments with it', () => {
    deepEqual(paid('1 t 0>S 10 stETH \n 1 t S>A 10 stETH'), [`${ZERO}>A 10 erc20:0xa via S`]);
    deepEqual(paid('1 t S>A 10 stETH \n 1 t A>0 10 stETH'), [`S>${ZERO} 10 erc20:0xa via A`]);
  });

  test('the positions that a source gives are the order', () => {
    // B pays before it is paid: the money of A cannot have reached C
    deepEqual(paid('1 t A>B 10 log=1 \n 1 t B>C 10 log=0'), ['B>C 10', 'A>B 10']);
    deepEqual(paid('1 t A>B 10 \n 1 t B>C 10'), ['A>C 10 via B']);
  });
});

describe('order inside a transaction', () => {
  test('who waits for nobody pays first; a circle is cut at its largest payment', () => {
    const rows = transfers('1 t C>A 3 \n 1 t B>C 2 \n 1 t A>B 1');
    const expected = ['C>A', 'A>B', 'B>C'];
    for (const order of [rows, rows.toReversed(), [rows[1], rows[0], rows[2]] as Transfer[]]) {
      deepEqual(
        inDependencyOrder(order).map(({ from, to }) => `${from}>${to}`),
        expected,
      );
    }
  });
});

/** Random transfers of one transaction between few holders, of two assets. */
const random = fc
  .array(
    fc.record({
      from: fc.constantFrom('A', 'B', 'C', 'D', 'E'),
      to: fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F'),
      amount: fc.integer({ min: 1, max: 40 }),
      symbol: fc.constantFrom('ETH', 'USDT'),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((rows) => rows.filter(({ from, to }) => from !== to));

type Row = typeof random extends fc.Arbitrary<infer T> ? T : never;

function transfersOf(rows: Row, indexed: boolean): Transfer[] {
  return transfers(
    rows
      .map(({ from, to, amount, symbol }, i) => {
        return `1 t ${from}>${to} ${amount} ${symbol} ${indexed ? `log=${i}` : ''}`;
      })
      .join('\n'),
  );
}

/** Change of each `holder asset`, zeros left out. */
function change(moves: readonly Pick<Payment, 'from' | 'to' | 'asset' | 'amount'>[]) {
  const sums = new Map<string, bigint>();
  for (const { from, to, asset, amount } of moves) {
    sums.set(`${from} ${asset}`, (sums.get(`${from} ${asset}`) ?? 0n) - amount);
    sums.set(`${to} ${asset}`, (sums.get(`${to} ${asset}`) ?? 0n) + amount);
  }
  return [...sums].filter(([, sum]) => sum !== 0n).sort(([a], [b]) => (a < b ? -1 : 1));
}

const text = (payments: readonly Payment[]): string[] =>
  payments.map(({ from, to, asset, amount }) => `${from}>${to} ${amount} ${asset}`);

test('payments keep the net position of every holder in every asset', (t) => {
  fc.assert(
    fc.property(random, fc.boolean(), (rows, indexed) => {
      const all = transfersOf(rows, indexed);
      const payments = netPayments(all);
      deepEqual(change(payments), change(all));
      for (const { from, to, amount, asset, path } of payments) {
        ok(amount > 0n && from !== to);
        equal(path[0]?.from, from);
        equal(path.at(-1)?.to, to);
        for (const [i, step] of path.entries()) {
          ok(step.asset === asset && step.amount >= amount);
          if (i > 0) equal(step.from, path[i - 1]?.to);
        }
      }
    }),
    seeded(t, 2000),
  );
});

test('no transfer carries more in all payments than it moved', (t) => {
  fc.assert(
    fc.property(random, fc.boolean(), (rows, indexed) => {
      const all = transfersOf(rows, indexed);
      const carried = new Map<Transfer, bigint>();
      for (const { path, amount } of netPayments(all)) {
        for (const step of new Set(path)) carried.set(step, (carried.get(step) ?? 0n) + amount);
      }
      for (const [step, amount] of carried) ok(amount <= step.amount);
    }),
    seeded(t, 1000),
  );
});

test('the order of rows never matters', (t) => {
  const shuffled = random.chain((rows) =>
    fc.tuple(fc.constant(rows), fc.boolean(), fc.shuffledSubarray([...rows.keys()], FULL(rows))),
  );
  fc.assert(
    fc.property(shuffled, ([rows, indexed, order]) => {
      const all = transfersOf(rows, indexed);
      const other = order.map((i) => all[i] as Transfer);
      deepEqual(text(netPayments(other)), text(netPayments(all)));
    }),
    seeded(t, 2000),
  );
});

const FULL = (rows: Row) => ({ minLength: rows.length, maxLength: rows.length });

test('the order by content is a total order up to equal content', (t) => {
  const three = fc.tuple(random, random, random).map((lists) => {
    return lists.map((rows) => transfersOf(rows, false)[0]).filter((row) => row !== undefined);
  });
  fc.assert(
    fc.property(three, (rows) => {
      for (const a of rows) {
        equal(byContent(a, a), 0);
        for (const b of rows) equal(Math.sign(byContent(a, b)) + Math.sign(byContent(b, a)), 0);
      }
      const sorted = rows.toSorted(byContent);
      deepEqual(text(netOf(rows.toReversed().sort(byContent))), text(netOf(sorted)));
    }),
    seeded(t, 300),
  );
});

function netOf(rows: readonly Transfer[]): Payment[] {
  return rows.map((row) => ({ ...row, path: [row] }));
}

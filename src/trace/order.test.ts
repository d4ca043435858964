import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { seeded } from '../../test/properties/policies.ts';
import { id, transfers } from '../../test/scenarios/transfers.ts';
import type { Transfer } from '../ledger/port.ts';
import { groupByTransaction, inChainOrder, type TransferGroup } from './order.ts';

function groupsOf(rows: readonly Transfer[]): TransferGroup[] {
  return inChainOrder(groupByTransaction(rows), (asset) => asset !== id('FAKE'));
}

/** Transaction ids in chain order. */
function ordered(rows: readonly Transfer[]): string {
  return groupsOf(rows)
    .map(({ tx }) => tx)
    .join(' ');
}

const of = (script: string): string => ordered(transfers(script));

test('the transfers of one transaction stand together, wherever their rows stood', () => {
  const groups = groupByTransaction(transfers('1 a S>A 1 \n 1 b S>B 1 at=4 \n 1 a A>C 1'));
  deepEqual(
    groups.map(({ tx, block, txIndex, transfers: list }) => [tx, block, txIndex, list.length]),
    [
      ['a', 1, null, 2],
      ['b', 1, 4, 1],
    ],
  );
});

describe('chain order', () => {
  test('by block, never by row or by clock', () => {
    equal(of('3 c A>B 1 \n 1 a A>B 1 \n 2 b A>B 1'), 'a b c');
    const late = transfers('1 a A>B 1 \n 2 b A>B 1');
    const wrong = late.map((row) => ({ ...row, time: 5000 - (row.block ?? 0) }));
    equal(ordered(wrong), 'a b');
  });

  test('by time where blocks are not known', () => {
    const rows = transfers('3 c A>B 1 \n 1 a A>B 1 \n 2 b A>B 1');
    equal(ordered(rows.map((row) => ({ ...row, block: null }))), 'a b c');
  });

  test('inside a block: who must be paid first', () => {
    equal(of('1 a B>C 1 \n 1 b A>B 1 \n 1 c S>A 1'), 'c b a');
    equal(of('1 a C>D 1 \n 1 b B>C 1 \n 1 c A>B 1 \n 1 d X>C 1'), 'd c b a');
  });

  test('inside one moment: the same, where blocks are not known', () => {
    const rows = transfers('1 a B>C 1 \n 1 b A>B 1 \n 1 c S>A 1');
    equal(ordered(rows.map((row) => ({ ...row, block: null }))), 'c b a');
  });

  test('a known position in the block is respected, against dependency too', () => {
    equal(of('1 a B>C 1 at=0 \n 1 b A>B 1 at=1'), 'a b');
    equal(of('1 z B>C 1 at=0 \n 1 b A>B 1 at=10 \n 1 c A>B 1 at=9'), 'z c b');
  });

  test('known positions hold among themselves, whatever stands between them', () => {
    equal(of('1 z B>C 1 at=0 \n 1 u D>B 1 \n 1 c A>B 1 at=9 \n 1 b A>D 1 at=10'), 'u z c b');
    equal(of('1 a B>C 1 \n 1 b A>B 1 at=3 \n 1 c S>A 1 at=2'), 'c b a');
  });

  test('tokens that anybody can make bring nothing', () => {
    equal(of('1 a B>C 1 \n 1 b A>B 1 FAKE'), 'a b');
    equal(of('1 a B>C 1 \n 1 b A>B 1 FAKE \n 1 b A>B 1'), 'b a');
  });

  test('a circle is cut at the same place whatever the order of the rows', () => {
    const rows = transfers('1 a A>B 1 \n 1 b B>C 1 \n 1 c C>A 1');
    const first = ordered(rows);
    equal(first.split(' ').length, 3);
    equal(ordered(rows.toReversed()), first);
    equal(ordered([rows[1], rows[2], rows[0]] as Transfer[]), first);
  });

  test('a long chain inside a block takes no stack', () => {
    const rows = transfers(
      Array.from({ length: 20_000 }, (_, i) => `1 t${99_999 - i} A${i}>A${i + 1} 1`).join('\n'),
    );
    const groups = groupsOf(rows);
    equal(groups[0]?.tx, 't99999');
    equal(groups.at(-1)?.tx, 't80000');
  });
});

const holder = fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F');
/** Blocks of few transactions of one transfer each, with or without positions. */
const random = fc
  .array(fc.record({ block: fc.integer({ min: 1, max: 3 }), from: holder, to: holder }), {
    minLength: 1,
    maxLength: 14,
  })
  .chain((rows) =>
    fc.tuple(fc.constant(rows), fc.boolean(), fc.shuffledSubarray(keys(rows), all(rows))),
  )
  .map(([rows, known, order]) => {
    const script = rows.map(({ block, from, to }, i) => {
      return `${block} t${i} ${from}>${to} 1 ${known ? `at=${i}` : ''}`;
    });
    const list = transfers(script.join('\n'));
    return { known, list, shuffled: order.map((i) => list[i] as Transfer) };
  });

function keys(rows: readonly unknown[]): number[] {
  return [...rows.keys()];
}

function all(rows: readonly unknown[]) {
  return { minLength: rows.length, maxLength: rows.length };
}

test('the order of rows never matters; nothing is lost and nothing comes twice', (t) => {
  fc.assert(
    fc.property(random, ({ list, shuffled }) => {
      equal(ordered(shuffled), ordered(list));
      deepEqual(ordered(list).split(' ').sort(), list.map(({ tx }) => tx).sort());
    }),
    seeded(t, 1500),
  );
});

test('blocks and known positions rise; without a circle, who is paid first pays later', (t) => {
  fc.assert(
    fc.property(random, ({ known, list }) => {
      const groups = groupsOf(list);
      for (const [i, group] of groups.entries()) {
        const before = groups[i - 1];
        if (!before) continue;
        ok((before.block ?? 0) <= (group.block ?? 0));
        if (known && before.block === group.block) ok((before.txIndex ?? 0) < (group.txIndex ?? 0));
      }
      if (known) return;
      const place = new Map(groups.map(({ tx }, i) => [tx, i]));
      for (const payer of list) {
        for (const payee of list) {
          if (payee.to !== payer.from || payee.block !== payer.block || payee === payer) continue;
          if (
            isInCircle(
              list.filter(({ block }) => block === payer.block),
              payer.from,
            )
          )
            continue;
          ok((place.get(payee.tx) ?? 0) < (place.get(payer.tx) ?? 0), `${payee.tx} ${payer.tx}`);
        }
      }
    }),
    seeded(t, 1500),
  );
});

test('junk between anybody, in any transaction, leaves the order of all else as it is', (t) => {
  const junk = fc.array(
    fc.record({
      block: fc.integer({ min: 1, max: 3 }),
      from: holder,
      to: holder,
      /** A transaction of its own, or one that is there; ids before and behind the others. */
      tx: fc.oneof(fc.constantFrom('a', 'b', 'x', 'y'), fc.nat(13)),
      place: fc.constantFrom('', 'at=5'),
    }),
    { minLength: 1, maxLength: 10 },
  );
  fc.assert(
    fc.property(random, junk, ({ list }, rows) => {
      const others = rows.flatMap(({ block, from, to, tx, place }) => {
        const host = typeof tx === 'number' ? list[tx % list.length] : undefined;
        const script = `${block} ${tx}${block} ${from}>${to} 1 FAKE ${place}`;
        return transfers(script).map((row) => (host ? { ...row, ...placeOf(host) } : row));
      });
      const own = new Set(list.map(({ tx }) => tx));
      const left = groupsOf([...list, ...others]).filter(({ tx }) => own.has(tx));
      equal(left.map(({ tx }) => tx).join(' '), ordered(list));
    }),
    seeded(t, 1500),
  );
});

function placeOf({ tx, block, time, txIndex }: Transfer) {
  return { tx, block, time, txIndex };
}

/** True if a circle of payments can be reached against their direction from this holder. */
function isInCircle(rows: readonly Transfer[], start: string): boolean {
  const visit = (at: string, path: readonly string[]): boolean =>
    path.includes(at) || rows.some(({ from, to }) => to === at && visit(from, [...path, at]));
  return visit(start, []);
}

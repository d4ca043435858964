import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { places, type Scenario, type Traced, trace } from '../../test/scenarios/trace.ts';
import { timeOf } from '../../test/scenarios/transfers.ts';

const X = { X: 'cex.hot' } as const;
/** The theft: S pays A, and A pays into D. */
const THEFT = '1 a S>A 10000 \n 5 b A>D 10000 \n';

/** Rows `block tx from>to units`, one for each of `count`. */
function many(count: number, row: (i: number) => string): string {
  return `${Array.from({ length: count }, (_, i) => row(i)).join('\n')}\n`;
}

function nameOf({ result }: Traced, holder: string) {
  return result.holders.find(({ id }) => id === holder)?.name ?? null;
}

async function inferred(scenario: Scenario, holder = 'D'): Promise<string | null> {
  const name = nameOf(await trace(scenario), holder);
  return name?.basis === 'inferred' ? name.type : null;
}

describe('deposit accounts', () => {
  /** What the thief paid in is swept, and what a stranger paid in. */
  const swept = `${THEFT} 6 c D>X 9990 \n 7 d O>D 5000 \n 8 e D>X 5000`;

  test('one from which the deposits of several go on to one exchange is its account', async () => {
    const traced = await trace({ rows: swept, names: X });
    deepEqual(places(traced), ['D 10000 ETH at service']);
    const name = nameOf(traced, 'D');
    equal(name?.type, 'cex.deposit');
    equal(name?.entity, 'X Inc');
    equal(name?.basis, 'inferred');
    equal(name?.grade, 'G6');
    ok(name?.inference?.startsWith('co-sweep'));
  });

  test('where the thief alone pays in, it may be his own last address', async () => {
    const own = `${THEFT} 6 c D>X 10000`;
    const traced = await trace({ rows: own, names: X });
    deepEqual(places(traced), ['X 10000 ETH at service']);
    equal(nameOf(traced, 'D'), null);
  });

  test('a sweep may wait for several deposits', async () => {
    const rows = `${THEFT} 6 o O>D 3000 \n 7 c D>X 13000 \n 8 d O>D 5000 \n 9 e D>X 5000`;
    equal(nameOf(await trace({ rows, names: X }), 'D')?.entity, 'X Inc');
    const short = rows.replace('D>X 13000', 'D>X 12000');
    equal(nameOf(await trace({ rows: short, names: X }), 'D')?.entity ?? null, null);
  });

  test('where deposits are swept once, it is told only what it does', async () => {
    const rows = `${THEFT} 5 o O>D 10000 \n 6 c D>X 20000`;
    const name = nameOf(await trace({ rows, names: X }), 'D');
    deepEqual([name?.entity, name?.type], [null, 'service.unknown']);
    ok(name?.label.includes('X Inc'));
  });

  test('from 99 % of its outflow on', async () => {
    const to = (x: number, q: number) =>
      `${swept} \n 9 f O>D 5010 \n 10 g D>X ${x} \n 11 h D>Q ${q}`;
    equal(await inferred({ rows: to(4810, 200), names: X }), 'cex.deposit');
    equal(await inferred({ rows: to(4809, 201), names: X }), null);
  });

  test('of every asset that is one', async () => {
    const usdt = `${swept} \n 9 f O>D 500 USDT \n 10 g D>Q 500 USDT`;
    equal(await inferred({ rows: usdt, names: X }), null);
    equal(await inferred({ rows: usdt.replace('D>Q', 'D>X'), names: X }), 'cex.deposit');
    const spam = usdt.replaceAll('USDT', 'FAKE');
    equal(await inferred({ rows: spam, names: X }), 'cex.deposit');
  });

  test('gas is no outflow to another place, nor is what failed or moved nothing', async () => {
    const rows = `${swept} \n 8 e D> 9 gas \n 9 f D>Q 100 failed \n 9 g D>Q 0 USDT \n 9 h D>D 7`;
    equal(await inferred({ rows, names: X }), 'cex.deposit');
  });

  test('only of an exchange: not of the zero address, a router, a bridge or a person', async () => {
    equal(await inferred({ rows: swept.replaceAll('D>X', 'D>0') }), null);
    for (const type of ['dex.router', 'bridge.lock', 'person.eoa', 'token.issuer'] as const) {
      equal(await inferred({ rows: swept, names: { X: type } }), null, type);
    }
  });

  test('a name that a tag gives comes first', async () => {
    equal(await inferred({ rows: swept, names: { ...X, D: 'payment.processor' } }), null);
  });

  test('nothing after the end of the trace is looked at', async () => {
    const rows = `${swept} \n 90 f O>D 900 \n 91 g D>Q 900`;
    equal(await inferred({ rows, names: X }), null);
    equal(await inferred({ rows, names: X, limits: { until: timeOf(50) } }), 'cex.deposit');
  });

  test('a source is none, whatever it does with what returned to it', async () => {
    const rows = '1 a S>A 500 \n 5 b A>S 500 \n 6 c S>X 500 \n 7 d O>S 99000 \n 8 e S>X 99000';
    equal(nameOf(await trace({ rows, names: X }), 'S'), null);
  });
});

describe('hot wallets without a name', () => {
  /** `feeders` accounts that others pay and that pay all into H, and others who pay H. */
  const hub = (feeders: number, payers: number, payees: number) =>
    THEFT +
    many(feeders, (i) => `2 f${i} O${i}>F${i} 500 \n 3 g${i} F${i}>H 500`) +
    many(payers, (i) => `2 p${i} P${i}>H 500 \n 1 r${i} P${i}>Z${i} 100`) +
    many(payees, (i) => `4 q${i} H>Q${i} 300`) +
    '5 o O>D 10000 \n 6 c D>H 20000 \n';

  test('fed by three accounts of strangers, paid by ten and paying five: a service', async () => {
    const traced = await trace({ rows: hub(3, 6, 5) });
    equal(nameOf(traced, 'D')?.type, 'service.unknown');
    equal(nameOf(traced, 'D')?.entity, null);
  });

  test('that pays few: fed by three accounts that sweep for strangers', async () => {
    const sweepers = (feeders: number) =>
      hub(0, 9, 1) +
      many(feeders, (i) => `2 s${i} R${i}>E${i} 5000 \n 3 t${i} E${i}>H 5000`) +
      many(feeders, (i) => `4 u${i} T${i}>E${i} 7000 \n 5 v${i} E${i}>H 7000`);
    equal(await inferred({ rows: sweepers(3) }), 'service.unknown');
    equal(await inferred({ rows: sweepers(2) }), null);
  });

  test('fewer feeders, payers or payees: an address like any other', async () => {
    equal(await inferred({ rows: hub(2, 9, 5) }), null);
    equal(await inferred({ rows: hub(3, 5, 5) }), null);
    equal(await inferred({ rows: hub(3, 6, 4) }), null);
  });
});

describe('services without a name', () => {
  const busy = (payers: number, payees: number, amount = 900) =>
    THEFT +
    many(payers, (i) => `4 p${i} P${i}>D ${amount}`) +
    many(payees, (i) => `6 q${i} D>Q${i} ${amount}`);

  test('many pay it, it pays many, and less than half of what it gets is traced', async () => {
    const traced = await trace({ rows: busy(15, 16) });
    equal(nameOf(traced, 'D')?.label, 'service without a name');
    deepEqual(places(traced), ['D 10000 ETH at service']);
  });

  test("the thief's own hub is not one, however busy", async () => {
    equal(await inferred({ rows: busy(15, 16, 600) }), null);
    equal(await inferred({ rows: busy(10, 16) }), null);
    equal(await inferred({ rows: busy(15, 10) }), null);
  });
});

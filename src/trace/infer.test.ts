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
  const swept = `${THEFT} 5 o O>D 10000 \n 6 c D>X 20000`;

  test('what pays nearly all to one exchange, and others pay into, is its account', async () => {
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

  test('from 99 % of its outflow on', async () => {
    const to = (x: number, q: number) => `${THEFT} 5 o O>D 10000 \n 6 c D>X ${x} \n 7 d D>Q ${q}`;
    equal(await inferred({ rows: to(19_800, 200), names: X }), 'cex.deposit');
    equal(await inferred({ rows: to(19_799, 201), names: X }), null);
  });

  test('of every asset', async () => {
    const usdt = `${swept} \n 3 e O>D 500 USDT \n 7 d D>Q 500 USDT`;
    equal(await inferred({ rows: usdt, names: X }), null);
    equal(await inferred({ rows: usdt.replace('D>Q', 'D>X'), names: X }), 'cex.deposit');
  });

  test('gas is no outflow to another place, nor is what failed or moved nothing', async () => {
    const rows = `${swept} \n 6 c D> 9 gas \n 7 d D>Q 100 failed \n 8 e D>Q 0 USDT \n 9 f D>D 7`;
    equal(await inferred({ rows, names: X }), 'cex.deposit');
  });

  test('only of an exchange: not of the zero address, a router, a bridge or a person', async () => {
    const burnt = `${THEFT} 5 o O>D 10000 \n 6 c D>0 20000`;
    equal(await inferred({ rows: burnt }), null);
    for (const type of ['dex.router', 'bridge.lock', 'person.eoa', 'token.issuer'] as const) {
      equal(await inferred({ rows: swept, names: { X: type } }), null, type);
    }
  });

  test('a name that a tag gives comes first', async () => {
    equal(await inferred({ rows: swept, names: { ...X, D: 'payment.processor' } }), null);
  });

  test('nothing after the end of the trace is looked at', async () => {
    const rows = `${THEFT} 5 o O>D 10000 \n 6 c D>X 20000 \n 90 d O>D 900 \n 91 e D>Q 900`;
    equal(await inferred({ rows, names: X }), null);
    equal(await inferred({ rows, names: X, limits: { until: timeOf(50) } }), 'cex.deposit');
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

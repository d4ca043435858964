import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { places, type Scenario, type Traced, trace } from './trace.ts';
import { id, timeOf } from './transfers.ts';

const where = async (scenario: Scenario): Promise<string[]> => places(await trace(scenario));

/** `a S>A whole 10000`: each hop with what it carried under the locked policy. */
function hops({ result }: Traced): string[] {
  return result.hops.map(({ tx, from, to, traced }) => {
    return `${tx} ${from}>${to} ${traced[result.settings.policy]}`;
  });
}

function followed({ result }: Traced, holder: string): string | undefined {
  return result.holders.find((known) => known.id === holder)?.followed;
}

describe('from a source', () => {
  test('all that leaves it is stolen, and rests where it is not moved on', async () => {
    const traced = await trace({
      rows: '1 a S>A 10000 \n 2 b A>B 4000 \n 3 c B>X 4000',
      names: { X: 'cex.hot' },
    });
    deepEqual(places(traced), ['A 6000 ETH held', 'X 4000 ETH at service']);
    deepEqual(hops(traced), ['a S>A 10000', 'b A>B 4000', 'c B>X 4000']);
    deepEqual(
      traced.result.stolen.map(({ amount, usd }) => [amount, usd]),
      [['10000', '100.00']],
    );
    equal(traced.result.summary.heldUsd, '60.00');
    equal(traced.result.summary.atServicesUsd, '40.00');
  });

  test('what left before its time is not stolen', async () => {
    const rows = '1 a S>A 500 \n 5 b S>B 10000 \n 6 c A>C 500';
    const since = await trace({ rows, sources: [[`S@${timeOf(5)}`]] });
    deepEqual(places(since), ['B 10000 ETH held']);
    equal(since.result.case.since, '2023-11-14 22:14:20');
    deepEqual((await where({ rows })).length, 2);
  });

  test('nothing after the given time is looked at', async () => {
    const rows = '1 a S>A 10000 \n 5 b A>B 10000 \n 6 c S>C 700';
    deepEqual(await where({ rows, limits: { until: timeOf(4) } }), ['A 10000 ETH held']);
    deepEqual(await where({ rows, limits: { until: timeOf(5) } }), ['B 10000 ETH held']);
  });

  test('money that returns and leaves again counts once', async () => {
    const traced = await trace({ rows: '1 a S>A 10000 \n 2 b A>S 10000 \n 3 c S>B 10000' });
    deepEqual(places(traced), ['B 10000 ETH held']);
    deepEqual(
      traced.result.stolen.map(({ amount }) => amount),
      ['10000'],
    );
  });

  test('what returns and stays is not said to be elsewhere', async () => {
    const traced = await trace({ rows: '1 a S>A 10000 \n 2 b A>S 6000' });
    const away = traced.result.destinations.filter(({ holder }) => holder !== 'S');
    deepEqual(
      away.map(({ holder, amounts }) => [holder, amounts.haircut]),
      [['A', '4000']],
    );
    deepEqual(
      traced.result.stolen.map(({ amount }) => amount),
      ['10000'],
    );
  });

  test('gas is a fee of whoever pays it; what failed moved nothing but its gas', async () => {
    const { result } = await trace({
      rows: `1 a S>A 10000
        2 b A>B 9000
        2 b A> 5 gas
        3 c A>B 500 failed
        3 c A> 7 gas`,
    });
    deepEqual(places({ result } as Traced), ['B 9000 ETH held', 'A 988 ETH held']);
    const [row] = result.certificate;
    equal(row?.fees, '12');
    ok(result.noise.some(({ tx, reason }) => tx === 'c' && reason.startsWith('failed')));
    ok(result.holders.every((holder) => holder.id !== ''));
  });
});

describe('money keeps to time', () => {
  test('it cannot leave before it has arrived', async () => {
    const traced = await trace({ rows: '1 a A>B 10000 \n 2 b S>A 10000' });
    deepEqual(places(traced), ['A 10000 ETH held']);
    ok(!traced.exploration.reach.holders.has('B'));
  });

  test('nor inside one block, where its order is known', async () => {
    deepEqual(await where({ rows: '1 a A>B 10000 at=0 \n 1 b S>A 10000 at=1' }), [
      'A 10000 ETH held',
    ]);
    deepEqual(await where({ rows: '1 a A>B 10000 \n 1 b S>A 10000' }), ['B 10000 ETH held']);
  });
});

describe('other money', () => {
  test('who received nearly only traced money is followed whole, as an inference', async () => {
    const traced = await trace({
      rows: '1 a S>A 9600 \n 2 b O>A 400 \n 3 c A>B 9900 \n 4 d B>C 9900',
    });
    equal(followed(traced, 'A'), 'whole');
    equal(traced.result.holders.find(({ id: holder }) => holder === 'B')?.basis, 'inferred');
    ok(traced.exploration.reach.holders.has('C'));
    const [, hop] = traced.result.hops;
    equal(hop?.basis, 'inferred');
  });

  test('any other only as far as its lots say: last in, first out', async () => {
    const traced = await trace({
      rows: `1 a O>A 50000
        2 b S>A 10000
        3 c P>A 5000
        4 d A>P2 5000
        5 e A>B 10000
        6 f A>Q 20000`,
    });
    equal(followed(traced, 'A'), 'lots');
    const reached = traced.exploration.reach.holders;
    ok(reached.has('B') && !reached.has('P2') && !reached.has('Q'));
  });

  test('its earlier life is left out: what came before does not lessen the share', async () => {
    const rows = '1 a O>A 90000 \n 2 b S>A 10000 \n 3 c A>B 10000 \n 4 d B>C 10000';
    const traced = await trace({ rows });
    equal(followed(traced, 'A'), 'whole');
    deepEqual(places(traced), ['C 10000 ETH held']);
  });

  test('dirt that must leave with other money is stated and not followed', async () => {
    const traced = await trace({
      rows: `1 a S>A 10000
        2 b O>A 20000
        3 c A>Q 20000
        4 d A>R 5000`,
      limits: { dustUsd: 1 },
    });
    const amounts = traced.result.destinations.map(({ amounts }) => BigInt(amounts.haircut));
    equal(
      amounts.reduce((a, b) => a + b, 0n),
      10000n,
    );
    for (const { band, amounts: by } of traced.result.destinations) {
      ok(BigInt(band.low) <= BigInt(by.haircut) && BigInt(by.haircut) <= BigInt(band.high));
    }
  });
});

describe('services', () => {
  test("a trace ends there: what they pay out is other people's money", async () => {
    const rows = '1 a S>X 10000 \n 2 b X>A 10000 \n 3 c A>B 10000';
    const traced = await trace({ rows, names: { X: 'cex.hot' } });
    deepEqual(places(traced), ['X 10000 ETH at service']);
    ok(!traced.exploration.reach.holders.has('A'));
  });

  test('but not inside one transaction', async () => {
    const rows = '1 a S>X 10000 \n 1 a X>A 10000 \n 2 c A>B 10000';
    deepEqual(await where({ rows, names: { X: 'dex.router' } }), ['B 10000 ETH held']);
    deepEqual(await where({ rows, names: { X: 'cex.hot' } }), ['B 10000 ETH held']);
  });

  test('a mixer pool is said to be one', async () => {
    const traced = await trace({ rows: '1 a S>M 10000', names: { M: 'mixer.pool' } });
    deepEqual(places(traced), ['M 10000 ETH in mix']);
  });

  test('a bridge is a gap: the money goes on elsewhere', async () => {
    const { result } = await trace({ rows: '1 a S>W 10000', names: { W: 'bridge.lock' } });
    deepEqual(places({ result } as Traced), ['W 10000 ETH at service']);
    ok(result.coverage.gaps.some(({ holder }) => holder === 'W'));
  });

  test('every cent of a lot that arrives there is reported, elsewhere not', async () => {
    const rows = `1 a S>D 10000
      2 b O>D 90000
      3 c S>D 200
      4 d D>X 50
      5 e D>E 50
      6 f E>F 50`;
    const traced = await trace({ rows, names: { X: 'cex.hot' } });
    ok(places(traced).some((line) => /^X \d+ ETH at service$/.test(line)));
    ok(!traced.exploration.followed.has('E'));
  });

  test('what is too little to follow is said to be so', async () => {
    const { result } = await trace({ rows: '1 a S>A 10000 \n 1 b S>B 30 \n 2 c B>C 30' });
    const [cut] = result.coverage.cuts;
    deepEqual([cut?.reason, cut?.amount, cut?.usd, cut?.count], ['dust', '30', '0.30', 1]);
    equal(result.destinations.find(({ holder }) => holder === 'B')?.status, 'not followed');
  });
});

describe('theft transactions', () => {
  test('what the victim loses there is stolen, and only there', async () => {
    const rows = '1 a V>A 10000 \n 2 b V>F 700 \n 3 c A>B 10000';
    deepEqual(await where({ rows, thefts: [['a:V']] }), ['B 10000 ETH held']);
  });

  test('what a named victim gave in an exchange is stolen all the same', async () => {
    const rows = '1 a V>A 10000 \n 1 a A>V 20000 USDT \n 2 b A>C 10000';
    const traced = await trace({ rows, thefts: [['a:V']] });
    deepEqual(places(traced), ['C 10000 ETH held']);
    deepEqual(
      traced.result.stolen.map(({ amount }) => amount),
      ['10000'],
    );
  });

  test('without a named victim, who lost most', async () => {
    const rows = '1 a V>A 10000 \n 1 a W>B 20 \n 2 b A>C 10000';
    const traced = await trace({ rows, thefts: [['a']] });
    deepEqual(places(traced), ['C 10000 ETH held']);
    deepEqual(
      traced.result.seeds.map(({ holder, amount }) => [holder, amount]),
      [['V', '10000']],
    );
  });

  test('a router between victim and thief is no victim', async () => {
    const rows = '1 a V>D 10000 \n 1 a D>A 10000 \n 2 b A>C 10000';
    deepEqual(await where({ rows, thefts: [['a']] }), ['C 10000 ETH held']);
  });

  test('a transaction that is not in the ledger is said to be missing', async () => {
    await rejects(trace({ rows: '1 a V>A 1', thefts: [['zz']] }), /theft transaction zz/);
  });
});

describe('several thefts at once', () => {
  test('each keeps its label; sums are per theft', async () => {
    const traced = await trace({
      rows: '1 a S>A 10000 \n 1 b T>A 30000 \n 2 c A>X 20000',
      sources: [['S'], ['T']],
      names: { X: 'cex.hot' },
    });
    const { result } = traced;
    deepEqual(result.stolen.map(({ theft, amount }) => [theft, amount]).sort(), [
      ['theft-0', '10000'],
      ['theft-1', '30000'],
    ]);
    deepEqual(places(traced).sort(), ['A 20000 ETH held', 'X 20000 ETH at service']);
    const fifo = result.policies.filter(({ policy }) => policy === 'fifo');
    deepEqual(
      fifo.map(({ theft, atServices, held }) => [theft, atServices, held]),
      [
        ['theft-0', '10000', '0'],
        ['theft-1', '10000', '20000'],
      ],
    );
    const haircut = result.policies.filter(({ policy }) => policy === 'haircut');
    deepEqual(
      haircut.map(({ theft, atServices }) => [theft, atServices]),
      [
        ['theft-0', '5000'],
        ['theft-1', '15000'],
      ],
    );
  });

  test('two victims of one transaction in two thefts are two thefts', async () => {
    const { result } = await trace({
      rows: '1 a V>A 100 \n 1 a W>B 200',
      thefts: [['a:V'], ['a:W']],
    });
    deepEqual(result.stolen.map(({ theft, amount }) => [theft, amount]).sort(), [
      ['theft-0', '100'],
      ['theft-1', '200'],
    ]);
  });
});

describe('payments whose value the ledger does not give', () => {
  const rows = '1 a S>A 10000 \n 2 b A>B 0 unvalued \n 3 c B>C 0 unvalued';

  test('lead on, in no amount', async () => {
    const traced = await trace({ rows });
    ok(traced.exploration.reach.holders.has('C'));
    const [, hop] = traced.result.hops;
    deepEqual([hop?.amount, hop?.traced.haircut], [null, '0']);
    deepEqual(
      traced.result.stolen.map(({ amount }) => amount),
      ['10000'],
    );
  });

  test('leave it unknown what remains where they left', async () => {
    const { result } = await trace({ rows });
    const [place] = result.destinations;
    deepEqual([place?.holder, place?.status, place?.band.low], ['A', 'not covered', '0']);
    ok(result.coverage.gaps.length > 0);
  });
});

test('a junk token that pretends to come from a source changes nothing', async () => {
  const rows = '1 a S>A 10000 \n 2 z S>Q 7 FAKE \n 3 y A>R 8 FAKE';
  const traced = await trace({ rows });
  deepEqual(places(traced), ['A 10000 ETH held']);
  equal(traced.result.summary.stolenUsd, '100.00');
  deepEqual(
    traced.result.noise.map(({ tx }) => tx),
    ['z'],
  );
});

test('assets are kept apart, and one without a price is told in units', async () => {
  const { result } = await trace({
    rows: '1 a S>A 10000 \n 1 b S>A 500 USDT \n 2 c A>B 500 USDT',
    priceless: ['ETH'],
  });
  const units = result.destinations.map(({ holder, asset, usd }) => [holder, asset, usd]);
  deepEqual(units.sort(), [
    ['A', id('ETH'), null],
    ['B', id('USDT'), '5.00'],
  ]);
  equal(result.summary.stolenUsd, null);
});

test('where few have room, the most valuable come first, also without a price', async () => {
  const rows = '1 a S>A 20 \n 1 b S>B 9000 \n 1 c S>C 500 \n 2 d A>X 20 \n 2 e B>Y 9000';
  for (const priceless of [['ETH'], []]) {
    const { result } = await trace({ rows, priceless, limits: { maxHolders: 2, dustUsd: 0 } });
    deepEqual(result.hops.map(({ tx }) => tx).sort(), ['a', 'b', 'c', 'e']);
  }
});

// The command line over Tron's interfaces: a theft of USDT and TRX is staged, found by an id and by
// an address as people write them, replayed, packed and verified.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { beginTrace, runLive } from '../../src/casework/live/live.ts';
import type { SourceConfig, SourceKind } from '../../src/ledger/source-config.ts';
import { hexOf, tronHolder } from '../../src/ledger/tron/address.ts';
import { compare } from '../../src/trace/net.ts';
import { type TraceResult, traceResultSchema } from '../../src/trace/result.ts';
import { fakeTron, type TronFake } from '../fakes/tron.ts';
import { call, placed, type StagedChain, trc20, trx } from '../fakes/tron-chain.ts';
import { type Place, placeOf } from './command.ts';

const USDT = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
const USDT_ID = `tron:0x2b6653dc/trc20:${USDT}`;
const TRX_ID = 'tron:0x2b6653dc/slip44:195';
const M = 1_000_000n;
const FEE = 345_000n;

function holder(number: number): string {
  return tronHolder(`41${number.toString(16).padStart(2, '0').repeat(20)}`) as string;
}
const VICTIM = holder(1);
const THIEF = holder(2);
const PEEL = holder(3);
const MULE = holder(4);
const EXCHANGE = holder(5);
const ROUTER = holder(6);

/** 9,000 USDT go over a peel to an exchange and a mule, 700 TRX through a contract to the mule. */
const CHAIN: StagedChain = {
  firstBlock: 79_000_000,
  firstTime: 1_766_000_000,
  tokens: { [USDT]: { symbol: 'USDT', decimals: 6 } },
  blocks: [
    [trx(EXCHANGE, VICTIM, 5000n * M), trc20(USDT, EXCHANGE, VICTIM, 10_000n * M)],
    [trc20(USDT, VICTIM, THIEF, 9000n * M), trx(VICTIM, THIEF, 800n * M)],
    [trc20(USDT, THIEF, PEEL, 9000n * M, FEE)],
    [
      trc20(USDT, PEEL, EXCHANGE, 4000n * M),
      call(THIEF, ROUTER, {
        paid: 700n * M,
        internal: [{ from: ROUTER, to: MULE, amount: 700n * M }],
      }),
    ],
    [trc20(USDT, PEEL, MULE, 5000n * M), trx(MULE, EXCHANGE, 200n * M)],
    ...Array.from({ length: 40 }, () => []),
  ],
};
const THEFT = placed(CHAIN).find(({ tx }) => tx.owner === VICTIM)?.id ?? '';

for (const kind of ['trongrid', 'tron-node'] as const) {
  describe(`a theft on Tron over ${kind}, by the command line`, () => {
    let fake: TronFake;
    before(async () => {
      fake = await fakeTron(CHAIN, { page: 2 });
    });
    after(() => fake.close());
    const place = (): Place => placeOf([sourceOf(kind, fake.url)], { [EXCHANGE]: 'exchange' });

    test('from its id: found, replayed to the same bytes, packed and verified', async () => {
      const { hue, path, config, tags } = place();
      const flags = ['--config', config, '--into', 'theft', '--tags', tags];
      const run = await hue(['trace', THEFT, ...flags]);
      assert.equal(run.code, 0, run.err);
      assert.match(run.err, new RegExp(`^ *[\\d.]+ s {2}9000 USDT {2}${VICTIM} → ${THIEF}\n`));
      for (const text of ['9,000 USDT ($9,000) stolen', 'exchange of the stage', 'Tether']) {
        assert.ok(run.out.includes(text), run.out);
      }
      const text = readFileSync(join(path, 'theft', 'result.json'), 'utf8');
      const result = traceResultSchema.parse(JSON.parse(text));
      assert.deepEqual(amountsIn(result), [
        `${MULE} ${USDT_ID} ${5000n * M}`,
        `${EXCHANGE} ${USDT_ID} ${4000n * M}`,
      ]);
      // from here on nobody answers
      const gone = placeOf([sourceOf(kind, 'http://127.0.0.1:9')]);
      const replay = await hue(['replay', 'theft', '--config', gone.config]);
      assert.equal(replay.code, 0, replay.err + replay.out);
      assert.match(replay.out, /^The same, to the byte: \d+ recorded answers/);
      const pack = await hue(['pack', 'theft', '-o', 'case.hue']);
      assert.equal(pack.code, 0, pack.err + pack.out);
      const verified = await gone.hue(['verify', join(path, 'case.hue')]);
      assert.equal(verified.code, 0, verified.err + verified.out);
      assert.match(verified.out, /Hops 4: 0 proved .* 4 recorded .* 0\s+claimed/);
    });

    for (const [form, id] of [
      ['as people write it', VICTIM],
      ['in hex, as nodes do', hexOf(VICTIM)],
    ] as const) {
      test(`from an address ${form}: all that leaves it, TRX and tokens`, async () => {
        const { path, config, tags } = place();
        const into = join(path, 'address');
        const since = new Date(1000 * CHAIN.firstTime).toISOString();
        const live = await beginTrace(id, { config, into, tags: [tags], since });
        const { result } = await runLive(live, 'live');
        assert.deepEqual(result.stolen.map(({ asset, amount }) => `${amount} ${asset}`).sort(), [
          `${800n * M} ${TRX_ID}`,
          `${9000n * M} ${USDT_ID}`,
        ]);
        assert.deepEqual(amountsIn(result), [
          `${THIEF} ${TRX_ID} ${100n * M - FEE}`,
          `${MULE} ${TRX_ID} ${500n * M}`,
          `${MULE} ${USDT_ID} ${5000n * M}`,
          `${EXCHANGE} ${TRX_ID} ${200n * M}`,
          `${EXCHANGE} ${USDT_ID} ${4000n * M}`,
        ]);
      });
    }
  });
}

function sourceOf(kind: SourceKind, url: string): SourceConfig {
  return { chain: 'tron', kind, name: 'tron', url, private: true, rate: 10_000 };
}

/** Where the locked policy says that how much is, by place in the cast. */
function amountsIn({ destinations, settings }: TraceResult): string[] {
  const cast = [THIEF, PEEL, MULE, EXCHANGE];
  return destinations
    .toSorted((a, b) => compare(a.asset, b.asset))
    .toSorted((a, b) => cast.indexOf(a.holder) - cast.indexOf(b.holder))
    .map(({ holder, asset, amounts }) => `${holder} ${asset} ${amounts[settings.policy]}`);
}

import { strict as assert } from 'node:assert';
import { after, before, describe, test } from 'node:test';
import { AssetBook } from '../../src/ledger/asset-book.ts';
import { tokenLookup } from '../../src/ledger/assets.ts';
import { chainOf } from '../../src/ledger/chains.ts';
import { rpcLedger } from '../../src/ledger/evm/rpc-ledger.ts';
import type { LiveAccountLedger } from '../../src/ledger/live.ts';
import type { Source } from '../../src/ledger/source.ts';
import { type Anvil, needsAnvil, startAnvil } from '../nodes/anvil.ts';
import { PLACES, stageTheft } from '../nodes/stage.ts';
import { openTest } from './recorded-source.ts';

const CHAIN = chainOf('ethereum')!;
const ALL = { direction: 'both', since: 1_700_000_040, until: null, limit: 1000 } as const;

function ledgerOver(source: Source): LiveAccountLedger {
  const lookup = tokenLookup(CHAIN);
  const book = new AssetBook(CHAIN, lookup);
  return rpcLedger({ chain: CHAIN, source, book, lookup });
}

/** All that a trace asks, and all that the ledger says; positions of evidence come and go. */
async function trace(source: Source, theft: string, between = () => Promise.resolve()) {
  const ledger = ledgerOver(source);
  const first = await ledger.transactions([theft]);
  await between();
  const thief = await ledger.transfers([PLACES.thief], ALL);
  const others = await ledger.transfers([...PLACES.peel, PLACES.mule, PLACES.usdt], ALL);
  const summaries = await ledger.summaries([PLACES.thief, PLACES.exchange]);
  const said = [ledger.blindSpots(), ledger.warnings().map(({ found }) => found)];
  const assets = [...ledger.assetsSeen.values()];
  const all = { first, thief, others, summaries, said, assets, tip: await ledger.tip() };
  return JSON.stringify(all, (key, value) => {
    return key === 'origin' ? undefined : typeof value === 'bigint' ? `${value}` : value;
  });
}

describe('a node over HTTP, kept and asked again', { skip: needsAnvil() }, () => {
  let anvil: Anvil;
  let theft: string;
  before(async () => {
    anvil = await startAnvil();
    ({ theft } = await stageTheft(anvil));
  });
  after(() => anvil.stop());

  test('a replay without the node says the same, to the byte', async () => {
    const live = openTest({ url: anvil.url });
    const told = await trace(live.source, theft);
    assert.ok(told.includes(PLACES.etherPool) && told.includes('"internal"'));
    await live.run.settled();
    const replay = openTest({ url: 'http://127.0.0.1:9' }, { held: live.held, mode: 'replay' });
    assert.equal(await trace(replay.source, theft), told);
    const questions = (opened: typeof live): string[] =>
      opened.run
        .used()
        .map(({ question }) => question)
        .sort();
    assert.deepEqual(questions(replay), questions(live));
    assert.ok(questions(live).every((question) => question.startsWith('CALL ')));
  });

  test('so does a replay of a run in which blocks were replaced', async () => {
    const live = openTest({ url: anvil.url });
    const payment = { from: PLACES.thief, to: PLACES.mule, value: '0x5', gas: '0x5208' };
    const pairs = [[{ ...payment, gasPrice: '0x2540be400' }, 7]];
    const { block } =
      (await ledgerOver(openTest({ url: anvil.url }).source).transactions([theft]))[0] ?? {};
    const height = Number(await anvil.rpc('eth_blockNumber'));
    const depth = height - (block ?? 0) + 1;
    const told = await trace(live.source, theft, async () => {
      await anvil.rpc('anvil_reorg', [depth, pairs]);
    });
    assert.match(told, /replaced while they were read/);
    await live.run.settled();
    const replay = openTest({ url: 'http://127.0.0.1:9' }, { held: live.held, mode: 'replay' });
    assert.equal(await trace(replay.source, theft), told);
    assert.ok(live.run.used().some(({ question }) => question.endsWith(' (again, 1)')));
  });
});

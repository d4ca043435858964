// Explorers asked over HTTP and recorded: what was seen is seen again without a network.

import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { zstdDecompressSync } from 'node:zlib';
import { AssetBook } from '../../src/ledger/asset-book.ts';
import { tokenLookup } from '../../src/ledger/assets.ts';
import { parseChain } from '../../src/ledger/chains.ts';
import { blockscout, etherscan } from '../../src/ledger/evm/explorer-api.ts';
import { explorerLedger } from '../../src/ledger/evm/explorer-ledger.ts';
import type { Transfer } from '../../src/ledger/port.ts';
import type { Source } from '../../src/ledger/source.ts';
import { type FakeExplorer, startExplorer } from '../fakes/explorer.ts';
import type { FakeExplorerOptions } from '../fakes/explorer-answers.ts';
import { type Stage, stageLedger } from '../fakes/staged-ledger.ts';
import { type Opened, openTest } from './recorded-source.ts';

const KEY = 'S3cretKeyOfTheExplorer';
const STAGE = stageLedger({ seed: 5, addresses: 20, hops: 4 });
const ALL = { direction: 'both', since: null, until: null, limit: 1000 } as const;

async function start(
  t: TestContext,
  options: Omit<FakeExplorerOptions, 'ledger'>,
): Promise<FakeExplorer> {
  const fake = await startExplorer({ ledger: STAGE.ledger, ...options });
  t.after(() => fake.stop());
  return fake;
}

function opened(
  kind: FakeExplorerOptions['kind'],
  url: string,
  options: Parameters<typeof openTest>[1] = {},
): Opened {
  const config = { url, kind, ...(kind === 'etherscan' ? { key: { env: 'KEY' } } : {}) };
  return openTest(config, { env: { KEY }, ...options });
}

/** All that an explorer shows of the thief's addresses. */
async function seen(
  kind: FakeExplorerOptions['kind'],
  source: Source,
  { launderers, theft }: Stage,
): Promise<readonly Transfer[]> {
  const chain = parseChain('ethereum', 'chain');
  const lookup = tokenLookup(chain);
  const explorer = kind === 'etherscan' ? etherscan(source, 1) : blockscout(source);
  const ledger = explorerLedger(explorer, { chain, lookup, book: new AssetBook(chain, lookup) });
  const first = await ledger.transactions([theft.tx]);
  const answers = await ledger.transfers(launderers, ALL);
  const ids = answers.flatMap(({ transfers }) => transfers.map(({ tx }) => tx));
  return [...first, ...(await ledger.transactions([...new Set(ids)]))];
}

for (const kind of ['etherscan', 'blockscout'] as const) {
  describe(kind, () => {
    test('is recorded through faults, and replayed without a network', async (t) => {
      const share = {
        ...{ 'rate-limit': 0.08, notok: 0.08, 'timeout-text': 0.05, 'server-error': 0.05 },
        ...{ truncated: 0.08, html: 0.05, slow: 0.02, reset: 0.05 },
      };
      const fake = await start(t, {
        kind,
        faults: { share },
        key: kind === 'etherscan' ? KEY : null,
      });
      const { source, run, held } = opened(kind, fake.url);
      const live = await seen(kind, source, STAGE);
      assert.ok(fake.requests().some(({ fault }) => fault !== null));
      assert.ok(live.length > 60);
      await fake.stop();
      await run.settled();
      const again = opened(kind, fake.url, { held, mode: 'replay' });
      const replayed = await seen(kind, again.source, STAGE);
      const facts = live.map(({ origin, ...fact }) => fact);
      assert.deepEqual(
        replayed.map(({ origin, ...fact }) => fact),
        facts,
      );
      // each fact leads to the answer, and the line in it, that tells it
      for (const { tx, origin } of replayed) {
        const { digest, question = '' } = again.run.used()[origin.input] ?? {};
        const blob = held.get(`blobs/${digest?.slice(0, 2)}/${digest}.zst`) ?? assert.fail(tx);
        assert.ok(`${question} ${zstdDecompressSync(blob)}`.includes(tx), tx);
      }
      for (const [name, bytes] of held) {
        const text = name.endsWith('.zst') ? zstdDecompressSync(bytes) : Buffer.from(bytes);
        assert.ok(!text.includes(KEY) && !name.includes(KEY), name);
      }
    });
  });
}

test('calls to Blockscout share requests', async (t) => {
  const fake = await start(t, { kind: 'blockscout' });
  const { source } = opened('blockscout', fake.url);
  await seen('blockscout', source, STAGE);
  const batches = fake.requests().filter(({ calls }) => calls > 1);
  assert.ok(batches.length > 0);
  assert.ok(batches.every(({ calls }) => calls <= 5));
});

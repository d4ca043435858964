// A staged theft traced through fake explorers: the same as from all that really happened.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { AssetBook } from '../../src/ledger/asset-book.ts';
import { tokenLookup } from '../../src/ledger/assets.ts';
import { parseChain } from '../../src/ledger/chains.ts';
import { blockscout, etherscan } from '../../src/ledger/evm/explorer-api.ts';
import { explorerLedger } from '../../src/ledger/evm/explorer-ledger.ts';
import { readingOf } from '../../src/ledger/reading.ts';
import { type FakeExplorer, startExplorer } from '../fakes/explorer.ts';
import type { FakeExplorerOptions } from '../fakes/explorer-answers.ts';
import { plainSource } from '../fakes/plain-source.ts';
import { type Stage, stageLedger } from '../fakes/staged-ledger.ts';
import { truthOf } from '../fakes/truth.ts';
import { ledgerOf } from './ledger.ts';
import { type Traced, traceLedger } from './trace.ts';

const chain = parseChain('ethereum', 'chain');
const lookup = tokenLookup(chain);
const started: FakeExplorer[] = [];
after(() => Promise.all(started.map((fake) => fake.stop())));

const scenarioOf = ({ theft, services }: Stage) => ({
  thefts: [[`${theft.tx}:${theft.victim}`]],
  names: Object.fromEntries([...services.keys()].map((holder) => [holder, 'cex.hot' as const])),
});

/** From the whole chain, in memory. */
async function fromTruth(stage: Stage): Promise<Traced> {
  const book = new AssetBook(chain, lookup);
  const rows = [...truthOf(stage.ledger, book).values()].flat();
  return traceLedger(ledgerOf(rows), book.seen, scenarioOf(stage));
}

async function fromExplorer(
  stage: Stage,
  options: Omit<FakeExplorerOptions, 'ledger'>,
): Promise<Traced & { readonly fake: FakeExplorer }> {
  const fake = await startExplorer({ ledger: stage.ledger, ...options });
  started.push(fake);
  const book = new AssetBook(chain, lookup);
  const source = plainSource(options.kind, fake.url, '/api/eth-rpc');
  const explorer = options.kind === 'etherscan' ? etherscan(source, 1) : blockscout(source);
  const ledger = await readingOf(explorerLedger(explorer, { chain, book, lookup }));
  return { ...(await traceLedger(ledger, book.seen, scenarioOf(stage))), fake };
}

/** What a trace says of the money: everything but where in the sources it was read. */
function findings({ result }: Traced): unknown {
  const hops = result.hops.map(({ tx, from, to, asset, traced }) => ({
    tx,
    from,
    to,
    asset,
    traced,
  }));
  const { destinations, certificate, stolen } = result;
  return { hops, destinations, certificate, stolen };
}

describe('a trace through an explorer finds what a trace of the whole chain finds', () => {
  for (const seed of [11, 12, 13]) {
    test(`staged theft ${seed}`, async () => {
      const stage = stageLedger({ seed, addresses: 40, hops: 5, noise: 3 });
      const truth = await fromTruth(stage);
      assert.ok(truth.result.hops.length >= 30, `${truth.result.hops.length} hops`);
      for (const kind of ['etherscan', 'blockscout'] as const) {
        const traced = await fromExplorer(stage, { kind });
        assert.deepEqual(findings(traced), findings(truth), kind);
      }
      const share = {
        ...{ 'rate-limit': 0.06, notok: 0.06, 'timeout-text': 0.06, 'server-error': 0.06 },
        ...{ truncated: 0.06, html: 0.06, slow: 0.03, duplicates: 0.06, reset: 0.06 },
      };
      const traced = await fromExplorer(stage, { kind: 'etherscan', faults: { share }, seed });
      assert.ok(traced.fake.requests().some(({ fault }) => fault !== null));
      assert.deepEqual(findings(traced), findings(truth), 'with faults');
    });
  }
});

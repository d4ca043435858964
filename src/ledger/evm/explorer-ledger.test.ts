import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import {
  type FakeExplorer,
  type FakeExplorerOptions,
  startExplorer,
} from '../../../test/fakes/explorer.ts';
import { plainSource } from '../../../test/fakes/plain-source.ts';
import { type Stage, stageLedger } from '../../../test/fakes/staged-ledger.ts';
import { factOf, truthOf } from '../../../test/fakes/truth.ts';
import { AssetBook } from '../asset-book.ts';
import { tokenLookup } from '../assets.ts';
import { parseChain } from '../chains.ts';
import type { LiveAccountLedger } from '../live.ts';
import type { Transfer } from '../port.ts';
import { blockscout, etherscan } from './explorer-api.ts';
import { type ExplorerOptions, explorerLedger } from './explorer-ledger.ts';

const ALL = { direction: 'both', since: null, until: null, limit: 10_000 } as const;
const stages = new Map<number, Stage>();
const started: FakeExplorer[] = [];

after(() => Promise.all(started.map((fake) => fake.stop())));

function staged(seed: number): Stage {
  const stage = stages.get(seed) ?? stageLedger({ seed, addresses: 30, hops: 5 });
  stages.set(seed, stage);
  return stage;
}

async function open(
  options: FakeExplorerOptions,
  more: Partial<ExplorerOptions> = {},
): Promise<{ ledger: LiveAccountLedger; fake: FakeExplorer }> {
  const fake = await startExplorer(options);
  started.push(fake);
  const chain = parseChain('ethereum', 'chain');
  const lookup = tokenLookup(chain);
  const source = plainSource(options.kind, fake.url, '/api/eth-rpc');
  const explorer = options.kind === 'etherscan' ? etherscan(source, 1) : blockscout(source);
  const ledger = explorerLedger(explorer, {
    ...{ chain, lookup, book: new AssetBook(chain, lookup) },
    ...more,
  });
  return { ledger, fake };
}

function facts(transfers: readonly Transfer[]): string[] {
  return transfers.map(factOf).sort();
}

for (const kind of ['etherscan', 'blockscout'] as const) {
  describe(kind, () => {
    test('lists all that a holder sent and received, each once', async () => {
      const { ledger: chain, launderers } = staged(1);
      const { ledger } = await open({ kind, ledger: chain });
      const truth = truthOf(chain);
      const answers = await ledger.transfers(launderers, ALL);
      for (const { holder, transfers, truncated } of answers) {
        const all = [...truth.values()].flat();
        // WETH9 logs no Transfer: a wrap is told by its transaction
        const wanted = all.filter(({ from, to, asset, kind: what }) => {
          const isWrap = what === 'token' && asset.includes('0xc02aaa') && /^0x0+$/.test(from + to);
          return (from === holder || to === holder) && !isWrap;
        });
        assert.equal(truncated, false);
        const own = facts(wanted).filter((fact) => !/0x0{40}.*0xc02aaa/.test(fact));
        assert.deepEqual(facts(transfers), own);
      }
    });

    test('tells transactions as wholes', async () => {
      const { ledger: chain, launderers, theft } = staged(2);
      const { ledger } = await open({ kind, ledger: chain }, { everyTransactionWhole: true });
      const truth = truthOf(chain);
      const first = await ledger.transactions([theft.tx]);
      assert.deepEqual(facts(first), facts(truth.get(theft.tx) ?? []));
      const answers = await ledger.transfers(launderers, ALL);
      const ids = [...new Set(answers.flatMap(({ transfers }) => transfers.map(({ tx }) => tx)))];
      const told = Map.groupBy(await ledger.transactions(ids), ({ tx }) => tx);
      for (const id of ids) {
        assert.deepEqual(facts(told.get(id) ?? []), facts(truth.get(id) ?? []), id);
      }
    });
  });
}

import { strict as assert } from 'node:assert';
import { after, before, describe, test } from 'node:test';
import { AssetBook } from '../../src/ledger/asset-book.ts';
import { tokenLookup } from '../../src/ledger/assets.ts';
import { chainOf } from '../../src/ledger/chains.ts';
import { rpcLedger } from '../../src/ledger/evm/rpc-ledger.ts';
import type { Transfer } from '../../src/ledger/port.ts';
import { type Anvil, needsAnvil, startAnvil } from '../nodes/anvil.ts';
import { type NodeSource, nodeSource } from '../nodes/node-source.ts';
import { PLACES, type Staged, stageTheft } from '../nodes/stage.ts';

const CHAIN = chainOf('ethereum')!;
const HOLDERS = Object.values(PLACES).flat();

function ledgerOver(source: NodeSource, options = {}) {
  const lookup = tokenLookup(CHAIN);
  const book = new AssetBook(CHAIN, lookup);
  return rpcLedger({ chain: CHAIN, source, book, lookup, ...options });
}

const ALL = { direction: 'both', since: null, until: null, limit: 100_000 } as const;

function told(transfers: readonly (Transfer | Staged)[]): string[] {
  return transfers
    .filter(({ kind }) => kind !== 'gas')
    .map(({ tx, kind, from, to, asset, amount, failed }) =>
      [tx, kind, from, to, asset, amount, failed].join(' '),
    );
}

describe('a theft on a real node', { skip: needsAnvil() }, () => {
  let anvil: Anvil;
  let theft: string;
  let staged: Staged[];
  before(async () => {
    anvil = await startAnvil();
    ({ theft, staged } = await stageTheft(anvil));
  });
  after(() => anvil.stop());

  test('every transfer of its transactions is read, in order', async () => {
    const source = nodeSource(anvil.url);
    const ids = [...new Set(staged.map(({ tx }) => tx))];
    const read = await ledgerOver(source).transactions(ids);
    assert.deepEqual(told(read), told(staged));
    assert.ok(theft);
  });

  test('what a holder sent and received is found', async () => {
    const source = nodeSource(anvil.url);
    const answers = await ledgerOver(source).transfers(HOLDERS, ALL);
    for (const [i, { holder, transfers }] of answers.entries()) {
      assert.equal(holder, HOLDERS[i]);
      const own = staged.filter(({ from, to }) => from === holder || to === holder);
      assert.deepEqual(told(transfers), told(own));
    }
    console.log(source.asked.length);
  });
});

import { strict as assert } from 'node:assert';
import { after, before, describe, test } from 'node:test';
import { SourceError } from '../../src/base/errors.ts';
import { AssetBook } from '../../src/ledger/asset-book.ts';
import { tokenLookup } from '../../src/ledger/assets.ts';
import { chainOf } from '../../src/ledger/chains.ts';
import { rpcLedger } from '../../src/ledger/evm/rpc-ledger.ts';
import type { LiveAccountLedger } from '../../src/ledger/live.ts';
import { type Anvil, needsAnvil, startAnvil } from '../nodes/anvil.ts';
import { type NodeSource, nodeSource } from '../nodes/node-source.ts';
import { PLACES, stageTheft } from '../nodes/stage.ts';

const CHAIN = chainOf('ethereum')!;
const ALL = { direction: 'both', since: null, until: null, limit: 1000 } as const;
const HOLDERS = [PLACES.thief, PLACES.mule, ...PLACES.peel];

function ledgerOver(source: NodeSource): LiveAccountLedger {
  const lookup = tokenLookup(CHAIN);
  const book = new AssetBook(CHAIN, lookup);
  return rpcLedger({ chain: CHAIN, source, book, lookup });
}

function withoutOrigins(value: unknown): string {
  return JSON.stringify(value, (key, item) => {
    return key === 'origin' ? null : typeof item === 'bigint' ? `${item}` : item;
  });
}

describe('blocks that are replaced while they are read', { skip: needsAnvil() }, () => {
  let anvil: Anvil;
  let ids: string[];
  before(async () => {
    anvil = await startAnvil();
    ids = [...new Set((await stageTheft(anvil)).staged.map(({ tx }) => tx))];
  });
  after(() => anvil.stop());

  test('are noticed though no answer tells of them', async () => {
    const ledger = ledgerOver(nodeSource(anvil.url));
    assert.ok((await ledger.transactions(ids.slice(-1))).length > 0);
    await anvil.rpc('anvil_reorg', [10, []]);
    assert.deepEqual(await ledger.transactions(ids.slice(-1)), []);
    assert.equal(ledger.warnings().filter(({ code }) => code === 'reorganised').length, 1);
  });

  for (const without of [[], ['trace_filter']]) {
    test(`make all be read again (without: ${without})`, async () => {
      const source = nodeSource(anvil.url, { without });
      const ledger = ledgerOver(source);
      const { block: head } = await ledger.tip();
      await ledger.transactions(ids);
      const before = source.asked.length;
      // the newest twenty blocks are mined anew, with nothing but a payment in the sixth
      const payment = { from: PLACES.thief, to: PLACES.mule, value: '0x5', gas: '0x5208' };
      await anvil.rpc('anvil_reorg', [20, [[{ ...payment, gasPrice: '0x2540be400' }, 5]]]);
      const answers = await ledger.transfers(HOLDERS, ALL);
      assert.equal((await ledger.tip()).block, head);
      const fresh = await ledgerOver(nodeSource(anvil.url)).transfers(HOLDERS, ALL);
      assert.equal(withoutOrigins(answers), withoutOrigins(fresh));
      assert.ok(answers[0]?.transfers.some(({ amount }) => amount === 5n));
      const [warning] = ledger.warnings().filter(({ code }) => code === 'reorganised');
      assert.equal(warning?.count, 1);
      // all that was read before was read at another time
      assert.ok(source.asked.slice(before).some((asked) => asked.endsWith(' 1')));
    });
  }

  test('for ever are an error', async () => {
    let times = 0;
    const source = nodeSource(anvil.url, {
      change(method, _, result) {
        if (method !== 'eth_getTransactionReceipt') return result;
        times += 1;
        return { ...(result as object), blockHash: `0x${times.toString(16).padStart(64, '0')}` };
      },
    });
    const id = ids[0] ?? '';
    await assert.rejects(ledgerOver(source).transactions([id]), (error) => {
      return error instanceof SourceError && error.retry && /was replaced/.test(error.message);
    });
    assert.equal(times, 4);
  });
});

import { strict as assert } from 'node:assert';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { SourceError } from '../../src/base/errors.ts';
import { AssetBook } from '../../src/ledger/asset-book.ts';
import { tokenLookup } from '../../src/ledger/assets.ts';
import { chainOf } from '../../src/ledger/chains.ts';
import { knowsAddress, knowsTransaction } from '../../src/ledger/evm/finds.ts';
import { rpcLedger } from '../../src/ledger/evm/rpc-ledger.ts';
import type { LiveAccountLedger } from '../../src/ledger/live.ts';
import type { HolderTransfers, Transfer } from '../../src/ledger/port.ts';
import { type Anvil, needsAnvil, startAnvil } from '../nodes/anvil.ts';
import { type NodeSource, nodeSource } from '../nodes/node-source.ts';
import { PLACES, type Staged, stageTheft } from '../nodes/stage.ts';

const CHAIN = chainOf('ethereum')!;
const HOLDERS = Object.values(PLACES).flat();
const ALL = { direction: 'both', since: null, until: null, limit: 100_000 } as const;
const TRACES = ['debug_traceTransaction', 'trace_transaction'];
const BLOCK_TRACES = ['debug_traceBlockByNumber', 'trace_block'];

/** Nodes that offer less and less. */
const NODES = {
  all: {},
  'no search of calls': { without: ['trace_filter'] },
  'traces of blocks as OpenEthereum gave them': {
    without: ['trace_filter', 'debug_traceBlockByNumber', 'debug_traceTransaction'],
  },
  'traces by search alone': { without: BLOCK_TRACES },
  'five blocks at once': { blocks: 5 },
  'one block at once': { blocks: 1 },
  'few results': { results: 3 },
} as const;

function ledgerOver(source: NodeSource, options = {}): LiveAccountLedger {
  const lookup = tokenLookup(CHAIN);
  const book = new AssetBook(CHAIN, lookup);
  return rpcLedger({ chain: CHAIN, source, book, lookup, ...options });
}

/** What was moved, without where it is said. */
function told(transfers: readonly (Transfer | Staged)[]): string[] {
  return transfers
    .filter(({ kind }) => kind !== 'gas')
    .map(({ tx, kind, from, to, asset, amount, failed }) =>
      [tx, kind, from, to, asset, amount, failed].join(' '),
    );
}

function plain(answers: readonly HolderTransfers[]): unknown {
  return answers.map(({ holder, transfers, truncated }) => {
    const facts = transfers.map(({ origin: _, amount, ...rest }) => ({
      ...rest,
      amount: `${amount}`,
    }));
    return { holder, facts, truncated };
  });
}

describe('a theft on a real node', { skip: needsAnvil() }, () => {
  let anvil: Anvil;
  let theft: string;
  let staged: Staged[];
  let ids: string[];
  /** What a node that offers all says of all holders. */
  let whole: unknown;
  before(async () => {
    anvil = await startAnvil();
    ({ theft, staged } = await stageTheft(anvil));
    ids = [...new Set(staged.map(({ tx }) => tx))];
    whole = plain(await ledgerOver(nodeSource(anvil.url)).transfers(HOLDERS, ALL));
  });
  after(() => anvil.stop());

  for (const [name, narrow] of Object.entries(NODES)) {
    test(`all is read, and nothing asked twice: ${name}`, async () => {
      const source = nodeSource(anvil.url, narrow);
      const ledger = ledgerOver(source);
      assert.deepEqual(told(await ledger.transactions(ids)), told(staged));
      const answers = await ledger.transfers(HOLDERS, ALL);
      for (const [i, { holder, transfers, truncated }] of answers.entries()) {
        assert.equal(holder, HOLDERS[i]);
        assert.equal(truncated, false);
        const own = staged.filter(({ from, to }) => from === holder || to === holder);
        assert.deepEqual(told(transfers), told(own), holder);
      }
      assert.deepEqual(plain(answers), whole);
      // asked again, everything is there already
      const before = source.asked.length;
      await ledger.transfers(HOLDERS, ALL);
      await ledger.transactions(ids);
      // but that the head still stands
      const number = Number((await ledger.tip()).block).toString(16);
      const head = `eth_getBlockByNumber ["0x${number}",false]`;
      assert.deepEqual(source.asked.slice(before), [
        `${head} 1003`,
        `${head} 1004`,
        `${head} 1005`,
      ]);
      assert.equal(new Set(source.asked).size, source.asked.length);
      assert.deepEqual(ledger.warnings(), []);
    });
  }

  test('a node without traces says what it does not show', async () => {
    const source = nodeSource(anvil.url, { without: ['trace_filter', ...TRACES, ...BLOCK_TRACES] });
    const ledger = ledgerOver(source);
    const seen = staged.filter(({ needsTrace }) => !needsTrace);
    assert.deepEqual(told(await ledger.transactions(ids)), told(seen));
    const [thief] = await ledger.transfers([PLACES.thief], ALL);
    const own = seen.filter(({ from, to }) => from === PLACES.thief || to === PLACES.thief);
    assert.deepEqual(told(thief?.transfers ?? []), told(own));
    const spots = JSON.stringify(ledger.blindSpots());
    assert.match(spots, /Internal transfers are not listed: node\.test offers no traces/);
    assert.match(spots, /only what transactions pay directly/);
  });

  test('blocks are read whole up to a bound, and the rest is said', async () => {
    const source = nodeSource(anvil.url, { without: ['trace_filter'] });
    const ledger = ledgerOver(source, { scanBlocks: 6 });
    const [last] = await ledger.transfers([PLACES.peel[0] ?? ''], ALL);
    assert.deepEqual(last?.transfers, [], 'the first hop lies behind block 6');
    assert.match(
      JSON.stringify(ledger.blindSpots()),
      /outside blocks 1 to 6 are found only beside tokens/,
    );
    const scanned = source.asked.filter((asked) => asked.startsWith('eth_getBlockByNumber'));
    assert.equal(scanned.filter((asked) => asked.includes('true')).length, 6);
  });

  test('gas is what the node says was paid, after all else', async () => {
    const ledger = ledgerOver(nodeSource(anvil.url));
    for (const tx of ids) {
      const transfers = await ledger.transactions([tx]);
      const { gasUsed, effectiveGasPrice, from } = (await anvil.rpc('eth_getTransactionReceipt', [
        tx,
      ])) as Record<string, string>;
      const paid = BigInt(gasUsed ?? 0) * BigInt(effectiveGasPrice ?? 0);
      const gas = transfers.at(-1);
      assert.deepEqual([gas?.kind, gas?.from, gas?.to, gas?.amount], ['gas', from, '', paid]);
      assert.equal(transfers.filter(({ kind }) => kind === 'gas').length, 1);
    }
  });

  test('balances come out as the node has them', async () => {
    const ledger = ledgerOver(nodeSource(anvil.url));
    const { block } = await ledger.tip();
    const answers = await ledger.transfers(HOLDERS, ALL);
    for (const { holder, transfers } of answers) {
      let change = 0n;
      for (const { asset, from, to, amount, failed } of transfers) {
        if (failed || asset !== CHAIN.native.id) continue;
        if (to === holder) change += amount;
        if (from === holder) change -= amount;
      }
      const start = holder === PLACES.etherPool ? 1000n : STARTED.has(holder) ? 100n : 0n;
      const balance = await anvil.rpc('eth_getBalance', [holder, `0x${block?.toString(16)}`]);
      assert.equal(start * 10n ** 18n + change, BigInt(String(balance)), holder);
    }
  });

  test('only the time asked about is read', async () => {
    const [all] = await ledgerOver(nodeSource(anvil.url)).transfers([PLACES.thief], ALL);
    const times = [...new Set(all?.transfers.map(({ time }) => time))];
    assert.ok(times.length > 10);
    for (const [since, until] of [
      [times[3], times[7]],
      [(times[3] ?? 0) + 1, (times[7] ?? 0) - 1],
      [times[5], times[5]],
      [null, times[2]],
      [times.at(-1), null],
      [(times.at(-1) ?? 0) + 10_000, null],
    ] as const) {
      const ledger = ledgerOver(nodeSource(anvil.url));
      const query = { ...ALL, since: since ?? null, until: until ?? null };
      const [part] = await ledger.transfers([PLACES.thief], query);
      const own = all?.transfers.filter(
        ({ time }) => time >= (since ?? 0) && time <= (until ?? Number.MAX_SAFE_INTEGER),
      );
      assert.deepEqual(told(part?.transfers ?? []), told(own ?? []));
    }
  });

  test('one direction, and no more than the limit', async () => {
    const ledger = ledgerOver(nodeSource(anvil.url));
    const [all] = await ledger.transfers([PLACES.thief], ALL);
    const facts = all?.transfers ?? [];
    for (const direction of ['in', 'out'] as const) {
      const [part] = await ledger.transfers([PLACES.thief], { ...ALL, direction });
      const side = direction === 'in' ? 'to' : 'from';
      assert.deepEqual(
        part?.transfers,
        facts.filter((fact) => fact[side] === PLACES.thief),
      );
    }
    for (const limit of [1, 7, facts.length, facts.length + 1]) {
      const [part] = await ledger.transfers([PLACES.thief], { ...ALL, limit });
      assert.deepEqual(part?.transfers, facts.slice(0, limit));
      assert.equal(part?.truncated, limit < facts.length);
    }
  });

  test('a place too busy to be read whole is shown as it was seen', async () => {
    for (const narrow of [{}, NODES['no search of calls']]) {
      const ledger = ledgerOver(nodeSource(anvil.url, narrow), { wholeMax: 3 });
      const [thief] = await ledger.transfers([PLACES.thief], ALL);
      const own = staged.filter(({ from, to }) => from === PLACES.thief || to === PLACES.thief);
      const parts = (list: readonly (Transfer | Staged)[]): string[] =>
        list
          .filter(({ amount, failed }) => amount > 0n && !failed)
          // wrapping is seen as a payment by the wrapper
          .map(({ tx, from, to, asset, amount }) =>
            [
              tx,
              from === ZERO ? PLACES.weth : from,
              to === ZERO ? PLACES.weth : to,
              asset,
              amount,
            ].join(),
          )
          .sort();
      assert.deepEqual(parts(thief?.transfers ?? []), parts(own));
    }
  });

  test('splitting what is asked about never changes what is found', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 3, max: 12 }),
        fc.constantFrom<readonly string[]>([], ['trace_filter']),
        async (blocks, results, without) => {
          const ledger = ledgerOver(nodeSource(anvil.url, { blocks, results, without }));
          const half = HOLDERS.length / 2;
          const first = await ledger.transfers(HOLDERS.slice(0, half), ALL);
          const second = await ledger.transfers(HOLDERS.slice(half), ALL);
          assert.deepEqual(plain([...first, ...second]), whole);
        },
      ),
      { numRuns: 6 },
    );
  });

  test('what a node allows is learned from one question to the next', async () => {
    const source = nodeSource(anvil.url, { blocks: 7 });
    const ledger = ledgerOver(source);
    await ledger.transfers([PLACES.thief], ALL);
    const first = source.asked.filter((asked) => asked.startsWith('eth_getLogs')).length;
    await ledger.transfers([PLACES.mule], ALL);
    const second = source.asked.filter((asked) => asked.startsWith('eth_getLogs')).length - first;
    // once for each of the four questions the node had to say that it was too much
    assert.equal(second, first - 4);
  });

  test('tokens are what their contracts say, unless the program knows better', async () => {
    const ledger = ledgerOver(nodeSource(anvil.url));
    await ledger.transactions(ids);
    const assets = [...ledger.assetsSeen.values()];
    const facts = (contract: string) => {
      const asset = assets.find((item) => item.contract === contract);
      return [asset?.symbol, asset?.decimals, asset?.verified];
    };
    assert.deepEqual(facts(PLACES.usdt), ['USDT', 6, true]);
    assert.deepEqual(facts(PLACES.odd), ['ODD', 6, false]);
    assert.deepEqual(facts(PLACES.taxed), ['TAX', 6, false]);
  });

  test('what is unknown or not settled is not shown', async () => {
    const none = `0x${'12'.repeat(32)}`;
    const latest = Number(await anvil.rpc('eth_blockNumber'));
    const ledger = ledgerOver(nodeSource(anvil.url), { confirmations: latest - 20 });
    assert.deepEqual(await ledger.tip(), { block: 20, time: 1_700_000_000 + 20 * 12 });
    const read = await ledger.transactions([none, ...ids]);
    assert.ok(read.length > 0 && read.every(({ block }) => (block ?? 0) <= 20));
    const waiting = ledger.warnings().filter(({ code }) => code === 'unconfirmed');
    const late = new Set(staged.map(({ tx }) => tx)).difference(new Set(read.map(({ tx }) => tx)));
    assert.deepEqual(waiting.map(({ found }) => found).sort(), [...late].sort());
    assert.match(
      JSON.stringify(ledger.blindSpots()),
      /newest \d+ blocks of ethereum were not read/,
    );
  });

  test('whether a chain knows an id is found out without reading it', async () => {
    const source = nodeSource(anvil.url);
    assert.equal(await knowsTransaction(source, theft), true);
    assert.equal(await knowsTransaction(source, `0x${'12'.repeat(32)}`), false);
    assert.equal(await knowsAddress(source, PLACES.thief), true);
    assert.equal(await knowsAddress(source, PLACES.splitter), true);
    assert.equal(await knowsAddress(source, `0x${'34'.repeat(20)}`), false);
    const ledger = ledgerOver(source);
    const nobody = `0x${'34'.repeat(20)}`;
    const used = await ledger.summaries([PLACES.thief, nobody]);
    assert.deepEqual(
      used.map(({ sent, received }) => sent + received > 0),
      [true, false],
    );
  });

  test('a node that knows no longer what it told of is not believed', async () => {
    const source = nodeSource(anvil.url, {
      change: (method, [id], result) =>
        method === 'eth_getTransactionByHash' && id === theft ? null : result,
    });
    await assert.rejects(ledgerOver(source).transfers([PLACES.thief], ALL), (error) => {
      return error instanceof SourceError && error.retry && error.message.includes(theft);
    });
  });

  test('a node on another chain is refused', async () => {
    const gnosis = chainOf('gnosis')!;
    const lookup = tokenLookup(gnosis);
    const book = new AssetBook(gnosis, lookup);
    const ledger = rpcLedger({ chain: gnosis, source: nodeSource(anvil.url), book, lookup });
    await assert.rejects(ledger.tip(), (error) => {
      return (
        error instanceof SourceError && error.message.includes('is on eip155:1, not eip155:100')
      );
    });
  });
});

const ZERO = `0x${'0'.repeat(40)}`;
const { victim, thief, peel, fan, mule, tokenPool } = PLACES;
/** Those who had a hundred ether before. */
const STARTED = new Set<string>([victim, thief, ...peel, ...fan, mule, tokenPool]);

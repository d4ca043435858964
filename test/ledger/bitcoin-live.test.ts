// A chain asked over Esplora's interface, over a node's calls, and read from its block files: the
// same answers, whatever the version of the node.

import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import fc from 'fast-check';
import { openBlockFiles } from '../../src/ledger/bitcoin/blocks.ts';
import { openCoreLedger } from '../../src/ledger/bitcoin/core-rpc.ts';
import { openEsploraLedger } from '../../src/ledger/bitcoin/esplora.ts';
import { toDisplay } from '../../src/ledger/bitcoin/hash.ts';
import { MAINNET, REGTEST } from '../../src/ledger/bitcoin/network.ts';
import { scriptFacts, scriptType } from '../../src/ledger/bitcoin/script.ts';
import type { LiveUtxoLedger } from '../../src/ledger/live.ts';
import type { HolderCoins, Outpoint, UtxoLedger, UtxoTransaction } from '../../src/ledger/port.ts';
import { MemoryChain } from '../nodes/chain.ts';
import { type CoreDialect, coreAnswer } from '../nodes/core.ts';
import { esploraAnswer, startEsplora } from '../nodes/esplora.ts';
import { sourceOf, type TestSource } from '../nodes/sources.ts';
import { chainOfMoves, moves, SCRIPTS } from './bitcoin-chains.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'hue-'));
after(() => rmSync(folder, { recursive: true }));

const esplora = (chain: MemoryChain) =>
  sourceOf('explorer', (question) => {
    const { status, text } = esploraAnswer(chain, question.slice('GET '.length));
    return { status, value: text };
  });
const core = (chain: MemoryChain, dialect: CoreDialect) =>
  sourceOf('node', (method, params) => coreAnswer(chain, dialect, method, params));

/** What the sources have in common: the place in the block is not told by all. */
function plain(tx: UtxoTransaction | null | undefined) {
  return tx ? { ...tx, txIndex: null, origin: null } : null;
}

async function fromFiles(blocks: readonly Uint8Array[]): Promise<UtxoLedger> {
  const files = blocks.map((bytes, i) => {
    const file = path.join(folder, `${i}.blk`);
    writeFileSync(file, bytes);
    return file;
  });
  return openBlockFiles(files, { network: REGTEST, strict: true });
}

function outpoints(chain: MemoryChain): Outpoint[] {
  return [...chain.transactions.values()]
    .filter(({ at }) => at !== null)
    .flatMap(({ id, raw }) => raw.outputs.map((_, index) => ({ tx: id, index })));
}

async function compare(
  live: LiveUtxoLedger,
  chain: MemoryChain,
  files: UtxoLedger,
  source: TestSource,
  isListed: (script: string) => boolean = () => true,
): Promise<void> {
  const ids = [...chain.transactions.values()].filter(({ at }) => at).map(({ id }) => id);
  const coins = outpoints(chain);
  deepEqual(await live.tip(), await files.tip());
  // Halves, so that what is known already and what is not are asked for together.
  const half = coins.slice(0, coins.length >> 1);
  for (const asked of [half, coins]) {
    const [a, b] = await Promise.all([live.spenders(asked), files.spenders(asked)]);
    deepEqual(a.map(plain), b.map(plain));
  }
  const [a, b] = await Promise.all([live.transactions(ids), files.transactions(ids)]);
  deepEqual(a.map(plain), b.map(plain));
  const holders = [...new Set(a.flatMap((tx) => tx.outputs.flatMap(({ holder }) => holder ?? [])))];
  const query = { since: null, until: null, limit: 1000 };
  const paid = (await live.coinsOf?.(holders, query)) ?? [];
  const expected = holders.map((holder) => {
    const found = b.flatMap((tx) =>
      tx.outputs.flatMap((output, index) =>
        output.holder === holder && isListed(output.script) ? `${tx.id}:${index}` : [],
      ),
    );
    return { holder, truncated: false, coins: found.sort() };
  });
  const listed = paid.map(({ coins: found, ...rest }) => {
    const shown = found.filter(({ tx, index }) => isListed(tx.outputs[index]?.script ?? ''));
    return { ...rest, coins: shown.map(({ tx, index }) => `${tx.id}:${index}`).sort() };
  });
  deepEqual(listed, expected);
  const small = source.asked.filter((question) => !/^getblock \[.*,[03]\]$/.test(question));
  equal(new Set(small).size, small.length, 'nothing is asked twice');
}

describe('one chain, however it is asked', () => {
  const runs = { numRuns: 8, endOnFailure: true };

  test('Esplora', async () => {
    const property = fc.asyncProperty(moves, async (lists) => {
      const { blocks, waiting } = chainOfMoves(lists);
      const chain = new MemoryChain(blocks, waiting);
      const source = esplora(chain);
      const ledger = await openEsploraLedger(source, REGTEST);
      // A bare key has no address of its own, and so no page there.
      const isListed = (script: string) => scriptType(Buffer.from(script, 'hex')) !== 'p2pk';
      await compare(ledger, chain, await fromFiles(blocks), source, isListed);
    });
    await fc.assert(property, runs);
  });

  for (const version of [22, 23, 25] as const) {
    for (const txindex of [true, false]) {
      test(`Bitcoin Core ${version} with${txindex ? '' : 'out'} an index`, async () => {
        const property = fc.asyncProperty(moves, async (lists) => {
          const { blocks, waiting } = chainOfMoves(lists);
          const chain = new MemoryChain(blocks, waiting);
          const source = core(chain, { version, txindex });
          const heights = blocks.map((_, height) => height);
          const options = { mostBlocks: 1000, blocks: txindex ? [] : heights };
          const ledger = await openCoreLedger(source, REGTEST, options);
          // Such a node tells nothing of what is spent: the earlier transactions must be known.
          if (version === 22 && !txindex) await ledger.transactions([...chain.transactions.keys()]);
          await compare(ledger, chain, await fromFiles(blocks), source);
        });
        await fc.assert(property, runs);
      });
    }
  }
});

describe('a source that errs', () => {
  const { blocks, waiting } = chainOfMoves([
    [{ take: [0], pay: [0, 5, 6, 8].map((script) => ({ script, weight: 1 })) }],
    [{ take: [0], pay: [{ script: 0, weight: 1 }] }],
    ...Array.from({ length: 60 }, () => [{ take: [0], pay: [{ script: 0, weight: 9 }] }]),
    [{ take: [0, 1, 2, 3], pay: [{ script: 4, weight: 1 }] }],
  ]);
  const chain = new MemoryChain(blocks, waiting);
  const last = chain.tip.ids.at(-1) ?? '';
  const open = (change: (path: string, text: string) => { status?: number; text: string }) => {
    const source = sourceOf('explorer', (question) => {
      const path = question.slice('GET '.length);
      const { status, text } = esploraAnswer(chain, path);
      const changed = change(path, text);
      return { status: changed.status ?? status, value: changed.text };
    });
    return openEsploraLedger(source, REGTEST);
  };
  const asIs = (_: string, text: string) => ({ text });
  const holder = scriptFacts(Buffer.from(SCRIPTS[0] ?? '', 'hex'), REGTEST).address ?? '';
  const query = { since: null, until: null, limit: 1000 };

  test('a false amount, output or input is found by the id', async () => {
    const pairs = [
      [/"value":(\d+)/, '"value":1'],
      [/"scriptpubkey":"76a914/, '"scriptpubkey":"76a915'],
      [/"vout":0/, '"vout":1'],
      [/"sequence":\d+/, '"sequence":7'],
    ] as const;
    for (const [from, to] of pairs) {
      const ledger = await open((path, text) => {
        // the first value is that of what an input spends, which the id does not cover
        const [inputs = '', outputs = ''] = text.split('"vout":[');
        const changed = `${inputs.replace(from, to)}"vout":[${outputs.replace(from, to)}`;
        return { text: path.startsWith('/tx/') ? changed : text };
      });
      await rejects(ledger.transactions([last]), /something is false/);
    }
  });

  test('a false amount of an input is found where the earlier transaction is known', async () => {
    const ledger = await open((path, text) => {
      const isSpender = path === `/tx/${last}`;
      return { text: isSpender ? text.replace(/"value":\d+/, '"value":1') : text };
    });
    const spent = toDisplay(
      chain.transactions.get(last)?.raw.inputs[0]?.previous ?? Buffer.alloc(0),
    );
    await ledger.transactions([spent]);
    await rejects(ledger.transactions([last]), /spends 1 of .*, which holds \d+/);
  });

  test('a spender that does not spend', async () => {
    const other = chain.blocks[1]?.ids[0] ?? '';
    const ledger = await open((path, text) => {
      return { text: path.endsWith('/outspends') ? text.replaceAll(last, other) : text };
    });
    const input = chain.transactions.get(last)?.raw.inputs[0];
    const spent = { tx: toDisplay(input?.previous ?? Buffer.alloc(0)), index: input?.index ?? 0 };
    await rejects(ledger.spenders([spent]), /which it does not/);
  });

  test('pages of 25 are read to the end, rows that repeat at their borders once', async () => {
    const whole = await (await open(asIs)).coinsOf?.([holder], query);
    equal((whole?.[0]?.coins.length ?? 0) > 50, true);
    const shifted = await open((path, text) => {
      const after = /\/chain\/(\w+)$/.exec(path)?.[1];
      const rows = JSON.parse(path.startsWith('/address') ? text : '[]') as object[];
      if (after === undefined || rows.length === 0) return { text };
      const repeated = JSON.parse(esploraAnswer(chain, `/tx/${after}`).text) as object;
      return { text: JSON.stringify([repeated, ...rows]) };
    });
    deepEqual(ids(await shifted.coinsOf?.([holder], query)), ids(whole));
    deepEqual(
      shifted.warnings().map(({ code }) => code),
      ['repeated-row'],
    );
    const stuck = await open((path, text) => {
      const first = path.replace(/\/chain\/.*$/, '/chain');
      return { text: path.startsWith('/address') ? esploraAnswer(chain, first).text : text };
    });
    equal((await stuck.coinsOf?.([holder], query))?.[0]?.coins.length, 25);
  });

  test('the limit keeps the newest, and says that there are more', async () => {
    const whole = ids(await (await open(asIs)).coinsOf?.([holder], query));
    const [few] = (await (await open(asIs)).coinsOf?.([holder], { ...query, limit: 7 })) ?? [];
    deepEqual([few?.truncated, few?.coins.length], [true, 7]);
    deepEqual(ids(few && [few]), whole.slice(-7));
  });

  test('errors in its own words', async () => {
    const none = await open(asIs);
    deepEqual(await none.transactions(['11'.repeat(32)]), []);
    deepEqual(await none.spenders([{ tx: '11'.repeat(32), index: 0 }]), [null]);
    await rejects(none.transactions(['xyz']), /status 400, "Invalid hex string"/);
    const many = await open((path, text) =>
      path.startsWith('/address') ? { status: 400, text: 'Too many history entries' } : { text },
    );
    deepEqual((await many.coinsOf?.([holder], query))?.[0], { holder, coins: [], truncated: true });
    match(JSON.stringify(many.blindSpots()), /does not list the transactions of/);
    let left = 3;
    const busy = await open((path, text) =>
      path.startsWith('/tx') && left-- > 0 ? { status: 429, text: 'Too Many Requests' } : { text },
    );
    equal((await busy.transactions([last])).length, 1);
    left = 2;
    const short = await open((path, text) => {
      return { text: path.startsWith('/tx') && left-- > 0 ? text.slice(0, 99) : text };
    });
    equal((await short.transactions([last])).length, 1);
    const wrong = open(() => ({ status: 404, text: '<html>404 Not Found</html>' }));
    await rejects(wrong, /explorer: status 404/);
    await rejects(openEsploraLedger(esplora(chain), MAINNET), /not Bitcoin mainnet/);
  });

  test('a spend without a block does not count, and is said', async () => {
    const ledger = await open(asIs);
    const spent = chain.transactions.get([...chain.transactions.keys()].at(-1) ?? '')?.raw
      .inputs[0];
    const coin = { tx: toDisplay(spent?.previous ?? Buffer.alloc(0)), index: spent?.index ?? 0 };
    deepEqual(await ledger.spenders([coin]), [null]);
    match(JSON.stringify(ledger.blindSpots()), /have no block yet/);
  });

  test('a reorganisation between two answers', async () => {
    const ledger = await open((path, text) => {
      const isNew = path === `/tx/${last}`;
      return { text: isNew ? text.replace(chain.tip.block.hash, '0'.repeat(64)) : text };
    });
    await rejects(ledger.transactions([last]), /was reorganised at block/);
  });

  test('over the network, as it is', async () => {
    const server = await startEsplora(chain);
    const source = sourceOf('server', async (question) => {
      const response = await fetch(server.url + question.slice('GET '.length));
      return { status: response.status, value: await response.text() };
    });
    const ledger = await openEsploraLedger(source, REGTEST);
    deepEqual(
      (await ledger.transactions([last])).map(plain),
      (await (await open(asIs)).transactions([last])).map(plain),
    );
    await server.stop();
  });
});

function ids(found: readonly HolderCoins[] | undefined): readonly string[] {
  return (found ?? []).flatMap(({ coins }) => coins.map(({ tx, index }) => `${tx.id}:${index}`));
}

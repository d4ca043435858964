// A real node: a theft is staged on it, and its ledger must tell what was staged.

import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openCoreLedger } from '../../src/ledger/bitcoin/core-rpc.ts';
import { MAINNET, REGTEST } from '../../src/ledger/bitcoin/network.ts';
import { checkBitcoinProof } from '../../src/ledger/bitcoin/proof.ts';
import { proveBitcoin } from '../../src/ledger/bitcoin/prove.ts';
import { type RegtestNode, startBcoin } from '../nodes/bcoin.ts';
import { MemoryChain } from '../nodes/chain.ts';
import { esploraAnswer } from '../nodes/esplora.ts';
import { addressOf, type Coin, Purse } from '../nodes/purse.ts';
import { nodeSource, sourceOf, type TestSource } from '../nodes/sources.ts';

const COIN = 100_000_000n;

interface Stage {
  readonly theft: Coin;
  readonly peeled: readonly Coin[];
  readonly rest: Coin;
  readonly fanned: readonly Coin[];
  readonly gathered: Coin;
  readonly deposit: Coin;
  readonly waiting: Coin;
}

/** A theft, a peel chain, a fan-out, a consolidation, a deposit, and a spend without a block. */
async function stage(node: RegtestNode): Promise<Stage> {
  const purse = await Purse.open(node);
  const victim = await purse.fund('victim', 20n * COIN);
  await node.mine(1);
  const theft = await purse.gather([victim], 'thief');
  await node.mine(1);
  const steps = ['exchange 1', 'exchange 2', 'exchange 3'].map((to) => ({ to, amount: COIN }));
  const { peeled, rest } = await purse.peel(theft, steps);
  // The fan-out and the consolidation of its coins stand in one block.
  const fanned = await purse.fanOut(rest, ['mule 1', 'mule 2', 'mule 3', 'mule 4']);
  const gathered = await purse.gather(fanned, 'collector');
  await node.mine(3);
  const deposit = await purse.gather([gathered], 'exchange 4');
  await node.mine(1);
  const waiting = await purse.gather([deposit], 'hot wallet');
  return { theft, peeled, rest, fanned, gathered, deposit, waiting };
}

for (const indexed of [true, false]) {
  describe(`a node ${indexed ? 'with' : 'without'} an index of transactions`, () => {
    let node: RegtestNode;
    let it: Stage;
    let height: number;
    let source: TestSource;

    before(async () => {
      node = await startBcoin({ indexed });
      it = await stage(node);
      height = ((await node.call('getblockchaininfo')) as { readonly blocks: number }).blocks;
    });
    after(() => node.stop());

    const open = (options = {}) => {
      source = nodeSource(node);
      return openCoreLedger(source, REGTEST, options);
    };

    test('tells the transactions on the way, each spender, and what does not move', async () => {
      const ledger = await open({ blocks: [height - 7] });
      equal((await ledger.tip()).block, height);
      const [theft] = await ledger.transactions([it.theft.tx]);
      equal(theft?.block, height - 7);
      deepEqual(
        theft?.outputs.map(({ amount, holder }) => [amount, holder]),
        [[it.theft.amount, addressOf('thief')]],
      );
      // What an input spends stands in another transaction, which only an index finds.
      const victim = { amount: 20n * COIN, holder: addressOf('victim') };
      const [input] = theft?.inputs ?? [];
      deepEqual(
        [input?.amount, input?.holder],
        indexed ? [victim.amount, victim.holder] : [null, null],
      );
      const way = [it.theft];
      const seen: string[] = [];
      for (let at = way.shift(); at; at = way.shift()) {
        const [spender = null] = await ledger.spenders([at]);
        if (!spender) continue;
        seen.push(spender.id);
        const known = spender.inputs.every(({ amount }) => amount !== null);
        equal(known, true, 'what follows the theft spends what is known');
        for (const [index, { amount, holder }] of spender.outputs.entries()) {
          const owner = holder ?? '';
          if (!way.some(({ tx, index: i }) => tx === spender.id && i === index)) {
            way.push({ tx: spender.id, index, amount, owner });
          }
        }
      }
      const expected = [...it.peeled, it.fanned[0], it.gathered, it.deposit].map((one) => one?.tx);
      deepEqual([...new Set(seen)], expected);
      equal(new Set(source.asked).size, source.asked.length - repeats(source.asked));
    });

    test('asks a frontier at once, and finds spenders in blocks that it has read', async () => {
      const ledger = await open({ blocks: [7, 6, 5, 4, 3, 2, 1, 0].map((back) => height - back) });
      await ledger.spenders([it.theft]);
      await ledger.spenders([it.rest, it.deposit]);
      const before = source.asked.filter((question) => question.startsWith('getblockhash')).length;
      const spenders = await ledger.spenders([...it.fanned, it.gathered, it.deposit, ...it.peeled]);
      deepEqual(
        spenders.map((tx) => tx?.id ?? null),
        [...it.fanned.map(() => it.gathered.tx), it.deposit.tx, null, null, null, null],
      );
      const after = source.asked.filter((question) => question.startsWith('getblockhash')).length;
      equal(after, before, 'no further block is read');
    });

    test('does not look past its tip, nor at what waits for a block', async () => {
      const ledger = await open();
      const waiting = await ledger.transactions([it.waiting.tx]);
      deepEqual(waiting, []);
      const [warning] = ledger.warnings();
      deepEqual([warning?.code, warning?.count], ['unconfirmed', 1]);
    });

    test('reads no more blocks than it may, and says so', async () => {
      const ledger = await open({ mostBlocks: 4, blocks: [height - 7, height - 3] });
      const found = await ledger.spenders([it.theft, it.gathered]);
      deepEqual(
        found.map((tx) => tx?.id ?? null),
        [it.peeled[0]?.tx ?? '', null],
      );
      match(JSON.stringify(ledger.blindSpots()), /at most 4 blocks are read/);
    });

    test('finds the coins of addresses by reading the blocks of the time', async () => {
      const ledger = await open();
      const holders = ['exchange 2', 'mule 3', 'nobody'].map(addressOf);
      const query = { since: null, until: null, limit: 10 };
      const coins = (await ledger.coinsOf?.(holders, query)) ?? [];
      deepEqual(
        coins.map((one) => one.coins.map(({ tx, index }) => `${tx.id}:${index}`)),
        [it.peeled[1], it.fanned[2]].map((coin) => [`${coin?.tx}:${coin?.index}`]).concat([[]]),
      );
      equal(
        coins.some(({ truncated }) => truncated),
        false,
      );
    });

    test('proves each transaction on the way, itself and by an explorer of its chain', async () => {
      await node.mine(5);
      const blocks: Uint8Array[] = [];
      for (let at = 0; at <= height + 5; at++) {
        const hash = await node.call('getblockhash', [at]);
        blocks.push(Buffer.from(String(await node.call('getblock', [hash, false])), 'hex'));
      }
      const chain = new MemoryChain(blocks);
      const wanted = [it.theft, ...it.peeled, it.gathered, it.deposit].map(({ tx }) => {
        return { tx, block: chain.transactions.get(tx)?.at?.height ?? 0 };
      });
      const explorer = sourceOf('explorer', (question) => {
        const { status, text } = esploraAnswer(chain, question.slice('GET '.length));
        return { status, value: text };
      });
      const kinds = [
        { kind: 'bitcoin-core', source: nodeSource(node) },
        { kind: 'esplora', source: explorer },
      ] as const;
      for (const asked of kinds) {
        const { proofs, unproved } = await proveBitcoin(wanted, REGTEST, asked);
        deepEqual(unproved, []);
        for (const [i, proof] of proofs.entries()) {
          const { verdict, shows } = checkBitcoinProof(proof);
          deepEqual([verdict.reason, proof.tx], [null, wanted[i]?.tx]);
          if (asked.kind === 'bitcoin-core') equal(shows?.block, wanted[i]?.block);
          // without an index the node does not find what was spent
          const inputs = shows?.moved.kind === 'coins' ? shows.moved.inputs : [];
          const known = inputs.every(({ holder, amount }) => holder !== null && amount !== null);
          equal(known, indexed || asked.kind === 'esplora');
        }
      }
    });

    test('an id that it does not know', async () => {
      const ledger = await open();
      deepEqual(await ledger.transactions(['11'.repeat(32)]), []);
    });

    test('another chain than the one asked for is refused', async () => {
      const opened = openCoreLedger(nodeSource(node), MAINNET);
      await rejects(opened, /it serves Bitcoin regtest, not Bitcoin mainnet/);
    });
  });
}

/** How many questions were asked again: whole blocks are not kept. */
function repeats(asked: readonly string[]): number {
  const blocks = asked.filter((question) => /^getblock \[.*,0\]$/.test(question));
  return blocks.length - new Set(blocks).size;
}

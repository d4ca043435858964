// A node that errs, in the words of Bitcoin Core (src/rpc/protocol.h and its help texts).

import { deepEqual, equal, rejects } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openCoreLedger } from '../../src/ledger/bitcoin/core-rpc.ts';
import { REGTEST } from '../../src/ledger/bitcoin/network.ts';
import { MemoryChain } from '../nodes/chain.ts';
import { type CoreDialect, coreAnswer } from '../nodes/core.ts';
import { sourceOf } from '../nodes/sources.ts';
import { chainOfMoves } from './bitcoin-chains.ts';
import { makeBlock, makeCoinbase } from './bitcoin-samples.ts';

const pay = (...scripts: number[]) => scripts.map((script) => ({ script, weight: 1 }));
const { blocks } = chainOfMoves([
  [{ take: [0], pay: pay(0) }],
  [{ take: [0], pay: pay(4, 6) }],
  [{ take: [0, 1], pay: pay(5) }],
  [],
  [{ take: [0], pay: pay(1) }],
  [],
  [],
]);
const chain = new MemoryChain(blocks);
const at = (height: number, position: number) => chain.blocks[height]?.ids[position] ?? '';
const CORE: CoreDialect = { version: 25, txindex: true };

type Reply = ReturnType<typeof coreAnswer>;
const failure = (code: number, message: string, status = 500): Reply => {
  return { status, value: { result: null, error: { code, message }, id: 1 } };
};

/** A node whose replies may be changed; null leaves a reply as it is. */
function node(change: (method: string, first: unknown) => Reply | null, dialect = CORE) {
  return sourceOf('node', (method, params) => {
    return change(method, params[0]) ?? coreAnswer(chain, dialect, method, params);
  });
}

describe('a node that errs', () => {
  test('is waited for while it warms up or is busy', async () => {
    let [warming, busy] = [2, 2];
    const source = node((method) => {
      if (method === 'getblockchaininfo' && warming-- > 0) {
        return failure(-28, 'Verifying blocks…');
      }
      if (method !== 'getblockhash' || busy-- <= 0) return null;
      return { status: 503, value: 'Work queue depth exceeded' as never };
    });
    equal((await (await openCoreLedger(source, REGTEST)).tip()).block, chain.tip.height);
  });

  test('is refused where it takes no password or knows no such call', async () => {
    const closed = openCoreLedger(
      sourceOf('node', () => ({ status: 401, value: '' })),
      REGTEST,
    );
    await rejects(closed, /node: name or password is not accepted/);
    const other = openCoreLedger(
      node(() => failure(-32601, 'Method not found', 404)),
      REGTEST,
    );
    await rejects(other, /error -32601, "Method not found"/);
  });

  test('says what to do where it has no index', async () => {
    const bare = { ...CORE, txindex: false };
    const ledger = await openCoreLedger(
      node(() => null, bare),
      REGTEST,
    );
    await rejects(ledger.transactions([at(2, 1)]), /-txindex, or name in "blocks" of its config/);
    deepEqual(ledger.blindSpots(), []);
    const told = await openCoreLedger(
      node(() => null, bare),
      REGTEST,
      { blocks: [2] },
    );
    const [tx] = await told.transactions([at(2, 1)]);
    equal(tx?.block, 2);
    deepEqual(told.blindSpots(), []);
    const [spender] = await told.spenders([{ tx: at(2, 1), index: 0 }]);
    equal(spender?.inputs[0]?.amount, tx?.outputs[0]?.amount);
  });

  test('reads blocks for an address only as far as it may', async () => {
    const asked = node(() => null);
    const open = (mostBlocks: number) => openCoreLedger(asked, REGTEST, { mostBlocks });
    const all = chain.tip.height + 1;
    const coins = async (since: number | null, most: number) => {
      const query = { since, until: null, limit: 10 };
      return (await (await open(most)).coinsOf?.(['nobody'], query))?.[0]?.coins;
    };
    deepEqual(await coins(null, all), []);
    for (const since of [null, 0]) {
      const why = new RegExp(
        `${all} blocks would be read for one, and ${all - 1} may be .*--since`,
      );
      await rejects(coins(since, all - 1), why);
    }
    const isBlock = (question: string) => question.startsWith('getblock [');
    equal(asked.asked.filter(isBlock).length, all);
  });

  test('that keeps only its newest blocks cannot find spenders in the older ones', async () => {
    const pruned = node((method, first) => {
      const isOld = method === 'getblock' && first === chain.blocks[3]?.block.hash;
      return isOld ? failure(-1, 'Block not available (pruned data)') : null;
    });
    const ledger = await openCoreLedger(pruned, REGTEST);
    const spenders = ledger.spenders([{ tx: at(2, 1), index: 0 }]);
    await rejects(spenders, /cannot give block .*pruned data/);
  });

  test('that gives another block, or changes one, is found out', async () => {
    const cases = [
      [/it is/, (hex: string) => coreHex(1) + hex.slice(hex.length)],
      [/merkle root/, (hex: string) => `${hex.slice(0, -10)}1${hex.slice(-9)}`],
    ] as const;
    for (const [expected, change] of cases) {
      const false_ = sourceOf('node', (method, params) => {
        const reply = coreAnswer(chain, CORE, method, params);
        const isBlock = method === 'getblock' && params[0] === chain.blocks[3]?.block.hash;
        if (!isBlock || params[1] !== 0) return reply;
        const value = { ...reply.value, result: change(String(reply.value.result)) };
        return { ...reply, value };
      });
      const ledger = await openCoreLedger(false_, REGTEST);
      await rejects(ledger.spenders([{ tx: at(2, 1), index: 0 }]), expected);
    }
  });

  test('that is reorganised between two answers is told so', async () => {
    // a block of height 4 with work of its own, on another parent than block 3
    const coinbase = makeCoinbase(4, [{ amount: 1n, script: '51' }]);
    const rival = makeBlock('11'.repeat(32), 1_296_700_000, [coinbase]);
    const moved = sourceOf('node', (method, params) => {
      const result =
        method === 'getblockhash' && params[0] === 4
          ? rival.hash
          : method === 'getblock' && params[0] === rival.hash
            ? Buffer.from(rival.bytes).toString('hex')
            : null;
      if (result === null) return coreAnswer(chain, CORE, method, params);
      return { status: 200, value: { result, error: null, id: 1 } };
    });
    const ledger = await openCoreLedger(moved, REGTEST);
    const idle = ledger.spenders([
      { tx: at(3, 1), index: 0 },
      { tx: at(3, 0), index: 0 },
    ]);
    await rejects(idle, /was reorganised at block/);
  });

  test('loses no satoshi between its decimals and ours', async () => {
    for (const amount of [1n, 10n, 123_456_789n, 2_099_999_997_690_000n, 2_100_000_000_000_000n]) {
      const source = sourceOf('node', (method, params) => {
        const reply = coreAnswer(chain, CORE, method, params);
        if (method !== 'getrawtransaction') return reply;
        const text = JSON.stringify(reply.value);
        const coins = `${amount / 100_000_000n}.${String(amount % 100_000_000n).padStart(8, '0')}`;
        // the value of what the input spends, as the node writes it: eight decimals
        return {
          ...reply,
          value: JSON.parse(text.replace(/"value":[\d.e-]+/, `"value":${coins}`)),
        };
      });
      const ledger = await openCoreLedger(source, REGTEST);
      const [tx] = await ledger.transactions([at(5, 1)]);
      equal(tx?.inputs[0]?.amount, amount);
    }
  });
});

function coreHex(height: number): string {
  return Buffer.from(chain.blocks[height]?.block.bytes ?? []).toString('hex');
}

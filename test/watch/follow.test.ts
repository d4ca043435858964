// A watch over a chain that is reorganised has the alerts, and the balances, of one that only ever
// saw the chain as it is at the end.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Balances, type Rest, restKey } from '../../src/casework/watch/balances.ts';
import { movesIn } from '../../src/casework/watch/moves.ts';
import {
  ASSETS,
  coinBlock,
  draftBlock,
  HOLDERS,
  KNOWS,
  look,
  MovingChain,
  type OpenAlerts,
  SERVICE,
  story,
} from './chains.ts';

const BASE: readonly Rest[] = [0, 1].flatMap((who) =>
  ASSETS.map((asset, i): Rest => {
    const holder = HOLDERS[who]!;
    return { key: restKey(holder, asset), holder, asset, units: BigInt(50 + 30 * who + i) };
  }),
);
const FIRST = { height: 100, hash: 'genesis', time: 1_700_000_100, after: [], transactions: [] };

function begun(): Balances {
  const balances = new Balances(BASE);
  balances.apply(FIRST);
  return balances;
}

/** As it comes out of the store. */
function again(balances: Balances): Balances {
  return new Balances(BASE, JSON.parse(JSON.stringify(balances.stored())));
}

function restsOf(balances: Balances): Map<string, bigint> {
  return new Map([...balances.all()].map(({ key, units }) => [key, units] as const).sort());
}

describe('following a chain', () => {
  test('the open alerts are those of the final chain, whatever was taken back', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (events) => {
        const chain = new MovingChain();
        const feed = chain.feed();
        let balances = begun();
        const open: OpenAlerts = new Map();
        for (const event of events) {
          if (event.kind === 'grow') chain.grow(event.block);
          else if (event.kind === 'fork') chain.fork(event.depth, event.blocks, event.again);
          else if (event.kind === 'restart') balances = again(balances);
          else {
            // alerts are written before the balances are: a crash between them repeats a block
            const stored = again(balances);
            const crash = event.kind === 'crash' ? event.at : undefined;
            if ((await look(feed, balances, open, crash)) === 'crashed') balances = stored;
          }
        }
        await look(feed, balances, open);
        const once = begun();
        const expected: OpenAlerts = new Map();
        await look(chain.feed(), once, expected);
        assert.deepEqual(new Map([...open].sort()), new Map([...expected].sort()));
        assert.deepEqual(restsOf(balances), restsOf(once));
        assert.equal(balances.last?.hash, chain.blocks.at(-1)?.hash);
      }),
    );
  });

  test('a source that is behind takes nothing back', async () => {
    const chain = new MovingChain();
    const pay = { from: 0, to: 3, asset: 0, units: 20, failed: false, joined: false };
    for (const units of [20, 10]) chain.grow([{ ...pay, units }]);
    const balances = begun();
    const open: OpenAlerts = new Map();
    await look(chain.feed(), balances, open);
    assert.equal(open.size, 2);
    chain.behind = 1;
    await look(chain.feed(), balances, open);
    assert.equal(open.size, 2);
    assert.equal(balances.last?.height, 102);
  });

  test('a reorganisation below all that is known is said', async () => {
    const chain = new MovingChain();
    chain.blocks = [{ ...chain.blocks[0]!, hash: 'another' }];
    assert.equal(await look(chain.feed(), begun(), new Map()), 'lost');
  });
});

describe('what a block moves', () => {
  test('no unit of stolen money appears or is lost', () => {
    fc.assert(
      fc.property(fc.array(draftBlock, { maxLength: 12 }), (blocks) => {
        const chain = new MovingChain();
        for (const drafts of blocks) {
          // one asset: nothing is swapped for another
          chain.grow(drafts.map((draft) => ({ ...draft, asset: 0 })));
        }
        const balances = begun();
        let stopped = 0n;
        for (const block of chain.blocks.slice(1)) {
          const { moves, entry } = movesIn(balances, block, KNOWS.follows);
          for (const { parts } of moves) {
            for (const { to, traced } of parts) if (to === SERVICE) stopped += traced;
          }
          balances.apply(entry);
        }
        const sum = (rests: Iterable<Rest>) => {
          let units = 0n;
          for (const rest of rests) if (rest.asset === ASSETS[0]) units += rest.units;
          return units;
        };
        assert.equal(sum(balances.all()) + stopped, sum(BASE));
      }),
    );
  });

  test('a swap leaves its proceeds with whoever swapped, in the share that is stolen', () => {
    const chain = new MovingChain();
    const [from, pool, stolen] = [0, 4, 50n];
    chain.grow([
      { from, to: pool, asset: 0, units: 60, failed: false, joined: false },
      { from: pool, to: from, asset: 1, units: 30, failed: false, joined: true },
    ]);
    const balances = new Balances([{ ...BASE[0]!, units: stolen }]);
    const { moves, entry } = movesIn(balances, chain.blocks[1]!, KNOWS.follows);
    assert.equal(moves.length, 1);
    assert.deepEqual(
      moves[0]?.parts.map(({ traced, way }) => [traced, way]),
      [[50n, 'swapped']],
    );
    balances.apply(entry);
    assert.deepEqual([...restsOf(balances)], [[restKey('holder0', ASSETS[1]!), 25n]]);
  });

  test('coins are followed through transactions of one block, in the order of outputs', () => {
    const a = 'a'.repeat(64);
    const asset = 'bip122:0/slip44:0';
    const output = (holder: string, amount: bigint) => {
      return { holder, amount, script: '', burn: false };
    };
    const input = (tx: string, index: number) => ({ tx, index, amount: null, holder: null });
    const block = coinBlock(7, [
      { id: 'b', inputs: [input(a, 0)], outputs: [output('x', 30n), output('y', 60n)] },
      { id: 'c', inputs: [input('b', 1), input('q', 0)], outputs: [output('z', 500n)] },
    ]);
    const balances = new Balances([{ key: `${a}:0`, holder: 't', asset, units: 100n }]);
    const { moves, entry } = movesIn(balances, block, () => true);
    assert.deepEqual(
      moves.map(({ tx, from, parts }) => [tx, from, parts.map(({ traced }) => traced)]),
      [
        ['b', 't', [30n, 60n]],
        ['c', 'y', [60n]],
      ],
    );
    balances.apply(entry);
    assert.deepEqual(
      [...restsOf(balances)],
      [
        ['b:0', 30n],
        ['c:0', 60n],
      ],
    );
  });
});

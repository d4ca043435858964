import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type CoinBlock, type CoinSeed, Coins } from '../../src/trace/coins.ts';
import { POLICY_IDS, type PolicyId } from '../../src/trace/policies/policy.ts';
import { options } from '../vectors/coins.ts';
import { type Scene, scenes, seeded } from './policies.ts';

const CONSERVING = POLICY_IDS.filter((id) => id !== 'poison');

function follow(scene: Scene, seeds: readonly CoinSeed[], blocks = scene.blocks): Coins {
  const coins = new Coins(options({ ...scene.options, seeds }));
  for (const block of blocks) coins.apply(block);
  return coins;
}

/** Three coins of two thefts, all of them in the first transaction: none can meet another. */
const apart = (scene: Scene): CoinSeed[] =>
  scene.roots.slice(1, 4).map((coin, i) => ({ ...coin, label: i % 2 }));

/** Three thefts anywhere: seeds may stand on dirty coins, twice on one coin, on burns and stops. */
const anywhere = (scene: Scene): CoinSeed[] =>
  scene.anywhere.map((coin, i) => ({ ...coin, label: i % 3 }));

/** Dirty units by coin, of one label or of all. */
function held(coins: Coins, policy: PolicyId, label: number | null = null): Map<string, bigint> {
  const totals = new Map<string, bigint>();
  for (const holding of coins.held(policy)) {
    if (label !== null && holding.label !== label) continue;
    const key = `${holding.tx}:${holding.index}`;
    totals.set(key, (totals.get(key) ?? 0n) + holding.amount);
  }
  return totals;
}

test('the certificate of coins is zero at every block (§4.5, 5)', (t) => {
  const property = fc.property(scenes, (scene) => {
    const coins = new Coins(options({ ...scene.options, seeds: anywhere(scene) }));
    for (const block of scene.blocks) {
      coins.apply(block);
      for (const row of coins.certificate())
        equal(row.difference, 0n, `${row.policy} ${block.hash}`);
    }
    deepEqual(coins.missing(), []);
  });
  fc.assert(property, seeded(t, 1_000));
});

test('every dirty coin of every policy lies inside the set of poison (§4.5, 2)', (t) => {
  const property = fc.property(scenes, (scene) => {
    const coins = follow(scene, anywhere(scene));
    const key = ({ tx, index, label }: CoinSeed) => `${tx}:${index} ${label}`;
    const reach = new Map(coins.held('poison').map((holding) => [key(holding), holding]));
    for (const id of CONSERVING) {
      for (const holding of coins.held(id)) {
        const outer = reach.get(key(holding));
        ok(outer && holding.amount <= outer.amount, `${id} ${key(holding)}`);
        const steps = coins.lots(id, holding).map((lot) => lot.steps.at(-1));
        ok(
          steps.every((step) => step !== undefined),
          'every lot leads back to a seed',
        );
      }
    }
  });
  fc.assert(property, seeded(t, 1_000));
});

test('every lot leads back, coin by coin, to a seed of its label', (t) => {
  const property = fc.property(scenes, (scene) => {
    const seeds = anywhere(scene);
    const coins = follow(scene, seeds);
    const transactions = new Map(
      scene.blocks.flatMap((block) => block.transactions).map((tx) => [tx.id, tx]),
    );
    for (const id of POLICY_IDS) {
      for (const holding of coins.held(id)) {
        for (const { label, steps } of coins.lots(id, holding)) {
          deepEqual([steps[0]?.tx, steps[0]?.index], [holding.tx, holding.index]);
          const last = steps.at(-1);
          ok(seeds.some((s) => s.tx === last?.tx && s.index === last.index && s.label === label));
          for (const [i, { tx, index }] of steps.slice(1).entries()) {
            const spender = transactions.get(steps[i]?.tx ?? '');
            const spent = spender?.inputs.some((each) => each.tx === tx && each.index === index);
            ok(spent || spender?.coinbase, `${tx}:${index} is spent by ${spender?.id}`);
          }
        }
      }
    }
  });
  fc.assert(property, seeded(t, 300));
});

test('thefts add up over whole chains under FIFO, LIFO and poison (§2.4)', (t) => {
  const property = fc.property(scenes, (scene) => {
    const seeds = apart(scene);
    const both = follow(scene, seeds);
    const transactions = scene.blocks.flatMap((block) => block.transactions).length;
    for (const label of [0, 1]) {
      const alone = follow(
        scene,
        seeds.filter((seed) => seed.label === label),
      );
      for (const id of ['fifo', 'lifo', 'poison'] as const) {
        deepEqual(held(both, id, label), held(alone, id, label), id);
      }
      // each transaction rounds once more
      const [one, other] = [held(both, 'haircut', label), held(alone, 'haircut', label)];
      for (const coin of [...one.keys(), ...other.keys()]) {
        const difference = (one.get(coin) ?? 0n) - (other.get(coin) ?? 0n);
        ok(difference ** 2n <= BigInt(transactions) ** 2n, `haircut ${coin} ${difference}`);
      }
    }
  });
  fc.assert(property, seeded(t, 300));
});

test('one label for two keeps dirty totals over whole chains (§2.4)', (t) => {
  const property = fc.property(scenes, (scene) => {
    const seeds = apart(scene);
    const two = follow(scene, seeds);
    const one = follow(
      scene,
      seeds.map((seed) => ({ ...seed, label: 0 })),
    );
    for (const id of ['fifo', 'lifo', 'tiho', 'clean_first', 'dirty_first'] as const) {
      deepEqual(held(one, id), held(two, id), id);
    }
    const coinsOf = (coins: Coins) => [...held(coins, 'poison').keys()];
    deepEqual(coinsOf(one), coinsOf(two));
  });
  fc.assert(property, seeded(t, 300));
});

test('apply, roll back, apply another: the same as the direct path (§4.5, 7)', (t) => {
  const property = fc.property(scenes, (scene) => {
    const seeds = anywhere(scene);
    const { blocks, fork, common } = scene;
    const apply = (coins: Coins, more: readonly CoinBlock[]) => {
      for (const block of more) coins.apply(block);
    };
    const coins = follow(scene, seeds);
    const first = coins.digest();
    coins.rollback(blocks[common]?.hash ?? null);
    equal(coins.digest(), follow(scene, seeds, blocks.slice(0, common + 1)).digest());
    apply(coins, fork.slice(common + 1));
    equal(coins.digest(), follow(scene, seeds, fork).digest());
    coins.rollback(blocks[0]?.hash ?? null);
    apply(coins, blocks.slice(1));
    equal(coins.digest(), first);
  });
  fc.assert(property, seeded(t, 300));
});

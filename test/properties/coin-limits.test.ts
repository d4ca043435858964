import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { outpointKey } from '../../src/ledger/bitcoin/ledger.ts';
import type { Outpoint, UtxoLedger } from '../../src/ledger/port.ts';
import { followCoins } from '../../src/trace/coin-explore.ts';
import type { CoinQuestion, CoinTrace } from '../../src/trace/coin-trace.ts';
import { POLICY_IDS, type PolicyId } from '../../src/trace/policies/policy.ts';
import { type Scene, scenes, seeded } from './policies.ts';

type Limits = CoinQuestion['limits'];

const NONE: Limits = {
  dustUsd: 0,
  maxDepth: 1_000_000,
  maxHolders: 1_000_000,
  maxFanOut: 1_000_000,
  until: null,
};

function ledgerOf({
  blocks,
}: Scene): Pick<UtxoLedger, 'spenders'> & Parameters<typeof followCoins>[0] {
  const transactions = blocks.flatMap((block) => block.transactions);
  const spenders = new Map(
    transactions.flatMap((tx) =>
      tx.inputs.map((input) => [outpointKey(input.tx, input.index), tx] as const),
    ),
  );
  return {
    blocks: () => blocks.map((block) => ({ ...block, time: 0 })),
    spenders: async (outputs: readonly Outpoint[]) =>
      outputs.map(({ tx, index }) => spenders.get(outpointKey(tx, index)) ?? null),
  };
}

/** A unit is a cent; three thefts stand anywhere, the third on the first's coins at times. */
function follow(scene: Scene, limits: Partial<Limits>): Promise<CoinTrace> {
  const seeds = scene.anywhere.map((coin, i) => ({ ...coin, label: i % 3 }));
  const order = new Map(scene.blocks.flatMap((b) => b.transactions).map(({ id }, i) => [id, i]));
  seeds.sort((a, b) => (order.get(a.tx) ?? 0) - (order.get(b.tx) ?? 0) || a.index - b.index);
  const question: CoinQuestion = {
    seeds,
    policy: 'haircut',
    policies: POLICY_IDS,
    limits: { ...NONE, ...limits },
    isService: (holder) => holder.endsWith('t3:0'),
    cents: (units) => units,
  };
  return followCoins(ledgerOf(scene), question, new Map());
}

/** Dirty units of all labels that came to each output. */
function arrivals({ coins }: CoinTrace, policy: PolicyId): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const { tx, index, kind, amount } of coins.flows(policy)) {
    const key = `${outpointKey(tx, index)} ${kind}`;
    sums.set(key, (sums.get(key) ?? 0n) + amount);
  }
  return sums;
}

const size = fc.nat(60);
/** One limit, and the same limit tightened. */
const limits = fc
  .tuple(size, size, fc.constantFrom('dustUsd', 'maxDepth', 'maxHolders', 'maxFanOut'))
  .map(([a, b, name]): [Partial<Limits>, Partial<Limits>] => {
    const [less, more] = [Math.min(a, b), Math.max(a, b)];
    if (name === 'dustUsd') return [{ dustUsd: less / 100 }, { dustUsd: more / 100 }];
    const few = 1 + (less % 5);
    return [{ [name]: few + (more % 5) }, { [name]: few }];
  });

test('tightening a limit raises no amount anywhere, and the certificate closes', (t) => {
  let tightened = 0;
  const property = fc.asyncProperty(scenes, limits, async (scene, [wide, tight]) => {
    const [loose, cut] = [await follow(scene, wide), await follow(scene, tight)];
    for (const { coins } of [loose, cut]) {
      for (const row of coins.certificate()) equal(row.difference, 0n, row.policy);
    }
    tightened += cut.cuts.size > loose.cuts.size ? 1 : 0;
    const transactions = BigInt(scene.blocks.flatMap((block) => block.transactions).length);
    for (const policy of POLICY_IDS) {
      const most = arrivals(loose, policy);
      for (const [key, units] of arrivals(cut, policy)) {
        // haircut rounds once more in each transaction
        const slack = policy === 'haircut' ? transactions : 0n;
        ok(units <= (most.get(key) ?? 0n) + slack, `${policy} ${key}: ${units}`);
      }
    }
  });
  return fc
    .assert(property, seeded(t, 500))
    .then(() => ok(tightened > 20, `limits cut something in ${tightened} runs`));
});

test('each limit holds of all that is followed, and what it cuts stays where it was', (t) => {
  const property = fc.asyncProperty(scenes, limits, async (scene, [, given]) => {
    const { limits, ...trace } = await follow(scene, given).then((one) => {
      return { ...one, limits: one.question.limits };
    });
    ok(trace.followed.size <= limits.maxHolders);
    for (const coin of trace.live.values()) {
      ok(coin.units >= BigInt(Math.round(limits.dustUsd * 100)) && coin.depth < limits.maxDepth);
    }
    const seeds = new Set(trace.question.seeds.map(({ tx }) => tx));
    for (const { tx } of trace.path) {
      ok(tx.outputs.length <= limits.maxFanOut || seeds.has(tx.id));
    }
    const held = new Set(
      POLICY_IDS.flatMap((id) => trace.coins.held(id)).map(({ tx, index }) =>
        outpointKey(tx, index),
      ),
    );
    for (const key of trace.cuts.keys()) ok(held.has(key), key);
  });
  return fc.assert(property, seeded(t, 300));
});

test('where there are more places than may be followed, rounds give what one pass gives', (t) => {
  const property = fc.asyncProperty(scenes, async (scene) => {
    const whole = await follow(scene, {});
    const rounds = await follow(scene, { maxHolders: whole.followed.size });
    const fewer = await follow(scene, { maxHolders: Math.max(1, whole.followed.size - 1) });
    deepEqual(rounds.coins.digest(), whole.coins.digest());
    equal(fewer.cuts.size > whole.cuts.size, whole.followed.size > 1);
  });
  return fc.assert(property, seeded(t, 200));
});

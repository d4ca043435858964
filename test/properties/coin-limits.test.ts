import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { outpointKey } from '../../src/ledger/bitcoin/ledger.ts';
import type { Outpoint, UtxoLedger } from '../../src/ledger/port.ts';
import { exploreCoins, followCoins, groupsInOrder } from '../../src/trace/coin-explore.ts';
import {
  type CoinPass,
  type CoinQuestion,
  type CoinTrace,
  traceCoins,
} from '../../src/trace/coin-trace.ts';
import type { CoinBlock } from '../../src/trace/coins.ts';
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

test('rounds give what one pass gives, in whatever order transactions become known', (t) => {
  const order = fc.array(fc.nat(1000), { minLength: 40, maxLength: 40 });
  const property = fc.asyncProperty(scenes, order, fc.boolean(), async (scene, ranks, heights) => {
    const placed = { ...scene, blocks: placedIn(scene, heights) };
    const { question, ...whole } = await follow(placed, {});
    const shuffled: typeof groupsInOrder = (known) => {
      const ranked = known.map((tx, i) => ({ tx, rank: ranks[i % ranks.length] ?? 0 }));
      return groupsInOrder(ranked.sort((a, b) => a.rank - b.rank).map(({ tx }) => tx));
    };
    const classes = { classes: new Map(), add: () => false, undecided: () => [] };
    const reading = { order: shuffled, classes };
    const all = placed.blocks.flatMap((block) => block.transactions);
    const seeds = all.filter(({ id }) => question.seeds.some(({ tx }) => tx === id));
    const { trace } = await exploreCoins(ledgerOf(placed), seeds, question, reading);
    deepEqual(
      trace.path.map(({ tx, inputs, depth }) => [tx.id, inputs, depth]),
      whole.path.map(({ tx, inputs, depth }) => [tx.id, inputs, depth]),
    );
    deepEqual(trace.coins.certificate(), whole.coins.certificate());
    for (const policy of POLICY_IDS) {
      deepEqual(trace.coins.held(policy), whole.coins.held(policy));
    }
  });
  return fc.assert(property, seeded(t, 200));
});

/** The same exploring, told simply: every round traces anew all that is known. */
async function plainly(scene: Scene, question: CoinPass): Promise<CoinTrace> {
  const all = scene.blocks.flatMap((block) => block.transactions);
  const known = new Set(question.seeds.map(({ tx }) => tx));
  const [asked, admitted] = [new Set<string>(), new Set<string>()];
  for (;;) {
    const groups = groupsInOrder(all.filter(({ id }) => known.has(id)));
    const trace = traceCoins(groups, { ...question, admitted });
    const sums = new Map<string, bigint>();
    for (const { place, units } of trace.waiting.values()) {
      sums.set(place, (sums.get(place) ?? 0n) + units);
    }
    const ranked = [...sums].sort(([a, x], [b, y]) =>
      x === y ? (a < b ? -1 : 1) : x > y ? -1 : 1,
    );
    const next = ranked.slice(0, question.limits.maxHolders - admitted.size);
    for (const [place] of next) admitted.add(place);
    const open = [...trace.live, ...trace.waiting].flatMap(([key, { place }]) => {
      return admitted.has(place) && !asked.has(key) ? key : [];
    });
    if (next.length + open.length === 0) return trace;
    for (const key of open) asked.add(key);
    for (const { id, inputs } of all) {
      if (inputs.some(({ tx, index }) => open.includes(outpointKey(tx, index)))) known.add(id);
    }
  }
}

test('adding to a trace gives what tracing anew in every round gives', (t) => {
  const property = fc.asyncProperty(scenes, limits, async (scene, [, given]) => {
    const placed = { ...scene, blocks: placedIn(scene, true) };
    const { question } = await follow(placed, given);
    const classes = { classes: new Map(), add: () => false, undecided: () => [] };
    const all = placed.blocks.flatMap((block) => block.transactions);
    const seeds = all.filter(({ id }) => question.seeds.some(({ tx }) => tx === id));
    const reading = { order: groupsInOrder, classes };
    const { trace } = await exploreCoins(ledgerOf(placed), seeds, question, reading);
    const expected = await plainly(placed, question);
    equal(trace.coins.digest(), expected.coins.digest());
    deepEqual(new Map([...trace.cuts].sort()), new Map([...expected.cuts].sort()));
    deepEqual(trace.followed, expected.followed);
  });
  return fc.assert(property, seeded(t, 300));
});

/** Blocks with a time and, where they are known, heights and positions, as a ledger gives them. */
function placedIn({ blocks }: Scene, heights: boolean): CoinBlock[] {
  return blocks.map((block, height) => {
    const transactions = block.transactions.map((tx, i) => {
      const place = heights ? { block: height, txIndex: i } : { block: null, txIndex: i };
      return { ...tx, ...place, time: 600 * height };
    });
    return { ...block, transactions };
  });
}

// A trace that is extended, again and again, while its chain grows and is reorganised, is in the
// end the trace that is made anew over the chain as it is then.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { systemClock } from '../../src/base/clock.ts';
import type { OpenCase } from '../../src/casework/case.ts';
import { fromFlags } from '../../src/casework/case-flags.ts';
import { extensionFolder } from '../../src/casework/live/extension.ts';
import { beginCase, type LiveTrace, resumeTrace, runLive } from '../../src/casework/live/live.ts';
import { liveCase } from '../../src/casework/live-case.ts';
import { parseChain } from '../../src/ledger/chains.ts';
import type { World } from '../../src/ledger/open-source.ts';
import type { TraceResult } from '../../src/trace/result.ts';
import { MovingNode, type Sent } from '../fakes/moving-node.ts';
import { foundIn } from '../live/simulated.ts';
import { seeded } from '../properties/policies.ts';

const PEOPLE = Array.from({ length: 6 }, (_, i) => `0x${String(i + 1).repeat(40)}`);
const [VICTIM = '', THIEF = '', , , , EXCHANGE = ''] = PEOPLE;
const CHAIN = parseChain('ethereum', 'chain');
const root = mkdtempSync(join(tmpdir(), 'hue-extended-'));
after(() => rmSync(root, { recursive: true, force: true }));
const config = join(root, 'hue.config.mjs');
const source = { chain: 'ethereum', kind: 'evm-rpc', name: 'node', url: 'https://node.test' };
const sources = [{ ...source, rate: 10_000, inFlight: 64 }];
writeFileSync(config, `export default ${JSON.stringify({ sources, publicSources: false })};\n`);
const tags = join(root, 'tags.csv');
writeFileSync(
  tags,
  `chain,address,entity,category,source\nethereum,${EXCHANGE},The exchange,exchange,test\n`,
);

const payment: fc.Arbitrary<Sent> = fc
  .record({
    ...{ from: fc.nat(3), to: fc.nat(4), amount: fc.bigInt(1n, 60n) },
    isToken: fc.nat(4).map((n) => n > 0),
    fails: fc.nat(9).map((n) => n === 0),
  })
  // the exchange's own business is not followed, nor the victim's
  .map(({ from, to, amount, isToken, ...sent }) => ({
    ...sent,
    isToken,
    from: PEOPLE[1 + from] ?? '',
    to: PEOPLE[1 + to] ?? '',
    amount: amount * (isToken ? 100_000_000n : 10n ** 17n),
  }));
const block = fc.array(payment, { maxLength: 5 });

type Event =
  | { readonly kind: 'grow'; readonly block: readonly Sent[] }
  | { readonly kind: 'extend' }
  | {
      readonly kind: 'fork';
      readonly depth: number;
      readonly blocks: readonly (readonly Sent[])[];
      /** Which of the transactions that were taken back come again, and in which new block. */
      readonly again: readonly number[];
    };

const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('grow' as const), block }) },
  { weight: 3, arbitrary: fc.constant({ kind: 'extend' } as const) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('fork' as const),
      depth: fc.integer({ min: 1, max: 4 }),
      blocks: fc.array(block, { minLength: 1, maxLength: 4 }),
      again: fc.array(fc.integer({ min: -1, max: 3 }), { maxLength: 12 }),
    }),
  },
);

/** The chain of a theft, the case about it, and what reaches the node. */
class Theft {
  readonly node: MovingNode;
  readonly world: World;
  readonly case: OpenCase;
  readonly folder: string;
  #runs = 0;

  constructor(name: string) {
    this.node = new MovingNode(name);
    this.folder = mkdtempSync(join(root, 'theft-'));
    const lookup = async () => ['93.184.215.14'];
    const { fetch } = this.node;
    const network = { fetch, lookup, WebSocket: class {} as never };
    this.world = { network, clock: systemClock, random: Math.random, env: {} };
    const paid = { from: VICTIM, to: THIEF, fails: false };
    const [tx = ''] = this.node.mine([{ ...paid, amount: 10_000_000_000n, isToken: true }]);
    const file = liveCase({
      ...{ chain: CHAIN, kind: 'transaction', id: tx, victims: [VICTIM], since: undefined },
      ...{ sources: ['any'], confirmations: 0 },
    });
    this.case = fromFlags({ ...file, tags: [tags] });
  }

  #place(): string {
    this.#runs += 1;
    return join(this.folder, `${this.#runs}`);
  }

  async traced(): Promise<{ readonly result: TraceResult; readonly at: string }> {
    const at = this.#place();
    return {
      result: await this.#run(await beginCase(this.case, { config, into: at }, this.world)),
      at,
    };
  }

  async extended(from: string): Promise<{ readonly result: TraceResult; readonly at: string }> {
    const at = this.#place();
    extensionFolder(from, at);
    return { result: await this.#run(await resumeTrace(at, { config }, this.world)), at };
  }

  async #run(live: LiveTrace): Promise<TraceResult> {
    const { result } = await runLive(live, 'live');
    await live.store.settled();
    return result;
  }

  apply(event: Exclude<Event, { readonly kind: 'extend' }>): void {
    if (event.kind === 'grow') {
      this.node.mine(event.block);
      return;
    }
    // the theft itself stays
    const gone = this.node.drop(Math.min(event.depth, this.node.head - 1));
    for (const [i, block] of event.blocks.entries()) {
      this.node.mine(
        block,
        gone.filter((_, of) => event.again[of] === i),
      );
    }
  }
}

/** Without what was seen on the way: that blocks were replaced while others were read. */
function final(result: TraceResult) {
  const { warnings, ...rest } = foundIn(result);
  return { ...rest, warnings: warnings.filter(({ code }) => code !== 'reorganised') };
}

test('an extended trace is the trace made anew over the final chain', async (t) => {
  let count = 0;
  let moved = 0;
  await fc.assert(
    fc.asyncProperty(
      block,
      fc.array(event, { minLength: 2, maxLength: 10 }),
      async (first, story) => {
        count += 1;
        const theft = new Theft(`theft ${count}`);
        theft.node.mine(first);
        let last = await theft.traced();
        for (const one of story) {
          if (one.kind === 'extend') last = await theft.extended(last.at);
          else theft.apply(one);
        }
        const { result } = await theft.extended(last.at);
        const anew = await theft.traced();
        assert.deepEqual(final(result), final(anew.result));
        assert.ok(result.certificate.every(({ difference }) => difference === '0'));
        moved += result.hops.length;
        rmSync(theft.folder, { recursive: true, force: true });
      },
    ),
    seeded(t, Number(process.env.HUE_EXTENDED ?? 10)),
  );
  t.diagnostic(`${count} stories, ${moved} hops`);
  assert.ok(moved > count, 'money moves in these stories');
});

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { type FakeExplorer, startExplorer } from '../../../test/fakes/explorer.ts';
import type { FakeExplorerOptions } from '../../../test/fakes/explorer-answers.ts';
import { plainSource } from '../../../test/fakes/plain-source.ts';
import type { StagedLedger } from '../../../test/fakes/staged.ts';
import { StagedChain, USDT, WETH } from '../../../test/fakes/staged-chain.ts';
import { type Stage, stageLedger } from '../../../test/fakes/staged-ledger.ts';
import { factOf, truthOf } from '../../../test/fakes/truth.ts';
import { isNobody } from '../address.ts';
import { AssetBook } from '../asset-book.ts';
import { tokenLookup } from '../assets.ts';
import { parseChain } from '../chains.ts';
import type { LiveAccountLedger } from '../live.ts';
import type { Transfer } from '../port.ts';
import { blockscout, type Explorer, etherscan } from './explorer-api.ts';
import { explorerKnows } from './explorer-finds.ts';
import { type ExplorerOptions, explorerLedger } from './explorer-ledger.ts';

const ALL = { direction: 'both', since: null, until: null, limit: 10_000 } as const;
const stages = new Map<number, Stage>();
const started: FakeExplorer[] = [];

after(() => Promise.all(started.map((fake) => fake.stop())));

function staged(seed: number): Stage {
  const stage = stages.get(seed) ?? stageLedger({ seed, addresses: 30, hops: 5 });
  stages.set(seed, stage);
  return stage;
}

async function open(
  options: FakeExplorerOptions,
  more: Partial<ExplorerOptions & { readonly page: number; readonly window: number }> = {},
): Promise<{ ledger: LiveAccountLedger; fake: FakeExplorer; explorer: Explorer }> {
  const fake = await startExplorer(options);
  started.push(fake);
  const chain = parseChain('ethereum', 'chain');
  const lookup = tokenLookup(chain);
  const source = plainSource(options.kind, fake.url, '/api/eth-rpc');
  const own = options.kind === 'etherscan' ? etherscan(source, 1) : blockscout(source);
  const explorer = { ...own, page: more.page ?? own.page, window: more.window ?? own.window };
  const book = new AssetBook(chain, lookup);
  const ledger = explorerLedger(explorer, { chain, lookup, book, ...more });
  return { ledger, fake, explorer };
}

/** What lists show of a holder: a wrap leaves no Transfer, so its token side is in no list. */
function listed(truth: ReadonlyMap<string, readonly Transfer[]>, holder: string): string[] {
  const own = [...truth.values()].flat().filter(({ from, to }) => from === holder || to === holder);
  return facts(
    own.filter(({ asset, from, to }) => {
      return !(asset.endsWith(WETH) && (isNobody(from) || isNobody(to)));
    }),
  );
}

/** A chain on which one account is paid so many times in each of some blocks. */
function busy(counts: readonly number[]): { ledger: StagedLedger; holder: string } {
  const chain = new StagedChain(7);
  const holder = chain.id('busy', 20);
  for (const [block, count] of counts.entries()) {
    for (let i = 0; i < count; i += 1) {
      if (i % 2 === 0) chain.pay(block, chain.id(`payer ${block} ${i}`, 20), holder, BigInt(i + 1));
      else chain.sendToken(block, USDT, chain.id(`payer ${i}`, 20), holder, BigInt(i + 1));
    }
  }
  return { ledger: chain.ledger(), holder };
}

function facts(transfers: readonly Transfer[]): string[] {
  return transfers.map(factOf).sort();
}

for (const kind of ['etherscan', 'blockscout'] as const) {
  describe(kind, () => {
    test('lists all that a holder sent and received, each once', async () => {
      const { ledger: chain, launderers } = staged(1);
      const { ledger } = await open({ kind, ledger: chain });
      const truth = truthOf(chain);
      for (const { holder, transfers, truncated } of await ledger.transfers(launderers, ALL)) {
        assert.equal(truncated, false);
        assert.deepEqual(facts(transfers), listed(truth, holder));
      }
    });

    test('tells transactions as wholes', async () => {
      const { ledger: chain, launderers, theft } = staged(2);
      const { ledger } = await open({ kind, ledger: chain }, { everyTransactionWhole: true });
      const truth = truthOf(chain);
      const first = await ledger.transactions([theft.tx]);
      assert.deepEqual(facts(first), facts(truth.get(theft.tx) ?? []));
      const answers = await ledger.transfers(launderers, ALL);
      const ids = [...new Set(answers.flatMap(({ transfers }) => transfers.map(({ tx }) => tx)))];
      const told = Map.groupBy(await ledger.transactions(ids), ({ tx }) => tx);
      for (const id of ids) {
        assert.deepEqual(facts(told.get(id) ?? []), facts(truth.get(id) ?? []), id);
      }
      assert.deepEqual(ledger.warnings(), []);
    });

    test('pages past cut pages, and through blocks longer than a page', async () => {
      for (const counts of [[3, 0, 14, 2, 2, 31, 1], [10, 10, 10], [40], [1, 1, 1, 1, 1, 1, 9]]) {
        const { ledger: chain, holder } = busy(counts);
        const truth = listed(truthOf(chain), holder);
        for (const page of [5, 7, 20]) {
          const faults = { share: { duplicates: 0.5 }, headMoves: 3 };
          const { ledger } = await open({ kind, ledger: chain, faults, seed: page }, { page });
          const [answer] = await ledger.transfers([holder], ALL);
          assert.deepEqual(facts(answer?.transfers ?? []), truth, `${counts} by ${page}`);
          assert.equal(answer?.truncated, false);
        }
      }
    });

    test('is not taken in by an explorer that gives fewer lines than asked for', async () => {
      const { ledger: chain, holder } = busy(Array.from({ length: 130 }, () => 4));
      const { ledger } = await open({ kind, ledger: chain, mostLines: 100 });
      const [answer] = await ledger.transfers([holder], ALL);
      assert.deepEqual(facts(answer?.transfers ?? []), listed(truthOf(chain), holder));
    });

    test('says so where a block holds more than the explorer shows', async () => {
      const { ledger: chain, holder } = busy([1, 40, 1]);
      const few = { page: 5, window: 10 };
      const { ledger } = await open({ kind, ledger: chain, window: 10 }, few);
      await ledger.transfers([holder], ALL);
      const codes = ledger.warnings().map(({ code }) => code);
      assert.deepEqual(codes, ['block-too-full', 'block-too-full']);
    });

    test('stops at the limit, and marks it', async () => {
      const { ledger: chain, holder } = busy([3, 3, 3, 3, 3, 3, 3, 3]);
      const { ledger, fake } = await open({ kind, ledger: chain }, { page: 4 });
      const [few] = await ledger.transfers([holder], { ...ALL, limit: 5 });
      const truth = [...truthOf(chain).values()].flat().filter(({ to }) => to === holder);
      assert.equal(few?.truncated, true);
      assert.deepEqual(facts(few?.transfers ?? []), facts(truth.slice(0, 5)));
      const asked = fake.requests().length;
      const [all] = await ledger.transfers([holder], ALL);
      assert.deepEqual(facts(all?.transfers ?? []), facts(truth));
      assert.ok(asked < fake.requests().length, 'it reads on from where it stopped');
      await ledger.transfers([holder], ALL);
      const paths = fake.requests().map(({ path }) => path);
      assert.equal(new Set(paths).size, paths.length, 'nothing is asked twice');
    });

    test('reads from and up to a time', async () => {
      const { ledger: chain, holder } = busy([2, 2, 2, 2, 2, 2]);
      const times = [...new Set(chain.transactions.map(({ time }) => time))];
      const { ledger } = await open({ kind, ledger: chain });
      const query = { ...ALL, since: times[2] ?? 0, until: times[3] ?? 0 };
      const [answer] = await ledger.transfers([holder], query);
      const found = [...new Set(answer?.transfers.map(({ time }) => time))];
      assert.deepEqual(found, [times[2], times[3]]);
      const [sent] = await ledger.transfers([holder], { ...ALL, direction: 'out' });
      assert.deepEqual(sent?.transfers, []);
    });

    test('gives the same in spite of passing faults', async () => {
      const { ledger: chain, launderers, theft } = staged(3);
      const results: unknown[] = [];
      for (const seed of [0, 1, 2, 3]) {
        const share = {
          ...{ 'rate-limit': 0.05, notok: 0.05, 'timeout-text': 0.05, 'server-error': 0.05 },
          ...{ truncated: 0.05, html: 0.05, slow: 0.05, duplicates: 0.05, reset: 0.05 },
        };
        const faults = seed === 0 ? {} : { share };
        const { ledger } = await open({ kind, ledger: chain, faults, seed });
        const seeds = await ledger.transactions([theft.tx]);
        const answers = await ledger.transfers(launderers, ALL);
        const ids = answers.flatMap(({ transfers }) => transfers.map(({ tx }) => tx));
        const told = await ledger.transactions(ids);
        const transfers = answers.flatMap((answer) => answer.transfers);
        results.push([facts(seeds), facts(transfers), facts(told), await ledger.tip()]);
      }
      for (const result of results) assert.deepEqual(result, results[0]);
    });

    test('finds out that a page was empty by what other answers have shown', async () => {
      const { ledger: chain, launderers, theft } = staged(1);
      const truth = truthOf(chain);
      const faults = { share: { empty: 1 }, inARow: 1 };
      const { ledger } = await open({ kind, ledger: chain, faults });
      await ledger.transactions([theft.tx]);
      // each payer's lists show what the lists of those paid must hold
      const paid = launderers.filter((holder) => {
        return [...truth.values()].some((all) => {
          return all.some(({ kind: what, to }) => what === 'native' && to === holder);
        });
      });
      const [holder = ''] = paid;
      const payer = chain.transactions.find(({ to, value }) => to === holder && value > 0n)?.from;
      await ledger.transactions([...truth.keys()]);
      const [answer] = await ledger.transfers([holder], ALL);
      const native = answer?.transfers.filter(({ kind: what }) => what === 'native') ?? [];
      assert.ok(native.some(({ from }) => from === payer));
    });

    test('keeps the receipt where a list tells another amount', async () => {
      const { ledger: chain, launderers } = staged(1);
      const faults = { lies: 1 };
      const options = { everyTransactionWhole: true };
      const { ledger } = await open({ kind, ledger: chain, faults }, options);
      const answers = await ledger.transfers(launderers, ALL);
      const ids = answers.flatMap(({ transfers }) => transfers.map(({ tx }) => tx));
      const told = Map.groupBy(await ledger.transactions([...new Set(ids)]), ({ tx }) => tx);
      const truth = truthOf(chain);
      for (const [tx, transfers] of told) assert.deepEqual(facts(transfers), facts(truth.get(tx)!));
      const warned = ledger.warnings().map(({ code }) => code);
      assert.ok(warned.length > 10);
      assert.deepEqual([...new Set(warned)], ['explorer-differs-from-receipt']);
    });

    test('leaves off the newest blocks, and never reads past the first head', async () => {
      const { ledger: chain, holder } = busy([2, 2, 2, 2]);
      const young = { ...chain, head: chain.transactions.at(-1)!.block + 1 };
      const faults = { headMoves: 5 };
      const { ledger } = await open({ kind, ledger: young, faults }, { confirmations: 2 });
      const [answer] = await ledger.transfers([holder], ALL);
      const blocks = answer?.transfers.map(({ block }) => block ?? 0) ?? [];
      const { block, time } = await ledger.tip();
      assert.equal(block, young.head - 2);
      assert.equal(time, young.timeOf(young.head - 2));
      assert.equal(Math.max(...blocks), young.head - 2);
      assert.match(JSON.stringify(ledger.blindSpots()), /last 2 blocks/);
    });
  });
}

describe('what is only received', () => {
  test('is told in part until its payer is asked about, and then as a whole', async () => {
    const chain = new StagedChain(3);
    const id = (name: string): string => chain.id(name, 20);
    const sides = { from: id('payer'), to: id('paid'), gives: 10n ** 18n, gets: 10n ** 9n };
    const market = { router: id('router'), pool: id('pool') };
    const tx = chain.swap(5, market, 'to-usdt', sides);
    const ledger = chain.ledger();
    const { ledger: live } = await open({ kind: 'etherscan', ledger });
    await live.transfers([sides.to], ALL);
    const part = await live.transactions([tx]);
    assert.deepEqual(
      part.map(({ from, to, partial }) => [from, to, partial]),
      [[market.pool, sides.to, true]],
    );
    assert.match(JSON.stringify(live.blindSpots()), /Of 1 transactions/);
    await live.transfers([sides.from], ALL);
    const whole = await live.transactions([tx]);
    assert.deepEqual(facts(whole), facts(truthOf(ledger).get(tx) ?? []));
    assert.ok(whole.every(({ partial }) => partial === undefined));
  });
});

test('knows the transactions and addresses of its chain, and no others', async () => {
  const { ledger, launderers, theft } = staged(1);
  for (const kind of ['etherscan', 'blockscout'] as const) {
    const { explorer } = await open({ kind, ledger });
    const knows = (what: 'transaction' | 'address', id: string) =>
      explorerKnows(explorer, { kind: what, id });
    assert.equal(await knows('transaction', theft.tx), true);
    assert.equal(await knows('transaction', `0x${'1'.repeat(64)}`), false);
    assert.equal(await knows('address', launderers.at(-1) ?? ''), true);
    assert.equal(await knows('address', `0x${'1'.repeat(40)}`), false);
  }
});

test('a key that is missing or wrong is refused with advice', async () => {
  const { ledger: chain } = staged(1);
  const { ledger } = await open({ kind: 'etherscan', ledger: chain, key: 'right' });
  await assert.rejects(ledger.tip(), /key is missing or not accepted.*keys of sources/);
});

test('an address costs three questions, a plain transaction none', async () => {
  const { ledger: chain, launderers, theft } = staged(3);
  const { ledger, fake } = await open({ kind: 'etherscan', ledger: chain });
  await ledger.transactions([theft.tx]);
  assert.equal(fake.requests().length, 4, 'transaction, receipt, calls and head, all at once');
  const answers = await ledger.transfers(launderers, ALL);
  assert.equal(fake.requests().length, 4 + 3 * launderers.length);
  const ids = new Set(answers.flatMap(({ transfers }) => transfers.map(({ tx }) => tx)));
  const own = chain.transactions.filter(
    ({ hash, from }) => ids.has(hash) && launderers.includes(from),
  );
  const swaps = own.filter(({ input }) => input.startsWith('0x18cbafe5'));
  assert.ok(own.length > 4 * swaps.length);
  await ledger.transactions([...ids]);
  assert.equal(fake.requests().length, 4 + 3 * launderers.length + 2 * swaps.length);
});

// The command line against a real Ethereum node: a theft is staged on it, and found.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { sha256 } from '../../src/base/digest.ts';
import { checkBundle, checkTrace } from '../../src/casework/bundle/check.ts';
import { looseTrace } from '../../src/casework/bundle/loose.ts';
import { openKnown } from '../../src/casework/live/known.ts';
import { beginTrace, knownIn, readResult, runLive } from '../../src/casework/live/live.ts';
import type { SourceConfig } from '../../src/ledger/source-config.ts';
import { type TraceResult, traceResultSchema } from '../../src/trace/result.ts';
import { type Anvil, needsAnvil, startAnvil } from '../nodes/anvil.ts';
import { callData, etherPoolCode } from '../nodes/contracts.ts';
import { PLACES, type Staged, stageTheft } from '../nodes/stage.ts';
import { importInto, placeOf } from './command.ts';

const USDT = `eip155:1/erc20:${PLACES.usdt}`;
const ETH = 10n ** 18n;
const TAGS = { [PLACES.exchange]: 'exchange' };

describe('a theft on a real node, by the command line', { skip: needsAnvil() }, () => {
  let anvil: Anvil;
  let theft: string;
  let staged: readonly Staged[];
  let node: SourceConfig;

  before(async () => {
    anvil = await startAnvil();
    ({ theft, staged } = await stageTheft(anvil));
    // the newest blocks are not read
    await anvil.mine(64);
    const place = { url: anvil.url, private: true, rate: 10_000 };
    node = { chain: 'ethereum', kind: 'evm-rpc', name: 'node', ...place };
  });
  after(() => anvil?.stop());

  test('hue trace finds what was staged, and hue replay the same bytes', async () => {
    const place = placeOf([node], TAGS);
    const flags = ['--config', place.config, '--into', 'theft'];
    const run = await place.hue(['trace', theft, ...flags, '--tags', place.tags]);
    assert.equal(run.code, 0, run.err);
    const [first = ''] = run.err.split('\n');
    assert.match(first, new RegExp(`8000 USDT {2}${PLACES.victim} → ${PLACES.thief}`));
    for (const text of ['8,000 USDT ($8,000) stolen', 'exchange of the stage', 'Tether']) {
      assert.ok(run.out.includes(text), run.out);
    }
    const text = readFileSync(join(place.path, 'theft', 'result.json'), 'utf8');
    const result = traceResultSchema.parse(JSON.parse(text));
    assert.deepEqual(amountsIn(result), [
      [PLACES.exchange, 'service', USDT, 5_000_000_000n],
      [PLACES.tokenPool, 'unspent', USDT, 3_000_000_000n],
    ]);
    const replay = await place.hue(['replay', 'theft', '--config', place.config]);
    assert.equal(replay.code, 0, replay.err + replay.out);
    assert.match(replay.out, /^The same, to the byte: \d+ recorded answers/);
  });

  test('with --known a trace stays as it is whatever becomes of the store', async () => {
    const place = placeOf([node]);
    const { config } = place;
    const env = importInto(place, 'ethereum', TAGS);
    const into = join(place.path, 'known');
    const live = await beginTrace(theft, { config, into, known: true });
    const cancel = new AbortController();
    const begun = knownIn(live, await openKnown(config, env));
    const progress = (): void => cancel.abort();
    await runLive(live, 'live', { known: begun, signal: cancel.signal, progress });
    begun?.settle();
    await live.store.settled();
    const early = readFileSync(live.folder.known, 'utf8');
    assert.ok(early.includes(PLACES.thief) && !early.includes(PLACES.tokenPool), early);
    // what was looked up stays; of what was not, the store is asked as it is now
    const later = { ...TAGS, [PLACES.thief]: 'exchange', [PLACES.tokenPool]: 'mixer' };
    importInto(place, 'ethereum', later);
    const run = await place.hue(['trace', 'known', '--config', config]);
    assert.equal(run.code, 0, run.err);
    const { result } = readResult(live.folder);
    assert.deepEqual(
      result.destinations.map(({ holder, status, name }) => [holder, status, name?.entity]),
      [
        [PLACES.exchange, 'at service', 'exchange of the stage'],
        [PLACES.tokenPool, 'in mix', 'mixer of the stage'],
      ],
    );
    assert.ok(result.coverage.gaps.some(({ effect }) => /ofac-sdn: never imported/.test(effect)));
    const kept = result.inputs.filter(({ role }) => role === 'tags');
    const names = ['known.jsonl', 'imported tags', 'imported tags'];
    assert.deepEqual(
      kept.map(({ name }) => name),
      names,
    );
    // a replay asks no store, not even a damaged one
    writeFileSync(join(env.HUE_HOME, 'tags', 'current'), 'nothing');
    const replay = await place.hue(['replay', 'known', '--config', config]);
    assert.match(replay.out, /^The same, to the byte: \d+ recorded answers/);
    const pack = await place.hue(['pack', 'known', '-o', 'case.hue']);
    assert.equal(pack.code, 0, pack.err + pack.out);
    assert.equal(
      pack.err,
      'Of 2 tags in known.jsonl, 2 do not state that they may be passed on.\n',
    );
    const { files } = checkBundle(readFileSync(join(place.path, 'case.hue')), 'case.hue');
    assert.equal(sha256(files.get('known.jsonl') ?? ''), kept[0]?.sha256);
    writeFileSync(live.folder.known, `${readFileSync(live.folder.known, 'utf8')}{"nothing":[]}\n`);
    const changed = checkTrace(looseTrace(live.folder.result)).problems;
    assert.deepEqual(
      changed.map(({ where }) => where),
      ['known.jsonl, sha256'],
    );
  });

  test('coins peeled off, fanned out and wrapped are where the node has them', async () => {
    const coins = staged.find(({ from, amount }) => from === PLACES.victim && amount === 40n * ETH);
    const place = placeOf([node], TAGS);
    const live = await beginTrace(coins?.tx ?? '', {
      config: place.config,
      into: join(place.path, 'coins'),
      tags: [place.tags],
    });
    const { result } = await runLive(live, 'live');
    const { peel, fan } = PLACES;
    const amounts = new Map(amountsIn(result).map(([holder, , , amount]) => [holder, amount]));
    for (const holder of fan) assert.equal(amounts.get(holder), (36n * ETH) / 10n, holder);
    // one ether stays with each of the chain, less the gas of its payments
    for (const [i, holder] of peel.entries()) {
      const sent = staged.filter(({ from }) => from === holder);
      const given = sent.reduce((sum, { amount }) => sum + amount, 0n);
      const gas = BigInt(sent.length) * 21_000n * 10n ** 10n;
      assert.equal(amounts.get(holder), BigInt(39 - i) * ETH - given - gas, holder);
    }
    const deposits = result.hops.filter(({ to }) => to === PLACES.exchange);
    assert.deepEqual(
      deposits.map(({ from, amount }) => [from, amount]),
      [[PLACES.mule, `${7n * ETH}`]],
    );
    assert.ok(result.certificate.every(({ difference }) => difference === '0'));
  });

  test('of an address, all that leaves it is stolen', async () => {
    const place = placeOf([node], TAGS);
    const into = join(place.path, 'address');
    const flags = { config: place.config, into, tags: [place.tags] };
    const live = await beginTrace(PLACES.victim, flags);
    const { result } = await runLive(live, 'live');
    const stolen = new Map(result.stolen.map(({ asset, amount }) => [asset, amount]));
    assert.equal(stolen.get(USDT), '8000000000');
    // the gas that the victim paid is gone too
    const moved = staged.filter(({ from, to }) => [from, to].includes(PLACES.victim));
    const own = new Set(moved.map(({ tx }) => tx));
    let gas = 0n;
    for (const tx of own) {
      const receipt = await anvil.rpc('eth_getTransactionReceipt', [tx]);
      gas += BigInt((receipt as { gasUsed: string }).gasUsed) * 10n ** 10n;
    }
    assert.equal(stolen.get('eip155:1/slip44:60'), `${40n * ETH + gas}`);
  });

  describe('what is wrong is named', () => {
    const begin = (
      id: string,
      sources: readonly SourceConfig[],
      flags: { readonly chain?: string; readonly victim?: readonly string[] } = {},
    ) => {
      const place = placeOf(sources);
      return beginTrace(id, { config: place.config, into: join(place.path, 'trace'), ...flags });
    };

    test('an id that no chain knows: the chains that were asked', async () => {
      const gone = { ...node, chain: 'gnosis', name: 'gone', url: 'http://127.0.0.1:9' };
      const other = { ...node, chain: 'base', name: 'base' };
      const unknown = begin(`0x${'12'.repeat(32)}`, [node, other, gone]);
      await assert.rejects(unknown, (error: Error & { hint: string }) => {
        assert.match(error.message, /a chain of the configured sources knows/);
        assert.match(error.hint, /asked: Ethereum, Base\n/i);
        assert.match(error.hint, /Gnosis could not be asked: gone: the connection failed/i);
        return true;
      });
    });

    test('a swap, in which two sides give: the candidates, and the flag that decides', async () => {
      const pool = `0x${'50'.repeat(20)}`;
      await anvil.setCode(pool, etherPoolCode(PLACES.usdt));
      await anvil.setBalance(pool, ETH);
      const data = callData('', 1_000_000n);
      const tx = await anvil.send({ from: PLACES.exchange, to: pool, data });
      await anvil.mine(64);
      await assert.rejects(begin(tx, [node]), (error: Error & { hint: string }) => {
        assert.match(error.message, /who was robbed is not clear/);
        assert.match(error.hint, /--victim/);
        assert.ok(error.hint.includes(PLACES.exchange) && error.hint.includes(pool));
        return true;
      });
      const live = await begin(tx, [node], { victim: [pool] });
      const { result } = await runLive(live, 'live');
      assert.deepEqual(
        result.stolen.map(({ amount }) => amount),
        ['1000000000000000'],
      );
    });

    test('a wrong checksum; a neighbour not said to be one; a key that is missing', async () => {
      const mixed = PLACES.thief.replace('bad0', 'Bad0');
      await assert.rejects(begin(mixed, [node]), /EIP-55/);
      const { private: _, ...open } = node;
      await assert.rejects(begin(theft, [open]), (error: Error & { hint: string }) => {
        return /not an address of the public internet; set "private": true/.test(error.hint);
      });
      const keyed = { ...node, kind: 'etherscan', key: { env: 'HUE_NO_SUCH_KEY' } } as const;
      await assert.rejects(begin(theft, [keyed]), (error: Error & { hint: string }) => {
        return /key of source node for eip155:1.*HUE_NO_SUCH_KEY/s.test(error.hint);
      });
    });
  });
});

/** Where the locked policy says that how much is. */
function amountsIn({ destinations, settings }: TraceResult): [string, string, string, bigint][] {
  return destinations.map(({ holder, rule, asset, amounts }) => {
    return [holder, rule, asset, BigInt(amounts[settings.policy] ?? 0)];
  });
}

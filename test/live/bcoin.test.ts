// The command line against a real Bitcoin node: a theft is staged on it, and found.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { systemClock } from '../../src/base/clock.ts';
import { toJson } from '../../src/base/json.ts';
import { systemNetwork } from '../../src/base/network.ts';
import { checkBundle } from '../../src/casework/bundle/check.ts';
import { writeZip } from '../../src/casework/bundle/zip.ts';
import { openCase } from '../../src/casework/case.ts';
import { expand } from '../../src/casework/expansion/expand.ts';
import { openExpansionLedger } from '../../src/casework/expansion/source.ts';
import { openKnown } from '../../src/casework/live/known.ts';
import { beginTrace, knownIn, runLive } from '../../src/casework/live/live.ts';
import { asRecorded } from '../../src/casework/live/recorded.ts';
import { traceFolder } from '../../src/casework/trace-folder.ts';
import { problemText } from '../../src/casework/verify/problem.ts';
import type { SourceConfig } from '../../src/ledger/source-config.ts';
import { type TraceResult, traceResultSchema } from '../../src/trace/result.ts';
import { type RegtestNode, startBcoin } from '../nodes/bcoin.ts';
import { addressOf, type Coin, Purse } from '../nodes/purse.ts';
import { everything, importInto, placeOf } from './command.ts';

/** A result as somebody may change it. */
interface Forged {
  readonly hops: { from: string; to: string; amount: string }[];
  readonly destinations: { readonly amounts: Record<string, string> }[];
}

const outside = { network: systemNetwork, clock: systemClock, random: Math.random };
const COIN = 100_000_000n;
const FEE = 1000n;

/** A theft: three coins are peeled off to exchanges, a quarter of the rest stays with a mule. */
async function stage(node: RegtestNode): Promise<{ theft: Coin; rest: Coin; fanned: Coin[] }> {
  const purse = await Purse.open(node);
  const victim = await purse.fund('victim', 20n * COIN);
  await node.mine(1);
  const theft = await purse.gather([victim], 'thief');
  await node.mine(1);
  const steps = ['exchange 1', 'exchange 2', 'exchange 3'].map((to) => ({ to, amount: COIN }));
  const { rest } = await purse.peel(theft, steps);
  const fanned = await purse.fanOut(rest, ['mule 1', 'mule 2', 'mule 3', 'mule 4']);
  await node.mine(1);
  await purse.gather(fanned.slice(1), 'exchange 4');
  await node.mine(8);
  return { theft, rest, fanned: [...fanned] };
}

describe('a theft on a real Bitcoin node, by the command line', () => {
  let node: RegtestNode;
  let it: Awaited<ReturnType<typeof stage>>;
  let source: SourceConfig;
  const theftTags = Object.fromEntries(
    [1, 2, 3, 4].map((i) => [addressOf(`exchange ${i}`), 'exchange']),
  );

  before(async () => {
    node = await startBcoin();
    it = await stage(node);
    const password = { env: 'HUE_TEST_PASSWORD' };
    const where = { url: node.url, private: true, user: 'x', password };
    source = { chain: 'regtest', kind: 'bitcoin-core', name: 'node', ...where };
  });
  after(() => node?.stop());

  test('hue trace finds what was staged, and hue replay the same without the node', async () => {
    const place = placeOf([source], theftTags);
    const env = { HUE_TEST_PASSWORD: node.key };
    const flags = ['--config', place.config, '--into', 'theft'];
    const run = await place.hue(['trace', it.theft.tx, ...flags, '--tags', place.tags], env);
    assert.equal(run.code, 0, run.err);
    assert.match(run.err, new RegExp(`\\d tBTC {2}${addressOf('thief')} → `));
    const result = resultIn(join(place.path, 'theft'));
    const deposit = it.fanned.slice(1).reduce((sum, { amount }) => sum + amount, 0n) - FEE;
    assert.deepEqual(
      amountsIn(result),
      new Map([
        ...[1, 2, 3].map((i) => [addressOf(`exchange ${i}`), COIN] as const),
        [addressOf('exchange 4'), deposit],
        [addressOf('mule 1'), it.fanned[0]?.amount ?? 0n],
      ]),
    );
    assert.equal(result.stolen[0]?.amount, `${it.theft.amount}`);
    const printed = [run.out, run.err, ...everything(join(place.path, 'theft')).values()];
    assert.ok(printed.every((one) => !one.includes(node.key)));
    // a replay needs neither the password nor the node
    const gone = { ...source, url: 'http://127.0.0.1:9/' };
    const config = join(place.path, 'gone.config.mjs');
    writeFileSync(config, `export default ${JSON.stringify({ sources: [gone] })};\n`);
    const replay = await place.hue(['replay', 'theft', '--config', config]);
    assert.equal(replay.code, 0, replay.err + replay.out);
    assert.match(replay.out, /^The same, to the byte/);
    // an address can be told of from what was answered, when the node is not even named any more
    const folder = join(place.path, 'theft');
    const open = openCase(traceFolder(folder).case);
    const nowhere = { ...outside, env: { HUE_HOME: join(place.path, 'nowhere') } };
    const { ledger, used } = await asRecorded(open, folder, nowhere);
    assert.equal(used.length, result.evidence?.answers);
    const asked = await openExpansionLedger(open, undefined, { ledger, recorded: 'As recorded' });
    const paid = {
      address: addressOf('exchange 1'),
      direction: 'in',
      from: null,
      to: null,
    } as const;
    const told = await expand(asked, paid);
    assert.deepEqual(
      [told.listed, told.total.map(({ amount }) => amount), told.coverage.statements[0]],
      ['partly', [`${COIN}`], 'As recorded.'],
    );
  });

  test('with --known, places of a cluster have its name, and stop the trace', async () => {
    const place = placeOf([source]);
    const { config } = place;
    // mules 2 to 4 pay together: whose one of them is, theirs all are
    const env = importInto(place, 'regtest', {
      [addressOf('exchange 1')]: 'exchange',
      [addressOf('mule 3')]: 'exchange',
    });
    const into = join(place.path, 'known');
    const world = { ...outside, env: { HUE_TEST_PASSWORD: node.key } };
    const live = await beginTrace(it.theft.tx, { config, into, known: true }, world);
    const known = knownIn(live, await openKnown(config, env));
    const { result } = await runLive(live, 'live', { known });
    known?.finish();
    const named = new Map(result.destinations.map(({ holder, name }) => [holder, name?.entity]));
    for (const mule of it.fanned) {
      const name = mule.owner === 'mule 1' ? undefined : 'exchange of the stage';
      assert.equal(named.get(addressOf(mule.owner)), name, mule.owner);
    }
    const gone = amountsIn(result);
    for (const { owner, amount } of it.fanned) assert.equal(gone.get(addressOf(owner)), amount);
    assert.equal(named.get(addressOf('exchange 1')), 'exchange of the stage');
    const replay = await runLive(live, 'replay', { known: knownIn(live, null) });
    assert.equal(toJson(replay.result), toJson(result));
  });

  describe('packed with proofs', () => {
    let bundle: Buffer;
    let result: TraceResult;

    before(async () => {
      const { hue, path, config, tags } = placeOf([source], theftTags);
      const env = { HUE_TEST_PASSWORD: node.key };
      const flags = ['--config', config, '--tags', tags, '--into', 'theft'];
      const run = await hue(['trace', it.theft.tx, ...flags, '--prove', '--quiet'], env);
      assert.equal(run.code, 0, run.err);
      assert.match(run.out, /^(\d+) of \1 transactions on the path are proved\.$/m);
      const pack = await hue(['pack', 'theft', '-o', 'case.hue']);
      assert.equal(pack.code, 0, pack.err + pack.out);
      bundle = readFileSync(join(path, 'case.hue'));
      result = resultIn(join(path, 'theft'));
    });

    /** What is found when a file of the bundle is another. */
    const foundIn = (name: string, edit: (text: string) => string): string[] => {
      const files = [...checkBundle(bundle, 'case.hue').files].map(([own, bytes]) => {
        return {
          name: own,
          bytes: own === name ? Buffer.from(edit(`${Buffer.from(bytes)}`)) : bytes,
        };
      });
      return checkBundle(writeZip(files), 'case.hue').problems.map(problemText);
    };

    test('verifies in another folder without the node, every hop proved', async () => {
      const { hue, path } = placeOf([]);
      writeFileSync(join(path, 'case.hue'), bundle);
      const run = await hue(['verify', 'case.hue']);
      assert.equal(run.code, 0, run.err + run.out);
      const text = run.out.replace(/\s+/g, ' ');
      const many = result.hops.length;
      assert.ok(many > 3 && text.includes(`Hops ${many}: ${many} proved`), text);
      assert.match(text, /Proofs \d+ to headers with proof of work on them/);
    });

    test('a byte of a proof, an amount, a hop: each that is changed is named', () => {
      const { hops, destinations } = result;
      const { tx, amount, to } = hops[1] ?? assert.fail('a hop');
      const [place] = destinations;
      const proof = `proofs/${tx}.json`;
      const isNamed = (file: string, edit: (text: string) => string, named: string): void => {
        const found = foundIn(file, edit);
        for (const start of [`${file}, sha256: `, named]) {
          assert.ok(
            found.some((line) => line.startsWith(start)),
            `${start}\n${found.join('\n')}`,
          );
        }
      };
      const flipped = (field: RegExp) => (text: string) => {
        const end = (field.exec(text) ?? assert.fail(`${field}`)).index;
        const at = text.indexOf('"', text.indexOf(':', end)) + 9;
        return `${text.slice(0, at)}${text[at] === '0' ? '1' : '0'}${text.slice(at + 1)}`;
      };
      const lies = `${proof}: expected a proof that holds`;
      isNamed(proof, flipped(/"transaction"/), lies);
      isNamed(proof, flipped(/"branch"/), lies);
      isNamed(proof, flipped(/"packed"/), lies);
      const forged = (change: (own: Forged) => void) => (text: string) => {
        const own = JSON.parse(text) as Forged;
        change(own);
        return toJson(own);
      };
      const more = (text: string | null | undefined): string => `${BigInt(text ?? 0) + 1n}`;
      const hop = `hop 2 (${tx}): expected`;
      const edit = (fields: Partial<Forged['hops'][number]>) =>
        forged((own) => Object.assign(own.hops[1] ?? {}, fields));
      isNamed('result.json', edit({ amount: more(amount) }), `${hop} ${amount} paid to ${to}`);
      isNamed('result.json', edit({ to: addressOf('mule 1') }), `${hop} no output to`);
      isNamed('result.json', edit({ from: addressOf('mule 1') }), `${hop} no input of`);
      const gains = forged((own) => {
        const amounts = own.destinations[0]?.amounts ?? {};
        amounts.haircut = more(amounts.haircut);
      });
      isNamed('result.json', gains, `destination 1 (${place?.holder}, `);
    });
  });

  test('an id that the node does not know, and a wrong password', async () => {
    const begin = (id: string, password: string) => {
      const place = placeOf([source]);
      const env = { HUE_TEST_PASSWORD: password };
      const into = join(place.path, 'trace');
      return beginTrace(id, { config: place.config, into }, { ...outside, env });
    };
    await assert.rejects(begin('12'.repeat(32), node.key), { hint: /asked: bitcoin_regtest/ });
    await assert.rejects(begin(it.theft.tx, 'not-the-password'), {
      hint: /could not be asked: node: refused with status 401: is its key right\?/,
    });
    const live = await begin(it.theft.tx, node.key);
    const { result } = await runLive(live, 'live');
    assert.ok(result.hops.length > 3);
  });
});

function resultIn(folder: string): TraceResult {
  const text = readFileSync(join(folder, 'result.json'), 'utf8');
  return traceResultSchema.parse(JSON.parse(text));
}

test('a node without an index is told the block of the theft, and how many to read', async (t) => {
  const node = await startBcoin({ indexed: false });
  t.after(() => node.stop());
  const { theft } = await stage(node);
  const tip = Number(await node.call('getblockcount'));
  const heights = Array.from({ length: 16 }, (_, i) => tip - i);
  const lists = heights.map(async (height) => {
    const block = await node.call('getblock', [await node.call('getblockhash', [height]), true]);
    return (block as { tx: string[] }).tx.includes(theft.tx) ? [height] : [];
  });
  const blocks = (await Promise.all(lists)).flat();
  const env = { HUE_TEST_PASSWORD: node.key };
  const traced = async (more: Partial<SourceConfig>) => {
    const where = { url: node.url, private: true, password: { env: 'HUE_TEST_PASSWORD' } };
    const place = placeOf([
      { chain: 'regtest', kind: 'bitcoin-core', name: 'node', user: 'x', ...where, ...more },
    ]);
    const into = join(place.path, 'trace');
    const live = await beginTrace(theft.tx, { config: place.config, into }, { ...outside, env });
    return (await runLive(live, 'live')).result;
  };
  await assert.rejects(traced({}), /an id that a chain of the configured sources knows/);
  const whole = await traced({ blocks });
  assert.equal(amountsIn(whole).get(addressOf('exchange 1')), COIN);
  const few = await traced({ blocks, mostBlocks: 2 });
  assert.ok(few.hops.length < whole.hops.length);
  assert.ok(few.coverage.gaps.some(({ reason }) => reason.includes('at most 2 blocks are read')));
});

/** Where the locked policy says that how much is, by holder. */
function amountsIn({ destinations, settings }: TraceResult): Map<string, bigint> {
  const rows = destinations.map(({ holder, amounts }) => {
    return [holder, BigInt(amounts[settings.policy] ?? 0)] as const;
  });
  return new Map(rows);
}

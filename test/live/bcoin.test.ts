// The command line against a real Bitcoin node: a theft is staged on it, and found.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { systemClock } from '../../src/base/clock.ts';
import { systemNetwork } from '../../src/base/network.ts';
import { beginTrace, runLive } from '../../src/cli/live.ts';
import type { SourceConfig } from '../../src/ledger/source-config.ts';
import { type TraceResult, traceResultSchema } from '../../src/trace/result.ts';
import { type RegtestNode, startBcoin } from '../nodes/bcoin.ts';
import { addressOf, type Coin, Purse } from '../nodes/purse.ts';
import { everything, placeOf } from './command.ts';

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
  const tags = Object.fromEntries(
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
    const place = placeOf([source], tags);
    const env = { HUE_TEST_PASSWORD: node.key };
    const flags = ['--config', place.config, '--into', 'theft'];
    const run = await place.hue(['trace', it.theft.tx, ...flags, '--tags', place.tags], env);
    assert.equal(run.code, 0, run.err);
    assert.match(run.err, new RegExp(`\\d tBTC {2}${addressOf('thief')} → `));
    const text = readFileSync(join(place.path, 'theft', 'result.json'), 'utf8');
    const result = traceResultSchema.parse(JSON.parse(text));
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

/** Where the locked policy says that how much is, by holder. */
function amountsIn({ destinations, settings }: TraceResult): Map<string, bigint> {
  const rows = destinations.map(({ holder, amounts }) => {
    return [holder, BigInt(amounts[settings.policy] ?? 0)] as const;
  });
  return new Map(rows);
}

// The command line over explorers: keys stand in requests and nowhere else, and an explorer that
// lies is found by another.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { runLive } from '../../src/casework/live/live.ts';
import type { SourceConfig } from '../../src/ledger/source-config.ts';
import { traceResultSchema } from '../../src/trace/result.ts';
import { startExplorer } from '../fakes/explorer.ts';
import type { StagedLedger } from '../fakes/staged.ts';
import { stageLedger } from '../fakes/staged-ledger.ts';
import type { Run } from '../hue.ts';
import { type Asked, serve } from '../loopback.ts';
import { everything, type Place, placeOf } from './command.ts';
import { foundIn, simulate, theftOf } from './simulated.ts';

/** With characters that URLs and JSON write in ways of their own. */
const MARKER = 'MARKER+secret/"key"=0123456789';
const STAGE = stageLedger({ seed: 3, addresses: 5, hops: 3, noise: 1 });

/** Every way in which a secret may be written. */
function spellings(secret: string): string[] {
  const words = [secret, `user:${secret}`].map((text) => Buffer.from(text));
  const coded = words.flatMap((bytes) => [bytes.toString('base64'), bytes.toString('hex')]);
  const quoted = JSON.stringify(secret).slice(1, -1);
  return [secret, quoted, encodeURIComponent(secret), encodeURI(secret), ...coded];
}

/** Neither printed, nor in any file of the trace or its name. */
function isHidden(place: Place, { out, err }: Run): void {
  const files = [...everything(place.path)].filter(([path]) => !path.endsWith('.secret'));
  for (const [where, text] of [['stdout', out] as const, ['stderr', err] as const, ...files]) {
    for (const spelling of spellings(MARKER)) {
      assert.ok(!`${where} ${text}`.includes(spelling), `${where} holds the secret: ${spelling}`);
    }
  }
}

/** A server that has been given the key, and says so in words as it fails. */
const telling = async (t: TestContext, status: number, type = 'application/json') => {
  return await serve(t, ({ url, headers }: Asked, response) => {
    const said = `${url} ${decodeURIComponent(url)} ${Object.values(headers)} ${MARKER}`;
    const error = { code: -32000, message: `Invalid API Key ${said}` };
    const body = { jsonrpc: '2.0', id: null, error, status: '0', message: 'NOTOK', result: said };
    const text = type === 'text/html' ? `<html>${said}` : JSON.stringify(body);
    response.writeHead(status, { 'content-type': type }).end(text);
  });
};

/** Sources with the marker in every place where a secret may stand, all of which fail. */
async function failing(t: TestContext, file: string): Promise<SourceConfig[]> {
  const env = 'HUE_TEST_KEY';
  const whole = async (
    name: string,
    config: Pick<SourceConfig, 'kind'> & Partial<SourceConfig>,
    status: number,
    { type, path = '' }: { readonly type?: string; readonly path?: string } = {},
  ): Promise<SourceConfig> => {
    const { url } = await telling(t, status, type);
    return { chain: 'ethereum', name, private: true, url: `${url}${path}`, ...config };
  };
  const inQuery = { kind: 'etherscan', key: { env } } as const;
  const inPath = { kind: 'evm-rpc', key: { env } } as const;
  const inHeader = { kind: 'blockscout', key: { file, header: 'x-api-key' } } as const;
  const basic = { kind: 'blockscout', user: 'user', password: { env } } as const;
  return [
    await whole('in-query', inQuery, 200),
    await whole('in-path', inPath, 200, { path: '/v3/{key}' }),
    await whole('in-path-page', inPath, 200, { path: '/v3/{key}', type: 'text/html' }),
    await whole('in-header', inHeader, 403),
    await whole('in-password', basic, 400),
    { chain: 'ethereum', name: 'neighbour', url: 'http://127.0.0.1:9', ...inQuery },
    { chain: 'ethereum', name: 'gone', url: 'http://127.0.0.1:9/{key}', ...inPath, private: true },
  ];
}

test('keys stand in requests and nowhere else', { concurrency: true }, async (t) => {
  const fake = await startExplorer({ kind: 'etherscan', ledger: STAGE.ledger, key: MARKER });
  t.after(() => fake.stop());
  const exchange = [...STAGE.services].filter(([, what]) => what === 'exchange');
  const tags = Object.fromEntries(exchange);
  const empty = placeOf([]);
  const file = join(empty.path, 'key.secret');
  writeFileSync(file, `${MARKER}\n`);
  const broken = await failing(t, file);
  const env = { HUE_TEST_KEY: MARKER, HUE_HOME: '' };
  const lasting: SourceConfig = {
    ...{ chain: 'ethereum', kind: 'etherscan', name: 'lasting', url: fake.url, private: true },
    ...{ key: { env: 'HUE_TEST_KEY' }, rate: 1000 },
  };
  // side by side: both wait for sources that are asked again
  const ends = t.test('where a trace ends well, after all other sources have failed', async () => {
    const place = placeOf([...broken, lasting], tags);
    const flags = ['--config', place.config, '--tags', place.tags, '--into', 'trace'];
    const run = await place.hue(['trace', STAGE.theft.tx, ...flags], env);
    assert.equal(run.code, 0, run.err);
    const files = everything(join(place.path, 'trace'));
    const text = files.get(join(place.path, 'trace', 'result.json')) ?? '';
    const result = traceResultSchema.parse(JSON.parse(text));
    assert.ok(result.hops.length > 10 && files.has(join(place.path, 'trace', 'page.html')));
    const gone = result.coverage.gaps.filter(({ reason }) => reason.includes(' failed during '));
    assert.equal(gone.length, broken.length);
    isHidden(place, run);
  });
  const fails = t.test('where nobody answers', async () => {
    const place = placeOf(broken);
    const run = await place.hue(['trace', STAGE.theft.tx, '--config', place.config], env);
    assert.equal(run.code, 65, run.err);
    assert.match(run.err, /Ethereum could not be asked: gone: the connection failed/i);
    isHidden(place, run);
  });
  await Promise.all([ends, fails]);
});

test('an explorer that lies about an amount is found by another', async () => {
  const theft = theftOf({ seed: 5, addresses: 5, hops: 3, noise: 1 });
  const honest = { kind: 'etherscan' } as const;
  const calm = simulate(theft, [honest], 1);
  const truth = (await calm.clock.run(runLive(calm.live, 'live'))).result;
  const [hop] = truth.hops.filter(({ asset }) => asset.includes('erc20')).slice(-1);
  const amount = BigInt(hop?.amount ?? 0);
  assert.ok(hop && amount > 0n);
  const ledger = lying(theft.stage.ledger, hop.tx, amount);
  for (const liar of [0, 1]) {
    const sources = [honest, { kind: 'blockscout' } as const].map((one, i) => {
      return i === liar ? { ...one, ledger } : one;
    });
    const world = simulate(theft, sources, 1);
    const { result } = await world.clock.run(runLive(world.live, 'live', { crossCheck: true }));
    const found = result.warnings.filter(({ code }) => code === 'sources-differ');
    assert.deepEqual(
      found.map(({ field }) => field),
      [hop.tx],
    );
    const [{ expected, found: other } = { expected: '', found: '' }] = found;
    const said = [expected, other].map((text) => / (\d+) /.exec(text)?.[1]);
    const both = [`${amount * 10n}`, `${amount}`];
    assert.deepEqual(said, liar === 0 ? both : both.toReversed());
    if (liar === 1) assert.deepEqual(foundIn(result).hops, foundIn(truth).hops);
    const strict = runLive(world.live, 'replay', { crossCheck: true, strict: true });
    await assert.rejects(strict, new RegExp(hop.tx.slice(0, 20)));
  }
  const agreed = simulate(theft, [honest, { kind: 'blockscout' }], 1);
  const { result } = await agreed.clock.run(runLive(agreed.live, 'live', { crossCheck: true }));
  assert.deepEqual(result.warnings, []);
  assert.deepEqual(foundIn(result), foundIn(truth));
});

/** The ledger, but for one movement of a token, which is ten times as much in all that is said. */
function lying(ledger: StagedLedger, hash: string, amount: bigint): StagedLedger {
  const said = amount.toString(16).padStart(64, '0');
  const told = (amount * 10n).toString(16).padStart(64, '0');
  const transactions = ledger.transactions.map((tx) => {
    if (tx.hash !== hash) return tx;
    const logs = tx.logs.map((log) => ({ ...log, data: log.data.replace(said, told) }));
    return { ...tx, logs };
  });
  return { ...ledger, transactions, timeOf: (block) => ledger.timeOf(block) };
}

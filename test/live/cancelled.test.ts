// Ctrl-C while a source is silent: the trace ends at once, and goes on from its folder.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { toJson } from '../../src/base/json.ts';
import { openCase } from '../../src/casework/case.ts';
import { beginCase, runLive } from '../../src/casework/live/live.ts';
import { liveCase } from '../../src/casework/live-case.ts';
import { parseChain } from '../../src/ledger/chains.ts';
import type { SourceConfig, SourceKind } from '../../src/ledger/source-config.ts';
import { fakeTron } from '../fakes/tron.ts';
import { placed, trc20 } from '../fakes/tron-chain.ts';
import { serve } from '../loopback.ts';
import { type Place, placeOf } from './command.ts';

const USDT = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
const [VICTIM, THIEF, MULE] = [
  'TA4Wt1DUCqz6YegbnsmqsWC5uUfbdBqPxm',
  'TA9pkx4DFxrEw8JZzUtyDrh2uAat1LDuJL',
  'TAF8dttxK5iPKbvYC626aDBytrWANpLRXp',
] as const;
const PAYMENTS = [trc20(USDT, VICTIM, THIEF, 900n), trc20(USDT, THIEF, MULE, 900n)];
const CHAIN = {
  ...{ firstBlock: 79_000_000, firstTime: 1_766_000_000, blocks: PAYMENTS.map((one) => [one]) },
  tokens: { [USDT]: { symbol: 'USDT', decimals: 6 } },
};
const THEFT = placed(CHAIN)[0]?.id ?? '';

/** A case about a theft, in a file of the place. */
function caseIn({ path }: Place, chain: string, id: string): string {
  const about = {
    kind: 'transaction',
    id,
    victims: [],
    since: undefined,
    sources: ['any'],
  } as const;
  const file = join(path, 'theft.json');
  writeFileSync(file, toJson(liveCase({ ...about, chain: parseChain(chain, 'chain') })));
  return file;
}

const KINDS: Readonly<Record<SourceKind, string>> = {
  esplora: 'bitcoin',
  'bitcoin-core': 'bitcoin',
  'evm-rpc': 'ethereum',
  etherscan: 'ethereum',
  blockscout: 'ethereum',
  trongrid: 'tron',
  'tron-node': 'tron',
  'tron-rpc': 'tron',
};

/** A source that hears questions and answers none, and when the first came, the last went. */
async function silent(t: TestContext) {
  const heard = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<void>();
  let open = 0;
  const { url } = await serve(t, (_, response) => {
    open += 1;
    heard.resolve();
    response.on('close', () => {
      open -= 1;
      if (open === 0) gone.resolve();
    });
  });
  return { url, heard: heard.promise, gone: gone.promise };
}

for (const [kind, chain] of Object.entries(KINDS)) {
  test(`${kind}: cancelled before the first answer, a trace ends and hangs up`, async (t) => {
    const source = await silent(t);
    const key = { env: 'HUE_TEST_KEY' };
    const keyed = kind === 'etherscan' ? { key } : {};
    const where = { name: 'silent', url: source.url, private: true, ...keyed };
    const place = placeOf([{ chain, kind: kind as SourceKind, ...where }]);
    const prefix = chain === 'ethereum' ? '0x' : '';
    const open = openCase(caseIn(place, chain, `${prefix}${THEFT}`));
    const live = await beginCase(open, { config: place.config, into: join(place.path, 'trace') });
    const cancel = new AbortController();
    const env = { HUE_TEST_KEY: 'a-key-of-some-length' };
    const world = { ...live.world, env };
    const running = runLive({ ...live, world }, 'live', { signal: cancel.signal });
    const ended = assert.rejects(running, { name: 'AbortError' });
    await source.heard;
    cancel.abort();
    await ended;
    await source.gone;
  });
}

test('Ctrl-C at the command line: it says how to go on, and goes on', async (t) => {
  const fake = await fakeTron(CHAIN);
  t.after(() => fake.close());
  const heard = Promise.withResolvers<void>();
  let isSilent = true;
  const { url } = await serve(t, async ({ method, url: path, body }, response) => {
    heard.resolve();
    if (isSilent) return;
    const asked = method === 'POST' ? { method, body } : {};
    const answer = await fetch(fake.url + path, asked);
    response.writeHead(answer.status).end(await answer.text());
  });
  const source: SourceConfig = {
    chain: 'tron',
    kind: 'trongrid',
    name: 'grid',
    url,
    private: true,
  };
  const place = placeOf([source]);
  const file = caseIn(place, 'tron', THEFT);
  const flags = ['--config', place.config];
  const run = await place.start(['trace', file, ...flags, '--into', 'trace'], (child) => {
    heard.promise.then(() => child.kill('SIGINT'));
  });
  assert.deepEqual([run.code, run.out], [130, '']);
  assert.match(run.err, /Stopped\. To go on: hue trace \S+\/trace\n/);
  isSilent = false;
  const again = await place.hue(['trace', 'trace', ...flags]);
  assert.equal(again.code, 0, again.err);
  assert.match(again.err, /^Going on with the trace in /);
  assert.match(again.out, /0\.0009 USDT/);
});

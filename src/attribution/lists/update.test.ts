import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { listOf } from '../../../test/attribution/list-file.ts';
import { serve } from '../../../test/loopback.ts';
import { systemClock } from '../../base/clock.ts';
import { InputError, SourceError } from '../../base/errors.ts';
import { systemNetwork } from '../../base/network.ts';
import { readCurrent } from './kept.ts';
import { type ListSource, updateList } from './update.ts';

const BODY =
  '<sdnList><publshInformation><Publish_Date>11/01/2026</Publish_Date></publshInformation>' +
  '<sdnEntry><uid>1</uid><lastName>A</lastName><sdnType>Entity</sdnType></sdnEntry></sdnList>';

function updating(t: TestContext, own: Partial<ListSource>) {
  const folder = mkdtempSync(join(tmpdir(), 'hue-lists-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const list: ListSource = { ...listOf('ofac-sdn'), private: true, ...own };
  const update = () => updateList(folder, list, systemNetwork, systemClock, false);
  return { folder, update };
}

test('an unchanged list is asked for by its tag and not sent again', async (t) => {
  const { url, asked } = await serve(t, ({ headers }, response) => {
    if (headers['if-none-match'] === '"v1"') response.writeHead(304).end();
    else response.writeHead(200, { etag: '"v1"' }).end(BODY);
  });
  const { folder, update } = updating(t, { urls: [`${url}/SDN.XML`] });
  equal((await update()).kind, 'new');
  const before = readCurrent(folder, 'ofac-sdn')?.checked ?? 0;
  equal((await update()).kind, 'same');
  ok((readCurrent(folder, 'ofac-sdn')?.checked ?? 0) >= before);
  deepEqual(
    asked.map(({ headers }) => headers['if-none-match']),
    [undefined, '"v1"'],
  );
});

test('by its time, where a server gives no tag', async (t) => {
  const time = 'Sun, 01 Nov 2026 00:00:00 GMT';
  const { url, asked } = await serve(t, ({ headers }, response) => {
    if (headers['if-modified-since'] === time) response.writeHead(304).end();
    else response.writeHead(200, { 'last-modified': time }).end(BODY);
  });
  const { update } = updating(t, { urls: [`${url}/SDN.XML`] });
  await update();
  equal((await update()).kind, 'same');
  equal(asked.length, 2);
});

test('what fails on the way leaves nothing behind', async (t) => {
  const { url } = await serve(t, ({ url: path }, response) => {
    if (path === '/gone') response.writeHead(404).end('no');
    else if (path === '/away') response.writeHead(302, { location: 'https://other.test/' }).end();
    else if (path === '/cut') response.writeHead(200, { 'content-length': '9999' }).end(BODY);
    else response.writeHead(200).end(BODY.slice(0, -20));
  });
  for (const [path, error] of [
    ['/gone', /status 404/],
    ['/away', /other\.test, which is not followed/],
    ['/short', /sdnList|inside|whole list/],
  ] as const) {
    const { folder, update } = updating(t, { urls: [`${url}${path}`], hosts: [] });
    await rejects(update(), error);
    equal(readCurrent(folder, 'ofac-sdn'), null);
    deepEqual(readdirSync(join(folder, 'ofac-sdn')), []);
  }
  const { update } = updating(t, { urls: [`${url}/cut`] });
  await rejects(update(), SourceError);
});

test('a list comes over TLS, but from a private network', async (t) => {
  const { update } = updating(t, { urls: ['http://127.0.0.1:9/SDN.XML'], private: false });
  await rejects(update(), (error) => error instanceof InputError && /https/.test(error.message));
  const none = updating(t, { urls: [] });
  await rejects(none.update(), /URL/);
});

test('several files make one version', async (t) => {
  const address = '0x098B716B8Aaf21512996dC57EB0615e2383E2f96';
  const { url } = await serve(t, (_asked, response) => response.end(JSON.stringify([address])));
  const list = listOf('ofac-0xB10C');
  const urls = ['ETH', 'ARB'].map((symbol) => `${url}/sanctioned_addresses_${symbol}.json`);
  const { folder } = updating(t, {});
  const source = { ...list, urls, private: true };
  const taken = await updateList(folder, source, systemNetwork, systemClock, false);
  deepEqual([taken.version.parties, taken.version.wallets], [1, 2]);
  equal((await updateList(folder, source, systemNetwork, systemClock, false)).kind, 'same');
});

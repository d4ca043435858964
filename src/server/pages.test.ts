import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { Hono } from 'hono';
import { pageRoutes } from './pages.ts';

const INDEX = '<!doctype html><title>the desk</title>';
const SCRIPT = `console.log(${JSON.stringify('x'.repeat(3000))});`;
const SECRET = 'what no request may get';

describe('the pages', () => {
  let folder: string;
  let app: Hono;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'hue-pages-'));
    mkdirSync(path.join(folder, 'web', 'assets'), { recursive: true });
    writeFileSync(path.join(folder, 'secret.txt'), SECRET);
    writeFileSync(path.join(folder, 'web', 'index.html'), INDEX);
    writeFileSync(path.join(folder, 'web', 'assets', 'main-abc123.js'), SCRIPT);
    app = pageRoutes(path.join(folder, 'web'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const get = (at: string, headers: Record<string, string> = {}) =>
    app.request(`http://localhost${at}`, { headers });

  test('are the same page for every address of a page', async () => {
    for (const at of ['/', '/traces/1', '/cases', '/cases/7?tab=work', '/setup/abc', '/victim']) {
      const answer = await get(at);
      assert.equal(await answer.text(), INDEX, at);
      assert.equal(answer.headers.get('cache-control'), 'no-cache');
    }
  });

  test('leave other addresses to others', async () => {
    for (const at of ['/v1/session', '/traces/1/2', '/docs', '/index.html/', '/assets/']) {
      assert.equal((await get(at)).status, 404, at);
    }
    assert.equal((await app.request('http://localhost/', { method: 'POST' })).status, 404);
  });

  test('say to people that an address is no page, and nothing to programs', async () => {
    const people = await get('/nowhere', { Accept: 'text/html,*/*' });
    assert.deepEqual([people.status, await people.text()], [404, INDEX]);
    const program = await get('/v1/nowhere', { Accept: 'text/html,*/*' });
    assert.equal(await program.text(), '404 Not Found');
  });

  test('are kept for ever where the name holds the hash, and asked about where not', async () => {
    const script = await get('/assets/main-abc123.js');
    assert.match(script.headers.get('cache-control') ?? '', /immutable/);
    const etag = (await get('/')).headers.get('etag') ?? '';
    const again = await get('/', { 'If-None-Match': `W/${etag}` });
    assert.deepEqual([again.status, await again.text()], [304, '']);
  });

  test('come compressed to whoever takes that', async () => {
    const forms = [
      { accepted: 'gzip, deflate, br', is: 'br', open: brotliDecompressSync },
      { accepted: 'gzip', is: 'gzip', open: gunzipSync },
      { accepted: 'br;q=0, gzip;q=0.5', is: 'gzip', open: gunzipSync },
      { accepted: 'identity', is: null, open: (bytes: Buffer) => bytes },
    ];
    for (const { accepted, is, open } of forms) {
      const answer = await get('/assets/main-abc123.js', { 'Accept-Encoding': accepted });
      assert.equal(answer.headers.get('content-encoding'), is, accepted);
      assert.equal(open(Buffer.from(await answer.arrayBuffer())).toString(), SCRIPT);
    }
  });

  test('give nothing from outside their folder, whatever is asked', async () => {
    const step = fc.constantFrom('..', '%2e%2e', '..%2f', '%5c..', 'assets', 'secret.txt', '.', '');
    const paths = fc.array(fc.oneof(step, fc.string()), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(paths, async (parts) => {
        const at = `/${parts.join('/')}`;
        if (!URL.canParse(`http://localhost${at}`)) return;
        const text = await (await get(at)).text();
        assert.ok(!text.includes(SECRET), at);
      }),
    );
  });
});

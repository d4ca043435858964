import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, rmdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { syntheticResult } from '../../../test/browser/synthetic.ts';
import { chromium, needsChromium } from '../../../test/needs.ts';
import { LimitError, SourceError } from '../../base/errors.ts';
import { findChromium, printPage } from './chromium.ts';
import { renderPdf } from './pdf.ts';

describe('PDF', { skip: needsChromium() }, () => {
  const browser = chromium() ?? '';

  test('the page on paper, the same bytes twice, and nothing stays behind', async (t) => {
    const result = syntheticResult({ holders: 20 });
    const place = mkdtempSync(path.join(tmpdir(), 'p-'));
    chmodSync(place, 0o755);
    const { TMPDIR } = process.env;
    process.env.TMPDIR = place;
    t.after(() => {
      if (TMPDIR === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = TMPDIR;
      rmdirSync(place);
    });
    const [first, second] = [await renderPdf(result), await renderPdf(result)];
    const text = Buffer.from(first).toString('latin1');
    match(text, /^%PDF-1\.\d/);
    match(text, /%%EOF\s*$/);
    ok(!text.includes('CreationDate') && !text.includes('ModDate'));
    match(text, /\/MediaBox \[0 0 59[45]\.?\d* 84[12]/, 'A4');
    ok(!text.includes('/Subtype /Image'), 'the graph is of lines: sharp at any size');
    ok(Buffer.from(first).equals(Buffer.from(second)));
    deepEqual(readdirSync(place), []);
  });

  test('a page that asks for something from the network gets nothing', async () => {
    let asked = 0;
    const server = createServer((_, answer) => {
      asked += 1;
      answer.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const html = `<!doctype html><p>x<img src="http://127.0.0.1:${port}/a"><script>
      fetch('http://localhost:${port}/b').catch(() => 0)</script>`;
    ok((await printPage(html, { browser })).length > 500);
    server.close();
    equal(asked, 0);
  });

  test('a page that never ends is ended', async () => {
    const endless = '<!doctype html><script>for (;;);</script>';
    await rejects(printPage(endless, { browser, seconds: 1 }), LimitError);
  });
});

test('without a Chromium that works it is said which', async () => {
  equal(findChromium({ PATH: '/nowhere' }), null);
  equal(findChromium({ HUE_CHROMIUM: '/opt/own', PATH: '' }), '/opt/own');
  await rejects(printPage('x', { browser: '/nowhere/chromium' }), (error) => {
    ok(error instanceof SourceError);
    match(error.message, /\/nowhere\/chromium did not start/);
    return true;
  });
  await rejects(printPage('x', { browser: '/bin/false' }), /printed no PDF/);
});

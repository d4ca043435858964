// What is uploaded stays apart from what the program keeps of a trace: no file of a stranger may
// pass for its case, its evidence or its page.

import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { traceFolderOf } from '../../src/server/work/place.ts';
import { JobWorker } from '../../src/server/work/worker.ts';
import { DATA, needsData } from '../needs.ts';
import { type Caller, type TestDesk, testDesk } from './desk.ts';
import { threads } from './threads.ts';

const BLOCK_CASE = 'cases/public/08-btc-block-574200-sanctions.json';

describe('uploaded files', () => {
  let desk: TestDesk;
  let home: string;
  let worker: JobWorker;
  before(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'hue-uploads-'));
    desk = await testDesk({}, { home });
    worker = new JobWorker({ store: desk.store, home, log: desk.desk.log }, threads);
    await worker.start();
  });
  after(async () => {
    await worker.stop();
    await desk.close();
    await rm(home, { recursive: true, force: true });
  });

  const caseOf = (id: string, tags: readonly string[]) => ({
    ...{ format: 'hueandcry.case', version: 1, id, title: id, chain: 'ethereum', tags },
    // a source that is not configured: the trace ends before anybody is asked
    ledger: { sources: ['nobody'] },
    thefts: [{ id: 'all', sources: [{ holder: `0x${'11'.repeat(20)}` }] }],
  });

  async function uploaded(who: Caller, files: readonly File[]): Promise<string[]> {
    const form = new FormData();
    for (const file of files) form.append('file', file);
    const sent = await desk.ask('POST', '/v1/uploads', { as: who, body: form });
    const { uploads } = await sent.json();
    return uploads.map(({ id }: { id: string }) => id);
  }

  /** Begins a trace and waits until it has ended. */
  async function traced(who: Caller, body: object): Promise<{ id: string; at: string }> {
    const begun = await desk.ask('POST', '/v1/traces', { as: who, body });
    equal(begun.status, 202, await begun.clone().text());
    const { trace } = await begun.json();
    const at = `/v1/traces/${trace.id}`;
    const stream = await desk.ask('GET', `${at}/events?from=start`, { as: who });
    let text = '';
    for await (const chunk of stream.body as ReadableStream<Uint8Array>) {
      text += new TextDecoder().decode(chunk);
      if (/^event: (done|failed)$/m.test(text)) break;
    }
    return { id: trace.id, at };
  }

  test('do not stand in for the case, which could name any file of the server', async () => {
    const ann = await desk.person('analyst');
    const forged = JSON.stringify(caseOf('forged', ['/etc/passwd']));
    const names = ['case.json', 'known.jsonl', 'page.html'];
    const uploadIds = await uploaded(
      ann,
      names.map((name) => new File([forged], name)),
    );
    const body = { case: caseOf('own', []), uploadIds };
    const { id, at } = await traced(ann, body);
    const kept = path.join(traceFolderOf(home, id), 'case.json');
    equal(JSON.parse(readFileSync(kept, 'utf8')).id, 'own');
    const { error } = await (await desk.ask('GET', at, { as: ann })).json();
    ok(!error.message.includes(home), error.message);
  });

  test('may leave out what a trace can do without, and what was left out is said', {
    skip: needsData(BLOCK_CASE),
  }, async () => {
    const ann = await desk.person('investigator');
    const asked = JSON.parse(readFileSync(path.join(DATA, BLOCK_CASE), 'utf8'));
    const [list, packs] = asked.lists;
    const folder = path.join(DATA, 'btc-mainnet-blocks/blocks');
    const block = readdirSync(folder).find((name) => name.startsWith('574200-')) ?? '';
    const files = [path.join(folder, block), path.join(DATA, list)];
    const uploadIds = await uploaded(
      ann,
      files.map((file) => new File([readFileSync(file)], path.basename(file))),
    );
    const filed = await desk.ask('POST', '/v1/cases', { as: ann, body: { title: 'A block' } });
    const { id: caseId } = await filed.json();
    const body = { case: asked, uploadIds, caseId };
    const refused = await desk.ask('POST', '/v1/traces', { as: ann, body });
    match((await refused.json()).detail, /none called labels-graphsense-tagpacks/);
    const { at } = await traced(ann, { ...body, without: [packs] });
    const { coverage, findings } = await (
      await desk.ask('GET', `${at}/result`, { as: ann })
    ).json();
    match(coverage.gaps[0].reason, /left out: labels-graphsense-tagpacks\/ \(a list\)/);
    ok(findings.some(({ kind }: { kind: string }) => kind === 'sanctioned output'));
    const custody = await desk.ask('GET', `/v1/cases/${caseId}/custody`, { as: ann });
    const { items } = await custody.json();
    const row = items.find(({ action }: { action: string }) => action === 'trace begun');
    deepEqual(row.detail, { leftOut: [packs] });
  });
});

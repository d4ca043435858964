// What is uploaded stays apart from what the program keeps of a trace: no file of a stranger may
// pass for its case, its evidence or its page.

import { equal, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { traceFolderOf } from '../../src/server/work/place.ts';
import { JobWorker } from '../../src/server/work/worker.ts';
import { type TestDesk, testDesk } from './desk.ts';

describe('uploaded files', () => {
  let desk: TestDesk;
  let home: string;
  let worker: JobWorker;
  before(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'hue-uploads-'));
    desk = await testDesk({}, { home });
    worker = new JobWorker({ store: desk.store, home, log: desk.desk.log });
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

  test('do not stand in for the case, which could name any file of the server', async () => {
    const ann = await desk.person('analyst');
    const form = new FormData();
    const forged = caseOf('forged', ['/etc/passwd']);
    for (const name of ['case.json', 'known.jsonl', 'page.html']) {
      form.append('file', new File([JSON.stringify(forged)], name));
    }
    const sent = await desk.ask('POST', '/v1/uploads', { as: ann, body: form });
    const { uploads } = await sent.json();
    const uploadIds = uploads.map(({ id }: { id: string }) => id);
    const body = { case: caseOf('own', []), uploadIds };
    const begun = await desk.ask('POST', '/v1/traces', { as: ann, body });
    equal(begun.status, 202);
    const { trace } = await begun.json();
    const at = `/v1/traces/${trace.id}`;
    const stream = await desk.ask('GET', `${at}/events?from=start`, { as: ann });
    let text = '';
    for await (const chunk of stream.body as ReadableStream<Uint8Array>) {
      text += new TextDecoder().decode(chunk);
      if (/^event: (done|failed)$/m.test(text)) break;
    }
    const kept = path.join(traceFolderOf(home, trace.id), 'case.json');
    equal(JSON.parse(readFileSync(kept, 'utf8')).id, 'own');
    const { error } = await (await desk.ask('GET', at, { as: ann })).json();
    ok(!error.message.includes(home), error.message);
  });
});

// Whoever works on a run, wherever, and whatever is killed: what was kept is there, to the byte,
// and nobody goes on from anything else.

import { deepEqual, ok } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { testStore } from '../../../test/desk/store.ts';
import { seeded } from '../../../test/properties/policies.ts';
import { folderFiles } from '../../ledger/evidence/files.ts';
import { EvidenceRun } from '../../ledger/evidence/run.ts';
import { EvidenceStore } from '../../ledger/evidence/store.ts';
import { createTrace } from '../../store/traces.ts';
import { Recording } from './recording.ts';
import { bringRun } from './restore.ts';

const root = mkdtempSync(join(tmpdir(), 'hue-recording-'));
const BY = { personId: 'ann', actor: { kind: 'person', id: 'ann', name: 'Ann' } } as const;
let store: Awaited<ReturnType<typeof testStore>>;
before(async () => {
  store = await testStore();
});
after(async () => {
  await store.close();
  rmSync(root, { recursive: true, force: true });
});

/** Bytes that no compressor makes small, the same for the same number. */
function bytesOf(number: number, size: number): Buffer {
  const block = createHash('sha512')
    .update(`${number % 7}`)
    .digest();
  const parts = Array.from({ length: Math.ceil(size / 64) }, (_, i) => {
    return createHash('sha512').update(block).update(`${i}`).digest();
  });
  return Buffer.concat(parts).subarray(0, size);
}

const size = fc.oneof(
  { weight: 19, arbitrary: fc.integer({ min: 0, max: 900 }) },
  { weight: 1, arbitrary: fc.constantFrom(2 ** 20, 3 * 2 ** 20) },
);
const act = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('answered' as const), size }) },
  { weight: 4, arbitrary: fc.constant({ kind: 'kept' } as const) },
  { weight: 2, arbitrary: fc.constant({ kind: 'torn' } as const) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('moved' as const), to: fc.nat(1) }) },
);

test('a run goes on from what was kept, on whichever computer', async (t) => {
  let number = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 10, maxLength: 30 }), async (acts) => {
      const { id: traceId } = await createTrace(store.db, { title: 'T', request: {} }, BY);
      const computers = [0, 1, 2].map((i) => join(root, traceId, `${i}`));
      let folder = computers[0] ?? '';
      const open = () => new Recording(store.db, { run: traceId, traceId, folder }, null);
      let recording = open();
      /** Of the index: what was acknowledged. */
      let kept = '';
      const index = () => join(folder, 'evidence/index.jsonl');
      const read = () => {
        try {
          return readFileSync(index(), 'utf8');
        } catch {
          return '';
        }
      };
      for (const one of acts) {
        if (one.kind === 'answered') {
          number += 1;
          const run = new EvidenceRun(new EvidenceStore(folderFiles(`${folder}/evidence`)), 'live');
          const asked = { source: 'node', chain: 'eip155:1', kind: 'evm-rpc', status: 200, at: 1 };
          run.keepAnswer({ ...asked, request: { get: `/${number}` } }, bytesOf(number, one.size));
          await run.settled();
          writeFileSync(join(folder, 'case.json'), '{}');
        } else if (one.kind === 'kept') {
          await recording.keep();
          kept = read();
          kept = kept.slice(0, kept.lastIndexOf('\n') + 1);
        } else if (one.kind === 'torn') {
          if (read() !== '') appendFileSync(index(), '{"source":"no');
        } else {
          folder = computers[one.to] ?? '';
          await bringRun(store.db, traceId, folder);
          ok(read().startsWith(kept), 'what was kept is there');
          recording = open();
        }
      }
      await recording.finish();
      kept = read();
      const elsewhere = join(root, traceId, 'elsewhere');
      await bringRun(store.db, traceId, elsewhere);
      const there = new EvidenceStore(folderFiles(join(elsewhere, 'evidence')));
      const lines = kept.slice(0, kept.lastIndexOf('\n') + 1).split('\n');
      const wanted = lines.slice(0, -1).map((line) => JSON.parse(line).request.get);
      const found = [...there.exchanges()];
      deepEqual(
        found.map(({ request }) => ('get' in request ? request.get : '')),
        wanted,
      );
      for (const exchange of found) if (exchange.digest !== null) there.read(exchange);
      rmSync(join(root, traceId), { recursive: true, force: true });
    }),
    seeded(t, 20),
  );
});

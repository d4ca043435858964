import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { caseSchema } from '../../casework/case.ts';
import { createCase } from '../../store/cases.ts';
import { listPeople, type Person } from '../../store/people.ts';
import { getSetting, putSetting } from '../../store/settings.ts';
import type { Db } from '../../store/tables.ts';
import { createTrace } from '../../store/traces.ts';
import { inTransaction } from '../../store/transaction.ts';
import type { Desk } from '../desk.ts';
import type { TraceRequest } from './trace-request.ts';
import { keepUpload } from './uploads.ts';

const FOLDER = new URL('../../../examples/bybit-2025/', import.meta.url);
const SETTING = 'example';
const settingSchema = z.object({ caseId: z.string() });
/** Between two looks whether somebody is there. */
const LOOK_MS = 300;

/**
 * Puts the Bybit theft of February 2025 into a fresh store, as a case of the first person who comes
 * in, with its trace, which a worker then does. Resolves once it is there; in a store that had it
 * once, or when the desk stops, without doing anything.
 */
export async function seedExample({ store, clock, stopping }: Desk): Promise<void> {
  while (!stopping.aborted) {
    if (await getSetting(store.db, SETTING, settingSchema)) return;
    const [person] = await listPeople(store.db, { limit: 1 });
    if (person) return await putExample(store.db, person);
    await clock.sleep(LOOK_MS, stopping);
  }
}

async function putExample(db: Db, { id: personId, name }: Person): Promise<void> {
  const file = caseSchema.parse(JSON.parse(await textOf('case.json')));
  const actor = { kind: 'person', id: personId, name } as const;
  const by = { personId, actor };
  await inTransaction(db, async (trx) => {
    const summary = file.question ?? '';
    const { id: caseId } = await createCase(trx, { title: file.title, summary, tlp: 'clear' }, by);
    const named = [...file.ledger.files, ...file.prices.flatMap((one) => one.file ?? [])];
    const files: TraceRequest['files'] = [];
    for (const name of named) {
      const bytes = await readFile(new URL(name, FOLDER));
      const { bytes: _, ...upload } = await keepUpload(trx, { name, bytes }, by);
      files.push(upload);
    }
    const request: TraceRequest = { text: null, case: file, files, victim: [], options: {} };
    await createTrace(trx, { caseId, title: file.title, request }, by);
    await putSetting(trx, SETTING, { caseId });
  });
}

function textOf(name: string): Promise<string> {
  return readFile(new URL(name, FOLDER), 'utf8');
}

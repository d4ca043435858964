// A custody log of many rows, put in past the triggers by which each would be appended alone.

import { Client } from 'pg';
import { hashOf, lastCustody } from '../src/store/custody.ts';
import { reachDatabase, type Store } from '../src/store/store.ts';

const ROWS = 5000;

/** Fills the log up to so many rows, of the size of those of a note. */
export async function fillCustody({ db }: Store, folder: string, count: number): Promise<void> {
  const { ownerUrl, stop } = await reachDatabase({ folder });
  const owner = new Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query('alter table custody disable trigger custody_chained');
  const last = db.selectFrom('custody').select('hash').orderBy('seq', 'desc').limit(1);
  let previous = (await last.executeTakeFirst())?.hash ?? '0'.repeat(64);
  const at = new Date();
  const actor = { kind: 'person', id: 'bench', name: 'A person' } as const;
  let seq = await lastCustody(db);
  while (seq < count) {
    const rows = Array.from({ length: Math.min(ROWS, count - Number(seq)) }, () => {
      seq += 1n;
      const about = { case_id: null, at, actor, action: 'note added' };
      const digests = { before_sha256: null, after_sha256: 'a'.repeat(64) };
      const subject = { note: `0199${String(seq).padStart(32, '0')}` };
      const row = { seq, ...about, subject, ...digests, detail: { fields: ['body'] }, previous };
      previous = hashOf(row);
      return { ...row, seq: String(seq), hash: previous };
    });
    await owner.query(
      'insert into custody select * from jsonb_populate_recordset(null::custody, $1)',
      [JSON.stringify(rows)],
    );
  }
  await owner.query('alter table custody enable trigger custody_chained');
  await owner.end();
  await stop();
}

// Asking beyond a trace: the ledger in files that came with a case, and a real node. What is asked
// is kept with the trace, in the log of its case, and is taken off and put back by whoever may.

import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { caseSchema } from '../../src/casework/case.ts';
import { type Expansion, expansionSchema } from '../../src/casework/expansion/answer.ts';
import { keepUpload } from '../../src/server/work/uploads.ts';
import { JobWorker } from '../../src/server/work/worker.ts';
import { getBlob } from '../../src/store/blobs.ts';
import { verifyCustody } from '../../src/store/custody.ts';
import { createTrace } from '../../src/store/traces.ts';
import { inTransaction } from '../../src/store/transaction.ts';
import { type Anvil, needsAnvil, startAnvil } from '../nodes/anvil.ts';
import { PLACES, stageTheft } from '../nodes/stage.ts';
import { type Caller, type TestDesk, testDesk } from './desk.ts';
import { listedHome } from './listed-home.ts';
import { threads } from './threads.ts';

const EXAMPLE = path.resolve(import.meta.dirname, '../../examples/bybit-2025');
const file = (name: string) => readFileSync(path.join(EXAMPLE, name));
const CASE = caseSchema.parse(JSON.parse(file('case.json').toString('utf8')));
const ROWS = file('transfers.csv')
  .toString('utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [, time = '', tx = '', from = '', to = '', token = '', amount = ''] = line.split(',');
    return { time, tx, from, to, token, amount };
  });
const THIEF = '0x47666fab8bd0ac7003bce3f5c3585383f09486e2';

interface Shown {
  readonly id: string;
  readonly status: string;
  readonly answerSha256: string | null;
  readonly evidenceSha256: string | null;
  readonly error: { readonly message: string } | null;
}

/** Whole units of 18 decimals, as the example writes them. */
function units(amount: string): bigint {
  const [whole = '0', part = ''] = amount.split('.');
  return BigInt(whole + part.padEnd(18, '0'));
}

describe('asking beyond a trace', () => {
  let desk: TestDesk;
  let worker: JobWorker;
  let ann: Caller;
  let caseId: string;
  let at: string;
  before(async () => {
    desk = await testDesk({}, { home: await listedHome() });
    worker = new JobWorker(desk.desk, threads);
    await worker.start();
    ann = await desk.person('investigator');
    caseId = await desk.caseOf(ann);
    at = await bybit();
  });
  after(async () => {
    await worker.stop();
    await desk.close();
  });

  /** The trace of the example: its ledger is asked, not its result. */
  async function bybit(): Promise<string> {
    const { db } = desk.store;
    const files: { id: string; name: string; sha256: string }[] = [];
    const actor = { kind: 'person', id: ann.id, name: 'Ann' } as const;
    const by = { personId: ann.id, actor };
    for (const name of ['transfers.csv', 'eth-usd.csv']) {
      const upload = { name, bytes: file(name) };
      const kept = await inTransaction(db, (trx) => keepUpload(trx, upload, by));
      files.push({ id: kept.id, name, sha256: kept.sha256 });
    }
    const request = { text: null, case: CASE, files, victim: [], options: {} };
    const trace = await createTrace(
      db,
      { caseId, title: 'Bybit', request },
      {
        personId: ann.id,
        actor,
      },
    );
    return `/v1/traces/${trace.id}/expansions`;
  }

  const list = async (as = ann, where = at): Promise<Shown[]> => {
    const answer = await desk.ask('GET', where, { as });
    return (await answer.json()).items;
  };
  const asked = async (body: object, where = at, as = ann): Promise<Shown> => {
    const answer = await desk.ask('POST', where, { as, body });
    equal(answer.status, 202, await answer.clone().text());
    const { id } = await answer.json();
    for (;;) {
      const found = (await list(as, where)).find((one) => one.id === id);
      if (found && found.status !== 'queued') return found;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  const answerOf = async ({ id, error }: Shown, where = at): Promise<Expansion> => {
    const answer = await desk.ask('GET', `${where}/${id}`, { as: ann });
    equal(answer.status, 200, error?.message);
    return expansionSchema.parse(await answer.json());
  };
  /** What the log says of expansions; its trace ends meanwhile. */
  const actions = async (): Promise<string[]> => {
    const rows = desk.store.db.selectFrom('custody').select('action').where('case_id', '=', caseId);
    const all = (await rows.orderBy('seq').execute()).map(({ action }) => action);
    return all.filter((action) => action.startsWith('expansion'));
  };

  test('the file of a case tells all that an address paid, in a window too', async () => {
    const done = await asked({ chain: 'ethereum', address: THIEF, direction: 'out' });
    const answer = await answerOf(done);
    const own = ROWS.filter(({ from, to }) => from === THIEF && to !== THIEF);
    const ether = own.filter(({ token }) => token === '');
    const total = answer.total.find(({ asset }) => asset === 'eip155:1/slip44:60');
    equal(total?.amount, `${ether.reduce((sum, { amount }) => sum + units(amount), 0n)}`);
    equal(answer.transfers, own.length);
    equal(answer.counterparties.length, new Set(own.map(({ to }) => to)).size);
    const stated = CASE.ledger.files[0];
    ok(answer.inputs.some(({ name, role }) => role === 'ledger' && name === stated));
    const from = own[3]?.time ?? '';
    const narrow = await answerOf(await asked({ address: THIEF, direction: 'out', from }));
    equal(narrow.transfers, own.filter(({ time }) => time >= from).length);
    equal(narrow.from, from);
    const kept = desk.store.db.selectFrom('evidence').selectAll();
    const rows = await kept.where('sha256', '=', done.answerSha256 ?? '').execute();
    deepEqual(
      rows.map(({ case_id, kind, source }) => [case_id, kind, source]),
      [[caseId, 'expansion', 'transfers.csv']],
    );
  });

  test('an address of which the ledger lists nothing is not covered, or has nobody', async () => {
    const nobody = `0x${'1234'.repeat(10)}`;
    const answer = await answerOf(await asked({ address: nobody, direction: 'in' }));
    deepEqual(answer.counterparties, []);
    match(answer.coverage.gaps.join(' '), /Not covered/);
    equal(answer.listed, 'not covered');
  });

  test('what cannot be asked is refused, at once or with a reason', async () => {
    const refused = async (body: object): Promise<number> =>
      (await desk.ask('POST', at, { as: ann, body })).status;
    equal(await refused({ address: THIEF, direction: 'up' }), 400);
    equal(await refused({ address: '<b>', direction: 'in' }), 400);
    equal(await refused({ address: THIEF, direction: 'in', from: 'soon' }), 400);
    const turned = { from: '2025-02-22', to: '2025-02-21' };
    equal(await refused({ address: THIEF, direction: 'in', ...turned }), 400);
    const other = await asked({
      chain: 'tron',
      address: `${THIEF.slice(0, -1)}0`,
      direction: 'in',
    });
    equal(other.status, 'failed');
    match(other.error?.message ?? '', /that of the trace, ethereum/);
    const odd = await asked({ address: 'nonsense', direction: 'in' });
    match(odd.error?.message ?? '', /address/);
  });

  test('it is kept with the trace: others see it, it is taken off and put back', async () => {
    const ben = await desk.person('analyst');
    const eve = await desk.person('investigator');
    await desk.member(caseId, ben, 'editor');
    const ask = { address: THIEF, direction: 'in' } as const;
    const done = await asked(ask);
    ok((await list(ben)).some(({ id }) => id === done.id));
    equal((await desk.ask('GET', at, { as: eve })).status, 404);
    equal((await desk.ask('GET', `${at}/${done.id}`, { as: eve })).status, 404);
    equal((await desk.ask('POST', at, { as: eve, body: ask })).status, 404);
    // who asks the same gets what is there
    equal((await asked(ask, at, ben)).id, done.id);
    equal((await desk.ask('DELETE', `${at}/${done.id}`, { as: eve })).status, 404);
    equal((await desk.ask('DELETE', `${at}/${done.id}`, { as: ben })).status, 204);
    ok(!(await list()).some(({ id }) => id === done.id));
    equal((await desk.ask('POST', `${at}/${done.id}/restore`, { as: ann })).status, 204);
    ok((await list()).some(({ id }) => id === done.id));
    deepEqual((await actions()).slice(-4), [
      'expansion asked',
      'expansion done',
      'expansion removed',
      'expansion restored',
    ]);
    ok((await verifyCustody(desk.store.db)).ok);
    const etag = { 'if-none-match': `"${done.answerSha256}"` };
    const again = await desk.ask('GET', `${at}/${done.id}`, { as: ann, headers: etag });
    equal(again.status, 304);
  });

  test('of many who take it off at once all are answered, and one does it', async () => {
    const done = await asked({ address: THIEF, direction: 'in', to: '2025-02-21T20:00:00Z' });
    const before = (await actions()).length;
    const remove = () => desk.ask('DELETE', `${at}/${done.id}`, { as: ann });
    const answers = await Promise.all(Array.from({ length: 40 }, remove));
    deepEqual([...new Set(answers.map(({ status }) => status))], [204]);
    deepEqual((await actions()).slice(before), ['expansion removed']);
  });

  test('a viewer reads, and asks nothing; a closed case takes nothing', async () => {
    const viewer = await desk.person('viewer');
    await desk.member(caseId, viewer, 'reader');
    ok((await list(viewer)).length > 0);
    const body = { address: THIEF, direction: 'in', to: '2025-02-22' };
    equal((await desk.ask('POST', at, { as: viewer, body })).status, 403);
    const change = (values: object) =>
      desk.store.db.updateTable('case_file').set(values).where('id', '=', caseId).execute();
    await change({ status: 'closed', closed_at: new Date() });
    equal((await desk.ask('POST', at, { as: ann, body })).status, 409);
    const [first] = await list();
    equal((await desk.ask('DELETE', `${at}/${first?.id}`, { as: ann })).status, 409);
    await change({ status: 'open', closed_at: null });
  });
});

describe('asking a node beyond a trace', { skip: needsAnvil() }, () => {
  let anvil: Anvil;
  let desk: TestDesk;
  let worker: JobWorker;
  let ann: Caller;
  let at: string;
  before(async () => {
    anvil = await startAnvil();
    const { theft } = await stageTheft(anvil);
    await anvil.mine(64);
    const source = { chain: 'ethereum', kind: 'evm-rpc', name: 'node', url: anvil.url } as const;
    const home = await listedHome([{ ...source, private: true, rate: 10_000 }]);
    desk = await testDesk({}, { home });
    worker = new JobWorker(desk.desk, threads);
    await worker.start();
    ann = await desk.person('analyst');
    const begun = await desk.ask('POST', '/v1/traces', { as: ann, body: { text: theft } });
    const { trace } = await begun.json();
    at = `/v1/traces/${trace.id}`;
    await until(
      async () => (await (await desk.ask('GET', at, { as: ann })).json()).status === 'done',
    );
  });
  after(async () => {
    await worker.stop();
    await desk.close();
    await anvil.stop();
  });

  async function until(isSo: () => Promise<boolean>): Promise<void> {
    while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  const one = async (id: string): Promise<Shown> => {
    const { items } = await (await desk.ask('GET', `${at}/expansions`, { as: ann })).json();
    return items.find((shown: Shown) => shown.id === id);
  };

  test('it tells who else paid, as of its newest block, and keeps what it answered', async () => {
    const result = await (await desk.ask('GET', `${at}/result`, { as: ann })).json();
    const body = { address: PLACES.exchange, direction: 'in' };
    const asked = await desk.ask('POST', `${at}/expansions`, { as: ann, body });
    const { id } = await asked.json();
    await until(async () => (await one(id)).status !== 'queued');
    const done = await one(id);
    equal(done.status, 'done', done.error?.message);
    const answer = await (await desk.ask('GET', `${at}/expansions/${id}`, { as: ann })).json();
    const expansion = expansionSchema.parse(answer);
    equal(expansion.listed, 'all');
    ok(expansion.counterparties.length > 0);
    ok((expansion.evidence?.answers ?? 0) > 0);
    deepEqual(
      expansion.evidence?.sources.map(({ name }) => name),
      ['node'],
    );
    const archive = await getBlob(desk.store.db, done.evidenceSha256 ?? '');
    ok(archive?.bytes.includes(Buffer.from('index.jsonl')));
    // the claim is what it was, and rests on what it rested on
    deepEqual(await (await desk.ask('GET', `${at}/result`, { as: ann })).json(), result);
  });

  test('of a node that is silent what was recorded of the trace is told, as that', async () => {
    const asked = async (address: string): Promise<Shown> => {
      const body = { address, direction: 'out' };
      const answer = await desk.ask('POST', `${at}/expansions`, { as: ann, body });
      const { id } = await answer.json();
      await until(async () => (await one(id)).status !== 'queued');
      return one(id);
    };
    const answerOf = async ({ id, error }: Shown): Promise<Expansion> => {
      const answer = await desk.ask('GET', `${at}/expansions/${id}`, { as: ann });
      equal(answer.status, 200, error?.message);
      await desk.ask('DELETE', `${at}/expansions/${id}`, { as: ann });
      return expansionSchema.parse(await answer.json());
    };
    const live = await answerOf(await asked(PLACES.mule));
    equal(live.listed, 'all');
    await anvil.stop();
    const nobody = `0x${'77'.repeat(20)}`;
    const [known, failed] = await Promise.all([asked(PLACES.mule), asked(nobody)]);
    const told = await answerOf(known);
    // of what the mule paid that which is on the path of the theft
    ok(told.transfers > 0 && told.transfers <= live.transfers);
    const alike = (answer: Expansion) => answer.counterparties.map((one) => JSON.stringify(one));
    const all = new Set(alike(live));
    deepEqual(
      alike(told).filter((one) => !all.has(one)),
      [],
    );
    equal(told.listed, 'partly');
    match(told.coverage.statements[0] ?? '', /^Told from what the trace was answered until.*node/);
    match(told.coverage.gaps.join(' '), /there may be more/);
    const { evidence } = await (await desk.ask('GET', `${at}/result`, { as: ann })).json();
    equal(told.evidence?.root, evidence.root);
    equal(told.recorded, evidence.sources[0].last);
    // of whom nothing was recorded: a failure with a reason, which can be asked again
    const { id } = failed;
    const body = { address: nobody, direction: 'out' };
    equal(failed.status, 'failed');
    match(failed.error?.message ?? '', /node/);
    equal((await desk.ask('GET', `${at}/expansions/${id}`, { as: ann })).status, 404);
    const again = await desk.ask('POST', `${at}/expansions`, { as: ann, body });
    ok((await again.json()).id !== id);
  });
});

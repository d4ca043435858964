// A desk with something on it: a case with its parts, traces in every state, alerts, a screening:
// put into the store by the store's own functions.

import { found } from '../../src/base/assert.ts';
import type { Wanted } from '../../src/base/errors.ts';
import { answerOf, depositRequestSchema } from '../../src/casework/deposit/deposit.ts';
import { openCase } from '../../src/server/cases/cases.ts';
import { addEntry } from '../../src/server/cases/entries.ts';
import { ENTRY_KINDS } from '../../src/server/cases/entry-kinds.ts';
import type { Desk } from '../../src/server/desk.ts';
import { raiseAlert, rewriteAlert } from '../../src/store/alerts.ts';
import { putBlob } from '../../src/store/blobs.ts';
import { addDeposit } from '../../src/store/deposits.ts';
import { keepScreening } from '../../src/store/screenings.ts';
import type { Doer } from '../../src/store/tables/words.ts';
import type { Db } from '../../src/store/tables.ts';
import {
  failTrace,
  finishTrace,
  noteProgress,
  putPartial,
  startTrace,
} from '../../src/store/trace-results.ts';
import { createTrace } from '../../src/store/traces.ts';
import { inTransaction } from '../../src/store/transaction.ts';
import type { TraceResult } from '../../src/trace/result.ts';
import { ANSWER, accountedBodyOf, bodyOf } from './pages-answers.ts';

export const SYSTEM = { kind: 'system', id: 'test', name: 'Hue & Cry' } as const;

function bytesOf(result: TraceResult): Uint8Array {
  return Buffer.from(JSON.stringify(result));
}

/** Whoever came in first. */
export async function firstPerson({ store }: Desk): Promise<{ id: string; name: string }> {
  const people = store.db.selectFrom('person').select(['id', 'name']).orderBy('id');
  return await people.limit(1).executeTakeFirstOrThrow();
}

export type Kept = Awaited<ReturnType<typeof keepFile>>;

type By = { readonly personId: string; readonly actor: Doer };

/** A trace that no worker takes: the test says what happens to it. */
async function beginTrace(
  db: Db,
  by: By,
  trace: { readonly title: string; readonly text: string | null; readonly caseId: string | null },
) {
  const { title, text, caseId } = trace;
  const request = { text, case: null, files: [], victim: [], options: {} };
  const { id } = await createTrace(db, { title, request, caseId }, by);
  return {
    id,
    progress: async (far: object) => {
      await startTrace(db, id);
      await noteProgress(db, id, { ...far, stolenUsd: '200.00', placedUsd: '50.00' });
    },
    partial: (known: TraceResult) => putPartial(db, id, bytesOf(known)),
    finish: (whole: TraceResult) =>
      finishTrace(db, id, {
        result: bytesOf(whole),
        headline: whole.summary.headline,
        schemaVersion: 1,
        reason: 'traced',
        actor: SYSTEM,
      }),
    fail: (status: 'failed' | 'cancelled', message: string, wanted?: Wanted) =>
      failTrace(db, id, { status, error: { message, ...(wanted && { wanted }) }, actor: SYSTEM }),
  };
}

const DAY = '2026-01-01T00:00:00Z';

/** One entry of each kind that a case has. */
function entriesOf(personId: string): { readonly [path: string]: Record<string, unknown> } {
  return {
    victims: { name: 'Example Exchange', contact: 'security@example.org', note: '' },
    tasks: { title: 'Write to the exchange', dueAt: DAY, assignee: personId, doneAt: null },
    timeline: { at: DAY, text: 'First notice', note: '', source: 'e-mail', basis: 'unverified' },
  };
}

/** Keeps a case of that person's with a finished trace, and gives what can happen to it. */
export async function keepFile(
  { store: { db } }: Desk,
  me: { readonly id: string; readonly name: string },
  result: TraceResult,
) {
  const by: By = { personId: me.id, actor: { kind: 'person', ...me } };
  const actor = {
    kind: 'person',
    ...me,
    personId: me.id,
    role: 'administrator',
    scopes: [],
  } as const;
  const head = {
    title: 'The theft of the spring',
    summary: 'It was taken.',
    tlp: 'amber',
  } as const;
  const { id: caseId } = await openCase(db, actor, head);
  const begin = (title: string, text: string | null = null) =>
    beginTrace(db, by, { title, text, caseId: null });
  const trace = await beginTrace(db, by, { title: head.title, text: null, caseId });
  await trace.finish(result);
  let raised = 0;
  const raise = async (title: string, more: object = {}) => {
    raised += 1;
    const about = { caseId, watchId: null, traceId: trace.id, kind: 'exchange', title };
    const body = { ...bodyOf(result), ...more };
    const told = { severity: 'high', body, dedup: String(raised) } as const;
    return await raiseAlert(db, { ...about, ...told }, SYSTEM);
  };
  const alert = await raise('90 ETH swapped');
  if (alert) {
    const title = '60 ETH swapped';
    const told = { severity: 'high', kind: 'exchange', title } as const;
    await rewriteAlert(db, alert.id, { ...told, body: accountedBodyOf(result) }, SYSTEM);
  }
  for (const [path, fields] of Object.entries(entriesOf(me.id))) {
    const kind = ENTRY_KINDS.find((one) => one.path === path);
    if (kind) await addEntry(db, kind, { caseId, actor, fields });
  }
  const asked = { caseId: null, input: { text: ANSWER.subject.asked, ask: {} } };
  const answered = { answer: ANSWER, decision: ANSWER.decision.action };
  const { id: screeningId } = await keepScreening(db, { ...asked, ...answered }, by);
  const depositId = await keepDeposit(db, by);
  const holder = result.seeds[0]?.holder ?? '';
  return { caseId, traceId: trace.id, screeningId, depositId, holder, begin, raise };
}

/** A deposit whose transaction the sources were asked about. */
async function keepDeposit(db: Db, by: By): Promise<string> {
  const request = depositRequestSchema.parse({
    ...{ chain: 'ethereum', transaction: `0x${'9a'.repeat(32)}`, asset: 'ETH', amount: '12.5' },
    ...{ to: `0x${'cd'.repeat(20)}`, from: ANSWER.subject.asked, reference: 'dep-2026-0007' },
  });
  const screened = [
    { about: 'transaction' as const, answer: { ...ANSWER, incoming: ANSWER.outgoing } },
    { about: 'from' as const, answer: ANSWER },
  ];
  const answer = answerOf(request, screened, '2026-01-02T03:04:05.000Z', true);
  return await inTransaction(db, async (trx) => {
    const bytes = Buffer.from(JSON.stringify(answer));
    const kept = {
      ...{ createdBy: by.personId, reference: request.reference, request },
      ...{ requestSha256: 'ab'.repeat(32), severity: 'HIGH' },
      state: 'held',
      decision: 'hold',
      ...{ answerSha256: await putBlob(trx, bytes, 'application/json'), targetId: null },
      reason: 'It is known to a case of this house.',
    } as const;
    return found(await addDeposit(trx, kept, by.actor), 'the deposit').id;
  });
}

/** Every page, and what stands on it once it is there. */
export const PAGES: readonly { at: (kept: Kept) => string; name: string; ready: string }[] = [
  { at: () => '/', name: 'first page', ready: 'The theft of the spring' },
  { at: ({ traceId }) => `/traces/${traceId}`, name: 'trace', ready: 'Where the money is' },
  { at: () => '/cases', name: 'list of cases', ready: 'The theft of the spring' },
  { at: ({ caseId }) => `/cases/${caseId}`, name: 'case', ready: 'First notice' },
  ...[
    ['parties', 'Example Exchange'],
    ['requests', 'Nobody was asked yet'],
    ['room', 'No request of others stands here'],
    ['work', 'First notice'],
    ['evidence', 'No evidence is kept yet'],
    ['names', 'Contested names'],
    ['packs', 'No pack was made yet'],
    ['custody', 'Verify the log'],
  ].map(([tab, ready = '']) => ({
    at: ({ caseId }: Kept) => `/cases/${caseId}?tab=${tab}`,
    name: `${tab} of a case`,
    ready,
  })),
  { at: () => '/inbox', name: 'inbox', ready: '60 ETH swapped' },
  { at: () => '/screen', name: 'screening', ready: 'Screened before' },
  { at: ({ screeningId: id }) => `/screen/${id}`, name: 'answer', ready: 'Where its money went' },
  { at: () => '/deposits', name: 'deposits', ready: 'dep-2026-0007' },
  {
    at: ({ depositId: id }) => `/deposits?deposit=${id}`,
    name: 'a deposit',
    ready: 'Hold note, text',
  },
  { at: () => '/approvals', name: 'approvals', ready: 'Nothing waits for a second person' },
  { at: () => '/people', name: 'people', ready: 'What each role may do' },
  { at: () => '/keys', name: 'keys', ready: 'You have no key' },
  { at: () => '/targets', name: 'targets', ready: 'Alerts go nowhere else' },
  { at: () => '/denials', name: 'refused requests', ready: 'Refused requests' },
  { at: () => '/victim', name: 'page for a victim', ready: 'Was your crypto stolen?' },
];

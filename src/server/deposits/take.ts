// A deposit that is asked about: screened at once, kept, and told to the owner of a case that
// traces it.

import type { Context } from 'hono';
import { sha256 } from '../../base/digest.ts';
import { InputError } from '../../base/errors.ts';
import { toJson } from '../../base/json.ts';
import {
  answerOf,
  type DepositAnswer,
  type DepositRequest,
  type DepositSubject,
  KNOWN_TO_A_CASE,
  type Screened,
  severityOf,
  stateFor,
} from '../../casework/deposit/deposit.ts';
import { parseChain } from '../../ledger/chains.ts';
import { screenAnswerSchema } from '../../screen/answer.ts';
import { getBlob, putBlob } from '../../store/blobs.ts';
import {
  addDeposit,
  type Deposit,
  findDepositOf,
  holdCleared,
  markKnown,
  nameJob,
} from '../../store/deposits.ts';
import { canonicalJson } from '../../store/document.ts';
import { enqueue } from '../../store/jobs.ts';
import { inTransaction } from '../../store/transaction.ts';
import type { Trx } from '../cases/change.ts';
import type { Desk, DeskEnv } from '../desk.ts';
import { notFound, Problem } from '../problem.ts';
import { requireRoom } from '../quota.ts';
import { SCREEN_JOB } from '../work/screen-runner.ts';
import { workshopOf } from '../work/workshop.ts';
import { casesOf, mayBeTold, type Named, noteResults, tellOwners } from './known.ts';

/** How long an answer waits for new results to be noted; they are looked at afterwards, too. */
const WAIT_MS = 1000;

/**
 * The deposit of a request: the one that was kept, where its sender has told of it before.
 * @throws Problem 409 where it told something else under the reference, InputError
 */
export async function takeDeposit(
  c: Context<DeskEnv>,
  request: DepositRequest,
): Promise<{ readonly deposit: Deposit; readonly isNew: boolean }> {
  const desk = c.get('desk');
  const { personId } = c.get('actor');
  const requestSha256 = sha256(canonicalJson(request));
  const known = await findDepositOf(desk.store.db, personId, request.reference);
  if (known) return { deposit: sameAs(known, requestSha256), isNew: false };
  const chain = parseChain(request.chain, 'chain').id;
  await assertTarget(c, request.callback);
  const screened = await screenAll(c, request, chain);
  const named = namedBy(request, screened, chain);
  let isNoted = false;
  const noting = noteResults(desk).then(() => {
    isNoted = true;
  });
  await Promise.race([noting, desk.clock.sleep(WAIT_MS, desk.stopping)]);
  const hits = await casesOf(desk, named);
  const at = new Date(desk.clock.now()).toISOString();
  const answer = answerOf(request, screened, at, hits.some(mayBeTold));
  const deposit = await inTransaction(desk.store.db, async (trx) => {
    const row = await keep(c, trx, { request, requestSha256, answer, chain });
    if (row === undefined) return undefined;
    if (hits.some(mayBeTold)) await markKnown(trx, row.id);
    await tellOwners(trx, row, request, { hits, named });
    return { ...row, is_known: hits.some(mayBeTold) };
  });
  if (deposit && !isNoted) void lookAgain(desk, { deposit, request, named, noting });
  if (deposit) return { deposit, isNew: true };
  // the same came twice at once: whoever was first has kept it
  const first = await findDepositOf(desk.store.db, personId, request.reference);
  if (!first) throw new Problem('conflict', 'It came twice at once: ask again.');
  return { deposit: sameAs(first, requestSha256), isNew: false };
}

/** Once all results are noted: what is known then holds a deposit that the rules had cleared. */
async function lookAgain(
  desk: Desk,
  {
    deposit,
    request,
    named,
    noting,
  }: {
    readonly deposit: Deposit;
    readonly request: DepositRequest;
    readonly named: Named;
    readonly noting: Promise<void>;
  },
): Promise<void> {
  try {
    await noting;
    const hits = await casesOf(desk, named);
    const isTold = hits.some(mayBeTold);
    await inTransaction(desk.store.db, async (trx) => {
      await tellOwners(trx, deposit, request, { hits, named });
      if (!isTold || deposit.is_known) return;
      await markKnown(trx, deposit.id);
      const { reason } = KNOWN_TO_A_CASE;
      await holdCleared(trx, deposit.id, { reason });
    });
  } catch (error) {
    if (!desk.stopping.aborted) desk.log.error({ error }, 'a deposit was not held against cases');
  }
}

function sameAs(deposit: Deposit, requestSha256: string): Deposit {
  if (deposit.request_sha256 === requestSha256) return deposit;
  throw new Problem('key-reused', 'This reference came before with another deposit.');
}

async function assertTarget(c: Context<DeskEnv>, id: string | null): Promise<void> {
  if (id === null) return;
  const { db } = c.get('desk').store;
  const target = await db
    .selectFrom('target')
    .select('id')
    .where('id', '=', id)
    .where('tells', '=', 'deposits')
    .where('disabled_at', 'is', null)
    .executeTakeFirst();
  if (!target) throw new InputError('callback', 'a target that tells of deposits', id);
}

/** Sender and receiver by the same book and rules as every screening. */
async function screenAll(
  c: Context<DeskEnv>,
  request: DepositRequest,
  chain: string,
): Promise<Screened> {
  const { book } = workshopOf(c.get('desk'));
  const { from, to } = request;
  const parts: readonly (readonly [DepositSubject, string])[] = [
    ...(from === null ? [] : [['from', from] as const]),
    ['to', to],
  ];
  return await Promise.all(
    parts.map(async ([about, text]) => {
      const ask = { as: 'address' as const, chain };
      const key = `deposit ${about} ${chain} ${text}`;
      const told = book.kept(key) ?? (await book.ask({ kind: 'screen', text, ask }, key));
      const answer = screenAnswerSchema.parse(JSON.parse(told));
      return { about, answer };
    }),
  );
}

function namedBy(
  { from, to, transaction }: DepositRequest,
  screened: Screened,
  chain: string,
): Named {
  const canonical = (about: DepositSubject, text: string) =>
    screened.find((one) => one.about === about)?.answer.subject.canonical ?? text;
  return {
    chain,
    from: from === null ? null : canonical('from', from),
    to: canonical('to', to),
    transaction,
  };
}

interface Kept {
  readonly request: DepositRequest;
  readonly requestSha256: string;
  readonly answer: DepositAnswer;
  readonly chain: string;
}

async function keep(
  c: Context<DeskEnv>,
  trx: Trx,
  { request, requestSha256, answer, chain }: Kept,
): Promise<Deposit | undefined> {
  const actor = c.get('actor');
  const { action, reasons } = answer.decision;
  const answerSha256 = await putBlob(trx, Buffer.from(toJson(answer)), 'application/json');
  const row = await addDeposit(
    trx,
    {
      createdBy: actor.personId,
      reference: request.reference,
      request,
      requestSha256,
      state: stateFor(action),
      decision: action,
      severity: severityOf(answer.screened),
      answerSha256,
      reason: reasons[0]?.reason ?? 'No rule fired.',
      targetId: request.callback,
    },
    actor,
  );
  if (!row || !request.asksSources) return row;
  const jobId = await enqueueExposure(c, trx, request, chain);
  await nameJob(trx, row.id, jobId);
  return { ...row, job_id: jobId };
}

/** What it is exposed to takes longer than an answer may: a job, which may hold it afterwards. */
async function enqueueExposure(
  c: Context<DeskEnv>,
  trx: Trx,
  request: DepositRequest,
  chain: string,
): Promise<string> {
  const actor = c.get('actor');
  await requireRoom(c, trx, { jobs: 1 });
  const digest = await putBlob(trx, Buffer.from(request.transaction), 'text/plain');
  const body = { ask: { as: 'transaction', chain }, asksSources: true, sha256: digest };
  const job = await enqueue(trx, { kind: SCREEN_JOB, body, createdBy: actor.personId, actor });
  return job.id;
}

/** The bytes of the newest answer. @throws Problem 404 */
export async function answerBytes(c: Context<DeskEnv>, deposit: Deposit): Promise<Uint8Array> {
  const blob = await getBlob(c.get('desk').store.db, deposit.answer_sha256);
  if (!blob) throw notFound();
  return blob.bytes;
}

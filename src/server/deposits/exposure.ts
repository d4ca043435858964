// What a deposit is exposed to, once its job has asked the sources: a new answer, perhaps a hold.

import { sha256 } from '../../base/digest.ts';
import { toJson } from '../../base/json.ts';
import {
  answerOf,
  depositAnswerSchema,
  type Screened,
  severityOf,
} from '../../casework/deposit/deposit.ts';
import { screenAnswerSchema } from '../../screen/answer.ts';
import { getBlob, putBlob } from '../../store/blobs.ts';
import {
  decideDeposit,
  decisionsOn,
  findDepositOfJob,
  holdCleared,
  RULES,
} from '../../store/deposits.ts';
import { inTransaction } from '../../store/transaction.ts';
import type { Trx } from '../cases/change.ts';
import type { WorkPlace } from '../work/place.ts';

/** Takes the answers of a job into the deposit that began it, if one did; again changes nothing. */
export async function depositScreened({ store }: WorkPlace, jobId: string): Promise<void> {
  const deposit = await findDepositOfJob(store.db, jobId);
  if (!deposit) return;
  const blob = await getBlob(store.db, deposit.answer_sha256);
  const rows = store.db.selectFrom('screening').select(['answer', 'created_at', 'input']);
  const row = await rows.where('job_id', '=', jobId).executeTakeFirst();
  const found = screenAnswerSchema.safeParse(row?.answer).data;
  if (!blob || !row) return;
  if (!found) {
    const fault: unknown = Reflect.get(Object(row.input), 'fault');
    const reason = `The sources were asked, and did not tell: ${String(fault ?? 'no answer')}`;
    await inTransaction(store.db, (trx) => unclear(trx, deposit.id, reason));
    return;
  }
  const before = depositAnswerSchema.parse(JSON.parse(blob.bytes.toString('utf8')));
  const screened: Screened = [
    { about: 'transaction', answer: found },
    ...before.screened.filter(({ about }) => about !== 'transaction'),
  ];
  const at = row.created_at.toISOString();
  const answer = answerOf(before.request, screened, at, deposit.is_known);
  const bytes = Buffer.from(toJson(answer));
  if (sha256(bytes) === deposit.answer_sha256) return;
  await inTransaction(store.db, async (trx) => {
    const digest = await putBlob(trx, bytes, 'application/json');
    const { action, reasons } = answer.decision;
    const reason = `The sources were asked. ${reasons[0]?.reason ?? 'No rule fired.'}`;
    const severity = severityOf(screened);
    const found = { sha256: digest, decision: action, severity };
    await holdCleared(trx, deposit.id, { reason, answer: found });
  });
}

/** Once: a job that is done again says so again. */
async function unclear(trx: Trx, id: string, reason: string): Promise<void> {
  const decisions = await decisionsOn(trx, id);
  const last = decisions.at(-1);
  if (!last || decisions.some((one) => one.reason === reason)) return;
  await decideDeposit(trx, { id }, { state: last.state, reason }, RULES);
}

import { SourceError } from '../../base/errors.ts';
import type { LetterDetails } from '../../casework/requests/draft.ts';
import type { AlertNotice, DepositNotice, Notice, RequestNotice } from '../../share/notice.ts';
import type { Delivery } from '../../store/deliveries.ts';
import type { Db } from '../../store/tables.ts';

/** What a delivery tells. @throws SourceError where it may not be told any more */
export async function noticeOf(
  db: Db,
  delivery: Delivery,
  origin: string,
): Promise<Notice | DepositNotice> {
  const { alert_id: alertId, request_id: requestId, deposit_id: depositId, notice } = delivery;
  if (requestId !== null) return requestNotice(db, { requestId, notice });
  if (depositId !== null) return depositNotice(db, depositId, origin);
  return alertNotice(db, { alertId: alertId ?? '', notice }, origin);
}

const REPLACED = 'Another request stands in its place.';

/** A request as it was released. A case that was marked TLP:RED since then tells nobody more. */
async function requestNotice(
  db: Db,
  { requestId, notice }: { readonly requestId: string; readonly notice: Delivery['notice'] },
): Promise<RequestNotice> {
  const request = await db
    .selectFrom('freeze_request')
    .innerJoin('case_file', 'case_file.id', 'freeze_request.case_id')
    .selectAll('freeze_request')
    .select('case_file.tlp')
    .where('freeze_request.id', '=', requestId)
    .executeTakeFirstOrThrow();
  const isWithdrawal = notice === 'withdrawn';
  if (request.tlp === 'red' && !isWithdrawal) {
    throw new SourceError('case', 'it is marked TLP:RED now', false);
  }
  const { recipient } = request.draft as { readonly recipient: string };
  const { reference } = request.details as LetterDetails;
  const at = (isWithdrawal ? request.withdrawn_at : request.released_at) ?? request.asked_at;
  return {
    type: isWithdrawal ? 'freeze_request.withdrawn' : 'freeze_request.released',
    timestamp: at.toISOString(),
    data: {
      ...{ id: request.id, recipient, reference, supersedes: request.supersedes },
      alone: request.alone !== null,
      reason: isWithdrawal ? (request.withdrawn_for ?? REPLACED) : null,
      resultSha256: request.result_sha256,
      letterSha256: request.letter_sha256,
      letter: isWithdrawal ? null : request.letter,
      draft: isWithdrawal ? null : request.draft,
    },
  };
}

/** What is told of an alert as it stands now: of a case marked TLP:RED, only that there is one. */
async function alertNotice(
  db: Db,
  { alertId, notice }: { readonly alertId: string; readonly notice: Delivery['notice'] },
  origin: string,
): Promise<AlertNotice> {
  const alert = await db
    .selectFrom('alert')
    .leftJoin('case_file', 'case_file.id', 'alert.case_id')
    .selectAll('alert')
    .select('case_file.tlp')
    .where('alert.id', '=', alertId)
    .executeTakeFirstOrThrow();
  const { id, severity, kind, state, trace_id: traceId, case_id: caseId, changed_at } = alert;
  const isRed = alert.tlp === 'red';
  return {
    type:
      state === 'retracted'
        ? 'alert.retracted'
        : notice === 'updated'
          ? 'alert.updated'
          : 'alert.raised',
    timestamp: changed_at.toISOString(),
    data: {
      ...{ id, severity, kind, state, traceId, caseId },
      title: isRed ? 'An alert on a case marked TLP:RED' : alert.title,
      url: `${origin}/inbox#${id}`,
      // written by watches and by the clock of requests, and by nobody else
      detail: isRed ? null : (alert.body as AlertNotice['data']['detail']),
    },
  };
}

/** What whoever asked about a deposit is told of it, as it stands now. */
async function depositNotice(db: Db, depositId: string, origin: string): Promise<DepositNotice> {
  const deposits = db.selectFrom('deposit').selectAll().where('id', '=', depositId);
  const row = await deposits.executeTakeFirstOrThrow();
  const { id, reference, state, decision, answer_sha256: answerSha256, changed_at } = row;
  const url = `${origin}/deposits?deposit=${id}`;
  return {
    type: 'deposit.decided',
    timestamp: changed_at.toISOString(),
    data: { id, reference, state, decision, answerSha256, url },
  };
}

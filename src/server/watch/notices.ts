import type { DepositNotice, Notice, NoticeDetail } from '../../share/notice.ts';
import type { Delivery } from '../../store/deliveries.ts';
import type { Db } from '../../store/tables.ts';

/** What is told of an alert as it stands now: of a case marked TLP:RED, only that there is one. */
export async function noticeOf(
  db: Db,
  { alert_id, notice }: Pick<Delivery, 'notice'> & { readonly alert_id: string },
  origin: string,
): Promise<Notice> {
  const alert = await db
    .selectFrom('alert')
    .leftJoin('case_file', 'case_file.id', 'alert.case_id')
    .selectAll('alert')
    .select('case_file.tlp')
    .where('alert.id', '=', alert_id)
    .executeTakeFirstOrThrow();
  const { id, severity, kind, state, trace_id: traceId, case_id: caseId, changed_at } = alert;
  const isRed = alert.tlp === 'red';
  return {
    type: state === 'retracted' ? 'alert.retracted' : `alert.${notice}`,
    timestamp: changed_at.toISOString(),
    data: {
      ...{ id, severity, kind, state, traceId, caseId },
      title: isRed ? 'An alert on a case marked TLP:RED' : alert.title,
      url: `${origin}/inbox#${id}`,
      // written by `raiseMoves` and by nobody else
      detail: isRed ? null : (alert.body as NoticeDetail),
    },
  };
}

/** What whoever asked about a deposit is told of it, as it stands now. */
export async function depositNoticeOf(
  db: Db,
  depositId: string,
  origin: string,
): Promise<DepositNotice> {
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

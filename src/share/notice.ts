import type { RequestAlertBody } from '../casework/requests/alert.ts';
import { sentLetter } from '../casework/requests/letter.ts';
import { plain } from '../ledger/file/warnings.ts';

/** What is told outside the desk: of an alert, or of a freeze request. */
export type Notice = AlertNotice | RequestNotice;

/** What is told of an alert. */
export interface AlertNotice {
  readonly type: 'alert.raised' | 'alert.updated' | 'alert.retracted' | 'test';
  /** ISO 8601. */
  readonly timestamp: string;
  readonly data: NoticeData;
}

/** A freeze request that two people released, or one in an emergency; or that it is withdrawn. */
export interface RequestNotice {
  readonly type: 'freeze_request.released' | 'freeze_request.withdrawn';
  readonly timestamp: string;
  readonly data: {
    readonly id: string;
    readonly recipient: string;
    readonly reference: string;
    /** Released by one person alone: a second one looks at it within a day. */
    readonly alone: boolean;
    readonly supersedes: string | null;
    /** Why it is withdrawn. */
    readonly reason: string | null;
    readonly resultSha256: string;
    /** Of the letter as it was approved. */
    readonly letterSha256: string;
    readonly letter: string | null;
    /** As docs/request.schema.json has it; null in a withdrawal. */
    readonly draft: unknown;
  };
}

/** What whoever sent a deposit is told of it. */
export interface DepositNotice {
  readonly type: 'deposit.decided';
  /** ISO 8601. */
  readonly timestamp: string;
  readonly data: {
    readonly id: string;
    /** Of the sender. */
    readonly reference: string;
    readonly state: string;
    /** Of the rules. */
    readonly decision: string;
    /** Of the newest answer. */
    readonly answerSha256: string;
    /** Where it stands in the desk. */
    readonly url: string;
  };
}

interface NoticeData {
  readonly id: string;
  readonly severity: string;
  readonly kind: string;
  readonly state: string;
  readonly title: string;
  readonly traceId: string | null;
  readonly caseId: string | null;
  /** Where it stands in the desk. */
  readonly url: string;
  /**
   * What moved, from where to where, and who can act, or what is new of a freeze request; null
   * where the case is TLP:RED.
   */
  readonly detail: NoticeDetail | RequestAlertBody | null;
}

/** As far as the text of an e-mail says it. */
interface NoticeDetail {
  readonly chain: string;
  readonly tx: string;
  /** Null while it waits for one, or where it is not known. */
  readonly block: number | null;
  /** Of what waits for a block. */
  readonly pending?: object | null;
  readonly time: string;
  readonly from: string;
  readonly usd: string | null;
  /** What was told first, once the trace has accounted for the move. */
  readonly account?: {
    readonly policy: string;
    readonly first: { readonly severity: string; readonly usd: string | null };
  } | null;
  readonly parts: readonly {
    readonly to: string;
    readonly toName: { readonly label: string; readonly entity: string | null } | null;
    readonly asset: { readonly symbol: string };
    readonly actions: readonly { readonly actor: string; readonly how: string }[];
  }[];
}

const HEADING: Readonly<Record<AlertNotice['type'], string>> = {
  'alert.raised': 'An alert was raised',
  'alert.updated': 'What has moved is known more exactly now',
  'alert.retracted': 'Retracted: the move did not happen, or was taken back',
  test: 'A test message: nothing has happened',
};
const PREFIX: Partial<Readonly<Record<AlertNotice['type'], string>>> = {
  'alert.updated': 'UPDATE: ',
  'alert.retracted': 'RETRACTED: ',
};
const MOST_SUBJECT = 200;
const MOST_PARTS = 20;

/** A subject: one line, whatever names stand in it. */
export function subjectOf(notice: Notice): string {
  if (isRequest(notice)) return requestSubject(notice);
  const { type, data } = notice;
  const prefix = PREFIX[type] ?? '';
  return plain(`[${data.severity}] ${prefix}${data.title}`).slice(0, MOST_SUBJECT);
}

/** The text of an e-mail. Names in it are of strangers' making: it is plain text. */
export function textOf(notice: Notice): string {
  if (isRequest(notice)) return requestText(notice);
  const { data } = notice;
  const lines = [headingOf(notice), '', plain(data.title), `Severity: ${data.severity}`, ''];
  const { detail } = data;
  if (detail === null) lines.push('What happened is shown in the desk alone.');
  else lines.push(...('request' in detail ? requestLines(detail) : detailLines(detail)));
  return [...lines, '', data.url, ''].join('\n');
}

function headingOf({ type, data: { detail } }: AlertNotice): string {
  if (type !== 'alert.raised' || detail === null) return HEADING[type];
  if ('request' in detail) return 'A freeze request needs you';
  if (!detail.pending) return 'Stolen money has moved';
  return 'Stolen money may be about to move: nothing is confirmed yet';
}

function isRequest(notice: Notice): notice is RequestNotice {
  return notice.type.startsWith('freeze_request.');
}

/** Desks want the reference in the subject (freezing reference §4.1). */
function requestSubject({ type, data }: RequestNotice): string {
  const what = type === 'freeze_request.withdrawn' ? 'WITHDRAWN: request' : 'Request';
  const reference = data.reference === '' ? '' : `, reference ${data.reference}`;
  return plain(`${what} to stop stolen money${reference}, ${data.id}`).slice(0, MOST_SUBJECT);
}

function requestText({ type, data }: RequestNotice): string {
  if (type === 'freeze_request.released') return sentLetter(data.letter ?? '', data.alone);
  return [
    'REQUEST WITHDRAWN',
    '',
    `To:      ${plain(data.recipient)}`,
    `Request: ${data.id}`,
    `SHA-256: ${data.letterSha256}, of the letter that is withdrawn`,
    `Why:     ${plain(data.reason ?? '')}`,
    '',
    'What it asked for is asked for no longer. Whatever you hold because of it alone,',
    'and for nothing else that you know, need not be held on our account.',
    '',
  ].join('\n');
}

function requestLines({ request, news }: RequestAlertBody): string[] {
  const worth = request.usd === null ? 'not known' : `$${plain(request.usd)}`;
  return [
    `Request: ${plain(request.id)}`,
    `To: ${plain(request.recipient)}, ${plain(request.power)}`,
    `Worth of what it asks for: ${worth}`,
    ...(news.kind === 'late' ? [`Due: ${plain(news.due)}`] : []),
  ];
}

function detailLines(detail: NoticeDetail): string[] {
  const { tx, chain, block, pending, time, from, parts, ...worth } = detail;
  const at = pending ? ', in no block' : block === null ? '' : `, block ${block}`;
  return [
    `Transaction: ${plain(tx)}`,
    `Chain: ${plain(chain)}${at}, ${plain(time)} UTC`,
    `From: ${plain(from)}`,
    ...parts.slice(0, MOST_PARTS).flatMap(({ to, toName, asset, actions: [best] }) => {
      const name = toName ? ` (${plain(toName.entity ?? toName.label)})` : '';
      const act = best ? [`  Who can act: ${plain(best.actor)}. ${plain(best.how)}`] : [];
      return [`To: ${plain(to)}${name}, ${plain(asset.symbol)}`, ...act];
    }),
    ...worthLines(worth),
  ];
}

function worthLines({ usd, account }: Pick<NoticeDetail, 'usd' | 'account'>): string[] {
  const dollars = (worth: string | null) => (worth === null ? 'not known' : `$${plain(worth)}`);
  if (!account) return [`Worth of what can be stolen at most: ${dollars(usd)}`];
  const { policy, first } = account;
  return [
    `Worth of what is stolen, by ${plain(policy)}: ${dollars(usd)}`,
    `Told first: ${plain(first.severity)}, at most ${dollars(first.usd)}`,
  ];
}

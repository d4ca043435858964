import { plain } from '../../ledger/file/warnings.ts';

/** What is waited for, and by when it was due; or that the money has moved on. */
export type RequestNews =
  | { readonly kind: 'late'; readonly step: RequestStep; readonly due: string }
  | { readonly kind: 'outdated'; readonly usd: string | null; readonly isGone: boolean };

export type RequestStep = 'sent' | 'acknowledged' | 'acted' | 'review';

interface Request {
  readonly id: string;
  readonly recipient: string;
  readonly power: string;
  /** What it asks for, in dollars. */
  readonly usd: string | null;
}

/** An alert about a freeze request, as it is shown, stored and sent. */
export interface RequestAlertBody {
  readonly request: Request;
  readonly news: RequestNews;
}

const LATE: Readonly<Record<RequestStep, string>> = {
  sent: 'is not sent yet',
  acknowledged: 'is not acknowledged yet',
  acted: 'is not acted on yet',
  review: 'was released by one person, and no second one has looked at it',
};

/** What those who follow a freeze request must know of it. */
export function requestAlertOf(request: Request, news: RequestNews) {
  const { recipient, power } = request;
  const to = plain(recipient);
  const shown = { ...request, recipient: to, power: plain(power) };
  const body: RequestAlertBody = { request: shown, news };
  const isLate = news.kind === 'late';
  const title = isLate
    ? `The request to ${to} ${LATE[news.step]}: due ${news.due.slice(0, 16).replace('T', ' ')} UTC`
    : `The money asked for from ${to} has moved: ${
        news.isGone ? 'none of it is there any more' : 'the request is out of date'
      }`;
  const severity = isLate && news.step !== 'sent' ? ('medium' as const) : ('high' as const);
  return {
    severity,
    kind: isLate ? 'request late' : 'request outdated',
    title,
    body,
  };
}

// How far a freeze request has come, and by when its next steps are due.

import { DUE_MINUTES } from '../../casework/requests/asks.ts';
import type { ListedRequest } from '../../store/freeze-requests.ts';

export const MINUTE_MS = 60_000;
/** Within which a second person looks at what one released alone (freezing reference §6). */
export const REVIEW_MS = 24 * 60 * MINUTE_MS;

export const REQUEST_STATES = [
  'asked',
  'not released',
  'released',
  'sent',
  'acknowledged',
  'acted',
  'refused',
  'withdrawn',
] as const;
type RequestState = (typeof REQUEST_STATES)[number];

/** How far a request has come: of acting and refusing, the later one holds. */
export function requestState(row: ListedRequest): RequestState {
  if (row.withdrawn_at) return 'withdrawn';
  if (row.acted_at && (row.refused_at ?? 0) <= row.acted_at) return 'acted';
  if (row.refused_at) return 'refused';
  if (row.acknowledged_at) return 'acknowledged';
  if (row.sent_at) return 'sent';
  if (row.released_at) return 'released';
  return row.decision === 'refused' ? 'not released' : 'asked';
}

/** By when the next steps are due: null where one is done, or is waited for no more. */
export function dueOf(row: ListedRequest) {
  const state = requestState(row);
  const isOver = state === 'withdrawn' || state === 'not released' || state === 'refused';
  const after = (from: Date | null, minutes: number, done: Date | null): string | null => {
    if (isOver || from === null || done !== null) return null;
    return new Date(from.getTime() + minutes * MINUTE_MS).toISOString();
  };
  const { sent_at: sent, acted_at: acted } = row;
  const isUnreviewed = row.alone !== null && row.decision === null && row.released_at !== null;
  return {
    sent: after(row.asked_at, DUE_MINUTES.sent, sent),
    acknowledged: after(sent, DUE_MINUTES.acknowledged, row.acknowledged_at ?? acted),
    acted: after(sent, DUE_MINUTES.acted, acted),
    review:
      isUnreviewed && row.released_at && state !== 'withdrawn'
        ? new Date(row.released_at.getTime() + REVIEW_MS).toISOString()
        : null,
  };
}

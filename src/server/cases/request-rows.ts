// The requests that went out, as rows of the war room's table.

import { formatTime } from '../../base/time.ts';
import type { RoomRow } from '../../casework/file/room.ts';
import type { LetterDetails } from '../../casework/requests/draft.ts';
import type { Recipient } from '../../store/freeze-requests.ts';
import type { Db } from '../../store/tables.ts';

const DAY_MS = 86_400_000;

/** What was released, in the columns of the table: those that people wrote down stand beside it. */
export async function requestRows(db: Db, caseId: string): Promise<RoomRow[]> {
  const rows = await db
    .selectFrom('freeze_request')
    .select(['draft', 'details', 'recipients', 'asked_at', 'sent_at', 'acknowledged_at'])
    .select(['acted_at', 'withdrawn_at'])
    .where('case_id', '=', caseId)
    .where('released_at', 'is not', null)
    .orderBy('id')
    .execute();
  return rows.map((row) => {
    const { recipient, power } = row.draft as {
      readonly recipient: string;
      readonly power: string;
    };
    const { days } = row.details as LetterDetails;
    const ways = (row.recipients as readonly Recipient[]).map(({ kind }) => {
      return kind === 'email' ? 'e-mail' : 'target';
    });
    return {
      recipient: recipient.slice(0, 200),
      power: power.slice(0, 200),
      channel: [...new Set(ways)].join(', ') || 'by hand',
      sent: momentOf(row.sent_at),
      acknowledged: momentOf(row.acknowledged_at),
      acted: momentOf(row.acted_at),
      expiry: momentOf(new Date(row.asked_at.getTime() + days * DAY_MS)),
      withdrawn: momentOf(row.withdrawn_at),
      appeal: '',
    };
  });
}

function momentOf(at: Date | null): string {
  return at === null ? '' : formatTime(Math.floor(at.getTime() / 1000));
}

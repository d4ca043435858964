import { useEffect, useState } from 'preact/hooks';
import type { FreezeRequest } from '../../api/request-shapes.ts';
import { Tag, Time } from '../../parts/pieces.tsx';
import { span } from '../../text/times.ts';

const TICK_MS = 10_000;

/** The time, again and again: what is due is due while nobody touches the page. */
function useNow(): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}

interface Step {
  readonly name: string;
  readonly at: string | null;
  /** By when, where it is waited for. */
  readonly due: string | null;
}

function stepsOf(request: FreezeRequest): readonly Step[] {
  const { due } = request;
  const steps: readonly Step[] = [
    { name: 'Asked', at: request.askedAt, due: null },
    { name: 'Released', at: request.releasedAt, due: null },
    { name: 'Sent', at: request.sentAt, due: due.sent },
    { name: 'Acknowledged', at: request.acknowledgedAt, due: due.acknowledged },
    { name: 'Acted', at: request.actedAt, due: due.acted },
  ];
  const ends: readonly Step[] = [
    { name: 'Refused', at: request.refusedAt, due: null },
    { name: 'Withdrawn', at: request.withdrawnAt, due: null },
    { name: 'Looked at by a second', at: null, due: due.review },
  ];
  return [...steps, ...ends.filter(({ at, due: by }) => at !== null || by !== null)];
}

/** How far a request has come, and what is overdue. */
export function Steps({ request }: { request: FreezeRequest }) {
  const now = useNow();
  return (
    <ol class="request-steps">
      {stepsOf(request).map(({ name, at, due }) => {
        const isLate = due !== null && Date.parse(due) < now;
        return (
          <li key={name} class={at ? 'done' : isLate ? 'late' : ''}>
            <span class="small quiet">{name}</span>
            {at ? <Time at={at} short /> : <Due due={due} now={now} />}
          </li>
        );
      })}
    </ol>
  );
}

function Due({ due, now }: { due: string | null; now: number }) {
  if (due === null) return <span class="quiet">not yet</span>;
  const left = (Date.parse(due) - now) / 1000;
  if (left < 0) return <Tag tone="bad">overdue by {span(-left)}</Tag>;
  return <Tag tone="warn">due in {span(left)}</Tag>;
}

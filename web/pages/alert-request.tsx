import type { RequestAlertBody } from '../../src/casework/requests/alert.ts';
import { Time, Usd } from '../parts/pieces.tsx';
import { inert } from '../text/inert.ts';

interface RequestProps {
  readonly caseId: string | null;
  readonly body: RequestAlertBody;
}

/** What is new of a freeze request, and the way to it. */
export function OfRequest({ caseId, body: { request, news } }: RequestProps) {
  return (
    <section class="stack tight">
      <h3>{inert(request.recipient, 60)}</h3>
      <p>
        {inert(request.power, 120)}, asked for <Usd usd={request.usd} />
      </p>
      {news.kind === 'late' ? (
        <p>
          It was due at <Time at={news.due} /> UTC. Write down on the board what has happened.
        </p>
      ) : news.isGone ? (
        <p>By the newest result of the trace, nothing of it is where the request says.</p>
      ) : (
        <p>
          By the newest result of the trace it would ask for <Usd usd={news.usd} />.
        </p>
      )}
      {caseId !== null && (
        <p>
          <a href={`/cases/${caseId}?tab=requests&request=${request.id}`}>Open the request</a>
        </p>
      )}
    </section>
  );
}

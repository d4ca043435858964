import { useEffect, useState } from 'preact/hooks';
import { useResource } from '../../api/resource.ts';
import type { Job, Paged, Screening } from '../../api/shapes.ts';
import { Empty, Loaded } from '../../parts/states.tsx';
import { go } from '../../shell/route.ts';
import { inert } from '../../text/inert.ts';
import { Decision, Gravity } from './decision.tsx';

/** Gravest first. */
const ORDER: readonly string[] = ['block', 'hold', 'review', 'allow'];

/** The answers to a list, as they come in. */
export function Many({ jobId }: { jobId: string }) {
  const topics = [`job:${jobId}`];
  const of = encodeURIComponent(jobId);
  const job = useResource<Job>(`/v1/jobs/${of}`, topics);
  const list = useResource<Paged<Screening>>(`/v1/screenings?jobId=${of}&limit=200`, topics);
  const { data } = job.state.value;
  const answers = list.state.value.data?.items ?? [];
  const [only] = answers;
  const isOne = data?.state === 'done' && answers.length === 1;
  useEffect(() => {
    // one that was asked of a ledger, which takes its time: it has a page of its own
    if (isOne && only) go(`/screen/${only.id}`, true);
  }, [isOne, only?.id]);
  const isRunning = data?.state === 'queued' || data?.state === 'running';
  return (
    <div class="page">
      <header>
        <nav class="crumb" aria-label="Where this is">
          <a href="/screen">Screen</a>
        </nav>
        <h1>A list</h1>
      </header>
      {isRunning && (
        <p class="progress" role="status">
          <b class="pulse">Screening</b>
          <span>{data.state === 'queued' ? 'waiting for a worker' : 'answers come in below'}</span>
        </p>
      )}
      {data?.state === 'failed' && <p class="notice">It ended before all were screened.</p>}
      <Loaded resource={list} what="answers">
        {({ items, next }) => <Answers items={items} isMore={next !== null} />}
      </Loaded>
    </div>
  );
}

function Answers({ items, isMore }: { items: readonly Screening[]; isMore: boolean }) {
  const [wanted, setWanted] = useState<string | null>(null);
  const rank = ({ decision }: Screening) => ORDER.indexOf(decision ?? 'allow');
  const found = items
    .filter(({ decision }) => wanted === null || decision === wanted)
    .toSorted((a, b) => rank(a) - rank(b));
  return (
    <>
      <fieldset class="segments no-print" aria-label="Which decisions">
        <button type="button" aria-pressed={wanted === null} onClick={() => setWanted(null)}>
          All {items.length}
        </button>
        {ORDER.map((action) => (
          <button
            key={action}
            type="button"
            aria-pressed={wanted === action}
            onClick={() => setWanted(action)}
          >
            {action} {items.filter(({ decision }) => decision === action).length}
          </button>
        ))}
      </fieldset>
      {found.length === 0 ? <Empty title="None is like that" /> : <Table rows={found} />}
      {isMore && <p class="quiet">The newest 200 are shown; the API gives all.</p>}
    </>
  );
}

function Table({ rows }: { rows: readonly Screening[] }) {
  return (
    <div class="table-wrap">
      <table class="cards">
        <thead>
          <tr>
            <th>Decision</th>
            <th>Asked</th>
            <th>Severity</th>
            <th>Reason</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, text, decision, answer, fault }) => (
            <tr key={id}>
              <td data-label="Decision">
                <Decision action={decision} isUnknown={answer?.knowledge === 'not_found'} />
              </td>
              <td class="wide mono wrap-any">
                <a href={`/screen/${id}`}>{inert(text, 120)}</a>
              </td>
              <td data-label="Severity">
                {answer?.severity ? (
                  <Gravity severity={answer.severity} />
                ) : (
                  <span class="quiet">
                    {answer?.knowledge === 'found' ? 'no rule fired' : 'nothing is known'}
                  </span>
                )}
              </td>
              <td class="wide">{inert(answer?.decision.reason ?? fault ?? '', 240)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

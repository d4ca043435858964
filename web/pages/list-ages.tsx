import { useState } from 'preact/hooks';
import { read } from '../api/client.ts';
import { onTopic } from '../api/live.ts';
import { useResource } from '../api/resource.ts';
import { mayAs } from '../api/session.ts';
import type { Job, KeptList, Lists } from '../api/shapes.ts';
import { Loaded } from '../parts/states.tsx';
import { attempt } from '../parts/toast.tsx';
import { inert } from '../text/inert.ts';
import { span } from '../text/times.ts';

/** How old what the desk knows of the world is, and the way to fetch it anew. */
export function ListAges() {
  const lists = useResource<Lists>('/v1/lists');
  return (
    <section class="stack tight" aria-labelledby="lists-title">
      <div class="section-title">
        <h2 id="lists-title">Sanctions lists</h2>
      </div>
      <Loaded resource={lists} what="lists" lines={3}>
        {({ lists: all, problems }) => (
          <>
            <ul class="plain-rows small">
              {all
                .filter(({ on }) => on)
                .map((list) => (
                  <li key={list.list} class="list-age">
                    <span>{inert(list.title, 60)}</span>
                    <span class={list.stale || list.current === null ? 'stale' : 'quiet'}>
                      {ageText(list)}
                    </span>
                  </li>
                ))}
            </ul>
            {problems.length > 0 && (
              <>
                <p class="small quiet">
                  Until that is mended, nothing can be said to be “not listed”.
                  {!mayAs('administrator') && ' An administrator can have them fetched here.'}
                </p>
                {mayAs('administrator') && <Fetch reload={lists.reload} />}
              </>
            )}
          </>
        )}
      </Loaded>
    </section>
  );
}

/** Has all lists fetched from their publishers, and says how that went. */
function Fetch({ reload }: { reload: () => Promise<void> }) {
  const [isBusy, setBusy] = useState(false);
  const [faults, setFaults] = useState<readonly Fetched[]>([]);
  const fetchThem = async () => {
    setBusy(true);
    await attempt(async () => {
      const { jobId } = await read<{ jobId: string }>('/v1/lists/update', {
        method: 'POST',
        body: {},
      });
      const { result, error } = await ended(jobId);
      if (error) throw new Error(error.message);
      setFaults(result?.filter(({ fault }) => fault !== null) ?? []);
      await reload();
    });
    setBusy(false);
  };
  return (
    <>
      <p class="no-print">
        <button type="button" disabled={isBusy} onClick={() => void fetchThem()}>
          {isBusy ? 'Fetching them…' : 'Fetch them from their publishers'}
        </button>
      </p>
      {faults.length > 0 && (
        <ul class="plain-rows small" role="status">
          {faults.map(({ list, fault }) => (
            <li key={list} class="wrap-any">
              <b>{inert(list, 40)}</b> did not come:{' '}
              {inert((fault ?? '').replace(`${list}: `, ''), 200)}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** What became of one list. */
interface Fetched {
  readonly list: string;
  readonly fault: string | null;
}

interface FetchJob extends Job {
  readonly result: readonly Fetched[] | null;
  readonly error: { readonly message: string } | null;
}

/** A job when it has ended. */
function ended(id: string): Promise<FetchJob> {
  return new Promise((resolve, reject) => {
    const look = () =>
      read<FetchJob>(`/v1/jobs/${id}`).then((job) => {
        if (job.state === 'queued' || job.state === 'running') return;
        off();
        resolve(job);
      }, reject);
    const off = onTopic(`job:${id}`, () => void look());
    void look();
  });
}

function ageText({ current, age, stale }: KeptList): string {
  if (current === null) return 'missing';
  if (age === null) return 'of unknown age';
  return `${stale ? 'old: ' : ''}${span(age).split(' ').slice(0, 2).join(' ')}`;
}

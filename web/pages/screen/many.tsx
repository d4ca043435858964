import { useEffect, useState } from 'preact/hooks';
import { read } from '../../api/client.ts';
import { useResource } from '../../api/resource.ts';
import { mayAs } from '../../api/session.ts';
import type { ListAnswer, Paged, ScreenedList } from '../../api/shapes.ts';
import { Bones, Empty, Loaded, Trouble } from '../../parts/states.tsx';
import { attempt } from '../../parts/toast.tsx';
import { go } from '../../shell/route.ts';
import { count } from '../../text/figures.ts';
import { inert } from '../../text/inert.ts';
import { Decision, Gravity } from './decision.tsx';

/** Gravest first, as the answers come. */
const KINDS: readonly (readonly [decision: string, name: string])[] = [
  ['block', 'block'],
  ['hold', 'hold'],
  ['review', 'review'],
  ['none', 'not screened'],
  ['allow', 'allow'],
];
const ROWS = 200;

/** The answers to a list, as they come in. */
export function Many({ jobId }: { jobId: string }) {
  const path = `/v1/screenings/lists/${encodeURIComponent(jobId)}`;
  const topics = [`job:${jobId}`];
  const list = useResource<ScreenedList>(path, topics);
  return (
    <div class="page">
      <Loaded resource={list} what="the list" lines={10}>
        {(data) => <Opened list={data} path={path} topics={topics} />}
      </Loaded>
    </div>
  );
}

interface OpenedProps {
  readonly list: ScreenedList;
  readonly path: string;
  readonly topics: readonly string[];
}

function Opened({ list, path, topics }: OpenedProps) {
  const { state, earlierJobId } = list;
  const isRunning = state === 'queued' || state === 'running';
  const again = () =>
    attempt(async () => {
      const { jobId } = await read<{ jobId: string }>(`${path}/again`, { method: 'POST' });
      go(`/screen?job=${jobId}`);
    });
  return (
    <>
      <header class="page-head">
        <div>
          <nav class="crumb" aria-label="Where this is">
            <a href="/screen">Screen</a>
            {earlierJobId && <a href={`/screen?job=${earlierJobId}`}>The answers before</a>}
          </nav>
          <h1>{earlierJobId ? 'A list, screened again' : 'A list'}</h1>
        </div>
        {!isRunning && mayAs('analyst') && (
          <button type="button" class="no-print" onClick={() => void again()}>
            Screen the list again
          </button>
        )}
      </header>
      {isRunning && (
        <p class="progress" role="status">
          <b class="pulse">Screening</b>
          <span>{state === 'queued' ? 'waiting for a worker' : 'answers come in below'}</span>
        </p>
      )}
      {(state === 'failed' || state === 'cancelled') && (
        <p class="notice">It ended before all were screened.</p>
      )}
      {earlierJobId && !isRunning && (
        <p class={list.changed > 0 ? 'notice' : 'notice calm'}>
          {list.changed > 0
            ? `${count(list.changed, 'answer')} decided otherwise than before: each says why.`
            : 'Every answer is decided as it was before.'}
        </p>
      )}
      {state === 'done' && total(list) === 1 ? (
        <Only path={path} />
      ) : (
        <Answers list={list} path={path} topics={topics} />
      )}
    </>
  );
}

const total = ({ decisions }: ScreenedList): number =>
  Object.values(decisions).reduce((sum, one) => sum + one, 0);

/** One that was asked of a ledger, which takes its time: it has a page of its own. */
function Only({ path }: { path: string }) {
  const { state } = useResource<Paged<ListAnswer>>(`${path}/answers?limit=1`);
  const id = state.value.data?.items[0]?.id;
  useEffect(() => {
    if (id !== undefined) go(`/screen/${id}`, true);
  }, [id]);
  return <Bones what="the answer" />;
}

function Answers({ list, path, topics }: OpenedProps) {
  const { decisions, changed, earlierJobId } = list;
  const [wanted, setWanted] = useState('');
  const choose = (query: string, name: string, many: number) => (
    <button type="button" aria-pressed={wanted === query} onClick={() => setWanted(query)}>
      {name} {many}
    </button>
  );
  return (
    <>
      <fieldset class="segments no-print" aria-label="Which answers">
        {choose('', 'All', total(list))}
        {earlierJobId && choose('&changed=true', 'Changed', changed)}
        {KINDS.map(([id, name]) => choose(`&decision=${id}`, name, decisions[id] ?? 0))}
      </fieldset>
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
          <Rows key={wanted} path={`${path}/answers?limit=${ROWS}${wanted}`} topics={topics} />
        </table>
      </div>
    </>
  );
}

interface RowsProps {
  readonly path: string;
  readonly topics: readonly string[];
  /** Where the page after the first begins. */
  readonly cursor?: string;
}

/** A page of rows, and those after it once they are wanted. */
function Rows({ path, topics, cursor }: RowsProps) {
  const from = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
  const { state, reload } = useResource<Paged<ListAnswer>>(`${path}${from}`, topics);
  const [isMore, setMore] = useState(false);
  const { data, problem } = state.value;
  if (data === null) {
    return (
      <Wide>
        {problem ? (
          <Trouble problem={problem} again={() => void reload()} />
        ) : (
          <Bones what="answers" />
        )}
      </Wide>
    );
  }
  const { items, next } = data;
  if (items.length === 0 && !cursor) {
    return (
      <Wide>
        <Empty title="None is like that" />
      </Wide>
    );
  }
  return (
    <>
      <tbody>
        {items.map((one) => (
          <Row key={one.id} of={one} />
        ))}
      </tbody>
      {next && !isMore && (
        <Wide>
          <button type="button" class="no-print" onClick={() => setMore(true)}>
            Show {ROWS} more
          </button>
        </Wide>
      )}
      {next && isMore && <Rows path={path} topics={topics} cursor={next} />}
    </>
  );
}

function Wide({ children }: { children: preact.ComponentChildren }) {
  return (
    <tbody>
      <tr>
        <td class="wide" colSpan={4}>
          {children}
        </td>
      </tr>
    </tbody>
  );
}

function Row({ of }: { of: ListAnswer }) {
  const { id, text, decision, answer, fault, earlierId, earlierDecision } = of;
  const isChanged = earlierId !== null && earlierDecision !== decision;
  return (
    <tr>
      <td data-label="Decision">
        {isChanged && (
          <>
            <Verdict of={earlierDecision} /> →{' '}
          </>
        )}
        <Verdict of={decision} isUnknown={answer?.knowledge === 'not_found'} />
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
  );
}

function Verdict({ of, isUnknown = false }: { of: string | null; isUnknown?: boolean }) {
  if (of === null) return <span class="tag">not screened</span>;
  return <Decision action={of} isUnknown={isUnknown} />;
}

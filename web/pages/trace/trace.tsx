import { signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { PolicyId } from '../../../src/trace/policies/policy.ts';
import type { TraceResult } from '../../../src/trace/result.ts';
import { Problem, read } from '../../api/client.ts';
import { onTopic } from '../../api/live.ts';
import { useResource } from '../../api/resource.ts';
import type { Trace, TraceProgress } from '../../api/shapes.ts';
import { Flow } from '../../parts/flow.tsx';
import { Bones, Loaded, Trouble } from '../../parts/states.tsx';
import { queryOf, setQuery } from '../../shell/route.ts';
import { inert } from '../../text/inert.ts';
import { POLICY_WORDS } from '../../text/words.ts';
import { DraftSheet } from '../requests/draft-sheet.tsx';
import { Actors } from './actors.tsx';
import { TraceBar } from './bar.tsx';
import { Coverage, CoverageStrip, holesOf } from './coverage.tsx';
import { Evidence } from './drawer.tsx';
import { Head } from './head.tsx';
import { Places } from './places.tsx';
import { State } from './state.tsx';
import { Timeline } from './timeline.tsx';
import { Versions } from './versions.tsx';
import { placesOf, viewOf } from './view.ts';
import { WatchPanel } from './watch.tsx';

/** What streams in while the page is open. */
interface Stream {
  readonly result: TraceResult | null;
  readonly progress: TraceProgress | null;
  readonly problem: Problem | null;
  /** Whether the figures may still change. */
  readonly isPartial: boolean;
}

const NOTHING: Stream = { result: null, progress: null, problem: null, isPartial: false };

function isRunning({ status }: Trace): boolean {
  return status === 'queued' || status === 'running' || status === 'partial';
}

/** One trace: the answer, where the money is, and what stands behind every figure. */
export function TracePage({ id }: { id: string }) {
  const trace = useResource<Trace>(`/v1/traces/${encodeURIComponent(id)}`);
  return (
    <Loaded resource={trace} what="the trace" lines={12}>
      {(data) => <Opened trace={data} reload={trace.reload} />}
    </Loaded>
  );
}

function Opened({ trace: told, reload }: { trace: Trace; reload: () => Promise<void> }) {
  const { result, progress, problem, isPartial } = useStream(told, reload);
  // until the whole result is here, what stands below is not done
  const isBehind = told.status === 'done' && isPartial;
  const trace: Trace = isBehind ? { ...told, status: 'partial' } : told;
  useEffect(() => {
    document.title = `${inert(trace.title, 80)} · Hue & Cry`;
  }, [trace.title]);
  const running = isRunning(trace);
  return (
    <div class={`page ${result ? 'with-strip' : ''}`}>
      <TraceBar trace={trace} result={result} isRunning={running} reload={reload} />
      <State
        trace={trace}
        progress={progress ?? trace.progress}
        isRunning={running}
        isPartial={isPartial}
      />
      {problem && <Trouble problem={problem} again={() => void reload()} />}
      {result && <Answer trace={trace} result={result} />}
      {!result && !problem && (running || trace.resultSha256) && (
        <Bones lines={10} what="figures" />
      )}
    </div>
  );
}

/** Follows a trace: partial results while it runs, the result when it is done. */
function useStream(trace: Trace, reload: () => Promise<void>): Stream {
  const state = useMemo(() => signal<Stream>(NOTHING), [trace.id]);
  const base = `/v1/traces/${encodeURIComponent(trace.id)}`;
  const get = (what: 'partial' | 'result') =>
    read<TraceResult>(`${base}/${what}`).then(
      (result) => {
        const isPartial = what === 'partial';
        state.value = { ...state.value, result, problem: null, isPartial };
      },
      (error: unknown) => {
        // before the first round there is nothing partial yet
        const problem = error instanceof Problem ? error : new Problem(0, 'Failed', String(error));
        if (what === 'partial' && problem.status === 404) return;
        state.value = { ...state.value, problem };
      },
    );
  useEffect(() => {
    if (trace.resultSha256) void get('result');
    else if (trace.partialSha256) void get('partial');
  }, [trace.id, trace.resultSha256 ?? trace.partialSha256]);
  useEffect(() => {
    // what happened between reading it and listening was told to nobody
    void reload();
    return onTopic(`trace:${trace.id}`, ({ kind, said }) => {
      if (kind === 'progress') {
        state.value = { ...state.value, progress: said as unknown as TraceProgress };
        if (trace.status === 'queued') void reload();
      } else if (kind === 'partial') {
        void get('partial');
        if (trace.status === 'queued') void reload();
      } else {
        // done, failed, cancelled, extended by a watch; or it may have ended before it was heard of
        void reload();
      }
    });
  }, [trace.id, trace.status === 'queued']);
  return state.value;
}

/** The policy that the address names, if the trace was counted under it; else the locked one. */
function chosenPolicy(result: TraceResult): PolicyId {
  const wanted = queryOf('policy');
  return result.settings.policies.find((one) => one === wanted) ?? result.settings.policy;
}

function Answer({ trace, result }: { trace: Trace; result: TraceResult }) {
  const policy = chosenPolicy(result);
  const view = useMemo(() => viewOf(result, policy), [result, policy]);
  const places = useMemo(() => placesOf(view), [view]);
  const chosen = places.find(({ key }) => key === queryOf('place'));
  const draft = queryOf('draft');
  const locked = result.settings.policy;
  const onPolicy = (next: PolicyId) => setQuery({ policy: next === locked ? null : next });
  return (
    <>
      <Head view={view} places={places} />
      {policy !== locked && (
        <p class="notice">
          Amounts by {POLICY_WORDS[policy].name}: {POLICY_WORDS[policy].rule}. The claim is that of
          the locked policy, {POLICY_WORDS[locked].name}.{' '}
          <button type="button" class="bare" onClick={() => setQuery({ policy: null })}>
            Go back to it
          </button>
        </p>
      )}
      <div class="with-side side-first">
        <div class="stack">
          <Actors trace={trace} view={view} places={places} />
          <WatchPanel trace={trace} />
        </div>
        <Places view={view} places={places} />
      </div>
      <section class="stack tight" aria-labelledby="flow-title">
        <div class="section-title">
          <h2 id="flow-title">How it moved</h2>
        </div>
        <Flow result={result} policy={policy} traceId={trace.id} onPolicy={onPolicy} />
      </section>
      <Timeline view={view} places={places} />
      {trace.resultSha256 && <Versions trace={trace} />}
      <Coverage view={view} />
      {chosen && <Evidence view={view} place={chosen} />}
      {draft && trace.resultSha256 && (
        <DraftSheet
          key={draft}
          trace={trace}
          draftId={draft}
          onClose={() => setQuery({ draft: null })}
        />
      )}
      <CoverageStrip holes={holesOf(result)} href="#coverage" />
    </>
  );
}

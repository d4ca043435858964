import { useEffect, useState } from 'preact/hooks';
import { read } from '../../api/client.ts';
import { mayAs } from '../../api/session.ts';
import type { Trace, TraceProgress } from '../../api/shapes.ts';
import { attempt } from '../../parts/toast.tsx';
import { go } from '../../shell/route.ts';
import { count, dollars, percent, ratio, toCents } from '../../text/figures.ts';
import { inert } from '../../text/inert.ts';
import { readTime, span } from '../../text/times.ts';

interface StateProps {
  readonly trace: Trace;
  readonly progress: TraceProgress | null;
  readonly isRunning: boolean;
  readonly isPartial: boolean;
}

/** How a trace stands, where that is not simply "done". */
export function State({ trace, progress, isRunning, isPartial }: StateProps) {
  if (trace.status === 'queued') {
    return (
      <div class="progress" role="status">
        <b class="pulse">Waiting for a worker.</b>
        <span class="quiet">It starts as soon as one is free; you may leave, it goes on.</span>
      </div>
    );
  }
  if (isRunning) return <Running trace={trace} progress={progress} />;
  if (trace.status === 'failed') return <Failed trace={trace} isPartial={isPartial} />;
  if (trace.status === 'cancelled') {
    return (
      <div class="notice stack tight" role="status">
        <p>
          Stopped{trace.progress && ` after ${count(trace.progress.hops, 'hop')}`}.{' '}
          {isPartial ? 'Below is what was found until then, no whole answer.' : 'Nothing was kept.'}
        </p>
        <Again trace={trace} />
      </div>
    );
  }
  return null;
}

function Failed({ trace, isPartial }: { trace: Trace; isPartial: boolean }) {
  const [first = 'No reason was given.', ...others] = (trace.error?.message ?? '').split('\n');
  return (
    <div class="trouble" role="alert">
      <strong>The trace failed</strong>
      <span class="wrap-any">{inert(first, 400)}</span>
      {others.length > 0 && (
        <details>
          <summary>{count(others.length, 'reason')}</summary>
          <ul class="plain-rows small">
            {others.slice(0, 40).map((line) => (
              <li key={line}>{inert(line, 300)}</li>
            ))}
          </ul>
        </details>
      )}
      {isPartial && (
        <span>What was found before it failed stands below: it is not the whole answer.</span>
      )}
      <Again trace={trace} />
    </div>
  );
}

/** The same asked again: what a source answered before is not asked anew. */
function Again({ trace }: { trace: Trace }) {
  const { text, caseId } = trace;
  if (text === null || !mayAs('analyst')) return null;
  const again = () =>
    attempt(async () => {
      const body = { text, ...(caseId ? { caseId } : {}) };
      const made = await read<{ trace: Trace }>('/v1/traces', { method: 'POST', body });
      go(`/traces/${made.trace.id}`);
    });
  return (
    <button type="button" onClick={() => void again()}>
      Trace it again
    </button>
  );
}

function Running({ trace, progress }: { trace: Trace; progress: TraceProgress | null }) {
  const seconds = useSeconds(trace.startedAt);
  const placed = toCents(progress?.placedUsd ?? null);
  const stolen = toCents(progress?.stolenUsd ?? null);
  const isMeasured = placed !== null && stolen !== null && stolen > 0n;
  return (
    <div class="progress" role="status">
      <b class="pulse">Following the money</b>
      {progress && (
        <>
          <span>{count(progress.hops, 'hop')}</span>
          <span>{count(progress.holders, 'holder')}</span>
          <span>
            placed {dollars(placed)}
            {isMeasured && ` (${percent(placed, stolen)})`}
          </span>
          <span class="quiet">round {progress.round}</span>
        </>
      )}
      <span class="quiet">{span(seconds)}</span>
      <span class="track" aria-hidden="true">
        <span style={{ width: `${(isMeasured ? ratio(placed, stolen) : 0) * 100}%` }} />
      </span>
    </div>
  );
}

function useSeconds(since: string | null): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return since === null ? 0 : (now - readTime(since).getTime()) / 1000;
}

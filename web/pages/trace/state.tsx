import { useEffect, useState } from 'preact/hooks';
import type { Trace, TraceProgress } from '../../api/shapes.ts';
import { count, dollars, percent, ratio, toCents } from '../../text/figures.ts';
import { readTime, span } from '../../text/times.ts';
import { Again, Failed } from './failed.tsx';

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

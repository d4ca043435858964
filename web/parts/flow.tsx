import { lazy, Suspense } from 'preact/compat';
import { useRef } from 'preact/hooks';
import type { PolicyId } from '../../src/trace/policies/policy.ts';
import type { TraceResult } from '../../src/trace/result.ts';
import { ask } from '../api/client.ts';
import { useResource } from '../api/resource.ts';
import { mayAs } from '../api/session.ts';
import type { Annotation } from '../graph/scene.ts';
import { useExpansions } from './expansions.ts';
import { Bones } from './states.tsx';
import { attempt } from './toast.tsx';

/** The picture comes when it is wanted: figures and table do not wait for it. */
const TraceGraph = lazy(async () => {
  const { TraceGraph: picture } = await import('../graph/TraceGraph.tsx');
  return { default: picture };
});

interface Drawn {
  readonly annotations: readonly Annotation[];
}

interface FlowProps {
  readonly result: TraceResult;
  readonly policy: PolicyId;
  readonly traceId: string;
  readonly onPolicy: (policy: PolicyId) => void;
}

/** The picture of a trace; the one place that knows how it is drawn, and where that is kept. */
export function Flow({ result, policy, traceId, onPolicy }: FlowProps) {
  const path = `/v1/traces/${encodeURIComponent(traceId)}/annotations`;
  const drawn = useResource<Drawn>(path, [`trace:${traceId}`]);
  const { expansions, expand, contract } = useExpansions(traceId);
  const waiting = useRef(Promise.resolve());
  const keep = (annotation: Annotation) => {
    // one after the other: each change is made to what the one before left
    waiting.current = waiting.current.then(async () => {
      await attempt(async () => {
        const body = { annotations: [annotation] };
        const { etag } = drawn.state.peek();
        await ask<Drawn>(path, { method: 'PATCH', match: etag, body });
      });
      // also where somebody else was faster: then what they drew is to be seen
      await drawn.reload();
    });
  };
  const { data, isLoading } = drawn.state.value;
  if (data === null && isLoading) return <Bones what="the picture" />;
  return (
    <Suspense fallback={<Bones what="the picture" />}>
      <TraceGraph
        result={result}
        policy={policy}
        locale="en"
        annotations={data?.annotations ?? []}
        onPolicy={onPolicy}
        expansions={expansions}
        {...(mayAs('analyst') ? { onAnnotate: keep, onExpand: expand, onContract: contract } : {})}
      />
    </Suspense>
  );
}

import type { PolicyId } from '../../src/trace/policies/policy.ts';
import type { TraceResult } from '../../src/trace/result.ts';
import { Empty } from './states.tsx';

interface FlowProps {
  readonly result: TraceResult;
  readonly policy: PolicyId;
  readonly traceId: string;
  readonly onSelect: (holder: string) => void;
}

/** The picture of a trace; the one place that knows how it is drawn. */
export function Flow({ result }: FlowProps) {
  return (
    <Empty title="The picture is not drawn here">
      The table says the same: {result.holders.length} holders, {result.hops.length} hops.
    </Empty>
  );
}

import { openCase } from '../../src/casework/case.ts';
import { investigate } from '../../src/casework/investigate.ts';
import type { TraceResult } from '../../src/trace/result.ts';

/** Traces a case as `hue trace` does, in this process. */
export function traceCase(casePath: string): Promise<TraceResult> {
  return investigate(openCase(casePath));
}

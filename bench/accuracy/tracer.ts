import { openCase } from '../../src/casework/case.ts';
import { investigate } from '../../src/casework/investigate.ts';
import type { KnownTags } from '../../src/casework/known-tags.ts';
import type { TraceResult } from '../../src/trace/result.ts';

/** Traces a case as `hue trace` does, in this process; with `known` as with `--known`. */
export function traceCase(casePath: string, known?: KnownTags): Promise<TraceResult> {
  return investigate(openCase(casePath), { known });
}

import type { TraceResult } from '../trace/result.ts';

/**
 * Called between rounds of a trace, which wait for it. `make` gives the result as far as it is
 * known: what is not read yet stands there as cut, and the ledger is asked nothing more for it.
 */
export type TakePartial = (make: () => Promise<TraceResult>) => Promise<void>;

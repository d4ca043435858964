import type { Engine } from './engine.ts';

/** What accounting keeps, in bytes of the records in use. Buffers may be up to twice as large. */
export interface Memory {
  readonly events: number;
  readonly slots: number;
  readonly lots: number;
  readonly histories: number;
  readonly flows: number;
  /** Copies by which the newest blocks can be undone. */
  readonly journals: number;
}

/** Bytes of one record of each kind. */
export const RECORD_BYTES = {
  /** hi, lo, from, to, tx, tag. */
  event: 32,
  /** hi, lo of what came out. */
  swap: 16,
  /** Balance 16, flags 2, lists 32, dirt 16; holder, asset, link 12; its share of the table 12. */
  slot: 90,
  /** hi, lo, label, history, next, block of the last copy. */
  lot: 32,
  /** Parent, event: one per dirty lot moved and policy, none for clean. */
  history: 8,
  /** hi, lo, event, label: one per event, policy and label with dirt. */
  flow: 24,
} as const;

/** What an engine keeps now. Special slots and amounts beyond 2^100 are not counted. */
export function memoryOf(engine: Engine): Memory {
  const { log, state, trail } = engine;
  const flows = trail.flows.reduce((sum, { count }) => sum + count, 0);
  return {
    events: log.length * RECORD_BYTES.event + log.swapped * RECORD_BYTES.swap,
    slots: log.slots.count * RECORD_BYTES.slot,
    lots: (state.fresh - 1) * RECORD_BYTES.lot,
    histories: trail.nodes.count * RECORD_BYTES.history,
    flows: flows * RECORD_BYTES.flow,
    journals: engine.journalBytes,
  };
}

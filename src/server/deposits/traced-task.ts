// Where a result follows money through: in a thread, since a result may be large.

import type { TracedPlace } from '../../store/deposits.ts';
import type { TraceResult } from '../../trace/result.ts';
import type { Task } from '../work/tasks.ts';

export type TracedTask = Task<Uint8Array, never, readonly TracedPlace[]>;

/** Beyond this a trace is of half a chain, and says nothing of one deposit. */
const MOST = 500_000;

/** Places as `placeOf` names them; a service at which a trace stops is one of many people. */
export const tracedTask: TracedTask = async (bytes) => {
  const result = JSON.parse(Buffer.from(bytes).toString('utf8')) as TraceResult;
  const { chain } = result.case;
  const places = new Map<string, TracedPlace[1]>();
  for (const { tx } of result.hops) places.set(placeOf(chain, tx), 'transaction');
  for (const { holder, status } of result.destinations) {
    places.set(placeOf(chain, holder), status === 'at service' ? 'stop' : 'holder');
  }
  for (const { id, followed } of result.holders) {
    places.set(placeOf(chain, id), followed === 'stop' ? 'stop' : 'holder');
  }
  return [...places].slice(0, MOST);
};

/** One name for a holder or transaction, however its hex digits are written. */
export function placeOf(chain: string, id: string): string {
  return `${chain} ${/^0x[0-9a-f]+$/i.test(id) ? id.toLowerCase() : id}`;
}

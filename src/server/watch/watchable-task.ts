// Whether a result has something that can be watched: in a thread, since a result may be large.

import { watchedIn } from '../../casework/watch/watched.ts';
import { traceResultSchema } from '../../trace/result.ts';
import type { Task } from '../work/tasks.ts';

interface Input {
  readonly result: Uint8Array;
  /** Also what rests at services. */
  readonly services: boolean;
}

interface Output {
  readonly chain: string;
  /** How many balances or coins may move. */
  readonly open: number;
  /** Whether a source can be asked for more: what was read from files cannot. */
  readonly isLive: boolean;
}

export type WatchableTask = Task<Input, never, Output>;

export const watchableTask: WatchableTask = async ({ result: bytes, services }) => {
  const result = traceResultSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  const { rests, coins } = watchedIn(result, { services });
  const isLive = result.evidence !== null;
  return { chain: result.case.chain, open: rests.length + coins.length, isLive };
};

// A decision on the tags of an address, taken in a thread: a store of ten million is read for it.

import { join } from 'node:path';
import { decideAbout } from '../../attribution/store/decide-about.ts';
import type { Decision } from '../../attribution/store/decisions.ts';
import { systemClock } from '../../base/clock.ts';
import { parseChain } from '../../ledger/chains.ts';
import type { Task } from './tasks.ts';

interface Input {
  readonly home: string;
  readonly kind: Decision['kind'];
  readonly address: string;
  readonly chain?: string | undefined;
  readonly source?: string | undefined;
  readonly statement: string;
  readonly by: string;
  readonly outcome?: Decision['outcome'] | undefined;
}

type Output = ReturnType<typeof decideAbout>;

export type DecideTask = Task<Input, never, Output>;

export const decideTask: DecideTask = async ({ home, address, chain, ...said }) => {
  const about = {
    ...said,
    chain: chain === undefined ? null : parseChain(chain, 'chain').id,
    now: Math.floor(systemClock.now() / 1000),
  };
  return decideAbout(join(home, 'tags'), address, about);
};

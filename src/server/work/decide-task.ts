// A decision on the tags of an address, weighed in a thread, since a store of ten million is read
// for it; and the file of decisions brought up to what the desk has decided.

import { join } from 'node:path';
import { weigh } from '../../attribution/store/decide-about.ts';
import type { Decision } from '../../attribution/store/decisions.ts';
import { decidedUpTo, type Mark, takeDecided } from '../../attribution/store/folder.ts';
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

type Output = ReturnType<typeof weigh>;

export type DecideTask = Task<Input, never, Output>;

export const decideTask: DecideTask = async ({ home, address, chain, ...said }) => {
  const about = {
    ...said,
    chain: chain === undefined ? null : parseChain(chain, 'chain').id,
    now: Math.floor(systemClock.now() / 1000),
  };
  return weigh(join(home, 'tags'), address, about);
};

/** Gives the last decision that is in the file, once what is given is taken into it. */
export type DecidedTask = Task<
  { readonly home: string; readonly taken: Parameters<typeof takeDecided>[1] | null },
  never,
  Mark
>;

export const decidedTask: DecidedTask = async ({ home, taken }) => {
  const folder = join(home, 'tags');
  return taken === null ? decidedUpTo(folder) : takeDecided(folder, taken);
};

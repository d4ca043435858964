import { cleanFirst } from './clean-first.ts';
import { dirtyFirst } from './dirty-first.ts';
import { fifo } from './fifo.ts';
import { haircut } from './haircut.ts';
import { lifo } from './lifo.ts';
import { poison } from './poison.ts';
import type { Policy, PolicyId } from './policy.ts';
import { tiho } from './tiho.ts';

/** Every policy of the program, by id, in the order of `POLICY_IDS`. */
export const policies: Readonly<Record<PolicyId, Policy>> = {
  haircut,
  fifo,
  lifo,
  tiho,
  clean_first: cleanFirst,
  dirty_first: dirtyFirst,
  poison,
};

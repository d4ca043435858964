// The plain answer and the file for the police, in a thread.

import { type VictimAnswer, victimAnswer } from '../../casework/victim.ts';
import { policePack } from '../../casework/victim-pack.ts';
import type { HowStolen } from '../../casework/victim-steps.ts';
import type { TraceResult } from '../../trace/result.ts';
import type { Task } from '../work/tasks.ts';

interface Input {
  readonly result: Uint8Array;
  readonly how: HowStolen;
  /** What the victim typed: then the file for the police is made, too. */
  readonly typed: string | null;
}

interface Output {
  readonly answer: VictimAnswer;
  readonly pack: Uint8Array | null;
}

export type VictimTask = Task<Input, never, Output>;

export const victimTask: VictimTask = async ({ result: bytes, how, typed }) => {
  const result = JSON.parse(Buffer.from(bytes).toString('utf8')) as TraceResult;
  const answer = victimAnswer(result, how);
  return { answer, pack: typed === null ? null : policePack(result, answer, typed) };
};

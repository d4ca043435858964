// What runs in threads of its own, because it would hold up the event loop. A task more is a file
// and a line here; its modules are loaded in the thread alone.

import type { CheckTask } from '../cases/check-task.ts';
import type { DraftsTask } from '../cases/drafts-task.ts';
import type { GistTask } from '../cases/gist-task.ts';
import type { PackTask } from '../cases/pack-task.ts';
import type { VictimTask } from '../cases/victim-task.ts';
import type { TracedTask } from '../deposits/traced-task.ts';
import type { HeldTask } from '../watch/held-task.ts';
import type { DecidedTask, DecideTask } from './decide-task.ts';
import type { ExpandTask } from './expand-task.ts';
import type { ListsTask } from './lists-task.ts';
import type { ScreenTask } from './screen-task.ts';
import type { TraceTask } from './trace-task.ts';

/** What a task is given beside its input. */
export interface Means<Told> {
  /** Tells whoever waits how far it is; buffers are handed over, not copied. */
  readonly tell: (told: Told, buffers?: readonly ArrayBuffer[]) => void;
  readonly signal: AbortSignal;
}

/** A task: from what, what it tells meanwhile, and what comes of it. */
export type Task<Input, Told, Output> = (input: Input, means: Means<Told>) => Promise<Output>;

interface Tasks {
  readonly gist: GistTask;
  readonly drafts: DraftsTask;
  readonly pack: PackTask;
  readonly check: CheckTask;
  readonly victim: VictimTask;
  readonly traced: TracedTask;
  readonly held: HeldTask;
  readonly trace: TraceTask;
  readonly expand: ExpandTask;
  readonly screen: ScreenTask;
  readonly lists: ListsTask;
  readonly decide: DecideTask;
  readonly decided: DecidedTask;
}

export type TaskName = keyof Tasks;
export type InputOf<Name extends TaskName> = Parameters<Tasks[Name]>[0];
export type ToldBy<Name extends TaskName> = Parameters<Parameters<Tasks[Name]>[1]['tell']>[0];
export type OutputOf<Name extends TaskName> = Awaited<ReturnType<Tasks[Name]>>;

export const TASKS: { readonly [Name in TaskName]: () => Promise<Tasks[Name]> } = {
  gist: async () => (await import('../cases/gist-task.ts')).gistTask,
  drafts: async () => (await import('../cases/drafts-task.ts')).draftsTask,
  pack: async () => (await import('../cases/pack-task.ts')).packTask,
  check: async () => (await import('../cases/check-task.ts')).checkTask,
  victim: async () => (await import('../cases/victim-task.ts')).victimTask,
  traced: async () => (await import('../deposits/traced-task.ts')).tracedTask,
  held: async () => (await import('../watch/held-task.ts')).heldTask,
  trace: async () => (await import('./trace-task.ts')).traceTask,
  expand: async () => (await import('./expand-task.ts')).expandTask,
  screen: async () => (await import('./screen-task.ts')).screenTask,
  lists: async () => (await import('./lists-task.ts')).listsTask,
  decide: async () => (await import('./decide-task.ts')).decideTask,
  decided: async () => (await import('./decide-task.ts')).decidedTask,
};

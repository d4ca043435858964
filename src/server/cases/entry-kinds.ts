// The entries of a case, each kind as a few facts: its table, its columns, what it may refer to.

import { z } from '@hono/zod-openapi';
import * as file from '../../casework/file/entries.ts';

/** What a field may refer to: something of the same case. */
type Referred = 'trace' | 'victim' | 'member';

export interface EntryKind {
  /** In the custody log. */
  readonly name: 'victim' | 'theft' | 'note' | 'task' | 'timeline-entry';
  /** In addresses. */
  readonly path: string;
  /** For people. */
  readonly title: string;
  readonly table: 'victim' | 'theft' | 'note' | 'task' | 'timeline_entry';
  readonly fields: z.ZodObject;
  readonly view: z.ZodObject;
  /** The column of each field. */
  readonly columns: Readonly<Record<string, string>>;
  /** Fields that are times. */
  readonly times: readonly string[];
  readonly refers: Readonly<Record<string, Referred>>;
  /** Whether the table says who wrote it. */
  readonly hasAuthor: boolean;
  /** True where only who wrote it may change it. */
  readonly isOwn: boolean;
  /** False where they are listed among other things. */
  readonly isListed: boolean;
}

const plain = { times: [], refers: {}, hasAuthor: true, isOwn: false, isListed: true };

export const ENTRY_KINDS: readonly EntryKind[] = [
  {
    ...plain,
    name: 'victim',
    path: 'victims',
    title: 'victim',
    table: 'victim',
    fields: file.victimFieldsSchema,
    view: file.victimViewSchema,
    columns: { name: 'name', contact: 'contact', note: 'note' },
    hasAuthor: false,
  },
  {
    ...plain,
    name: 'theft',
    path: 'thefts',
    title: 'theft',
    table: 'theft',
    fields: file.theftFieldsSchema,
    view: file.theftViewSchema,
    columns: {
      chain: 'chain',
      transaction: 'transaction',
      victimId: 'victim_id',
      occurredAt: 'occurred_at',
      note: 'note',
    },
    times: ['occurredAt'],
    refers: { victimId: 'victim' },
    hasAuthor: false,
  },
  {
    ...plain,
    name: 'note',
    path: 'notes',
    title: 'note',
    table: 'note',
    fields: file.noteFieldsSchema,
    view: file.noteViewSchema,
    columns: { traceId: 'trace_id', subject: 'subject', body: 'body' },
    refers: { traceId: 'trace' },
    isOwn: true,
  },
  {
    ...plain,
    name: 'task',
    path: 'tasks',
    title: 'task',
    table: 'task',
    fields: file.taskFieldsSchema,
    view: file.taskViewSchema,
    columns: { title: 'title', dueAt: 'due_at', assignee: 'assignee', doneAt: 'done_at' },
    times: ['dueAt', 'doneAt'],
    refers: { assignee: 'member' },
  },
  {
    ...plain,
    name: 'timeline-entry',
    path: 'timeline',
    title: 'timeline entry',
    table: 'timeline_entry',
    fields: file.timelineFieldsSchema,
    view: file.timelineViewSchema,
    columns: { at: 'at', text: 'text', note: 'note', source: 'source', basis: 'basis' },
    times: ['at'],
    isListed: false,
  },
];

/** The fields as a change gives them: those that are left out stay, whatever their default. */
export function patchOf(fields: z.ZodObject): z.ZodObject {
  const shape = Object.entries(fields.shape).map(([key, field]) => {
    const bare = field instanceof z.ZodDefault ? field.unwrap() : field;
    return [key, (bare as z.ZodType).optional()] as const;
  });
  return z.strictObject(Object.fromEntries(shape));
}

// A case as plain data, for the property test: what each operation makes of it, or with which
// status it is refused. It is written from the rules, and shares nothing with the program.

import fc from 'fast-check';

export const PEOPLE = ['lead', 'editor', 'viewer', 'outsider'] as const;
export type Who = (typeof PEOPLE)[number];
const ROLE: { readonly [who in Who]: 'viewer' | 'analyst' | 'investigator' } = {
  lead: 'investigator',
  editor: 'analyst',
  viewer: 'viewer',
  outsider: 'investigator',
};
const RANK = ['reader', 'editor', 'lead'] as const;
type Part = (typeof RANK)[number];

export const KINDS = ['victims', 'thefts', 'notes', 'tasks', 'timeline'] as const;
export type Kind = (typeof KINDS)[number];

export type Operation =
  | { readonly do: 'add'; readonly who: Who; readonly kind: Kind; readonly text: string }
  | {
      readonly do: 'edit';
      readonly who: Who;
      readonly kind: Kind;
      readonly at: number;
      readonly text: string;
      readonly isStale: boolean;
    }
  | {
      readonly do: 'case';
      readonly who: Who;
      readonly patch: Readonly<Record<string, string>>;
      readonly isStale: boolean;
    }
  | { readonly do: 'member'; readonly who: Who; readonly whom: Who; readonly part: Part | null };

/** What is written in the field that the test changes. */
export const FIELD: { readonly [kind in Kind]: string } = {
  victims: 'note',
  thefts: 'note',
  notes: 'body',
  tasks: 'title',
  timeline: 'text',
};

export interface Model {
  readonly file: Record<string, string>;
  readonly members: Map<Who, Part>;
  /** Who is to come into it once a second person agrees. */
  readonly waiting: Set<Who>;
  readonly entries: { readonly [kind in Kind]: { text: string; by: Who }[] };
  /** Changes that were made, and so rows of the custody log. */
  changes: number;
}

export function newModel(): Model {
  return {
    file: { title: 'A theft', summary: '', tlp: 'amber', status: 'open' },
    members: new Map([['lead', 'lead']]),
    waiting: new Set(),
    entries: { victims: [], thefts: [], notes: [], tasks: [], timeline: [] },
    changes: 1,
  };
}

/** 403 for the role, 404 for who is no member, 403 for the part, in this order; null: allowed. */
function refusal({ members }: Model, who: Who, part: Part): number | null {
  if (ROLE[who] === 'viewer') return 403;
  const own = members.get(who);
  if (own === undefined) return 404;
  return RANK.indexOf(own) < RANK.indexOf(part) ? 403 : null;
}

/** Does an operation in the model: the status that the desk must answer. */
export function apply(model: Model, operation: Operation): number {
  switch (operation.do) {
    case 'add':
      return add(model, operation);
    case 'edit':
      return edit(model, operation);
    case 'case':
      return patchCase(model, operation);
    case 'member':
      return member(model, operation);
  }
}

function add(model: Model, { who, kind, text }: Extract<Operation, { do: 'add' }>): number {
  const refused = refusal(model, who, 'editor');
  if (refused !== null) return refused;
  if (model.file.status === 'closed') return 409;
  model.entries[kind].push({ text, by: who });
  model.changes += 1;
  return 201;
}

function edit(model: Model, asked: Extract<Operation, { do: 'edit' }>): number {
  const { who, kind, at, text, isStale } = asked;
  const refused = refusal(model, who, 'editor');
  if (refused !== null) return refused;
  if (model.file.status === 'closed') return 409;
  const entry = model.entries[kind][at];
  if (!entry) return 404;
  if (isStale) return 412;
  if (kind === 'notes' && entry.by !== who) return 403;
  if (entry.text !== text) model.changes += 1;
  entry.text = text;
  return 200;
}

function patchCase(model: Model, asked: Extract<Operation, { do: 'case' }>): number {
  const { who, patch, isStale } = asked;
  const needsLead = 'status' in patch || 'tlp' in patch;
  const refused = refusal(model, who, needsLead ? 'lead' : 'editor');
  if (refused !== null) return refused;
  if (model.file.status === 'closed' && patch.status !== 'open') return 409;
  if (isStale) return 412;
  if (Object.entries(patch).some(([key, value]) => model.file[key] !== value)) model.changes += 1;
  Object.assign(model.file, patch);
  return 200;
}

function member(model: Model, { who, whom, part }: Extract<Operation, { do: 'member' }>): number {
  const refused = refusal(model, who, 'lead');
  if (refused !== null) return refused;
  if (model.file.status === 'closed') return 409;
  const { members } = model;
  const before = members.get(whom);
  if (part === null && before === undefined) return 404;
  const leads = [...members].filter(([one, own]) => own === 'lead' && one !== whom);
  if (part !== 'lead' && before === 'lead' && leads.length === 0) return 409;
  if (part !== null && before === undefined && model.file.tlp === 'red') {
    if (model.waiting.has(whom)) return 409;
    model.waiting.add(whom);
    model.changes += 1;
    return 202;
  }
  if (before !== (part ?? undefined)) model.changes += 1;
  if (part === null) members.delete(whom);
  else members.set(whom, part);
  return part === null ? 204 : 201;
}

const who = fc.constantFrom(...PEOPLE);
// the lead most of all, so that more is done than refused
const mostlyLead = fc.oneof({ weight: 3, arbitrary: fc.constant('lead' as const) }, who);
const text = fc.constantFrom('one', 'two', 'drei €', '<b>"\'; drop table note', 'a\nb');
const rarely = fc.integer({ min: 0, max: 5 }).map((n) => n === 0);
const kind = fc.constantFrom(...KINDS);
const at = fc.integer({ min: 0, max: 3 });
const patch = fc.oneof(
  fc.record({ title: text, summary: text }, { requiredKeys: [] }),
  fc.record({ status: fc.constantFrom('open', 'open', 'closed') }),
  fc.record({ tlp: fc.constantFrom('green', 'amber', 'red') }),
);
const part = fc.constantFrom('reader', 'editor', 'lead', null);

export const anyOperation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ do: fc.constant('add' as const), who: mostlyLead, kind, text }),
  fc.record({ do: fc.constant('edit' as const), who: mostlyLead, kind, at, text, isStale: rarely }),
  fc.record({ do: fc.constant('case' as const), who: mostlyLead, patch, isStale: rarely }),
  fc.record({ do: fc.constant('member' as const), who: mostlyLead, whom: who, part }),
);

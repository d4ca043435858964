import { type Contents, LEFT_OUT } from './contents.ts';
import type { Rule } from './rules.ts';
import type { SecretWords } from './words.ts';

/** Says that so many of something were left out. */
export type Leave = (rule: Rule, what: string, count: number) => void;

/** Puts into `words` what no text may say, wherever it stands. */
export function secretsOf(contents: Contents, rules: ReadonlySet<Rule>, words: SecretWords): void {
  const isAbove = rules.has('tlp');
  for (const { name, contact } of contents.victims) {
    if (isAbove || rules.has('victims')) words.add(isAbove ? 'tlp' : 'victims', name);
    if (isAbove || rules.has('contacts')) words.addContact(isAbove ? 'tlp' : 'contacts', contact);
  }
  const people = isAbove ? 'tlp' : rules.has('members') ? 'members' : null;
  if (people === null) return;
  words.add(people, ...contents.members.map(({ name }) => name));
  words.add(people, ...contents.notes.map(({ by }) => by));
  words.add(people, ...contents.tasks.map(({ assignee }) => assignee));
  words.add(people, ...contents.timeline.map(({ by }) => by));
  if (isAbove) words.add('tlp', contents.title);
}

/** The case without what the rules leave out; what is written is swept for secrets besides. */
export function redactContents(
  contents: Contents,
  rules: ReadonlySet<Rule>,
  words: SecretWords,
  leave: Leave,
): Contents {
  const swept = (text: string) =>
    words.without(text, (rule) => leave(rule, 'passages of texts', 1));
  const kept = rules.has('tlp') ? withoutText(contents, leave) : chosen(contents, rules, leave);
  return sweep(kept, swept) as Contents;
}

function chosen(contents: Contents, rules: ReadonlySet<Rule>, leave: Leave): Contents {
  const without = <T>(rule: Rule, what: string, items: T[]): T[] => {
    if (!rules.has(rule)) return items;
    leave(rule, what, items.length);
    return [];
  };
  const hidden = (rule: Rule, text: string) => (rules.has(rule) && text !== '' ? LEFT_OUT : text);
  const hiddenOrNull = (rule: Rule, text: string | null) =>
    text === null ? null : hidden(rule, text);
  const counted = <T>(rule: Rule, what: string, items: readonly T[], says: (item: T) => string) => {
    if (rules.has(rule)) leave(rule, what, items.filter((item) => says(item) !== '').length);
  };
  counted('members', 'names of members', contents.members, ({ name }) => name);
  counted('actors', 'names in the custody log', contents.custody, ({ actor }) => actor);
  counted('victims', 'names of victims', contents.victims, ({ name }) => name);
  counted('contacts', 'contacts of victims', contents.victims, (one) => one.contact + one.note);
  counted('notes', 'notes on thefts', contents.thefts, ({ note }) => note);
  // who acted is among the members: hidden there, it must not stand in the log
  const actors = rules.has('actors') ? 'actors' : 'members';
  return {
    ...contents,
    members: contents.members.map(({ name, role }) => ({ name: hidden('members', name), role })),
    victims: contents.victims.map(({ name, contact, note }) => ({
      name: hidden('victims', name),
      contact: hidden('contacts', contact),
      note: hidden('contacts', note),
    })),
    thefts: contents.thefts.map((theft) => ({
      ...theft,
      victim: hiddenOrNull('victims', theft.victim),
      note: hidden('notes', theft.note),
    })),
    notes: without('notes', 'notes', contents.notes).map((note) => {
      return { ...note, by: hidden('members', note.by) };
    }),
    tasks: without('tasks', 'tasks', contents.tasks).map((task) => {
      return { ...task, assignee: hiddenOrNull('members', task.assignee) };
    }),
    timeline: without('timeline', 'entries of the timeline', contents.timeline).map((entry) => {
      return { ...entry, by: hidden('members', entry.by) };
    }),
    custody: contents.custody.map((row) => ({ ...row, actor: hidden(actors, row.actor) })),
  };
}

/** Of a case that is marked too strictly: that there is one, and what stands on chain. */
function withoutText(contents: Contents, leave: Leave): Contents {
  const { members, victims, notes, tasks, timeline, custody } = contents;
  leave('tlp', 'title and summary', 1);
  leave('tlp', 'members', members.length);
  leave('tlp', 'victims', victims.length);
  leave('tlp', 'notes', notes.length);
  leave('tlp', 'tasks', tasks.length);
  leave('tlp', 'entries of the timeline', timeline.length);
  leave('tlp', 'rows of the custody log', custody.length);
  const nothing = { members: [], victims: [], notes: [], tasks: [], timeline: [], custody: [] };
  const thefts = contents.thefts.map((theft) => ({ ...theft, victim: null, note: '' }));
  return { ...contents, ...nothing, thefts, title: LEFT_OUT, summary: LEFT_OUT };
}

/** The same data with every text swept, but hashes and transactions. */
function sweep(value: unknown, swept: (text: string) => string, key = ''): unknown {
  if (typeof value === 'string') return EXACT.has(key) ? value : swept(value);
  if (Array.isArray(value)) return value.map((one) => sweep(one, swept, key));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, sweep(one, swept, name)]),
  );
}

const EXACT: ReadonlySet<string> = new Set([
  ...['at', 'createdAt', 'dueAt', 'doneAt', 'occurredAt'],
  ...['seq', 'hash', 'tlp', 'status', 'role', 'basis', 'action', 'chain', 'transaction'],
]);

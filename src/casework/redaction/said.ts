import { csvTable } from '../exports/csv.ts';
import type { Contents, Cover, Withheld } from './contents.ts';

/** What was left out, in a sentence. */
export function withheldText({ why, what, count }: Withheld): string {
  return `${what}: ${count} (${why}).`;
}

/** What was left out, as a table. */
export function renderWithheldCsv({ redaction }: Cover): string {
  const rows = redaction.withheld.map(({ rule, why, what, count }) => {
    return [redaction.audience, rule, why, what, String(count)];
  });
  return csvTable(['audience', 'rule', 'why', 'what', 'count'], rows);
}

/** The case file as one table: a row for each thing that it holds. */
export function renderFileCsv({ file }: Cover): string {
  return csvTable(['kind', 'when', 'who', 'what', 'more', 'reference'], rowsOf(file));
}

function rowsOf(file: Contents): string[][] {
  const { victims, thefts, notes, tasks, timeline, members, custody } = file;
  const about = [`TLP:${file.tlp.toUpperCase()}`, file.status].join(', ');
  return [
    ['case', file.createdAt, '', file.title, file.summary, `#${file.number}, ${about}`],
    ...members.map(({ name, role }) => ['member', '', name, role, '', '']),
    ...victims.map(({ name, contact, note }) => ['victim', '', name, contact, note, '']),
    ...thefts.map((one) => {
      return [
        'theft',
        one.occurredAt ?? '',
        one.victim ?? '',
        one.chain,
        one.note,
        one.transaction,
      ];
    }),
    ...timeline.map((one) => {
      return ['timeline', one.at, one.by, one.text, one.note, `${one.source} (${one.basis})`];
    }),
    ...notes.map((one) => ['note', one.at, one.by, one.body, '', one.subject ?? '']),
    ...tasks.map((one) => {
      return ['task', one.dueAt ?? '', one.assignee ?? '', one.title, one.doneAt ?? '', ''];
    }),
    ...custody.map((one) => ['custody', one.at, one.actor, one.action, '', one.hash]),
  ];
}

import type { Cover } from '../../../redaction/contents.ts';
import { AUDIENCE_WORDS, RULE_WORDS } from '../../../redaction/rules.ts';
import { withheldText } from '../../../redaction/said.ts';
import { h, type Markup, type Tag } from '../markup.ts';
import { foldedTable, idCode, said } from '../pieces.ts';

/** For whom the pack is, and what is not in it: the first thing that its reader sees. */
export function coverNote({ redaction, file }: Cover): Tag {
  const { audience, rules, withheld } = redaction;
  const nothing =
    rules.length === 0
      ? 'Nothing was left out.'
      : 'There was nothing that these rules leave out, and so nothing was left out.';
  return h(
    'section',
    { class: 'left-out', id: 'left-out', 'aria-label': 'For whom this is, and what was left out' },
    h(
      'p',
      {},
      h('strong', {}, `Made for: ${AUDIENCE_WORDS[audience]}.`),
      ` Case #${file.number}, marked TLP:${file.tlp.toUpperCase()}.`,
    ),
    withheld.length === 0
      ? h('p', {}, nothing)
      : [
          h('p', {}, 'Left out of this pack, in every form of it:'),
          h(
            'ul',
            {},
            withheld.map((one) => h('li', {}, withheldText(one))),
          ),
        ],
    rules.length > 0 &&
      h('p', { class: 'quiet' }, `Rules: ${rules.map((rule) => RULE_WORDS[rule]).join('; ')}.`),
  );
}

/** What the pack tells of the case beside its trace. */
export function caseFileSection({ file }: Cover): Markup[] {
  const { victims, thefts, notes, tasks, timeline, members, custody } = file;
  const columns = (...titles: string[]) => titles.map((title) => ({ title }));
  const table = <T>(
    title: string,
    titles: string[],
    items: readonly T[],
    cells: (item: T) => readonly (Markup | readonly Markup[])[],
  ): Markup[] =>
    items.length === 0
      ? []
      : [h('h3', {}, title), ...foldedTable(title, columns(...titles), items, cells, 25, 'row')];
  return [
    h(
      'p',
      {},
      h('strong', {}, said(file.title, 200)),
      ` · ${file.status} · since ${file.createdAt}`,
    ),
    ...(file.summary === '' ? [] : [h('p', {}, said(file.summary, 20_000))]),
    ...(file.more === 0 ? [] : [h('p', { class: 'quiet' }, `${file.more} rows are not carried.`)]),
    ...table('Victims', ['Name', 'Contact', 'Note'], victims, (one) => [
      said(one.name),
      said(one.contact, 1000),
      said(one.note, 20_000),
    ]),
    ...table('Thefts', ['Transaction', 'Chain', 'Victim', 'When', 'Note'], thefts, (one) => [
      idCode(one.transaction),
      said(one.chain),
      said(one.victim ?? ''),
      one.occurredAt ?? '',
      said(one.note, 20_000),
    ]),
    ...table('Timeline, as people wrote it', ['When', 'What', 'Source, basis'], timeline, (one) => [
      one.at,
      [said(one.text, 2000), h('div', { class: 'quiet' }, said(one.note, 20_000))],
      [said(one.source), ` · ${one.basis} · `, said(one.by)],
    ]),
    ...table('Notes', ['When', 'By', 'Note'], notes, (one) => [
      one.at,
      said(one.by),
      [one.subject === null ? '' : h('div', {}, idCode(one.subject)), said(one.body, 20_000)],
    ]),
    ...table('Tasks', ['Task', 'Due', 'Done', 'Who'], tasks, (one) => [
      said(one.title, 500),
      one.dueAt ?? '',
      one.doneAt ?? '',
      said(one.assignee ?? ''),
    ]),
    ...table('People', ['Name', 'Part'], members, (one) => [said(one.name), one.role]),
    ...table('Custody log', ['Row', 'When', 'Who', 'What', 'Hash'], custody, (one) => [
      one.seq,
      one.at,
      said(one.actor),
      said(one.action),
      idCode(one.hash),
    ]),
  ];
}

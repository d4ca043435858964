import type { Cover } from '../../redaction/contents.ts';
import { inert } from '../inert.ts';
import type { View } from '../view.ts';
import { POLICY_WORDS } from '../words.ts';
import { h, type Markup, type Tag } from './markup.ts';
import { section } from './pieces.ts';
import { certificateTable, policiesTables } from './sections/accounting.ts';
import { actorsList } from './sections/actors.ts';
import { caseFileSection, coverNote } from './sections/case-file.ts';
import { coverageSection, coverageStrip, noiseSection } from './sections/coverage.ts';
import { checking, evidenceSection, glossary } from './sections/evidence.ts';
import { findingsSection, statementsSection } from './sections/findings.ts';
import { flowSection } from './sections/flow.ts';
import { graphSection } from './sections/graph.ts';
import { head } from './sections/head.ts';
import { placesTable, placesTools } from './sections/places.ts';
import { firstPlaces } from './sections/places-chosen.ts';
import { timelineSection } from './sections/timeline.ts';

/** The body before the script has touched it; `note` says what the page had to leave out. */
export function body(view: View, note: string | null, cover: Cover | null): Markup[] {
  const sections = sectionsOf(view, note === null, cover);
  return [
    h('a', { class: 'skip', href: '#where' }, 'Skip to where the money is'),
    patterns(),
    bar(view),
    h(
      'div',
      { class: 'frame' },
      rail(sections),
      h(
        'main',
        {},
        note && h('p', { class: 'partial' }, note),
        cover && coverNote(cover),
        head(view),
        sections.map(({ tag }) => tag),
        foot(view),
      ),
    ),
    h(
      'aside',
      { id: 'panel', class: 'panel', 'aria-labelledby': 'panel-title', hidden: true },
      h('button', { type: 'button', id: 'panel-close', 'aria-label': 'Close' }, '✕'),
      h('div', { id: 'panel-body' }),
    ),
  ];
}

/** Fills that colour alone could not tell apart, for what is not known. */
function patterns(): Tag {
  const stroke = (d: string) => h('path', { d, class: 'hatch-line' });
  const pattern = (id: string, d: string) =>
    h('pattern', { id, width: 6, height: 6, patternUnits: 'userSpaceOnUse' }, stroke(d));
  return h(
    'svg',
    { class: 'defs', 'aria-hidden': 'true', focusable: 'false' },
    h('defs', {}, pattern('hatch', 'M-1 1l2-2M0 6l6-6M5 7l2-2'), pattern('dots', 'M1 0v6M4 0v6')),
  );
}

interface Section {
  readonly id: string;
  readonly title: string;
  readonly lead: string | null;
  /** Nothing, where the result has nothing for it: then the section is left out. */
  readonly content: (view: View, whole: boolean) => readonly Markup[];
}

/** A part that the script draws anew when the policy changes. */
function part(name: string, content: readonly Markup[]): Tag {
  return h('div', { 'data-part': name }, content);
}

/** In the order in which somebody who must act reads them; what proves it comes after. */
const SECTIONS: readonly Section[] = [
  {
    id: 'where',
    title: 'Where the money is',
    lead:
      'Each place once. The amount is that of the shown policy; the band runs over all policies ' +
      'that conserve value; reach is all that could be stolen money.',
    content: (view, whole) => [
      placesTools(view, whole),
      part('places', placesTable(view, firstPlaces(view.locked))),
    ],
  },
  {
    id: 'actors',
    title: 'Who can act now',
    lead:
      'Those who are known to have the power first, then those who may, by what they can reach. ' +
      'Several may have power over the same money, so the sums overlap.',
    content: (view) => [part('actors', actorsList(view, view.locked))],
  },
  { id: 'findings', title: 'Findings', lead: null, content: findingsSection },
  {
    id: 'statements',
    title: 'Statements of account',
    lead:
      'What came in, went out and remains on the accounts that the case asks about, as the ' +
      'ledger lists it.',
    content: statementsSection,
  },
  {
    id: 'flow',
    title: 'How it flowed, by venue',
    lead:
      'From the sources through unnamed wallets to where it rests. Money that goes round is ' +
      'drawn each time it moves.',
    content: (view) =>
      view.result.hops.length > 0 ? [part('flow', flowSection(view, view.locked))] : [],
  },
  {
    id: 'graph-section',
    title: 'Hop by hop',
    lead:
      'Lanes are by what a holder is; lines are as wide as what they moved, and change their ' +
      'colour and dash where the asset changes.',
    content: (view) => (view.result.holders.length > 0 ? graphSection(view) : []),
  },
  {
    id: 'timeline',
    title: 'Timeline',
    lead: null,
    content: (view) =>
      view.result.hops.length > 0 ? [part('timeline', timelineSection(view, view.locked))] : [],
  },
  {
    id: 'policies',
    title: 'Policies side by side',
    lead:
      'Rules for which lots leave when value leaves, over the same events. Where they differ, ' +
      'the amount is uncertain by as much.',
    content: policiesTables,
  },
  {
    id: 'coverage',
    title: 'Coverage: what was not followed',
    lead: null,
    content: coverageSection,
  },
  {
    id: 'noise',
    title: 'Noise, set aside',
    lead: 'Transfers that touch traced holders and were not followed, each with its reason.',
    content: noiseSection,
  },
  {
    id: 'certificate',
    title: 'Certificate',
    lead:
      'Under every policy, every unit that was stolen is accounted for; the difference is zero, ' +
      'or the program refuses to answer.',
    content: (view) => [h('div', { class: 'certificate' }, certificateTable(view))],
  },
  { id: 'evidence', title: 'Evidence', lead: null, content: evidenceSection },
  { id: 'checking', title: 'How this can be checked', lead: null, content: checking },
  { id: 'words', title: 'Words', lead: null, content: glossary },
];

interface Entry {
  readonly id: string;
  readonly title: string;
  readonly tag: Tag;
}

/** Where nothing was placed, what was found beside the flow is the answer and comes first. */
function inOrder(view: View): readonly Section[] {
  if (view.result.destinations.length > 0) return SECTIONS;
  const facts = SECTIONS.filter(({ id }) => id === 'findings' || id === 'statements');
  return [...facts, ...SECTIONS.filter((entry) => !facts.includes(entry))];
}

function sectionsOf(view: View, whole: boolean, cover: Cover | null): Entry[] {
  const file: Section = {
    id: 'case-file',
    title: 'The case file',
    lead: 'What people wrote, and what was done to the case, as far as this pack carries it.',
    content: () => (cover === null ? [] : caseFileSection(cover)),
  };
  const filled = [...inOrder(view), file]
    .map((entry) => ({ ...entry, children: entry.content(view, whole) }))
    .filter(({ children }) => children.length > 0);
  return filled.map(({ id, title, lead, children }, i) => ({
    id,
    title,
    tag: section(i + 1, id, title, lead, children),
  }));
}

function bar(view: View): Tag {
  const { case: about, settings } = view.result;
  return h(
    'header',
    { class: 'bar' },
    h(
      'div',
      { class: 'bar-line' },
      h('a', { class: 'brand', href: '#answer' }, 'Hue & Cry'),
      h('span', { class: 'bar-title' }, h('bdi', {}, inert(about.title, 120))),
      h(
        'label',
        { class: 'policy-switch script-only' },
        h('span', {}, 'Policy '),
        h(
          'select',
          { id: 'policy', 'data-locked': settings.policy },
          settings.policies.map((id) =>
            h(
              'option',
              { value: id, selected: id === settings.policy },
              POLICY_WORDS[id].name + (id === settings.policy ? ' (locked)' : ''),
            ),
          ),
        ),
      ),
      h(
        'button',
        { type: 'button', id: 'theme', class: 'script-only', 'aria-pressed': 'false' },
        'Dark',
      ),
    ),
    coverageStrip(view),
    h('p', { id: 'policy-note', class: 'policy-note', role: 'status', hidden: true }),
  );
}

function rail(sections: readonly Entry[]): Tag {
  return h(
    'nav',
    { class: 'rail', 'aria-label': 'Sections' },
    h(
      'ol',
      {},
      h('li', {}, h('a', { href: '#answer' }, 'The answer')),
      sections.map(({ id, title }) =>
        h('li', {}, h('a', { href: `#${id}` }, title.replace(/:.*/, ''))),
      ),
    ),
  );
}

function foot(view: View): Tag {
  const { program } = view.result;
  return h(
    'footer',
    { class: 'foot' },
    `Made by Hue & Cry ${inert(program.version, 20)}, free software. ` +
      'This page makes no request and needs no network.',
  );
}

import { actorsOf, isFreezable } from '../../actors.ts';
import { count, dollars, percent, toCents } from '../../figures.ts';
import { inert } from '../../inert.ts';
import {
  amountsText,
  centsUnder,
  leastCents,
  unitsByAsset,
  unitsUnder,
  type View,
} from '../../view.ts';
import { POLICY_WORDS } from '../../words.ts';
import { h, type Tag } from '../markup.ts';
import { said } from '../pieces.ts';
import { split } from './split.ts';

/** The head of the page: what was stolen, how much is placed, how much can be frozen, by whom. */
export function head(view: View): Tag {
  const { case: about, summary, thefts, seeds } = view.result;
  const named = view.result.stolen.length + view.result.destinations.length > 0;
  const since = about.since ?? seeds[0]?.time ?? null;
  return h(
    'header',
    { class: 'head', id: 'answer' },
    h(
      'p',
      { class: 'case' },
      about.title === about.id ? 'Case' : said(about.id, 80),
      ' · ',
      said(about.chain, 60),
      since ? ` · theft ${since} UTC` : '',
      about.reportedAt ? ` · reported ${inert(about.reportedAt, 40)}` : '',
    ),
    h('h1', {}, said(about.title, 160)),
    h('p', { class: 'headline' }, said(summary.headline, 600)),
    named && figures(view),
    named && h('div', { 'data-part': 'split' }, split(view, view.locked)),
    summary.sentences.length > 0 &&
      h(
        'ul',
        { class: 'sentences' },
        summary.sentences.map((text) => h('li', {}, said(text, 800))),
      ),
    about.question && h('p', { class: 'quiet question' }, 'Asked: ', said(about.question, 600)),
    thefts.length > 1 &&
      h(
        'p',
        { class: 'quiet' },
        `Thefts: ${thefts.map(({ title }) => inert(title, 80)).join('; ')}`,
      ),
  );
}

interface Figure {
  readonly name: string;
  readonly cents: bigint | null;
  /** Units by asset: what is said where not everything has a price. */
  readonly sums: ReadonlyMap<string, bigint>;
  readonly note: string;
  readonly act?: boolean;
}

function figures(view: View): Tag {
  const { summary, stolen, destinations } = view.result;
  const able = actorsOf(view, view.locked).ranked.filter(({ action }) => action.strength === 'can');
  const names = [...new Set(able.map(({ action }) => inert(action.actor, 40)))];
  const others = names.length > 3 ? ` and ${names.length - 3} more` : '';
  const by = names.length > 0 ? `by ${names.slice(0, 3).join(', ')}${others}` : '';
  const taken = new Map<string, bigint>();
  for (const { asset, amount } of stolen) {
    taken.set(asset, (taken.get(asset) ?? 0n) + BigInt(amount));
  }
  const policy = POLICY_WORDS[view.locked].name;
  const whole = toCents(summary.stolenUsd);
  const list: Figure[] = [
    {
      name: 'Stolen',
      cents: whole,
      sums: taken,
      note: whole === null ? '' : amountsText(view, taken).slice(0, 5).join(' · '),
    },
    {
      name: 'Placed',
      cents: placedCents(view),
      sums: unitsByAsset(destinations, view.locked),
      note: `at ${count(destinations.length, 'place')}, under ${policy}, the locked policy`,
    },
    {
      name: 'Can be stopped now',
      cents: toCents(summary.freezableUsd),
      sums: unitsByAsset(destinations.filter(isFreezable), view.locked),
      note: by || 'nobody is known who could',
      act: true,
    },
    {
      name: 'Unknown',
      cents: toCents(summary.unknownUsd),
      sums: new Map(),
      note: 'not covered, not followed, or swapped with proceeds outside',
    },
  ];
  return h(
    'dl',
    { class: 'figures-row' },
    list.map((item) => figure(view, item, whole)),
  );
}

/** What all places hold; null as soon as one of them has no price: a part is no sum. */
function placedCents(view: View): bigint | null {
  let sum = 0n;
  for (const { asset, amounts, usd } of view.result.destinations) {
    const cents = centsUnder(view, asset, amounts, usd, view.locked);
    if (cents !== null) sum += cents;
    else if (unitsUnder(amounts, view.locked) > 0n) return null;
  }
  return sum;
}

function figure(view: View, item: Figure, whole: bigint | null): Tag {
  const { name, cents, note, act } = item;
  const share = cents === null || whole === null || name === 'Stolen' ? '' : percent(cents, whole);
  const { big, more } = cents === null ? unpriced(view, item.sums) : { big: null, more: '' };
  return h(
    'div',
    { class: act ? 'figure act' : 'figure' },
    h('dt', {}, name),
    h(
      'dd',
      {},
      h('span', { class: cents === null && !big ? 'big unknown' : 'big' }, big ?? dollars(cents)),
      share && h('span', { class: 'share' }, `${share} of the stolen`),
      more && h('span', { class: 'share' }, more),
      note && h('span', { class: 'note' }, note),
    ),
  );
}

/** Where not everything has a price: at least so much and what comes on top, or units alone. */
function unpriced(
  view: View,
  sums: ReadonlyMap<string, bigint>,
): { big: string | null; more: string } {
  const least = leastCents(view, sums);
  const without = [...sums].filter(([asset]) => least === null || !view.prices.has(asset));
  const texts = amountsText(view, new Map(without));
  const first = least === null ? texts.shift() : undefined;
  const rest = texts.slice(0, 3).map((text) => `+ ${text}`);
  if (texts.length > 3) rest.push(`+ ${count(texts.length - 3, 'more asset')}`);
  if (least !== null) rest.push('without a known price');
  else if (first !== undefined) rest.push('(worth unknown: no price was given)');
  return { big: least === null ? (first ?? null) : `≥ ${dollars(least)}`, more: rest.join(' ') };
}

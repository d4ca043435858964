import { actorsOf, isFreezable } from '../../actors.ts';
import { count, dollars, percent, toCents } from '../../figures.ts';
import { inert } from '../../inert.ts';
import { amountsText, unitsByAsset, type View } from '../../view.ts';
import { POLICY_WORDS } from '../../words.ts';
import { h, type Tag } from '../markup.ts';
import { said } from '../pieces.ts';
import { split } from './split.ts';

/** The head of the page: what was stolen, how much is placed, how much can be frozen, by whom. */
export function head(view: View): Tag {
  const { case: about, summary, thefts, seeds } = view.result;
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
    figures(view),
    h('div', { 'data-part': 'split' }, split(view, view.locked)),
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
  readonly usd: string | null;
  /** What to say in units where no price is known: the largest first. */
  readonly units: readonly string[];
  readonly note: string;
  readonly act?: boolean;
}

function figures(view: View): Tag {
  const { summary, stolen, destinations } = view.result;
  const able = actorsOf(view, view.locked).ranked.filter(({ action }) => action.strength === 'can');
  const names = [...new Set(able.map(({ action }) => inert(action.actor, 40)))];
  const others = names.length > 3 ? ` and ${names.length - 3} more` : '';
  const by = names.length > 0 ? `by ${names.slice(0, 3).join(', ')}${others}` : '';
  const all = unitsByAsset(destinations, view.locked);
  const open = unitsByAsset(destinations.filter(isFreezable), view.locked);
  const taken = new Map<string, bigint>();
  for (const { asset, amount } of stolen) {
    taken.set(asset, (taken.get(asset) ?? 0n) + BigInt(amount));
  }
  const policy = POLICY_WORDS[view.locked].name;
  const list: Figure[] = [
    {
      name: 'Stolen',
      usd: summary.stolenUsd,
      units: amountsText(view, taken),
      note: summary.stolenUsd === null ? '' : amountsText(view, taken).slice(0, 5).join(' · '),
    },
    {
      name: 'Placed',
      usd: placedUsd(view),
      units: amountsText(view, all),
      note: `at ${count(destinations.length, 'place')}, under ${policy}, the locked policy`,
    },
    {
      name: 'Can be stopped now',
      usd: summary.freezableUsd,
      units: amountsText(view, open),
      note: by || 'nobody is known who could',
      act: true,
    },
    {
      name: 'Unknown',
      usd: summary.unknownUsd,
      units: [],
      note: 'written off, cut by a limit, or at places without a name',
    },
  ];
  return h(
    'dl',
    { class: 'figures-row' },
    list.map((item) => figure(item, toCents(summary.stolenUsd))),
  );
}

/** Null as soon as one of the parts is not known: a part is no sum. */
function placedUsd(view: View): string | null {
  const { atServicesUsd, heldUsd, notCoveredUsd } = view.result.summary;
  let sum = 0n;
  for (const usd of [atServicesUsd, heldUsd, notCoveredUsd]) {
    const cents = toCents(usd);
    if (cents === null) return null;
    sum += cents;
  }
  return `${sum / 100n}.${(sum % 100n).toString().padStart(2, '0')}`;
}

function figure({ name, usd, units, note, act }: Figure, whole: bigint | null): Tag {
  const cents = toCents(usd);
  const share = cents === null || whole === null || name === 'Stolen' ? '' : percent(cents, whole);
  const [first, ...rest] = units;
  const inUnits = cents === null && first !== undefined;
  const more = rest.slice(0, 3).map((text) => `+ ${text}`);
  if (rest.length > 3) more.push(`+ ${count(rest.length - 3, 'more asset')}`);
  return h(
    'div',
    { class: act ? 'figure act' : 'figure' },
    h('dt', {}, name),
    h(
      'dd',
      {},
      h(
        'span',
        { class: cents === null && !inUnits ? 'big unknown' : 'big' },
        inUnits ? first : dollars(cents),
      ),
      share && h('span', { class: 'share' }, `${share} of the stolen`),
      inUnits && h('span', { class: 'share' }, more.join(' ')),
      inUnits && h('span', { class: 'note' }, 'worth unknown: no price was given'),
      note && h('span', { class: 'note' }, note),
    ),
  );
}

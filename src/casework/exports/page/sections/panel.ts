import type { PolicyId } from '../../../../trace/policies/policy.ts';
import type { Destination, ResultHolder, ResultHop } from '../../../../trace/result.ts';
import { isFreezable, powersOver, strengthOf } from '../../actors.ts';
import { count, dollars } from '../../figures.ts';
import { inert } from '../../inert.ts';
import {
  amountText,
  categoryOfHolder,
  centsUnder,
  nameOf,
  shortOf,
  unitsUnder,
  type View,
} from '../../view.ts';
import { typeWords } from '../../words.ts';
import { h, type Markup, type Tag } from '../markup.ts';
import { basisTag, gradeTag, holderButton, icon, idCode, said } from '../pieces.ts';
import { findingOf } from './findings.ts';
import { byPolicy, copyButton, transactions } from './transactions.ts';

/** What the side panel shows. */
export type Target =
  | { readonly kind: 'holder'; readonly id: string }
  | { readonly kind: 'hops'; readonly hops: readonly number[] }
  | { readonly kind: 'group'; readonly label: string; readonly holders: readonly string[] };

export const PANEL_SHOWN = 30;

/** The side panel: who a holder is, what rests there, and every transaction with its evidence. */
export function panel(view: View, policy: PolicyId, target: Target, shown: number): Markup[] {
  if (target.kind === 'group') return group(view, policy, target, shown);
  if (target.kind === 'hops') return movement(view, policy, target.hops, shown);
  const holder = view.holders.get(target.id);
  const ins: ResultHop[] = [];
  const outs: ResultHop[] = [];
  for (const hop of view.result.hops) {
    if (hop.to === target.id) ins.push(hop);
    if (hop.from === target.id) outs.push(hop);
  }
  const places = view.result.destinations.filter((place) => place.holder === target.id);
  return [
    ...identity(view, target.id, holder),
    ...places.map((place) => resting(view, policy, place)),
    holder ? positions(view, policy, holder) : '',
    ...findingOf(view, target.id),
    transactions(view, policy, 'Came in', ins, shown),
    transactions(view, policy, 'Went out', outs, shown),
    holder && !holder.outgoingListed
      ? h('p', { class: 'gap' }, 'The ledger does not list what leaves here: unknown, not zero.')
      : '',
  ];
}

function identity(view: View, id: string, holder: ResultHolder | undefined): Markup[] {
  const name = holder?.name ?? null;
  const pairs: (readonly [string, Markup | Markup[]])[] = [];
  if (name) {
    pairs.push(['Label', said(name.label, 1000)], ['Type', said(typeWords(name.type), 100)]);
    const known = [gradeTag(name.grade), ' ', basisTag(name.basis), ' ', said(name.source, 300)];
    pairs.push([
      'Known how',
      name.sourceDate ? [...known, `, ${inert(name.sourceDate, 40)}`] : known,
    ]);
    if (name.inference) pairs.push(['Rule', said(name.inference, 600)]);
    if (name.others.length > 0) {
      pairs.push([
        'Also said',
        name.others.slice(0, 20).map((other) => h('div', {}, said(other, 300))),
      ]);
    }
  }
  if (holder) {
    pairs.push(['Role in this case', [holder.role, ' ', basisTag(holder.basis)]]);
    pairs.push(['Followed', FOLLOWED[holder.followed]]);
    pairs.push(['From a source', count(holder.hop, 'hop')]);
    pairs.push(['Traced', `${holder.first} to ${holder.last} UTC`]);
  }
  return [
    h(
      'div',
      { class: 'panel-title' },
      icon(categoryOfHolder(view, id)),
      h(
        'h2',
        { tabindex: -1, id: 'panel-title' },
        h('bdi', {}, nameOf(view, id) ?? shortOf(view, id)),
      ),
    ),
    h('p', { class: 'panel-id' }, idCode(id), ' ', copyButton(id, 'the address')),
    h(
      'dl',
      { class: 'pairs' },
      pairs.map(([term, text]) => [h('dt', {}, term), h('dd', {}, text)]),
    ),
  ];
}

const FOLLOWED: { readonly [how in ResultHolder['followed']]: string } = {
  source: 'a source of the theft: all that leaves is stolen',
  whole: 'whole: nearly all that it received is stolen',
  lots: 'only as far as its lots say',
  passed: 'passed through within one transaction',
  stop: 'no: the trace stops here',
};

function resting(view: View, policy: PolicyId, place: Destination): Tag {
  const units = unitsUnder(place.amounts, policy);
  const cents = centsUnder(view, place.asset, place.amounts, place.usd, policy);
  const short = (text: string) => amountText(view, place.asset, BigInt(text));
  const { low, high } = place.band;
  const band = low === high ? 'all policies agree' : `band ${short(low)} to ${short(high)}`;
  const actors = powersOver(place);
  return h(
    'div',
    { class: isFreezable(place) ? 'resting act' : 'resting' },
    h('h3', {}, `Rests here: ${amountText(view, place.asset, units)}`),
    h('p', {}, cents === null ? 'price unknown' : dollars(cents), ` · ${place.status}`),
    h('p', {}, `Since ${place.since} UTC, last ${place.last}`),
    h(
      'p',
      {},
      said(place.why, 600),
      h('span', { class: 'quiet' }, ` Rule: ${inert(place.rule, 200)}.`),
    ),
    h('p', { class: 'quiet' }, `${band}; reach ${short(place.reach)}`),
    byPolicy(view, place.asset, place.amounts),
    pathOf(place),
    actors.length === 0
      ? h(
          'p',
          {},
          h(
            'strong',
            {},
            strengthOf(place) === 'none' ? 'Nobody can stop it. ' : 'Not known who could stop it. ',
          ),
          said(place.freeze[0]?.basis ?? '', 300),
        )
      : h(
          'ul',
          { class: 'panel-actors' },
          actors.map((action) =>
            h(
              'li',
              {},
              h('strong', {}, said(action.actor, 100)),
              ` ${action.strength}: `,
              said(action.power, 200),
              h(
                'div',
                { class: 'quiet' },
                said([action.how, action.basis, action.reality].filter(Boolean).join(' · '), 900),
              ),
            ),
          ),
        ),
  );
}

/** The transactions by which the largest lot came, for who wants to follow it by hand. */
function pathOf(place: Destination): Tag | string {
  if (place.path.length === 0) return '';
  return h(
    'details',
    { class: 'fold' },
    h('summary', {}, `Path of the largest lot: ${count(place.path.length, 'transaction')}`),
    h(
      'ol',
      { class: 'panel-list numbered' },
      place.path
        .slice(0, 200)
        .map((tx) => h('li', {}, idCode(tx), ' ', copyButton(tx, 'the hash'))),
    ),
    place.path.length > 200 ? h('p', { class: 'quiet' }, 'The rest is in the JSON.') : '',
  );
}

function positions(view: View, policy: PolicyId, holder: ResultHolder): Tag | string {
  const rows = holder.positions.slice(0, 20);
  if (rows.length === 0) return '';
  return h(
    'div',
    {},
    h('h3', {}, 'Stolen money here, by asset'),
    h(
      'ul',
      { class: 'panel-list' },
      rows.map((row) =>
        h(
          'li',
          {},
          `received ${amountText(view, row.asset, unitsUnder(row.received, policy))}, `,
          `held ${amountText(view, row.asset, unitsUnder(row.held, policy))}`,
        ),
      ),
    ),
    holder.positions.length > 20
      ? h('p', { class: 'quiet' }, `${holder.positions.length - 20} more assets in the JSON.`)
      : '',
  );
}

function movement(
  view: View,
  policy: PolicyId,
  indexes: readonly number[],
  shown: number,
): Markup[] {
  const hops = indexes.map((i) => view.result.hops[i]).filter((hop) => hop !== undefined);
  const first = hops[0];
  if (!first) return [];
  return [
    h('h2', { tabindex: -1, id: 'panel-title' }, 'Movement'),
    h('p', {}, holderButton(view, first.from), ' → ', holderButton(view, first.to)),
    transactions(view, policy, 'Transactions', hops, shown),
  ];
}

function group(
  view: View,
  policy: PolicyId,
  target: Target & { kind: 'group' },
  shown: number,
): Markup[] {
  const worth = (id: string) =>
    view.result.destinations
      .filter((place) => place.holder === id)
      .map(
        (place) =>
          `${amountText(view, place.asset, unitsUnder(place.amounts, policy))} ${place.status}`,
      )
      .join(', ');
  const left = target.holders.length - shown;
  return [
    h('h2', { tabindex: -1, id: 'panel-title' }, target.label),
    h(
      'p',
      { class: 'quiet' },
      'Holders of lesser value, drawn as one so that the graph can be read.',
    ),
    h(
      'ol',
      { class: 'panel-list' },
      target.holders
        .slice(0, shown)
        .map((id) =>
          h(
            'li',
            {},
            holderButton(view, id),
            h('span', { class: 'quiet' }, ` ${worth(id) || 'moved on'}`),
          ),
        ),
    ),
    left > 0
      ? h('button', { type: 'button', 'data-more': 'panel' }, `Show ${Math.min(left, 100)} more`)
      : '',
  ];
}

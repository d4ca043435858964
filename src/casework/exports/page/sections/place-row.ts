import { formatSpan } from '../../../../base/time.ts';
import type { PolicyId } from '../../../../trace/policies/policy.ts';
import type { Destination } from '../../../../trace/result.ts';
import { isFreezable, powersOver, strengthOf } from '../../actors.ts';
import { categoryOf } from '../../category.ts';
import { count, dollars, ratio, shortAmount } from '../../figures.ts';
import { inert } from '../../inert.ts';
import { amountText, assetOf, exactText, nameOf, unitsUnder, type View } from '../../view.ts';
import { POLICY_WORDS, typeWords } from '../../words.ts';
import { h, type Markup, type Tag } from '../markup.ts';
import { basisTag, gradeTag, icon, idCode, said, secondsBetween } from '../pieces.ts';

import type { Row } from './places-chosen.ts';

/** One row of the table: where, how much, since when, how it is known, who can stop it. */
export function placeRow(view: View, policy: PolicyId, row: Row): Tag {
  const { place } = row;
  const cell = (title: string, cls: string, ...children: Markup[]) =>
    h('td', { 'data-label': title, class: cls }, children);
  return h(
    'tr',
    { class: isFreezable(place) ? 'can-freeze' : undefined },
    cell('Where', 'where-cell', whereCell(view, place)),
    cell('Amount', 'figures', ...amountCell(view, policy, row)),
    cell('Band', 'figures band', ...bandCell(view, policy, place)),
    cell('State', 'state', h('strong', {}, place.status), h('br'), said(place.why)),
    cell('Since', 'since', ...sinceCell(view, place)),
    cell('Known how', 'how', ...knownCell(place)),
    cell('Who can stop it', 'freeze', ...freezeCell(place)),
  );
}

function whereCell(view: View, place: Destination): Tag {
  const holder = view.holders.get(place.holder);
  const { name } = place;
  const id = categoryOf(holder?.followed ?? 'stop', name?.type ?? null);
  const title = inert(name ? `${name.label}; ${name.source}` : place.holder, 300);
  const open = (text: string, cls: string) =>
    h(
      'button',
      { type: 'button', class: `open ${cls}`, 'data-open': place.holder, title },
      h('bdi', {}, text),
    );
  return h(
    'div',
    { class: 'where' },
    icon(id),
    name
      ? h(
          'div',
          {},
          open(nameOf(view, place.holder) ?? inert(name.label), ''),
          h('span', { class: 'type' }, ` ${inert(typeWords(name.type))}`),
          h('br'),
          idCode(place.holder),
        )
      : h(
          'div',
          {},
          open(inert(place.holder, 200), 'id'),
          h('br'),
          h('span', { class: 'type' }, 'no name known'),
        ),
  );
}

function amountCell(view: View, policy: PolicyId, { place, units, cents }: Row): Markup[] {
  const title = `${exactText(view, place.asset, units)}, ${POLICY_WORDS[policy].name}`;
  const about = policy === view.locked || cents === null ? '' : '≈ ';
  return [
    h('span', { class: 'amount', title }, amountText(view, place.asset, units)),
    h('br'),
    h(
      'span',
      { class: cents === null ? 'unknown' : 'usd' },
      about + (cents === null ? 'price unknown' : dollars(cents)),
    ),
  ];
}

function bandCell(view: View, policy: PolicyId, place: Destination): Markup[] {
  const { decimals } = assetOf(view, place.asset);
  const low = BigInt(place.band.low);
  const high = BigInt(place.band.high);
  const reach = BigInt(place.reach);
  const text =
    low === high ? 'all agree' : `${shortAmount(low, decimals)}–${shortAmount(high, decimals)}`;
  const widest = reach > high ? reach : high;
  return [
    bandBar(
      ratio(low, widest),
      ratio(high, widest),
      ratio(unitsUnder(place.amounts, policy), widest),
    ),
    h('span', {}, text),
    h('br'),
    h('span', { class: 'quiet' }, `reach ${shortAmount(reach, decimals)}`),
  ];
}

/** A bar from 0 to the reach: the band filled, the shown policy as a line. */
function bandBar(low: number, high: number, at: number): Tag {
  const x = (n: number) => Number((n * 100).toFixed(2));
  return h(
    'svg',
    { class: 'band-bar', viewBox: '0 0 100 8', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    h('rect', { class: 'band-axis', x: 0, y: 3.5, width: 100, height: 1 }),
    h('rect', {
      class: 'band-fill',
      x: x(low),
      y: 1,
      width: Math.max(1.5, x(high - low)),
      height: 6,
    }),
    h('rect', { class: 'band-at', x: Math.min(98.5, x(at)), y: 0, width: 1.5, height: 8 }),
  );
}

function sinceCell(view: View, place: Destination): Markup[] {
  const after = secondsBetween(view.start ?? place.since, place.since);
  const times = count(place.transfers, 'transfer');
  const title = `${place.since} UTC, last arrival ${place.last}, ${times}`;
  return [
    h('time', { title }, place.since.slice(0, 16)),
    h('br'),
    h('span', { class: 'quiet' }, after >= 0 ? `+ ${formatSpan(after)}` : 'before the theft'),
  ];
}

function knownCell(place: Destination): Markup[] {
  const { name } = place;
  return [
    gradeTag(place.grade),
    ' ',
    basisTag(name?.basis ?? 'observed', name ? (name.inference ?? name.source) : null),
  ];
}

function freezeCell(place: Destination): Markup[] {
  const [first, ...others] = powersOver(place);
  if (!first) {
    const known = strengthOf(place) === 'none';
    const reason = place.freeze[0]?.basis;
    return [
      h('span', { class: 'nobody' }, known ? 'nobody can' : 'not known'),
      reason ? h('span', { class: 'quiet' }, h('br'), said(reason, 80)) : '',
    ];
  }
  const names = [...new Set(others.map(({ actor }) => inert(actor, 40)))];
  return [
    h('strong', {}, said(first.actor, 60)),
    first.strength === 'may' ? ' may' : ' can',
    h('br'),
    h('span', { class: 'quiet' }, said(first.power, 120)),
    names.length > 0 ? h('span', { class: 'quiet' }, h('br'), `also ${names.join(', ')}`) : '',
  ];
}

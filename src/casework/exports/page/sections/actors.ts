import type { PolicyId } from '../../../../trace/policies/policy.ts';
import { type Actor, actorsOf, type Reach } from '../../actors.ts';
import { count, dollars, ratio } from '../../figures.ts';
import { inert } from '../../inert.ts';
import { amountText, type View } from '../../view.ts';
import { h, type Markup, type Tag } from '../markup.ts';
import { said } from '../pieces.ts';

const SHOWN = 10;

/** Who can act now: ranked by what they can reach; what nobody can reach is said as plainly. */
export function actorsList(view: View, policy: PolicyId): Markup[] {
  const { ranked, unknown, nobody } = actorsOf(view, policy);
  const most = ranked.reduce((max, { cents }) => (cents !== null && cents > max ? cents : max), 0n);
  const items = ranked.map((actor, i) => item(view, actor, i, most));
  const rest = items.slice(SHOWN);
  return [
    items.length > 0
      ? h('ol', { class: 'actors' }, items.slice(0, SHOWN))
      : h('p', {}, 'Nobody is known who could stop any of it.'),
    rest.length > 0
      ? h(
          'details',
          { class: 'fold' },
          h('summary', {}, count(rest.length, 'more actor')),
          h('ol', { class: 'actors' }, rest),
        )
      : '',
    without(view, 'Not known who could', unknown),
    without(view, 'Nobody can', nobody),
  ];
}

function without(view: View, title: string, reach: Reach | null): Tag | string {
  if (!reach) return '';
  const worth = reach.cents === null ? 'worth unknown' : dollars(reach.cents);
  return h(
    'p',
    { class: 'nobody-line' },
    h('strong', {}, `${title}: `),
    `${worth} at ${count(reach.places.length, 'place')}. `,
    h('span', { class: 'quiet' }, amounts(view, reach)),
  );
}

function amounts(view: View, reach: Reach): string {
  const list = [...reach.units].filter(([, units]) => units > 0n);
  const texts = list.slice(0, 4).map(([asset, units]) => amountText(view, asset, units));
  if (list.length > 4) texts.push(count(list.length - 4, 'more asset'));
  return texts.join(' · ');
}

function item(view: View, actor: Actor, rank: number, most: bigint): Tag {
  const { action, cents } = actor;
  const width = cents === null ? 0 : ratio(cents, most) * 100;
  return h(
    'li',
    { class: `strength-${action.strength}` },
    h('span', { class: 'rank', 'aria-hidden': 'true' }, String(rank + 1)),
    h(
      'div',
      { class: 'actor-sum' },
      h(
        'strong',
        { class: cents === null ? 'unknown' : '' },
        cents === null ? 'worth unknown' : dollars(cents),
      ),
      h(
        'svg',
        {
          class: 'sum-bar',
          viewBox: '0 0 100 4',
          preserveAspectRatio: 'none',
          'aria-hidden': 'true',
        },
        h('rect', { class: 'sum-fill', x: 0, y: 0, width: Math.max(width, 0.8), height: 4 }),
      ),
      h('span', { class: 'quiet' }, amounts(view, actor)),
      actor.unpriced > 0 && h('span', { class: 'quiet' }, `${actor.unpriced} without a price`),
    ),
    h(
      'div',
      { class: 'actor-what' },
      h(
        'h3',
        {},
        said(action.actor, 80),
        h('span', { class: 'strength' }, ` ${action.strength}: `),
        said(action.power, 200),
      ),
      h(
        'dl',
        {},
        term('How', action.how),
        term('On what basis', action.basis),
        term('In practice', action.reality),
      ),
    ),
    h(
      'div',
      { class: 'actor-where' },
      h(
        'p',
        {},
        `${count(actor.places.length, 'place')}, the oldest since ${actor.since.slice(0, 16)} UTC`,
      ),
      h(
        'button',
        {
          type: 'button',
          class: 'script-only',
          'data-copy-actor': rank,
          title: `Addresses, amounts and transactions for ${inert(action.actor, 60)}`,
        },
        'Copy the list for this desk',
      ),
    ),
  );
}

function term(name: string, text: string): Markup[] {
  return text ? [h('dt', {}, name), h('dd', {}, said(text, 400))] : [];
}

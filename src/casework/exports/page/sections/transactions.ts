import type { PolicyId } from '../../../../trace/policies/policy.ts';
import type { ResultHop } from '../../../../trace/result.ts';
import { dollars } from '../../figures.ts';
import { inert } from '../../inert.ts';
import {
  type Amounts,
  amountText,
  centsUnder,
  exactText,
  unitsUnder,
  type View,
} from '../../view.ts';
import { POLICY_WORDS } from '../../words.ts';
import { h, type Tag } from '../markup.ts';
import { basisTag, holderButton, idCode } from '../pieces.ts';

/** A button that copies a text; `what` is said to those who do not see it. */
export function copyButton(text: string, what: string): Tag {
  return h(
    'button',
    { type: 'button', class: 'copy', 'data-copy': text, 'aria-label': `Copy ${what}` },
    'Copy',
  );
}

/** Every policy's amount, exact to the last unit. */
export function byPolicy(view: View, asset: string, amounts: Amounts): Tag {
  return h(
    'details',
    { class: 'fold' },
    h('summary', {}, 'By policy, exact'),
    h(
      'ul',
      { class: 'panel-list' },
      view.result.settings.policies.map((id) =>
        h('li', {}, `${POLICY_WORDS[id].name}: ${exactText(view, asset, unitsUnder(amounts, id))}`),
      ),
    ),
  );
}

/** Hops in the order of time, each with its evidence. */
export function transactions(
  view: View,
  policy: PolicyId,
  title: string,
  hops: readonly ResultHop[],
  shown: number,
): Tag | string {
  if (hops.length === 0) return '';
  const sorted = hops.toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  const left = hops.length - shown;
  return h(
    'div',
    { class: 'transactions' },
    h('h3', {}, `${title} (${hops.length})`),
    h(
      'ol',
      {},
      sorted.slice(0, shown).map((hop) => transaction(view, policy, hop)),
    ),
    left > 0
      ? h(
          'button',
          { type: 'button', 'data-more': 'panel' },
          `Show ${Math.min(left, 100)} more of ${hops.length}`,
        )
      : '',
  );
}

function transaction(view: View, policy: PolicyId, hop: ResultHop): Tag {
  const stolen = unitsUnder(hop.traced, policy);
  const cents = centsUnder(view, hop.asset, hop.traced, hop.usd, policy);
  const worth = cents === null ? 'price unknown' : dollars(cents);
  const input = view.result.inputs[hop.input];
  const block = hop.block === null ? 'block unknown' : `block ${hop.block.toLocaleString('en-US')}`;
  return h(
    'li',
    { class: 'transaction' },
    h(
      'p',
      {},
      h('strong', {}, amountText(view, hop.asset, stolen)),
      ` stolen (${POLICY_WORDS[policy].name}, ${worth})`,
      h(
        'span',
        { class: 'quiet' },
        hop.amount === null
          ? ' of an amount that the ledger does not give'
          : ` of ${amountText(view, hop.asset, BigInt(hop.amount))} moved`,
      ),
    ),
    h('p', {}, holderButton(view, hop.from), ' → ', holderButton(view, hop.to)),
    h('p', { class: 'quiet' }, `${hop.time} UTC · ${block} · ${hop.via} · `, basisTag(hop.basis)),
    h('p', { class: 'panel-id' }, idCode(hop.tx), ' ', copyButton(hop.tx, 'the transaction hash')),
    h(
      'p',
      { class: 'quiet' },
      `Evidence: ${inert(input?.name ?? `input ${hop.input}`, 120)}, row ${hop.line}`,
    ),
    byPolicy(view, hop.asset, hop.traced),
  );
}

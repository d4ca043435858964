import type { PolicyId } from '../../../../trace/policies/policy.ts';
import type { Destination } from '../../../../trace/result.ts';
import { isFreezable } from '../../actors.ts';
import { count, dollars, percent, ratio, toCents } from '../../figures.ts';
import { amountText, centsUnder, unitsUnder, type View } from '../../view.ts';
import { h, type Markup, type Tag } from '../markup.ts';

type Status = Destination['status'];
const STATES: readonly { status: Status; cls: string; name: string }[] = [
  { status: 'at service', cls: 'at-service', name: 'At services' },
  { status: 'held', cls: 'held', name: 'Held at addresses' },
  { status: 'swapped, proceeds outside', cls: 'swapped', name: 'Swapped, proceeds outside' },
  { status: 'in mix', cls: 'in-mix', name: 'In a mix' },
  { status: 'returned', cls: 'returned', name: 'Returned' },
  { status: 'not covered', cls: 'not-covered', name: 'Not covered by the ledger read' },
  { status: 'not followed', cls: 'not-followed', name: 'Not followed further' },
];

interface Part {
  readonly cls: string;
  readonly name: string;
  readonly value: bigint;
  readonly freezable: bigint;
}

const ASSETS = 6;

/**
 * Where the stolen money is, by state, with what somebody can stop underlined: one bar in US
 * dollars as far as prices are known, else one bar for each asset in its own units.
 */
export function split(view: View, policy: PolicyId): Markup[] {
  const places = view.result.destinations;
  const stolen = view.result.stolen.reduce((sum, { usd }) => sum + (toCents(usd) ?? 0n), 0n);
  if (stolen > 0n) return [dollarBar(view, policy, stolen)];
  const assets = [...new Set([...view.result.stolen, ...places].map(({ asset }) => asset))];
  const bars = assets.slice(0, ASSETS).map((asset) => assetBar(view, policy, asset));
  const left = assets.length - ASSETS;
  const more = left > 0 ? h('p', { class: 'quiet' }, `${count(left, 'more asset')} below.`) : '';
  return [h('p', { class: 'quiet split-note' }, 'Where it is, asset by asset:'), ...bars, more];
}

function dollarBar(view: View, policy: PolicyId, stolen: bigint): Tag {
  const cents = ({ asset, amounts, usd }: Destination) =>
    centsUnder(view, asset, amounts, usd, policy) ?? 0n;
  const list = parts(view.result.destinations, cents);
  const left = stolen - total(list);
  // cents were cut off every place: so little is no part of what was stolen
  const cut = BigInt(view.result.destinations.length);
  if (left > cut) list.push({ cls: 'not-placed', name: 'Not placed', value: left, freezable: 0n });
  const all = view.result.summary.stolenUsd !== null;
  const title = all
    ? `Where ${dollars(stolen)} is`
    : `Where ${dollars(stolen)} is: the part whose assets have a known price`;
  return bar(title, list, dollars);
}

/** The units of one asset; what became other assets, fees or nothing is in the certificate. */
function assetBar(view: View, policy: PolicyId, asset: string): Tag | string {
  const here = view.result.destinations.filter((place) => place.asset === asset);
  const list = parts(here, ({ amounts }) => unitsUnder(amounts, policy));
  const proofs = view.result.certificate.filter(
    (row) => row.asset === asset && row.policy === policy,
  );
  const rest = (
    cls: string,
    name: string,
    field: 'convertedOut' | 'fees' | 'burnt' | 'writtenOff',
  ) => {
    const value = proofs.reduce((sum, row) => sum + BigInt(row[field]), 0n);
    if (value > 0n) list.push({ cls, name, value, freezable: 0n });
  };
  rest('not-placed', 'Became another asset', 'convertedOut');
  rest('not-placed', 'Fees', 'fees');
  rest('not-placed', 'Burnt', 'burnt');
  rest('not-followed', 'Written off', 'writtenOff');
  if (list.length === 0) return '';
  const text = (value: bigint) => amountText(view, asset, value);
  return bar(text(total(list)), list, text, 'split small');
}

function total(list: readonly Part[]): bigint {
  return list.reduce((sum, { value }) => sum + value, 0n);
}

function parts(places: readonly Destination[], value: (place: Destination) => bigint): Part[] {
  return STATES.map(({ status, cls, name }) => {
    const here = places.filter((place) => place.status === status);
    const sum = (list: readonly Destination[]) => list.reduce((all, p) => all + value(p), 0n);
    return { cls, name, value: sum(here), freezable: sum(here.filter(isFreezable)) };
  }).filter((part) => part.value > 0n);
}

function bar(
  title: string,
  list: readonly Part[],
  text: (value: bigint) => string,
  cls = 'split',
): Tag {
  const whole = total(list);
  const open = list.some(({ freezable }) => freezable > 0n);
  let x = 0;
  const segments = list.flatMap(({ cls, value, freezable }) => {
    const width = ratio(value, whole) * 100;
    const rects = [
      h('rect', { class: `part-${cls}`, ...across(x, width - 0.15), y: 0, height: 20 }),
    ];
    const act = ratio(freezable, whole) * 100;
    if (act > 0)
      rects.push(h('rect', { class: 'part-act', ...across(x, act - 0.15), y: 23, height: 5 }));
    x += width;
    return rects;
  });
  return h(
    'figure',
    { class: cls },
    h('figcaption', {}, title),
    h(
      'svg',
      {
        class: 'split-bar',
        width: '100%',
        height: open ? 28 : 20,
        role: 'img',
        'aria-label': title,
      },
      segments,
    ),
    h(
      'ul',
      { class: 'legend' },
      list.map(({ cls, name, value, freezable }) =>
        h(
          'li',
          {},
          h('span', { class: `swatch part-${cls}`, 'aria-hidden': 'true' }),
          `${name} `,
          h('strong', {}, text(value)),
          h('span', { class: 'quiet' }, ` ${percent(value, whole)}`),
          freezable > 0n && h('span', { class: 'act-note' }, ` ${text(freezable)} can be stopped`),
        ),
      ),
    ),
  );
}

/** Place and width in per cent, so that a narrow screen squeezes the bar and not its hatching. */
function across(x: number, width: number): { x: string; width: string } {
  return { x: `${x.toFixed(3)}%`, width: `${Math.max(0.1, width).toFixed(3)}%` };
}

import type { Destination, TraceResult } from '../trace/result.ts';
import { findingLines } from './answer-findings.ts';
import { type Ink, inkOf, pad, row, wrap } from './answer-terminal.ts';
import { actorsOf, isFreezable, strengthOf } from './exports/actors.ts';
import { count, dollars, dollarsShort, percent, toCents, UNKNOWN } from './exports/figures.ts';
import { inert } from './exports/inert.ts';
import {
  amountsText,
  amountText,
  centsUnder,
  leastCents,
  nameOf,
  shortOf,
  unitsByAsset,
  unitsUnder,
  type View,
  viewOf,
} from './exports/view.ts';
import { POLICY_WORDS } from './exports/words.ts';
import { withCommand } from './lists-shown.ts';

interface AnswerOptions {
  /** Columns of the terminal; 80 is the least that is used. */
  readonly width: number;
  readonly color: boolean;
  /** How long the trace took, or null where an earlier one is shown. */
  readonly seconds: number | null;
  /** What was written, for the last lines: `page`, `/cases/1/trace.html`. */
  readonly files?: readonly { readonly what: string; readonly path: string }[];
}

const ROWS = 12;
const ACTORS = 5;
const WIDEST = 120;

/**
 * The answer of a trace as one screen of a terminal: stolen, where it is, who can act, what is not
 * known, the certificate. Amounts are those of the locked policy. Nothing in it steers the
 * terminal.
 */
export function renderAnswer(result: TraceResult, options: AnswerOptions): string {
  const view = viewOf(result);
  const width = Math.min(WIDEST, Math.max(80, options.width));
  const ink = inkOf(options.color);
  const found = findingLines(view, width, ink);
  // a case that asks about lists, blocks or accounts has no flow to show
  const flow =
    result.stolen.length === 0 && result.destinations.length === 0 && found.length > 0
      ? []
      : [figures(view, width, ink), places(view, width, ink), actors(view, width, ink)];
  const lines = [
    ...title(view, width, ink),
    '',
    ...[...flow, found].flatMap((section) => (section.length > 0 ? [...section, ''] : [])),
    ...unknowns(view, width, ink),
    '',
    ...closing(view, width, ink, options),
  ];
  return `${lines.join('\n')}\n`;
}

function title(view: View, width: number, ink: Ink): string[] {
  const { case: about, settings } = view.result;
  const policy = `${POLICY_WORDS[settings.policy].name}, the locked policy`;
  const left = `${inert(about.title, width)} `;
  return [
    ink.bold(
      row(width, [{ text: left, grow: true }, { text: `${inert(about.chain)} · ${policy}` }]),
    ),
    ...wrap(inert(view.result.summary.headline, 2000), width),
  ];
}

type Sums = ReadonlyMap<string, bigint>;

/** What each figure means, beside it. */
const MEANINGS = {
  service: 'somebody else keeps it now',
  held: 'at addresses, not moved on',
  uncovered: 'the ledger read ends there',
  returned: 'given back',
  unknown: 'not covered, not followed, or swapped away',
} as const;

function figures(view: View, width: number, ink: Ink): string[] {
  const { summary, stolen, destinations } = view.result;
  const taken = new Map<string, bigint>();
  for (const { asset, amount } of stolen) {
    taken.set(asset, (taken.get(asset) ?? 0n) + BigInt(amount));
  }
  const of = (chosen: (place: Destination) => boolean) =>
    unitsByAsset(destinations.filter(chosen), view.locked);
  const state = (wanted: Destination['status']) => of(({ status }) => status === wanted);
  const services = ['at service', 'in mix', 'swapped, proceeds outside'];
  const able = actorsOf(view, view.locked).ranked.filter(({ action }) => action.strength === 'can');
  const names = [...new Set(able.map(({ action }) => inert(action.actor, 40)))];
  const by = names.length > 0 ? `by ${names.slice(0, 3).join(', ')}` : 'nobody known who could';
  const line = (label: string, usd: string | null, sums: Sums, note: string) =>
    figure(view, width, label, usd, sums, note);
  const back = state('returned');
  const at = of(({ status }) => services.includes(status));
  const uncovered = state('not covered');
  return [
    ...line('Stolen', summary.stolenUsd, taken, '').map(ink.bold),
    ...line('At services', summary.atServicesUsd, at, MEANINGS.service),
    ...line('Held', summary.heldUsd, state('held'), MEANINGS.held),
    ...line('Not covered', summary.notCoveredUsd, uncovered, MEANINGS.uncovered),
    ...(back.size > 0 ? line('Returned', null, back, MEANINGS.returned) : []),
    ...line('Can stop', summary.freezableUsd, of(isFreezable), by),
    ...line('Unknown', summary.unknownUsd, new Map(), MEANINGS.unknown),
  ];
}

/** Dollars, or at least so many where not all has a price; what was stolen also in units. */
function figure(
  view: View,
  width: number,
  label: string,
  usd: string | null,
  sums: Sums,
  note: string,
): string[] {
  const cents = toCents(usd);
  const whole = toCents(view.result.summary.stolenUsd);
  const share = cents === null || whole === null || note === '' ? '' : percent(cents, whole);
  const least = cents === null ? leastCents(view, sums) : null;
  const units = amountsText(view, sums);
  const more = units.length > 4 ? [count(units.length - 4, 'more asset')] : [];
  const inUnits = [...units.slice(0, 4), ...more].join(' + ');
  const unpriced = inUnits && note ? '' : UNKNOWN;
  const atLeast = least === null ? unpriced : `≥ ${dollars(least)}`;
  const known = cents === null ? atLeast : dollars(cents);
  const wanted = note === '' || cents === null;
  const text = wanted && inUnits ? (note ? `${inUnits} (${note})` : inUnits) : note;
  const cells = `${pad(label, 12)}${pad(known, 15, 'right')}${pad(share, 8, 'right')}  `;
  return wrap(text, width - 37).map((part, i) => (i === 0 ? cells : ' '.repeat(37)) + part);
}

/** Places by worth, the dearest first; those without a price after them, by units. */
function sorted(view: View): { place: Destination; cents: bigint | null }[] {
  const rows = view.result.destinations.map((place) => ({
    place,
    cents: centsUnder(view, place.asset, place.amounts, place.usd, view.locked),
    units: unitsUnder(place.amounts, view.locked),
  }));
  return rows
    .filter(({ units, place }) => units > 0n || BigInt(place.reach) > 0n)
    .sort((a, b) => compare(b.cents ?? -1n, a.cents ?? -1n) || compare(b.units, a.units));
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function places(view: View, width: number, ink: Ink): string[] {
  const all = sorted(view);
  const wide = width >= 110;
  const head = [
    { text: 'USD', width: 12, right: true },
    { text: '', width: 1 },
    { text: 'AMOUNT', width: wide ? 24 : 20 },
    { text: 'WHERE', grow: true },
    { text: 'STATE', width: 12 },
    { text: 'GR', width: 2 },
  ];
  const lines = [ink.bold('WHERE THE MONEY IS'), ink.dim(row(width, head))];
  for (const { place, cents } of all.slice(0, ROWS)) {
    const text = row(width, [
      { text: dollars(cents), width: 12, right: true },
      { text: MARKS[strengthOf(place)], width: 1 },
      {
        text: amountText(view, place.asset, unitsUnder(place.amounts, view.locked)),
        width: wide ? 24 : 20,
      },
      { text: where(view, place, wide), grow: true },
      { text: STATUS[place.status], width: 12 },
      { text: place.grade, width: 2 },
    ]);
    lines.push(strengthOf(place) === 'can' ? ink.accent(text) : text);
  }
  if (all.length === 0) lines.push('  Nothing was placed: no finding that nothing is there.');
  const rest = all.slice(ROWS);
  if (rest.length > 0) lines.push(ink.dim(`  and ${more(rest, 'place')}`));
  lines.push(ink.dim('  * somebody can stop it   ? somebody may; every amount is on the page'));
  return lines;
}

const MARKS = { can: '*', may: '?', unknown: ' ', none: ' ' } as const;

/** The name with what it is, or the address; both where there is room. */
function where(view: View, place: Destination, wide: boolean): string {
  const name = nameOf(view, place.holder);
  if (wide) return `${inert(place.holder, 46)}  ${name ?? ''}`.trimEnd();
  return name === null ? shortOf(view, place.holder) : name;
}

const STATUS: { readonly [status in Destination['status']]: string } = {
  'at service': 'at service',
  held: 'held',
  'not covered': 'not covered',
  'not followed': 'not followed',
  'swapped, proceeds outside': 'swapped out',
  'in mix': 'in mix',
  returned: 'returned',
};

function more(rest: readonly { cents: bigint | null }[], noun: string): string {
  const priced = rest.filter(({ cents }) => cents !== null);
  const sum = priced.reduce((total, { cents }) => total + (cents ?? 0n), 0n);
  const unpriced = rest.length - priced.length;
  const worth = priced.length > 0 ? ` worth ${dollars(sum)}` : ', worth unknown';
  const without = unpriced > 0 && priced.length > 0 ? `, ${unpriced} of them without a price` : '';
  return `${count(rest.length, `more ${noun}`)}${worth}${without}`;
}

function actors(view: View, width: number, ink: Ink): string[] {
  const { ranked, unknown, nobody } = actorsOf(view, view.locked);
  const lines = [ink.bold('WHO CAN ACT NOW')];
  ranked.slice(0, ACTORS).forEach(({ action, cents, places: of, since }, i) => {
    const what = `${inert(action.actor, 40)} ${action.strength}: ${inert(action.power, 60)}`;
    const cells = [
      { text: String(i + 1), width: 2, right: true },
      { text: dollarsShort(cents), width: 9, right: true },
      { text: what, grow: true },
      { text: `${count(of.length, 'place')}, since ${since.slice(0, 10)}`, width: 28 },
    ];
    lines.push(row(width, cells));
  });
  if (ranked.length > ACTORS) lines.push(ink.dim(`   and ${ranked.length - ACTORS} more`));
  if (ranked.length === 0) lines.push('   Nobody is known who could stop any of it.');
  for (const [text, reach] of [
    ['not known who could', unknown],
    ['nobody can', nobody],
  ] as const) {
    if (!reach) continue;
    const cells = [
      { text: '', width: 2 },
      { text: reach.cents === null ? '' : dollarsShort(reach.cents), width: 9, right: true },
      {
        text: reach.cents === null ? `${text}: ${amountsText(view, reach.units).join(', ')}` : text,
        grow: true,
      },
      { text: count(reach.places.length, 'place'), width: 28 },
    ];
    lines.push(ink.dim(row(width, cells)));
  }
  return lines;
}

function unknowns(view: View, width: number, ink: Ink): string[] {
  const { coverage, noise, warnings } = view.result;
  const cuts = coverage.cuts.map(({ usd }) => ({ cents: toCents(usd) }));
  const parts = [
    cuts.length > 0 ? more(cuts, 'cut').replace('more ', '') : 'no cuts',
    count(coverage.gaps.length, 'gap'),
    `${count(noise.length, 'transfer')} set aside as noise`,
    count(warnings.length, 'warning about the input', 'warnings about the input'),
  ];
  const lines = [ink.bold('WHAT IS NOT KNOWN'), ...wrap(`  ${parts.join(' · ')}`, width, 2)];
  const gaps = new Map<string, number>();
  for (const { reason, effect } of coverage.gaps) {
    const text = `${reason}: ${effect}`;
    gaps.set(text, (gaps.get(text) ?? 0) + 1);
  }
  for (const [text, times] of [...gaps].slice(0, 3)) {
    const often = times > 1 ? `${times} × ` : '';
    lines.push(...wrap(`  ${often}${inert(withCommand(text), 240)}`, width, 2).slice(0, 2));
  }
  lines.push(ink.dim('  Not found is not clean: it only says what these inputs do not show.'));
  return lines;
}

function closing(view: View, width: number, ink: Ink, options: AnswerOptions): string[] {
  const { certificate, inputs, holders, hops } = view.result;
  const policies = new Set(certificate.map(({ policy }) => policy)).size;
  const assets = new Set(certificate.map(({ asset }) => asset)).size;
  const proof =
    certificate.length === 0
      ? 'No certificate: nothing was accounted for.'
      : `Certificate: ${count(policies, 'policy', 'policies')}, ${count(assets, 'asset')}: ` +
        'seeds = held + stopped + fees + written off, difference 0.';
  const size = [
    count(holders.length, 'holder'),
    count(hops.length, 'hop'),
    count(inputs.length, 'input'),
  ].join(', ');
  const { seconds } = options;
  const took = seconds === null ? '' : `, ${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
  const lines = [...wrap(proof, width), ...wrap(`${size}${took}.`, width)];
  for (const { what, path } of options.files ?? [])
    lines.push(ink.dim(`${pad(what, 6)} ${inert(path, 1000)}`));
  return lines;
}

export interface Progress {
  readonly hops: number;
  readonly holders: number;
  /** US dollars with two places, or null while no price is known. */
  readonly placedUsd: string | null;
  readonly stolenUsd: string | null;
  readonly seconds: number;
}

/** One line that says how far a trace has come, without a line end; it fits `width` columns. */
export function progressLine(state: Progress, width = 80): string {
  const placed = toCents(state.placedUsd);
  const stolen = toCents(state.stolenUsd);
  const share = placed === null || stolen === null ? '' : ` (${percent(placed, stolen)})`;
  const worth = placed === null ? UNKNOWN : dollarsShort(placed);
  const parts = [
    `${state.seconds.toFixed(1)} s`,
    count(state.hops, 'hop'),
    count(state.holders, 'holder'),
    `placed ${worth}${share}`,
  ];
  return row(width, [{ text: parts.join(' · '), grow: true }]).trimEnd();
}

import type { ExposureRow, ExposureSide, ScreenAnswer } from '../screen/answer.ts';
import { type Ink, inkOf, row, wrap } from './answer-terminal.ts';
import { count, dollars, shortAmount, toCents } from './exports/figures.ts';
import { inert } from './exports/inert.ts';
import { withCommand } from './lists-shown.ts';

interface Options {
  /** Columns of the terminal; 80 is the least that is used. */
  readonly width: number;
  readonly color: boolean;
}

const ROWS = 8;
const CLAIMS = 6;
const WIDEST = 120;

/** A screening as one screen of a terminal: the decision, what it rests on, what is not known. */
export function renderScreen(answer: ScreenAnswer, options: Options): string {
  const width = Math.min(WIDEST, Math.max(80, options.width));
  const ink = inkOf(options.color);
  const lines = [
    ...head(answer, width, ink),
    '',
    ...self(answer, width),
    ...side('Came in', 'from', answer.incoming, width, ink),
    ...side('Went out', 'to', answer.outgoing, width, ink),
    ...closing(answer, width, ink),
  ];
  return `${lines.join('\n')}\n`;
}

function head({ subject, decision, knowledge }: ScreenAnswer, width: number, ink: Ink): string[] {
  const what = inert(subject.canonical ?? subject.asked, width - 12);
  const fired = decision.fired.filter(({ rule }) => rule !== decision.rule);
  const others = fired.length > 0 ? ` Also: ${fired.map(({ rule }) => rule).join(', ')}.` : '';
  const why = `${inert(decision.reason, 500)} (rule ${inert(decision.rule)})${others}`;
  const wrong = subject.checksum === 'wrong' ? ['The checksum of the address is wrong.'] : [];
  const unknown = knowledge === 'not_found' ? ['Nothing is known of it. That is not clean.'] : [];
  return [
    ink.bold(row(width, [{ text: what, grow: true }, { text: decision.action.toUpperCase() }])),
    ...wrap(why, width),
    ...[...wrong, ...unknown].map((text) => ink.accent(text)),
  ];
}

function self({ listings, statements, states, names }: ScreenAnswer, width: number): string[] {
  const claims = statements.slice(0, CLAIMS).map((one) => {
    const who = inert(one.entity ?? one.label, 60);
    const what = [one.type, ...one.conduct].filter(Boolean).join(', ') || 'no kind stated';
    const date = one.sourceDate === null ? 'no date' : one.sourceDate;
    return `${who}: ${what} (${one.grade}, ${inert(one.source, 40)}, ${date})`;
  });
  const more = statements.length - claims.length;
  const spans = states.map(({ state, by, from, to, current }) => {
    const span = `from ${from ?? 'a day not said'} to ${to ?? 'now'}`;
    return `${state} by ${inert(by, 60)}, ${span}${current ? '' : ', not in force today'}`;
  });
  const lines = [
    ...listings.map(({ sentence }) => inert(sentence, 400)),
    // two sources may say the same; --json has each with its reference
    ...new Set(spans),
    ...claims,
    ...(more > 0 ? [`and ${count(more, 'further statement')}: --json shows all`] : []),
    ...names.map(({ sentence }) => inert(sentence, 600)),
  ];
  if (lines.length === 0) return [];
  return ['Known as', ...lines.flatMap((line) => wrap(`  ${line}`, width, 4)), ''];
}

function side(
  title: string,
  way: string,
  exposure: ExposureSide | null,
  width: number,
  ink: Ink,
): string[] {
  if (exposure === null) return [];
  const { total, usd, rows, read } = exposure;
  const worth =
    usd === null ? total.map(amountText).join(' + ') || 'nothing' : dollars(toCents(usd));
  const addresses = count(read.addresses, 'address', 'addresses');
  const asked = `${addresses} and ${count(read.transactions, 'transaction')} read`;
  const lines = rows.slice(0, ROWS).flatMap((one) => rowLines(one, way, width, ink));
  const more = rows.length - ROWS;
  return [
    ink.bold(row(width, [{ text: `${title}: ${worth}`, grow: true }, { text: asked }])),
    ...lines,
    ...(more > 0 ? [`  and ${count(more, 'further category', 'further categories')}`] : []),
    ...(exposure.conserved ? [] : ['  The certificate does not close: report this.']),
    '',
  ];
}

function amountText({ byPolicy, symbol, decimals }: ExposureSide['total'][number]): string {
  return `${shortAmount(BigInt(byPolicy.haircut ?? '0'), decimals)} ${inert(symbol, 20)}`;
}

function rowLines(one: ExposureRow, way: string, width: number, ink: Ink): string[] {
  const worth =
    one.usd === null ? one.amounts.map(amountText).join(' + ') : dollars(toCents(one.usd));
  const share = one.share === null ? '' : `${one.share} %`;
  const isRest = one.axis === 'none';
  const hops = isRest ? '' : count(one.minHops, 'hop');
  const cells = [
    { text: isRest ? '' : one.severity, width: 7 },
    { text: one.category, grow: true },
    { text: share, width: 9, right: true },
    { text: worth, width: 24, right: true },
    { text: hops, width: 8, right: true },
  ];
  const line = `  ${row(width - 2, cells)}`;
  const [place] = one.places;
  if (!place) return [isRest ? ink.dim(line) : line];
  const when = place.designation === null ? '' : `, ${place.designation} the designation`;
  const grade = place.grade === null ? '' : ` (${place.grade}, ${inert(place.source ?? '', 40)})`;
  const others = one.places.length > 1 ? ` and ${one.places.length - 1} more` : '';
  const who = inert(place.entity ?? place.label ?? place.holder, 60);
  return [line, ...wrap(`          ${way} ${who}${grade}${when}${others}`, width, 12).map(ink.dim)];
}

function closing(answer: ScreenAnswer, width: number, ink: Ink): string[] {
  const used = new Set(answer.statements.map(({ source }) => source));
  const said = used.size > 0 ? `; statements of ${count(used.size, 'source')}` : '';
  const rests = answer.sources.map(sourceText).join('; ') || 'nothing: import lists and tags first';
  const gaps = answer.gaps.map((gap) => inert(withCommand(gap), 400));
  return [
    ...wrap(`Rests on ${rests}${said}; rules ${inert(answer.rules.name)}.`, width, 2),
    ...gaps.flatMap((gap) => wrap(`Not known: ${gap}`, width, 2)),
  ].map(ink.dim);
}

function sourceText({ name, version, ageDays, stale }: ScreenAnswer['sources'][number]): string {
  if (version === null && stale) return `${inert(name, 40)} MISSING`;
  const age = ageDays === null ? '' : `, ${count(ageDays, 'day')} old`;
  const shown = version === null ? '' : ` ${inert(version, 40)}`;
  return `${inert(name, 40)}${shown}${age}${stale ? ' STALE' : ''}`;
}

import { formatUnits } from '../../base/amount.ts';
import { checksumAddress } from '../../ledger/address.ts';
import { dollars, toCents } from '../exports/figures.ts';
import { inert } from '../exports/inert.ts';
import { GRADE_WORDS, POLICY_WORDS } from '../exports/words.ts';
import { DUE_MINUTES } from './asks.ts';
import type { DraftPlace, FreezeDraft, LetterDetails } from './draft.ts';

const WIDTH = 78;
const INDENT = '   ';
/** Longest text of others' making in a line. */
const LONG = 400;

const AUTHORITY_WORDS: { readonly [authority in LetterDetails['authority']]: string } = {
  victim: 'at the request of the victim, under your terms of service',
  authority: 'as, or on behalf of, an authority: its letter follows or is attached',
  order: 'by an order of a court: it follows or is attached',
};

/** What a request is known by once it is more than a draft; `at` is `YYYY-MM-DD HH:MM:SS` UTC. */
interface LetterStamp {
  readonly id: string;
  readonly at: string;
  readonly tlp: string;
  /** The request in whose place this one stands. */
  readonly supersedes: string | null;
}

/**
 * The request as plain text, for a mail or a portal. All that strangers wrote stands in it inert.
 * The same draft, details and stamp give the same text.
 */
export function letterOf(
  draft: FreezeDraft,
  details: LetterDetails,
  stamp: LetterStamp | null,
): string {
  const parts = [
    headOf(draft, details, stamp),
    section('1. WHAT IS ASKED', bullets(draft.asks)),
    section('2. WHY YOU', bullets(draft.grounds.map((text) => inert(text, LONG)))),
    section('3. THE THEFT', theftLines(draft, details)),
    section('4. WHERE THE MONEY IS', placesLines(draft)),
    section('5. HOW SURE THIS IS', sureLines(draft)),
    section('6. WHAT IS NOT KNOWN', bullets(draft.unknown.map((text) => inert(text, LONG)))),
    section('7. HOW TO CHECK IT', checkLines(draft)),
    section('8. HOW LONG IT HOLDS', holdLines(details, stamp)),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** What is sent: a recipient is told where one person alone released it (freezing reference §6). */
export function sentLetter(letter: string, isAlone: boolean): string {
  if (!isAlone) return letter;
  const flag =
    'RELEASED BY ONE PERSON IN AN EMERGENCY. A second person looks at it within 24 hours;\n' +
    'you are told if it is withdrawn.\n\n';
  return flag + letter;
}

function section(title: string, lines: readonly string[]): string {
  return [title, '', ...lines].join('\n');
}

/** Words over lines; what is longer than a line, such as a transaction id, stands in one whole. */
function wrap(text: string, first: string, rest: string): string[] {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(' ')) {
    if (!isEmpty && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = rest;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line];
}

function bullets(texts: readonly string[]): string[] {
  return texts.flatMap((text) => wrap(text, ' - ', INDENT));
}

function headOf(
  { recipient, power, usd }: FreezeDraft,
  { from, authority, contact, reference }: LetterDetails,
  stamp: LetterStamp | null,
): string {
  const said = (text: string, none: string) => (text === '' ? `[${none}]` : inert(text, LONG));
  const rows: readonly (readonly [string, string])[] = [
    ['To', inert(recipient, 120)],
    ['From', said(from, 'who asks: to be filled in')],
    ['Asked', AUTHORITY_WORDS[authority]],
    ['Answer to', said(contact, 'where an answer goes: to be filled in')],
    ['Reference', said(reference, 'of the case')],
    ['Request', stamp ? `${stamp.id}, ${stamp.at} UTC` : 'a draft, not sent'],
    ...(stamp?.supersedes ? [['Instead of', `our request ${stamp.supersedes}`] as const] : []),
    ['Power', inert(power, 120)],
    ['Worth', usd === null ? 'no price is known' : `at least ${money(usd)}`],
    ...(stamp ? [['Marking', `TLP:${stamp.tlp.toUpperCase()}`] as const] : []),
  ];
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  const lines = rows.flatMap(([name, text]) =>
    wrap(text, `${name}:`.padEnd(width), ' '.repeat(width)),
  );
  return ['REQUEST TO STOP STOLEN MONEY', '', ...lines].join('\n');
}

function money(usd: string | null): string {
  return usd === null ? 'without a known price' : dollars(toCents(usd));
}

type Asset = FreezeDraft['totals'][number]['asset'];

/** The decimal amount with its symbol, for reading, and the base units, to be entered. */
function amountText(asset: Asset, units: string): string {
  const mark = asset.verified || asset.contract === null ? '' : ' (contract not verified)';
  const decimal = formatUnits(BigInt(units), asset.decimals);
  return `${decimal} ${inert(asset.symbol, 16)}${mark} (${units} base units)`;
}

function theftLines({ thefts }: FreezeDraft, { victim }: LetterDetails): string[] {
  const lines = victim === '' ? [] : [`Robbed: ${inert(victim, LONG)}`];
  for (const { transactions, more, stolen } of thefts) {
    for (const { asset, units, usd } of stolen) {
      lines.push(`Taken in all: ${amountText(asset, units)}, ${money(usd)}`);
    }
    lines.push(...transactions.map(({ tx, time }) => `${time} UTC, transaction ${inert(tx, 200)}`));
    if (more > 0) lines.push(`and ${more} more transactions of the same theft`);
  }
  return bullets(lines);
}

function placesLines(draft: FreezeDraft): string[] {
  const { places, totals, more, policy } = draft;
  const assets = new Map(totals.map(({ asset }) => [asset.id, asset]));
  const sums = totals.map(({ asset, units, usd }) => {
    return `In all ${amountText(asset, units)}, ${money(usd)}`;
  });
  const what = `Stolen amounts, by the policy ${policy}. Times are UTC.`;
  const left = more > 0 ? [`${more} smaller places are in these sums, and not listed.`] : [];
  return [
    ...bullets([what, ...sums, ...left]),
    ...places.flatMap((place, i) => {
      const asset = assets.get(place.asset);
      return asset ? ['', ...placeLines(place, asset, i + 1)] : [];
    }),
  ];
}

function placeLines(place: DraftPlace, asset: Asset, number: number): string[] {
  const { band, reach, arrivals, moreArrivals, path, name, chain } = place;
  const exact = (units: string) => formatUnits(BigInt(units), asset.decimals);
  const rows = [
    `Ledger ${inert(chain, 80)}, asset ${inert(asset.id, 200)}`,
    `Stolen: ${amountText(asset, place.units)}, ${money(place.usd)}`,
    band.low === band.high
      ? 'Every policy that conserves value gives this amount.'
      : `Policies that conserve value give ${exact(band.low)} to ${exact(band.high)}; at most ` +
        `${exact(reach)} could be stolen.`,
    `There since ${place.since}, last arrival ${place.last}; status: ${place.status}; weakest ` +
      `link ${place.grade}`,
    ...(name
      ? [
          `Held to be yours: "${inert(name.label)}", says ${inert(name.source)} (${name.grade}, ` +
            `${name.basis})${name.inference ? `; ${inert(name.inference, LONG)}` : ''}`,
        ]
      : []),
    ...place.unknown.map((text) => `Not known: ${inert(text, LONG)}`),
  ];
  const head = `${number}. ${shownAddress(place.holder)}`;
  const brought = arrivals.flatMap((one) => [
    `${INDENT}  ${one.time}, block ${one.block ?? 'not stated'}`,
    `${INDENT}  transaction ${inert(one.tx, 200)}`,
    `${INDENT}  from ${shownAddress(one.from)}`,
    ...wrap(amountText(asset, one.traced), `${INDENT}  stolen `, `${INDENT}    `),
  ]);
  return [
    head,
    ...rows.flatMap((text) => wrap(text, INDENT, `${INDENT}  `)),
    ...(brought.length > 0 ? [`${INDENT}What brought it:`, ...brought] : []),
    ...(moreArrivals > 0 ? [`${INDENT}  and ${moreArrivals} smaller arrivals`] : []),
    `${INDENT}The way from the theft, of the largest part:`,
    ...path.map((tx) => `${INDENT}  ${inert(tx, 200)}`),
  ];
}

/** With the checksum that an address of an EVM ledger can have (EIP-55). */
function shownAddress(holder: string): string {
  return /^0x[0-9a-f]{40}$/.test(holder) ? checksumAddress(holder) : inert(holder, 200);
}

function sureLines({ places, policy }: FreezeDraft): string[] {
  const rule = POLICY_WORDS[policy as keyof typeof POLICY_WORDS]?.rule ?? '';
  const grades = [...new Set(places.map(({ grade }) => grade))].sort();
  return bullets([
    `Amounts: ${policy}: ${rule}. It was chosen before the result was read.`,
    ...grades.map((grade) => `${grade}: ${GRADE_WORDS[grade] ?? 'a grade of the evidence'}`),
  ]);
}

function checkLines({ result }: FreezeDraft): string[] {
  const { sha256, evidence, program, until } = result;
  return bullets([
    'Every transaction id above can be looked up on any node or explorer of its ledger.',
    'The trace was computed, not judged: the same recorded answers give the same bytes. Its ' +
      'result has the SHA-256',
    sha256,
    ...(evidence === null
      ? []
      : ['and rests on recorded answers with the root', inert(evidence, 80)]),
    ...(until === null ? [] : [`The ledger was read up to ${until} UTC.`]),
    `Where the law allows it you get the result with its evidence, and check it without a ` +
      `network and without trusting us (${inert(program, 60)}: hue verify).`,
  ]);
}

function holdLines({ days }: LetterDetails, stamp: LetterStamp | null): string[] {
  const { acknowledged, acted } = DUE_MINUTES;
  return bullets([
    `This request holds for ${days} days from ${stamp ? `${stamp.at} UTC` : 'its release'}; then ` +
      'it is over, unless it is made again.',
    `Times that matter: seen within ${acknowledged} minutes, done within ${acted} minutes.`,
    'If the money moves, or we were wrong, every recipient of this request is told, and it is ' +
      'withdrawn or replaced. Believe no change of it that comes another way.',
    'Whoever is affected and disputes it can answer to the address above.',
  ]);
}

import { z } from 'zod';
import { CHAINS } from '../ledger/chains.ts';
import type { TraceResult } from '../trace/result.ts';
import { type Actor, actorsOf } from './exports/actors.ts';
import { count, dollars, toCents } from './exports/figures.ts';
import { inert } from './exports/inert.ts';
import { amountsText, type View, viewOf } from './exports/view.ts';
import { typeWords } from './exports/words.ts';
import { HOW, type HowStolen, stepsFor, WARNING } from './victim-steps.ts';

// The answer for somebody who was robbed and knows nothing of ledgers (journey J11): what happened,
// where the money is now, what to do in the next hour. Built of the result alone, in plain words;
// each sentence says no more than the trace does.

const MOST_PLACES = 8;
const MOST_ACTORS = 5;

const text = z.string();

/** What the victim's page shows. */
export const victimAnswerSchema = z.object({
  headline: text,
  happened: z.array(text),
  now: z.array(
    z.object({
      amount: text,
      where: text,
      address: text,
      since: text.describe('UTC'),
      stop: text.describe('Who could stop it, or that nobody is known'),
      sure: z.boolean().describe('False: who holds the place is a claim that nobody has checked'),
    }),
  ),
  more: text.nullable().describe('What is not in the list'),
  ask: z.array(z.object({ who: text, what: text, quote: z.array(text) })),
  steps: z.array(z.object({ when: z.enum(['now', 'within the hour', 'today']), what: text })),
  police: z.array(text).describe('What to tell the police'),
  warning: z.array(text).describe('Against whoever offers to get it back for a fee'),
  unknown: z.array(text).describe('What this answer does not know'),
});
export type VictimAnswer = z.infer<typeof victimAnswerSchema>;

/** The plain answer. `how` is what the victim says of how it was stolen. */
export function victimAnswer(result: TraceResult, how: HowStolen): VictimAnswer {
  const view = viewOf(result);
  const places = [...result.destinations]
    .filter(({ status }) => status !== 'returned')
    .sort((a, b) => worth(b.usd) - worth(a.usd));
  const { ranked } = actorsOf(view, view.locked);
  const first = view.start;
  return {
    headline: headline(view, ranked),
    happened: [
      ...(first === null ? [] : [`The first of it was taken on ${first} UTC.`]),
      HOW[how],
      ...passage(view),
    ],
    now: places.slice(0, MOST_PLACES).map((place) => placeOf(view, place)),
    more: moreOf(places.length, view),
    ask: ranked.slice(0, MOST_ACTORS).map((actor) => askOf(view, actor)),
    steps: stepsFor(how, ranked.length > 0),
    police: policeOf(view),
    warning: [...WARNING],
    unknown: unknownOf(result),
  };
}

type Place = TraceResult['destinations'][number];

/** For order alone. */
function worth(usd: string | null): number {
  return usd === null ? -1 : Number(usd);
}

function stolenText(view: View): string {
  const { stolen, summary } = view.result;
  if (stolen.length === 0) return '';
  const sums = new Map<string, bigint>();
  for (const { asset, amount } of stolen) {
    sums.set(asset, (sums.get(asset) ?? 0n) + BigInt(amount));
  }
  const isValued = view.result.assets.every(({ kind }) => kind === 'valuation');
  const inDollars = dollars(toCents(summary.stolenUsd));
  if (isValued && summary.stolenUsd !== null) return inDollars;
  const list = amountsText(view, sums);
  const named = list.slice(0, 3).join(', ') + (list.length > 3 ? ' and more' : '');
  return summary.stolenUsd === null ? named : `${named} (about ${inDollars})`;
}

function headline(view: View, ranked: readonly Actor[]): string {
  const stolen = stolenText(view);
  if (stolen === '') {
    return (
      'We could not find money that left this address or transaction. That is not the ' +
      'same as nothing having been stolen.'
    );
  }
  const sure = ranked.filter(({ action }) => action.strength === 'can');
  if (sure.length > 0) {
    const names = sure.slice(0, 3).map(({ action }) => inert(action.actor, 60));
    const others = sure.length > 3 ? ' and others' : '';
    const { freezableUsd } = view.result.summary;
    const part = freezableUsd === null ? 'a part' : dollars(toCents(freezableUsd));
    return (
      `${stolen} was taken. ${names.join(', ')}${others} could still stop ${part} of it, if ` +
      'you are quick and the public lists are right about who is who.'
    );
  }
  return ranked.length > 0
    ? `${stolen} was taken. Some companies may be able to stop a part of it, if you are quick.`
    : `${stolen} was taken. We know of nobody who could stop what we found. Report it all the ` +
        `same.`;
}

/** The way it went, without a word of the trade. */
function passage(view: View): string[] {
  const { hops, destinations } = view.result;
  const mixed = destinations.some(({ status }) => status === 'in mix');
  const wallets = new Set(hops.map(({ to }) => to)).size;
  return [
    ...(hops.length > 0
      ? [
          `It was moved in ${count(hops.length, 'step')} through ` +
            `${count(wallets, 'address', 'addresses')}.`,
        ]
      : []),
    ...(mixed
      ? [
          'A part was put into a service that mixes the money of many people, so that nobody ' +
            'can say for sure which came out where.',
        ]
      : []),
  ];
}

const STATUS_WORDS: { readonly [status in Place['status']]: string } = {
  'at service': 'at a company or service',
  held: 'at an address, not moved since',
  'not followed': 'at an address; we stopped looking there',
  'not covered': 'at an address; what left it we could not see',
  'swapped, proceeds outside': 'exchanged for something else, which we could not see',
  'in mix': 'in a service that mixes the money of many people',
  returned: 'given back',
};

function placeOf(view: View, place: Place): VictimAnswer['now'][number] {
  const { name, usd } = place;
  const units = new Map([[place.asset, BigInt(place.amounts[view.locked] ?? '0')]]);
  const exact = amountsText(view, units)[0] ?? '0';
  const isValued = view.assets.get(place.asset)?.kind === 'valuation';
  const who = place.freeze.filter(({ strength }) => strength === 'can' || strength === 'may');
  const named = name ? `${inert(name.entity ?? name.label, 80)} (${typeWords(name.type)})` : null;
  return {
    amount: isValued || usd === null ? exact : `${exact} (${dollars(toCents(usd))})`,
    where: named === null ? STATUS_WORDS[place.status] : `${named}: ${STATUS_WORDS[place.status]}`,
    address: inert(place.holder, 128),
    since: place.since,
    stop: who.length === 0 ? 'Nobody that we know of.' : who.map(stopText).join(' '),
    sure: name === null || name.basis !== 'unverified',
  };
}

function stopText({ actor, strength }: Place['freeze'][number]): string {
  return `${inert(actor, 60)} ${strength === 'can' ? 'can' : 'may be able to'} stop it.`;
}

function moreOf(places: number, { result }: View): string | null {
  const rest = places - MOST_PLACES;
  const files = 'the file for the police lists all of them';
  if (places === 0) return 'We found no place where the money is now.';
  if (rest <= 0) return null;
  const unknown = result.summary.unknownUsd;
  const lost =
    unknown === null || unknown === '0.00'
      ? ''
      : ` Of ${dollars(toCents(unknown))} we cannot say where it is now.`;
  return `${count(rest, 'more place')}, each with less: ${files}.${lost}`;
}

/** What to ask of somebody who can or may act, with what they need to find it. */
function askOf(view: View, { action, places }: Actor): VictimAnswer['ask'][number] {
  const [largest] = [...places].sort((a, b) => worth(b.usd) - worth(a.usd));
  const last = largest?.path.at(-1);
  const sums = new Map<string, bigint>();
  for (const { asset, amounts } of places) {
    sums.set(asset, (sums.get(asset) ?? 0n) + BigInt(amounts[view.locked] ?? '0'));
  }
  return {
    who: inert(action.actor, 80),
    what:
      `${inert(action.how, 400)} It is about ` +
      `${amountsText(view, sums)[0] ?? 'an unknown amount'}.`,
    quote: [
      ...(largest ? [`address ${inert(largest.holder, 128)}`] : []),
      ...(last === undefined ? [] : [`transaction ${inert(last, 128)}`]),
    ],
  };
}

/** `Ethereum (eip155:1)`: the police need the name, and whoever checks the figures the id. */
function chainText(chain: string): string {
  const known = CHAINS.find(({ id }) => id === chain);
  const name = known && `${known.name[0]?.toUpperCase()}${known.name.slice(1)}`;
  return name ? `${name} (${chain})` : inert(chain, 60);
}

function policeOf(view: View): string[] {
  const { result } = view;
  const transactions = [...new Set(result.seeds.map(({ tx }) => tx))];
  const shown = transactions.slice(0, 5).map((tx) => inert(tx, 128));
  const rest = transactions.length - shown.length;
  const more = rest > 0 ? ` and ${rest} more in the file` : '';
  return [
    `The ledger: ${chainText(result.case.chain)}.`,
    ...(view.start === null ? [] : [`When: ${view.start} UTC.`]),
    ...(shown.length > 0 ? [`The transactions of the theft: ${shown.join(', ')}${more}.`] : []),
    'Ask for a case number: companies act for the police, and most will want that number from you.',
    'Hand in the file for the police. Everything in it can be checked by them without trusting us.',
  ];
}

function unknownOf({ coverage }: TraceResult): string[] {
  const cut = coverage.cuts.reduce((sum, { count: times }) => sum + times, 0);
  return [
    ...(coverage.gaps.length > 0
      ? [
          `There are ${count(coverage.gaps.length, 'gap')} in what we could see; the file ` +
            `lists each.`,
        ]
      : []),
    ...(cut > 0
      ? [`We stopped following small or very busy addresses ${count(cut, 'time')}.`]
      : []),
    'Names of companies come from public lists and can be wrong.',
    'This is a program’s answer and not legal advice.',
  ];
}

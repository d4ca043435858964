import { z } from 'zod';
import type { Destination, ResultHolder, TraceResult } from '../../trace/result.ts';
import { dollars, toCents } from '../exports/figures.ts';
import { inert } from '../exports/inert.ts';
import { amountsText, amountText, nameOf, shortOf, type View, viewOf } from '../exports/view.ts';
import { BASES } from './entries.ts';

// What a case file shows of a trace without the whole result, which may be a hundred megabytes: its
// figures, its coverage, the names that are contested, and what happened when.

const MOST_CUTS = 100;
const MOST_GAPS = 200;
const MOST_CONTESTED = 200;
const MOST_EVENTS = 400;

const text = z.string();
const usd = text.nullable();

const eventSchema = z.object({
  at: text.describe('RFC 3339, UTC'),
  text,
  transaction: text.nullable(),
  basis: z.enum(BASES),
  isKey: z.boolean().describe('A theft, a first arrival, or one of the largest'),
});
type LedgerEvent = z.infer<typeof eventSchema>;

export const gistSchema = z.object({
  headline: text,
  policy: text,
  stolenUsd: usd,
  atServicesUsd: usd,
  heldUsd: usd,
  freezableUsd: usd,
  unknownUsd: usd,
  places: z.int(),
  hops: z.int(),
  coverage: z.object({
    statements: z.array(text),
    cuts: z.array(
      z.object({ reason: text, holder: text.nullable(), amount: text, usd, count: z.int() }),
    ),
    gaps: z.array(z.object({ reason: text, holder: text.nullable(), effect: text })),
    more: z.int().describe('Cuts and gaps that are not listed here; all are in the result'),
  }),
  contested: z
    .array(
      z.object({
        holder: text,
        label: text,
        entity: text.nullable(),
        grade: text,
        basis: z.enum(BASES),
        source: text,
        others: z.array(text).describe('What other sources say'),
      }),
    )
    .describe('Names about which sources disagree'),
  events: z.array(eventSchema),
});
export type Gist = z.infer<typeof gistSchema>;

/** The gist of a result. */
export function gistOf(result: TraceResult): Gist {
  const view = viewOf(result);
  const { summary, coverage } = result;
  const cuts = coverage.cuts.slice(0, MOST_CUTS);
  const gaps = coverage.gaps.slice(0, MOST_GAPS);
  return {
    headline: summary.headline,
    policy: result.settings.policy,
    stolenUsd: summary.stolenUsd,
    atServicesUsd: summary.atServicesUsd,
    heldUsd: summary.heldUsd,
    freezableUsd: summary.freezableUsd,
    unknownUsd: summary.unknownUsd,
    places: result.destinations.length,
    hops: result.hops.length,
    coverage: {
      statements: coverage.statements,
      cuts: cuts.map(({ reason, holder, asset, amount, usd: worth, count }) => {
        return {
          reason,
          holder,
          amount: amountText(view, asset, BigInt(amount)),
          usd: worth,
          count,
        };
      }),
      gaps,
      more: coverage.cuts.length - cuts.length + coverage.gaps.length - gaps.length,
    },
    contested: result.holders.flatMap(contestedOf).slice(0, MOST_CONTESTED),
    events: eventsOf(view),
  };
}

function contestedOf({ id, name }: ResultHolder): Gist['contested'] {
  if (!name || name.others.length === 0) return [];
  const { label, entity, grade, basis, source, others } = name;
  return [{ holder: id, label, entity, grade, basis, source, others: others.slice(0, 20) }];
}

/** The thefts, and when stolen money first came to each place where it now is: by time. */
function eventsOf(view: View): LedgerEvent[] {
  const { seeds, destinations } = view.result;
  const thefts = [...Map.groupBy(seeds, ({ tx }) => tx)].map(([tx, own]): LedgerEvent => {
    const sums = new Map<string, bigint>();
    for (const { asset, amount } of own) {
      sums.set(asset, (sums.get(asset) ?? 0n) + BigInt(amount));
    }
    const what = amountsText(view, sums).slice(0, 3).join(', ');
    const said = `Theft: ${what} was taken`;
    const at = isoOf(own[0]?.time ?? '');
    return { at, text: said, transaction: tx, basis: 'observed', isKey: false };
  });
  thefts.sort(byTime);
  // of many the first and the last say when it was done
  const ends = new Set([thefts[0], thefts.at(-1)]);
  const key = keyPlaces(destinations);
  const arrivals = destinations.map((place): LedgerEvent => {
    const units = BigInt(place.amounts[view.locked] ?? '0');
    const worth = place.usd === null ? '' : ` (${dollars(toCents(place.usd))})`;
    const name = nameOf(view, place.holder) ?? shortOf(view, place.holder);
    const amount = `${amountText(view, place.asset, units)}${worth}`;
    return {
      at: isoOf(place.since),
      text: `${amount} reached ${name}: ${inert(place.status)}`,
      transaction: place.path.at(-1) ?? null,
      basis: place.name?.basis ?? 'observed',
      isKey: key.has(place),
    };
  });
  const half = MOST_EVENTS / 2;
  const told = thefts.map((one) => (ends.has(one) ? { ...one, isKey: true } : one));
  const events = [...told.slice(0, half), ...arrivals.slice(0, half)].sort(byTime);
  const rest = thefts.length + arrivals.length - events.length;
  const last = events.at(-1);
  if (rest === 0 || !last) return events;
  const said = `${rest} more thefts and smaller arrivals, which the trace itself lists`;
  return [
    ...events,
    { at: last.at, text: said, transaction: null, basis: 'observed', isKey: false },
  ];
}

const FIRSTS: readonly Destination['status'][] = ['at service', 'in mix', 'returned'];
const MOST_KEY = 5;

/** The first arrival at somebody who may act or in a mix, and the places that hold the most. */
function keyPlaces(places: TraceResult['destinations']): ReadonlySet<Destination> {
  const inTurn = places.toSorted((a, b) => (a.since < b.since ? -1 : 1));
  const firsts = FIRSTS.flatMap((status) => inTurn.find((one) => one.status === status) ?? []);
  return new Set([...firsts, ...places.slice(0, MOST_KEY)]);
}

function byTime(a: LedgerEvent, b: LedgerEvent): number {
  return a.at < b.at ? -1 : a.at > b.at ? 1 : 0;
}

/** `2025-02-21 14:29:47` as RFC 3339. */
function isoOf(time: string): string {
  return `${time.replace(' ', 'T')}.000Z`;
}

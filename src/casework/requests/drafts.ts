import { sha256 } from '../../base/digest.ts';
import type { Destination, ResultHop, TraceResult } from '../../trace/result.ts';
import { type Actor, actorsOf } from '../exports/actors.ts';
import { count } from '../exports/figures.ts';
import { assetOf, unitsUnder, type View, viewOf } from '../exports/view.ts';
import { asksOf, groundsOf } from './asks.ts';
import { disclosedBy, heldBackOf } from './disclosure.ts';
import type { DraftPlace, FreezeDraft } from './draft.ts';

/** Places in one draft; a letter of more is read by nobody. */
const MOST_PLACES = 200;
/** Whoever credits accounts needs every one of them; of many addresses, the largest. */
const MOST_ARRIVALS = 1000;
const LEAST_ARRIVALS = 10;
const MOST_PATH = 60;
const MOST_THEFT_TRANSACTIONS = 20;

/** A result with what several drafts look up in it. */
interface Source {
  readonly view: View;
  readonly sha256: string;
  /** Hops by whom they paid in which asset. */
  readonly arrivals: ReadonlyMap<string, readonly ResultHop[]>;
}

/**
 * One draft for each party that can or may stop money now, in the order of the trace's freeze list.
 * Whoever runs a mixer is told nothing: the answer would go to the thief.
 * @param digest SHA-256 of the result as it is kept
 */
export function draftsOf(result: TraceResult, digest: string): readonly FreezeDraft[] {
  const view = viewOf(result);
  const arrivals = Map.groupBy(result.hops, ({ to, asset }) => JSON.stringify([to, asset]));
  const source = { view, sha256: digest, arrivals };
  return actorsOf(view, view.locked).ranked.flatMap((actor) => {
    const places = actor.places.filter((place) => !isMixer(place));
    return places.length === 0 ? [] : [draftOf(source, actor, places)];
  });
}

function isMixer({ name }: Destination): boolean {
  return name !== null && /^(mixer|privacy)\./.test(name.type);
}

/** A name for addresses and files: words to read, and a digest that tells like ones apart. */
function idOf({ actor, power, strength }: Actor['action']): string {
  const words = `${actor} ${power}`.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const plain = words.slice(0, 48).replace(/^-+|-+$/g, '');
  return `${plain}-${sha256(JSON.stringify([actor, power, strength])).slice(0, 8)}`.replace(
    /^-/,
    '',
  );
}

function draftOf(source: Source, { action }: Actor, all: readonly Destination[]): FreezeDraft {
  const { view } = source;
  const { settings, evidence, program } = view.result;
  const byWorth = all.toSorted((a, b) => compare(centsOf(b), centsOf(a)));
  const listed = byWorth.slice(0, MOST_PLACES);
  const most = Math.max(LEAST_ARRIVALS, Math.floor(MOST_ARRIVALS / listed.length));
  const places = listed.map((place) => placeOf(source, place, { recipient: action.actor, most }));
  const assets = [...new Set(byWorth.map(({ asset }) => asset))].map((id) => assetOf(view, id));
  const known = assets.map(({ id, symbol, decimals, contract, verified }) => {
    return { id, symbol, decimals, contract, verified };
  });
  const totals = known.map((asset) => {
    const own = all.filter((place) => place.asset === asset.id);
    return { asset, units: String(unitsOf(view, own)), usd: dollarsOf(own) };
  });
  const priced = all.filter(({ usd }) => usd !== null);
  const draft = {
    format: 'hueandcry.freeze-request' as const,
    version: 1 as const,
    id: idOf(action),
    recipient: action.actor,
    power: action.power,
    strength: action.strength === 'can' ? ('can' as const) : ('may' as const),
    grounds: [...groundsOf(action, assets)],
    asks: [...asksOf(action.power)],
    result: {
      sha256: source.sha256,
      evidence: evidence?.root ?? null,
      program: `${program.name} ${program.version}`,
      until: settings.until ?? lastAnswer(evidence),
    },
    policy: settings.policy,
    thefts: theftsOf(view, all),
    totals,
    usd: dollarsOf(priced),
    unpriced: all.length - priced.length,
    places,
    more: all.length - places.length,
    unknown: unknownOf(all),
    amounts: amountsOf(view, all),
  };
  const others = heldBackOf(view, draft, all);
  return { ...draft, disclosed: disclosedBy(draft), heldBack: others };
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Without a price: last. */
function centsOf({ usd }: Destination): bigint {
  return usd === null ? -1n : BigInt(usd.replace('.', ''));
}

function unitsOf({ locked }: View, places: readonly Destination[]): bigint {
  return places.reduce((sum, { amounts }) => sum + unitsUnder(amounts, locked), 0n);
}

/** Of those that have a price: null where none has. */
function dollarsOf(places: readonly Destination[]): string | null {
  const priced = places.filter(({ usd }) => usd !== null);
  if (priced.length === 0) return null;
  const cents = priced.reduce((sum, place) => sum + centsOf(place), 0n);
  return `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`;
}

function lastAnswer(evidence: TraceResult['evidence']): string | null {
  const ends = evidence?.sources.map(({ last }) => last).sort() ?? [];
  return ends.at(-1) ?? null;
}

function placeOf(
  { view, arrivals }: Source,
  of: Destination,
  { recipient, most }: { readonly recipient: string; readonly most: number },
): DraftPlace {
  const traced = (hop: ResultHop) => unitsUnder(hop.traced, view.locked);
  const brought = (arrivals.get(JSON.stringify([of.holder, of.asset])) ?? [])
    .filter((hop) => traced(hop) > 0n)
    .toSorted((a, b) => compare(traced(b), traced(a)));
  const own = of.name?.entity === recipient ? of.name : null;
  const { holder, asset, status, usd, band, reach, since, last, grade } = of;
  return {
    ...{ holder, chain: asset.split('/')[0] ?? '', asset, status, usd, band, reach },
    ...{ since, last, grade },
    units: String(unitsUnder(of.amounts, view.locked)),
    // what others are called is no business of this recipient
    name: own && {
      ...{ label: own.label, source: own.source, grade: own.grade, basis: own.basis },
      inference: own.inference,
    },
    arrivals: brought.slice(0, most).map((hop) => {
      const { tx, block, time, from, amount } = hop;
      return { tx, block, time, from, units: amount, traced: String(traced(hop)) };
    }),
    moreArrivals: Math.max(0, brought.length - most),
    path: of.path.length > MOST_PATH ? endsOf(of.path) : [...of.path],
    unknown: gapsAt(view, of),
  };
}

/** A long path by its ends: the theft, and what came here. */
function endsOf(path: readonly string[]): string[] {
  const half = MOST_PATH / 2;
  const left = path.length - 2 * half;
  return [...path.slice(0, half), `(${left} more)`, ...path.slice(-half)];
}

/** What the trace does not know of this address; gaps elsewhere stay where they are. */
function gapsAt({ result }: View, { holder, status }: Destination): string[] {
  const own = result.coverage.gaps.filter((gap) => gap.holder === holder);
  const said = own.map(({ reason, effect }) => `${reason}: ${effect}`);
  if (status === 'not covered') {
    said.push('What was read ends at this address: whether it still holds the money is not known.');
  } else if (status === 'not followed') {
    said.push('The trace was cut here by a limit: it may have moved on.');
  }
  return [...new Set(said)];
}

function theftsOf({ result }: View, places: readonly Destination[]): FreezeDraft['thefts'] {
  const onPaths = new Set(places.flatMap(({ path }) => path));
  const byTheft = Map.groupBy(result.seeds, ({ theft }) => theft);
  const reaching = [...byTheft].filter(([, seeds]) => seeds.some(({ tx }) => onPaths.has(tx)));
  // where no path names its theft, any of them may be behind the money
  const meant = reaching.length > 0 ? reaching : [...byTheft];
  return meant.map(([theft, seeds]) => {
    const times = new Map(seeds.map(({ tx, time }) => [tx, time]));
    const transactions = [...times]
      .map(([tx, time]) => ({ tx, time }))
      // those on the paths first: they are what the recipient can follow
      .sort((a, b) => Number(onPaths.has(b.tx)) - Number(onPaths.has(a.tx)) || byTime(a, b));
    const own = result.stolen.filter((one) => one.theft === theft);
    return {
      transactions: transactions.slice(0, MOST_THEFT_TRANSACTIONS),
      more: Math.max(0, transactions.length - MOST_THEFT_TRANSACTIONS),
      stolen: own.flatMap(({ asset: id, amount, usd }) => {
        const asset = result.assets.find((one) => one.id === id);
        if (!asset) return [];
        const { symbol, decimals, contract, verified } = asset;
        return [{ asset: { id, symbol, decimals, contract, verified }, units: amount, usd }];
      }),
    };
  });
}

function byTime(a: { readonly time: string }, b: { readonly time: string }): number {
  return a.time < b.time ? -1 : a.time > b.time ? 1 : 0;
}

function unknownOf(places: readonly Destination[]): string[] {
  const isSpread = places.some(({ band }) => band.low !== band.high);
  const weak = places.filter(({ grade }) => grade >= 'G7').length;
  return [
    'Money that is mixed with other money has no mark. The amounts follow the named policy; ' +
      (isSpread
        ? 'other policies give other amounts, and the band beside each says how far apart they are.'
        : 'all policies that conserve value give the same ones here.'),
    ...(weak > 0
      ? [`At ${count(weak, 'address', 'addresses')} the weakest link of the evidence is G7 or G8.`]
      : []),
    'A freeze does not say that whoever holds an address knew of the theft.',
  ];
}

/** Any order of the places gives the same. */
function amountsOf(view: View, places: readonly Destination[]): string {
  const rows = places.map(({ holder, asset, amounts }) => {
    return JSON.stringify([holder, asset, String(unitsUnder(amounts, view.locked))]);
  });
  return sha256(rows.sort().join('\n'));
}

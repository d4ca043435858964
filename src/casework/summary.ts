import { formatShort } from '../base/amount.ts';
import type { Asset } from '../ledger/port.ts';
import type { Destination, TraceResult } from '../trace/result.ts';

type Summary = TraceResult['summary'];

export interface Placed extends Destination {
  readonly freezable: boolean;
}

/** A headline names so many assets. */
const MOST_ASSETS = 4;

/** Where it is now is not known. */
const ADRIFT = new Set(['not followed', 'not covered', 'swapped, proceeds outside']);

/** More exchanges than this are told among the findings alone. */
const MOST_CROSSINGS = 3;

/** Dollars as cents; null where any part is not known. */
function total(values: readonly (string | null)[]): bigint | null {
  let sum = 0n;
  for (const value of values) {
    if (value === null) return null;
    sum += BigInt(value.replace('.', ''));
  }
  return sum;
}

function asUsd(cents: bigint | null): string | null {
  return cents === null ? null : `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`;
}

/**
 * The headline and its figures under the locked policy. Where a price is missing the dollars are
 * unknown (null) and the sentence speaks in units.
 */
export function summaryOf(
  stolen: TraceResult['stolen'],
  places: readonly Placed[],
  assets: ReadonlyMap<string, Asset>,
  crossings: TraceResult['findings'] = [],
): Summary {
  const sum = (keep: (place: Placed) => boolean): string | null =>
    asUsd(total(places.filter(keep).map(({ usd }) => usd)));
  const stolenUsd = asUsd(total(stolen.map(({ usd }) => usd)));
  const figures = {
    stolenUsd,
    atServicesUsd: sum(({ status }) => status === 'at service' || status === 'in mix'),
    heldUsd: sum(({ status }) => status === 'held'),
    notCoveredUsd: sum(({ status }) => status === 'not covered'),
    freezableUsd: sum(({ freezable }) => freezable),
    unknownUsd: sum(({ status }) => ADRIFT.has(status)),
  };
  const valued = stolen.every(({ asset }) => assets.get(asset)?.kind === 'valuation');
  const what = stolen
    .map(({ asset, amount }) => amountText(assets, asset, amount))
    .slice(0, MOST_ASSETS)
    .concat(stolen.length > MOST_ASSETS ? `${stolen.length - MOST_ASSETS} more assets` : [])
    .join(', ');
  const worth = stolenUsd === null ? '' : ` (${dollars(stolenUsd)})`;
  const lost = valued && stolenUsd ? dollars(stolenUsd) : what + worth;
  const services = new Set(
    places.flatMap(({ status, name }) => (status === 'at service' ? (name?.entity ?? []) : [])),
  );
  return {
    ...figures,
    headline:
      what === ''
        ? 'No theft is named in this case, or nothing left its sources.'
        : `${lost} stolen. ${freezeText(figures.freezableUsd, places)}`,
    sentences: [
      `${places.length} places hold traced value; ${services.size} services are named.`,
      ...share('at services and in mixes', figures.atServicesUsd, stolenUsd),
      ...share('held without further movement in the ledger', figures.heldUsd, stolenUsd),
      ...share('where the ledger does not list what left', figures.notCoveredUsd, stolenUsd),
      ...crossings.slice(0, MOST_CROSSINGS).map(({ statement }) => statement),
    ],
  };
}

function freezeText(freezableUsd: string | null, places: readonly Placed[]): string {
  const freezable = places.filter((place) => place.freezable);
  const actors = [
    ...new Set(
      freezable.map(({ freeze }) => freeze[0]?.actor).filter((actor) => actor !== undefined),
    ),
  ];
  if (freezable.length === 0) return 'Nobody is known who can freeze what was found.';
  const who = actors.slice(0, 4).join(', ') + (actors.length > 4 ? ' and others' : '');
  const much = freezableUsd === null ? `${freezable.length} places` : dollars(freezableUsd);
  const sure = freezable.some(({ name }) => !name || name.grade <= 'G5');
  return `${much} could be stopped by ${who}${sure ? '' : ', if unverified labels are right'}.`;
}

function share(what: string, part: string | null, whole: string | null): string[] {
  if (part === null || whole === null || part === '0.00' || whole === '0.00') return [];
  const perMille = (BigInt(part.replace('.', '')) * 1000n) / BigInt(whole.replace('.', ''));
  return [`${dollars(part)} (${perMille / 10n}.${perMille % 10n} %) ${what}.`];
}

function dollars(usd: string): string {
  return `$${(usd.split('.')[0] ?? '0').replace(/\B(?=(\d{3})+(?!\d))/g, ',')}`;
}

function amountText(assets: ReadonlyMap<string, Asset>, id: string, amount: string): string {
  const asset = assets.get(id);
  return `${formatShort(BigInt(amount), asset?.decimals ?? 0)} ${asset?.symbol ?? id}`;
}

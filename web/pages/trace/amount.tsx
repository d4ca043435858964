import { symbolOf } from '../../graph/view.ts';
import { dollars } from '../../text/figures.ts';
import { exactOf, type Sum, shortUnits, type View } from './view.ts';

/** Units of an asset: cut for reading, copied and said on hover with every decimal. */
export function Units({ view, asset, units }: { view: View; asset: string; units: bigint }) {
  const exact = exactOf(view, asset, units);
  return (
    <span data-exact={exact} title={`${exact} ${symbolOf(view, asset)}`}>
      {shortUnits(view, asset, units)}
    </span>
  );
}

/** Dollars, copied to the cent. */
export function Cents({ cents }: { cents: bigint | null }) {
  if (cents === null) return <span class="quiet">{dollars(null)}</span>;
  const exact = `${cents / 100n}.${(cents % 100n).toString().padStart(2, '0')}`;
  return (
    <span data-exact={exact} title={`$${exact}`}>
      {dollars(cents)}
    </span>
  );
}

const ASSETS_SHOWN = 3;

/** The assets of a sum, the largest first, as text. */
export function assetsText(view: View, sum: Pick<Sum, 'units'>): string {
  const all = [...sum.units].filter(([, units]) => units > 0n);
  const known = all.toSorted(([a], [b]) => rank(view, a) - rank(view, b));
  const shown = known
    .slice(0, ASSETS_SHOWN)
    .map(([asset, units]) => `${shortUnits(view, asset, units)} ${symbolOf(view, asset)}`);
  const rest = known.length - shown.length;
  return [...shown, ...(rest > 0 ? [`${rest} more`] : [])].join(' + ');
}

function rank(view: View, asset: string): number {
  const known = view.assets.get(asset);
  return known?.kind === 'native' || known?.verified ? 0 : 1;
}

import { CATEGORIES, type CategoryId } from './category.ts';
import { CROSSING_DASH, DASHES } from './paint.ts';
import { assetOrder, LINES } from './scene.ts';
import type { Session } from './session.ts';
import { symbolOf } from './view.ts';

/** A category's shape, as it stands in the graph. */
export function Shape({ id }: { readonly id: CategoryId }) {
  const corners = CATEGORIES.find((category) => category.id === id)?.corners ?? [];
  const points = corners.map(([x, y]) => `${(x * 8).toFixed(1)},${(y * 8).toFixed(1)}`).join(' ');
  return (
    <svg class={`graph-shape graph-cat-${id}`} viewBox="-11 -11 22 22" aria-hidden="true">
      {id === 'wallet' ? (
        <rect x="-8" y="-5.6" width="16" height="11.2" rx="2.4" />
      ) : corners.length === 0 ? (
        <circle r="8" />
      ) : (
        <polygon points={points} />
      )}
    </svg>
  );
}

/** What shapes, rings and lines mean; only what this drawing has. */
export function Legend({ session }: { readonly session: Session }) {
  const { scene, model } = session;
  const { nodes, links } = scene.value.drawn;
  const used = new Set(nodes.map(({ category }) => category));
  const assets = assetOrder(model.value);
  const own = assets.length > LINES ? assets.slice(0, LINES - 1) : assets;
  const { view, measure } = model.value;
  const wide = matchMedia('(min-width: 40rem)').matches;
  return (
    <details class="graph-legend" open={wide}>
      <summary>Legend</summary>
      <ul>
        {CATEGORIES.filter(({ id }) => used.has(id)).map(({ id, name }) => (
          <li key={id}>
            <Shape id={id} /> {name}
          </li>
        ))}
        {nodes.some(({ folded }) => folded) && <li>▣ stacked: a group, opens on a click</li>}
        <li>
          <span class="graph-ring" /> money rests here
        </li>
        <li>
          <span class="graph-ring graph-ring-act" /> somebody can stop it
        </li>
        {own.map((asset, i) => (
          <li key={asset}>
            <Line line={i} dash={DASHES[i] ?? []} /> {symbolOf(view, asset)}
          </li>
        ))}
        {own.length < assets.length && (
          <li>
            <Line line={LINES - 1} dash={DASHES[LINES - 1] ?? []} /> other assets
          </li>
        )}
        {links.some(({ crossing }) => crossing) && (
          <li>
            <Line line={0} dash={CROSSING_DASH} /> crossing: asset or ledger changes
          </li>
        )}
        {links.some(({ context }) => context) && (
          <li class="graph-of-context">
            <Line line={LINES} dash={DASHES[LINES] ?? []} /> context: what the ledger knows beyond
            the trace, grey, dashed and hollow. None of it is part of the traced money or the claim.
          </li>
        )}
        <li class="graph-quiet">{measure.note}</li>
      </ul>
    </details>
  );
}

function Line({ line, dash }: { readonly line: number; readonly dash: readonly number[] }) {
  return (
    <svg class={`graph-line graph-line-${line + 1}`} viewBox="0 0 30 8" aria-hidden="true">
      <line x1="0" x2="30" y1="4" y2="4" stroke-dasharray={dash.join(' ')} />
    </svg>
  );
}

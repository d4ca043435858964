import { useMemo } from 'preact/hooks';
import type { PolicyId } from '../../src/trace/policies/policy.ts';
import type { TraceResult } from '../../src/trace/result.ts';
import { category } from './category.ts';
import { figuresIn } from './figures.ts';
import { modelOf } from './model.ts';
import { type Flow, flowOf } from './sankey.ts';
import type { Selected } from './session.ts';
import './graph.css';

interface Props {
  readonly result: TraceResult;
  readonly policy: PolicyId;
  readonly locale?: string;
  readonly onSelect?: (selected: Selected) => void;
}

const SIZE = { width: 1280, height: 560, text: 216, top: 14 } as const;
const BAR = 14;
const LETTERS = 22;

/** Where the money went in broad strokes: by distance, category and operator. */
export function Sankey({ result, policy, locale = 'en', onSelect }: Props) {
  const model = useMemo(() => modelOf(result), [result]);
  const figures = useMemo(() => figuresIn(locale), [locale]);
  const flow = useMemo(
    () => flowOf(model, policy, SIZE.width - SIZE.text, SIZE.height),
    [model, policy],
  );
  const worth = (value: bigint) => model.measure.short(figures, value);
  const height = flow.height + SIZE.top * 2;
  return (
    <div class="trace-sankey">
      {/* biome-ignore lint/a11y/useSemanticElements: a drawing holds no HTML */}
      <svg viewBox={`0 0 ${SIZE.width} ${height}`} role="group" aria-label="Overview of the flow">
        <g transform={`translate(0 ${SIZE.top})`}>
          {flow.bands.map((band) => (
            <Ribbon key={band.key} flow={flow} band={band} text={worth(band.value)} />
          ))}
          {flow.blocks.map((block) => {
            const name =
              block.name.length > LETTERS ? `${block.name.slice(0, LETTERS)}…` : block.name;
            const words = `${block.name}, ${category(block.category).name}, ${worth(block.value)}`;
            const tall = block.height > 26;
            const choose = () => onSelect?.({ holders: block.holders, transactions: [] });
            return (
              // biome-ignore lint/a11y/useSemanticElements: a drawing holds no HTML
              <g
                key={block.key}
                class={`graph-cat-${block.category}`}
                role="button"
                tabindex={0}
                onClick={choose}
                onKeyDown={(event) => event.key === 'Enter' && choose()}
              >
                <title>{words}</title>
                <rect x={block.x} y={block.y} width={BAR} height={block.height} rx="2" />
                <text x={block.x + BAR + 6} y={block.y + block.height / 2 + (tall ? -2 : 4)}>
                  <tspan class="graph-name">{name}</tspan>
                  <tspan
                    {...(tall ? { x: block.x + BAR + 6, dy: 14 } : { dx: 6 })}
                    class="graph-worth"
                  >
                    {worth(block.value)}
                  </tspan>
                </text>
              </g>
            );
          })}
        </g>
      </svg>
      <p class="graph-quiet">
        A figure is what passed through: what comes by twice counts twice. Movements back to an
        earlier block, or within one, are left out. {model.measure.note}
      </p>
      <SankeyTable flow={flow} worth={worth} />
    </div>
  );
}

function Ribbon({
  flow,
  band,
  text,
}: {
  readonly flow: Flow;
  readonly band: Flow['bands'][number];
  readonly text: string;
}) {
  const from = flow.blocks[band.from];
  const to = flow.blocks[band.to];
  if (!from || !to) return null;
  const [x0, x1] = [from.x + BAR, to.x];
  const [y0, y1] = [band.y0 + band.height / 2, band.y1 + band.height / 2];
  const middle = (x0 + x1) / 2;
  return (
    <path
      class={`graph-band graph-cat-${to.category}`}
      d={`M${x0} ${y0}C${middle} ${y0} ${middle} ${y1} ${x1} ${y1}`}
      stroke-width={band.height}
    >
      <title>{`${from.name} → ${to.name}: ${text}`}</title>
    </path>
  );
}

function SankeyTable({
  flow,
  worth,
}: {
  readonly flow: Flow;
  readonly worth: (value: bigint) => string;
}) {
  return (
    <details>
      <summary>The same as a table</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col" class="graph-number">
              Stolen money
            </th>
          </tr>
        </thead>
        <tbody>
          {flow.bands.map(({ key, from, to, value }) => (
            <tr key={key}>
              <td>{flow.blocks[from]?.name}</td>
              <td>{flow.blocks[to]?.name}</td>
              <td class="graph-number">{worth(value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

import { useSignal } from '@preact/signals';
import { category } from './category.ts';
import type { Commands } from './commands.ts';
import { Shape } from './Legend.tsx';
import type { Session } from './session.ts';

interface Props {
  readonly session: Session;
  readonly commands: Commands;
}

const PAGE = 200;

/** The graph as a table: the same nodes in the same words, and the same can be done to them. */
export function DrawnTable({ session, commands }: Props) {
  const rows = useSignal(PAGE);
  const { scene, focus, figures } = session;
  const { drawn, nodesByValue } = scene.value;
  const { found } = focus.value;
  const shown = found ? nodesByValue.filter((i) => found.has(i)) : nodesByValue;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section class="graph-table" tabIndex={0} aria-label="What is drawn, as a table">
      <table>
        <caption>
          {figures.value.count(drawn.nodes.length, 'node')}, those of most value first. A row
          selects; a group can be opened.
        </caption>
        <thead>
          <tr>
            <th scope="col">Node</th>
            <th scope="col">What it is</th>
            <th scope="col" class="graph-number">
              Hop
            </th>
            <th scope="col">First, UTC</th>
            <th scope="col">Last, UTC</th>
            <th scope="col">Stolen money</th>
            <th scope="col">State</th>
            <th scope="col">Paid by</th>
            <th scope="col">Pays</th>
          </tr>
        </thead>
        <tbody>
          {shown.slice(0, rows.value).map((i) => (
            <Row key={drawn.nodes[i]?.key} session={session} commands={commands} i={i} />
          ))}
        </tbody>
      </table>
      {shown.length > rows.value && (
        <button
          type="button"
          class="graph-act"
          onClick={() => {
            rows.value += PAGE;
          }}
        >
          {figures.value.count(shown.length - rows.value, 'more node')}
        </button>
      )}
    </section>
  );
}

function utc(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ');
}

const NEIGHBOURS = 3;

function Row({ session, commands, i }: Props & { readonly i: number }) {
  const { scene, focus, history } = session;
  const { drawn, textOf } = scene.value;
  const node = drawn.nodes[i];
  if (!node) return null;
  const chosen = focus.value.selected.has(i);
  const note = history.value.now.marks.get(node.key)?.note ?? null;
  const names = (links: readonly number[] | undefined, end: 'from' | 'to') => {
    const labels = (links ?? []).map((link) => drawn.nodes[drawn.links[link]?.[end] ?? -1]?.label);
    const unique = [...new Set(labels)];
    const more = unique.length - NEIGHBOURS;
    return `${unique.slice(0, NEIGHBOURS).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  };
  return (
    <tr aria-selected={chosen} class={chosen ? 'graph-chosen' : undefined}>
      <th scope="row">
        <button
          type="button"
          class="graph-plain"
          aria-pressed={chosen}
          onClick={() => commands.pick(i, -1, false)}
        >
          <bdi>{node.label}</bdi>
        </button>
        {node.folded && (
          <button type="button" class="graph-small" onClick={() => commands.open(i)}>
            open
          </button>
        )}
        {note !== null && <div class="graph-quiet">✎ {note}</div>}
      </th>
      <td>
        <Shape id={node.category} /> {category(node.category).name}
        {node.context ? ', context' : ''}
      </td>
      <td class="graph-number">{node.context ? '' : node.hop}</td>
      <td>{utc(node.first)}</td>
      <td>{utc(node.last)}</td>
      <td>{node.context ? 'none of it is traced' : textOf(i)}</td>
      <td>
        {node.context ? `context ${textOf(i)}` : (node.status ?? 'moved on')}
        {node.freezable ? ', can be stopped' : ''}
      </td>
      <td>{names(scene.value.in[i], 'from')}</td>
      <td>{names(scene.value.out[i], 'to')}</td>
    </tr>
  );
}

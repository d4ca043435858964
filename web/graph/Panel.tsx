import { Actions } from './Actions.tsx';
import { ContextFacts } from './Context.tsx';
import type { Commands } from './commands.ts';
import { NodeFacts } from './NodeFacts.tsx';
import type { Session } from './session.ts';
import { PathSteps, Transfers } from './Transfers.tsx';
import { chainOf, symbolOf } from './view.ts';

interface Props {
  readonly session: Session;
  readonly commands: Commands;
}

/** What is selected, with the evidence for every figure, and what can be done to it. */
export function Panel({ session, commands }: Props) {
  const { selection } = session;
  const { nodes, link, path } = selection.value;
  const close = (
    <button
      type="button"
      class="graph-close"
      aria-label="Let go of the selection"
      onClick={() => commands.act('close')}
    >
      ✕
    </button>
  );
  if (path) {
    return (
      <aside class="graph-panel" aria-label="Path">
        {close}
        <PathSteps session={session} path={path} />
      </aside>
    );
  }
  if (link !== null) {
    return (
      <aside class="graph-panel" aria-label="Line">
        {close}
        <LinkFacts session={session} link={link} />
      </aside>
    );
  }
  if (nodes.length === 0) return null;
  return (
    <aside class="graph-panel" aria-label="Selection">
      {close}
      {nodes.length === 1 ? (
        <NodeFacts session={session} commands={commands} node={nodes[0] ?? ''} />
      ) : (
        <Several session={session} commands={commands} />
      )}
    </aside>
  );
}

function LinkFacts({ session, link }: { readonly session: Session; readonly link: string }) {
  const { scene, model } = session;
  const i = scene.value.drawn.links.findIndex(({ key }) => key === link);
  const drawn = scene.value.drawn.links[i];
  if (!drawn) return <p>This line is not drawn any more.</p>;
  const { nodes } = scene.value.drawn;
  const { view } = model.value;
  if (drawn.context) {
    return (
      <>
        <h3>
          <bdi>{nodes[drawn.from]?.label}</bdi> → <bdi>{nodes[drawn.to]?.label}</bdi>
        </h3>
        <ContextFacts session={session} at={drawn.key} />
      </>
    );
  }
  return (
    <>
      <h3>
        <bdi>{nodes[drawn.from]?.label}</bdi> → <bdi>{nodes[drawn.to]?.label}</bdi>
      </h3>
      <p class="graph-quiet">
        {symbolOf(view, drawn.asset)} on {chainOf(drawn.asset)}
        {scene.value.links[i]?.change ? `; crossing: ${scene.value.links[i]?.change}` : ''}
        {drawn.inferred ? '; partly inferred' : ''}
      </p>
      <Transfers session={session} hops={drawn.hops} />
    </>
  );
}

function Several({ session, commands }: Props) {
  const { scene, focus, figures, model } = session;
  const { nodes } = scene.value.drawn;
  const chosen = [...focus.value.selected].flatMap((i) => nodes[i] ?? []);
  const holders = chosen.reduce((sum, node) => sum + node.holders.length, 0);
  const resting = chosen.reduce((sum, node) => sum + node.resting, 0);
  const links = scene.value.drawn.links.filter(
    ({ from, to }) => focus.value.selected.has(from) && focus.value.selected.has(to),
  );
  return (
    <>
      <h3>{figures.value.count(chosen.length, 'node')} selected</h3>
      <p class="graph-quiet">
        {figures.value.count(holders, 'holder')};{' '}
        {model.value.measure.long(figures.value, BigInt(Math.floor(resting)))} rests with them under
        the locked policy
      </p>
      <Actions commands={commands} path={chosen.length === 2} />
      <ul class="graph-list">
        {chosen.slice(0, 30).map(({ key, label }) => (
          <li key={key}>
            <bdi>{label}</bdi>
          </li>
        ))}
      </ul>
      {links.length > 0 && <Transfers session={session} hops={links.flatMap(({ hops }) => hops)} />}
    </>
  );
}

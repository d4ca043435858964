import type { Destination } from '../../src/trace/result.ts';
import { inert } from '../text/inert.ts';
import { gradeWords } from '../text/words.ts';
import { Actions } from './Actions.tsx';
import { Asked, AskedDays, ContextFacts } from './Context.tsx';
import { category } from './category.ts';
import type { Commands } from './commands.ts';
import type { DrawnNode } from './fold.ts';
import { Shape } from './Legend.tsx';
import type { Session } from './session.ts';
import { Transfers } from './Transfers.tsx';
import { assetOf, centsUnder, shortOf, symbolOf, unitsUnder } from './view.ts';

interface Props {
  readonly session: Session;
  readonly commands: Commands;
}

/** Who a node is and on what evidence, what rests there, who can stop it, what came and went. */
export function NodeFacts({ session, commands, node }: Props & { readonly node: string }) {
  const { scene, history } = session;
  const { nodes, nodeOf, links } = scene.value.drawn;
  const i = nodeOf.get(node) ?? nodes.findIndex(({ key }) => key === node);
  const drawn = nodes[i];
  if (!drawn) return <p>This node is not drawn any more.</p>;
  const hopsOf = (list: readonly number[] | undefined) =>
    (list ?? []).flatMap((link) => links[link]?.hops ?? []);
  const into = hopsOf(scene.value.in[i]);
  const out = hopsOf(scene.value.out[i]);
  const note = history.value.now.marks.get(drawn.key)?.note ?? null;
  return (
    <>
      <h3>
        <Shape id={drawn.category} /> <bdi>{drawn.label}</bdi>
      </h3>
      {!drawn.folded && <code class="graph-id">{drawn.key}</code>}
      <p class="graph-quiet">
        {category(drawn.category).name}
        {drawn.context ? ', context' : `, hop ${drawn.hop}`}
        {session.model.value.view.holders.get(drawn.key)?.role === 'unresolved'
          ? ''
          : roleOf(session, drawn)}
      </p>
      {note !== null && <blockquote>{note}</blockquote>}
      <Actions commands={commands} folded={drawn.folded} path={!drawn.folded && !drawn.context} />
      {drawn.context ? (
        <ContextFacts session={session} at={drawn.key} />
      ) : drawn.folded ? (
        <Members session={session} node={drawn} />
      ) : (
        <Name session={session} id={drawn.key} />
      )}
      {!drawn.folded && <AskedDays session={session} />}
      {!drawn.folded && <Asked session={session} address={drawn.key} />}
      <Resting session={session} node={drawn} />
      {into.length > 0 && (
        <section>
          <h4>Came in</h4>
          <Transfers session={session} hops={into} end="from" />
        </section>
      )}
      {out.length > 0 && (
        <section>
          <h4>Went out</h4>
          <Transfers session={session} hops={out} end="to" />
        </section>
      )}
    </>
  );
}

function roleOf(session: Session, node: DrawnNode): string {
  const role = session.model.value.view.holders.get(node.key)?.role;
  return role ? `, role ${role}` : '';
}

const MEMBERS = 40;

function Members({ session, node }: { readonly session: Session; readonly node: DrawnNode }) {
  const { view } = session.model.value;
  const more = node.holders.length - MEMBERS;
  return (
    <section>
      <h4>Those of most worth</h4>
      <ul class="graph-list">
        {node.holders.slice(0, MEMBERS).map((id) => (
          <li key={id}>
            <code title={id}>{shortOf(view, id)}</code>
          </li>
        ))}
      </ul>
      {more > 0 && <p class="graph-quiet">and {session.figures.value.count(more, 'other')}</p>}
    </section>
  );
}

function Name({ session, id }: { readonly session: Session; readonly id: string }) {
  const name = session.model.value.view.holders.get(id)?.name;
  if (!name) return <p class="graph-quiet">No source names this address. That is not clean.</p>;
  return (
    <dl class="graph-facts">
      <dt>Label</dt>
      <dd>
        <bdi>{inert(name.label)}</bdi>
      </dd>
      <dt>Type</dt>
      <dd>{name.type}</dd>
      <dt>Grade</dt>
      <dd>
        <b>{name.grade}</b> {gradeWords(name.grade)}; {name.basis}
      </dd>
      <dt>Source</dt>
      <dd>
        <bdi>{inert(name.source)}</bdi>
        {name.sourceDate === null ? '' : `, ${name.sourceDate}`}
      </dd>
      {name.inference !== null && (
        <>
          <dt>Inferred</dt>
          <dd>{inert(name.inference)}</dd>
        </>
      )}
      {name.others.length > 0 && (
        <>
          <dt>Also called</dt>
          <dd>
            <bdi>{name.others.map((other) => inert(other)).join('; ')}</bdi>
          </dd>
        </>
      )}
    </dl>
  );
}

function powerWords({ actor, strength, power }: Destination['freeze'][number]): string {
  switch (strength) {
    case 'can':
    case 'may':
      return `${inert(actor)} ${strength} stop it: ${inert(power)}`;
    case 'unknown':
      return 'Who can stop it is not known';
    case 'none':
      return 'Nobody can stop it';
  }
}

const PLACES = 8;

/** What rests there, by asset: amount, band, reach, why it stopped, who can stop it. */
function Resting({ session, node }: { readonly session: Session; readonly node: DrawnNode }) {
  const { model, policy, figures } = session;
  const { view } = model.value;
  const places = node.holders.flatMap((id) => view.places.get(id) ?? []);
  if (places.length === 0) return null;
  const worth = (usd: string | null) => Number(usd ?? '0');
  const ranked = places.toSorted((a, b) => worth(b.usd) - worth(a.usd)).slice(0, PLACES);
  return (
    <section>
      <h4>Rests here</h4>
      {ranked.map((place) => {
        const { decimals } = assetOf(view, place.asset);
        const units = unitsUnder(place.amounts, policy.value);
        const cents = centsUnder(view, place.asset, place.amounts, place.usd, policy.value);
        const [first] = place.freeze;
        const show = (text: string) => figures.value.units(BigInt(text), decimals);
        return (
          <div class="graph-place" key={`${place.holder} ${place.asset}`}>
            <p>
              <b title={figures.value.exact(units, decimals)}>
                {figures.value.units(units, decimals)} {symbolOf(view, place.asset)}
              </b>{' '}
              {figures.value.dollars(cents)} · {place.status} · <b>{place.grade}</b>
            </p>
            <p class="graph-quiet">
              {`band ${show(place.band.low)} – ${show(place.band.high)}, `}
              {`reach ${show(place.reach)}`}
              {`, since ${place.since} UTC. ${inert(place.why)}`}
            </p>
            {first && (
              <p class={first.strength === 'can' ? 'graph-can' : 'graph-quiet'}>
                {powerWords(first)}
              </p>
            )}
          </div>
        );
      })}
      {places.length > PLACES && (
        <p class="graph-quiet">{figures.value.count(places.length - PLACES, 'more place')}</p>
      )}
    </section>
  );
}

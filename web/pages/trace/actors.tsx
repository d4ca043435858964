import { useState } from 'preact/hooks';
import { read } from '../../api/client.ts';
import type { ListedDraft } from '../../api/request-shapes.ts';
import type { Trace } from '../../api/shapes.ts';
import { Tag, Time } from '../../parts/pieces.tsx';
import { attempt, say } from '../../parts/toast.tsx';
import { setQuery } from '../../shell/route.ts';
import { count } from '../../text/figures.ts';
import { inert } from '../../text/inert.ts';
import { Least } from './head.tsx';
import { showPlaces } from './places.tsx';
import { type Actor, actorsOf, type Place, type Sum, type View } from './view.ts';

const SHOWN = 8;

interface ActorsProps {
  readonly trace: Trace;
  readonly view: View;
  readonly places: readonly Place[];
}

/** Who can act now, the most money first: the board that a responder works down. */
export function Actors({ trace, view, places }: ActorsProps) {
  const { ranked, unknown, nobody } = actorsOf(places);
  const [isAll, setAll] = useState(false);
  return (
    <section class="stack tight" aria-labelledby="actors-title">
      <div class="section-title">
        <h2 id="actors-title">Who can act now</h2>
      </div>
      {ranked.length === 0 && <p class="quiet">Nobody is known who could stop any of it.</p>}
      <ol class="actors">
        {ranked.slice(0, isAll ? ranked.length : SHOWN).map((actor) => (
          <Row
            key={actor.action.actor + actor.action.power}
            view={view}
            trace={trace}
            actor={actor}
          />
        ))}
      </ol>
      {ranked.length > SHOWN && !isAll && (
        <p class="row quiet">
          <span>and {ranked.length - SHOWN} more</span>
          <button type="button" class="no-print" onClick={() => setAll(true)}>
            Show them
          </button>
        </p>
      )}
      <dl class="facts small">
        <Left view={view} name="Not known who could" sum={unknown} />
        <Left view={view} name="Nobody can" sum={nobody} />
      </dl>
    </section>
  );
}

interface RowProps {
  readonly view: View;
  readonly trace: Trace;
  readonly actor: Actor;
}

function Row({ view, trace, actor }: RowProps) {
  const { action, places } = actor;
  const since = places.reduce((old, { of }) => (of.since < old ? of.since : old), '9999');
  return (
    <li>
      <span class="row far">
        <b>{inert(action.actor, 60)}</b>
        <span class="money">
          <Least view={view} sum={actor} />
        </span>
      </span>
      <span class="small">
        <Tag tone={action.strength === 'can' ? 'act' : ''}>
          {action.strength === 'can' ? 'can' : 'may be able to'}
        </Tag>{' '}
        {inert(action.power, 120)}
      </span>
      {action.strength === 'can' && <span class="small">{inert(action.how, 200)}</span>}
      <span class="small quiet">
        <button type="button" class="bare leads" onClick={() => showPlaces({ find: action.actor })}>
          {count(places.length, 'place')}
        </button>
        , the oldest since <Time at={since} short />
      </span>
      <span class="row no-print">
        <button
          type="button"
          class="bare small"
          onClick={() => setQuery({ place: places[0]?.key ?? null })}
        >
          Evidence
        </button>
        {trace.resultSha256 !== null && trace.status === 'done' && (
          <button type="button" class="bare small" onClick={() => void openDraft(trace, actor)}>
            Draft request
          </button>
        )}
      </span>
    </li>
  );
}

/** Opens the draft of a request to them, where there is one. */
async function openDraft({ id }: Trace, { action }: Actor): Promise<void> {
  await attempt(async () => {
    const path = `/v1/traces/${encodeURIComponent(id)}/drafts`;
    const { items } = await read<{ items: readonly ListedDraft[] }>(path);
    const draft = items.find(
      ({ recipient, power, strength }) =>
        recipient === action.actor && power === action.power && strength === action.strength,
    );
    if (draft) setQuery({ draft: draft.id });
    else say('There is no draft to them: whoever runs a mixer is told nothing.');
  });
}

function Left({ view, name, sum }: { view: View; name: string; sum: Sum }) {
  const places = sum.places.filter(({ units }) => units > 0n).length;
  if (places === 0) return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <Least view={view} sum={sum} /> in {count(places, 'place')}
      </dd>
    </>
  );
}

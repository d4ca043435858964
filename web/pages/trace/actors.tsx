import { Tag } from '../../parts/pieces.tsx';
import { setQuery } from '../../shell/route.ts';
import { count } from '../../text/figures.ts';
import { inert } from '../../text/inert.ts';
import { ago } from '../../text/times.ts';
import { assetsText } from './amount.tsx';
import { Least } from './head.tsx';
import { type Actor, actorsOf, type Place, type Sum, type View } from './view.ts';

const SHOWN = 8;

/** Who can act now, the most money first: the board that a responder works down. */
export function Actors({ view, places }: { view: View; places: readonly Place[] }) {
  const { ranked, unknown, nobody } = actorsOf(places);
  return (
    <section class="stack tight" aria-labelledby="actors-title">
      <div class="section-title">
        <h2 id="actors-title">Who can act now</h2>
      </div>
      {ranked.length === 0 && <p class="quiet">Nobody is known who could stop any of it.</p>}
      <ol class="actors">
        {ranked.slice(0, SHOWN).map((actor) => (
          <Row key={actor.action.actor + actor.action.power} actor={actor} />
        ))}
      </ol>
      {ranked.length > SHOWN && <p class="quiet">and {ranked.length - SHOWN} more</p>}
      <dl class="facts small">
        <Left view={view} name="Not known who could" sum={unknown} />
        <Left view={view} name="Nobody can" sum={nobody} />
      </dl>
    </section>
  );
}

function Row({ actor }: { actor: Actor }) {
  const { action, places } = actor;
  const since = places.reduce((old, { of }) => (of.since < old ? of.since : old), '9999');
  return (
    <li>
      <span class="row far">
        <b>{inert(action.actor, 60)}</b>
        <span class="money">
          <Least sum={actor} />
        </span>
      </span>
      <span class="small">
        <Tag tone={action.strength === 'can' ? 'act' : ''}>
          {action.strength === 'can' ? 'can' : 'may be able to'}
        </Tag>{' '}
        {inert(action.power, 120)}
      </span>
      <span class="small quiet">
        {count(places.length, 'place')}, the oldest {ago(since)}.{' '}
        <button
          type="button"
          class="bare small no-print"
          onClick={() => setQuery({ place: places[0]?.key ?? null })}
        >
          Evidence
        </button>
      </span>
    </li>
  );
}

function Left({ view, name, sum }: { view: View; name: string; sum: Sum }) {
  const places = sum.places.filter(({ units }) => units > 0n).length;
  if (places === 0) return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>
        {sum.cents === null ? assetsText(view, sum) : <Least sum={sum} />} in{' '}
        {count(places, 'place')}
      </dd>
    </>
  );
}

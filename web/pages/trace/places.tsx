import { useState } from 'preact/hooks';
import { nameOf, shortOf, symbolOf } from '../../graph/view.ts';
import { Grade, Id, Tag, Time } from '../../parts/pieces.tsx';
import { Empty } from '../../parts/states.tsx';
import { setQuery } from '../../shell/route.ts';
import { count } from '../../text/figures.ts';
import { inert } from '../../text/inert.ts';
import { STATUS_WORDS, typeWords } from '../../text/words.ts';
import { Cents, Units } from './amount.tsx';
import { type Place, powersOver, sumOf, type View } from './view.ts';

const FIRST_ROWS = 25;
/** So many more at once, and as many as are there already: a thousand are a few steps away. */
const LEAST_MORE = 100;

type Wanted = 'all' | 'can' | 'service' | 'held';

const FILTERS: readonly (readonly [Wanted, string])[] = [
  ['all', 'All'],
  ['can', 'Can be stopped'],
  ['service', 'At services and mixers'],
  ['held', 'At addresses'],
];

function isWanted(place: Place, wanted: Wanted): boolean {
  switch (wanted) {
    case 'all':
      return true;
    case 'can':
      return place.strength === 'can' || place.strength === 'may';
    case 'service':
      return place.of.status === 'at service' || place.of.status === 'in mix';
    case 'held':
      return place.of.status === 'held' || place.of.status === 'not covered';
  }
}

/** What a place is found by. */
function wordsOf(view: View, { of }: Place): string {
  const words = [of.holder, nameOf(view, of.holder) ?? '', symbolOf(view, of.asset)];
  return words.join(' ').toLowerCase();
}

/** Where the money is: the table that the trace is for. */
export function Places({ view, places }: { view: View; places: readonly Place[] }) {
  const [wanted, setWanted] = useState<Wanted>('all');
  const [text, setText] = useState('');
  const [shown, setShown] = useState(FIRST_ROWS);
  const needle = text.trim().toLowerCase();
  const found = places.filter(
    (place) => isWanted(place, wanted) && (needle === '' || wordsOf(view, place).includes(needle)),
  );
  return (
    <section class="stack tight" aria-labelledby="places-title">
      <div class="section-title row far">
        <h2 id="places-title">Where the money is</h2>
        <div class="row no-print">
          <fieldset class="segments" aria-label="Which places">
            {FILTERS.map(([id, name]) => (
              <button
                key={id}
                type="button"
                aria-pressed={wanted === id}
                onClick={() => setWanted(id)}
              >
                {name}
              </button>
            ))}
          </fieldset>
          <input
            class="find"
            type="search"
            placeholder="Find address, name, asset"
            aria-label="Find a place"
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </div>
      </div>
      {found.length === 0 ? (
        <Nothing isFiltered={places.length > 0} />
      ) : (
        <Table view={view} rows={found.slice(0, shown)} />
      )}
      {found.length > shown && <Rest found={found} shown={shown} show={setShown} />}
    </section>
  );
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  if (isFiltered) return <Empty title="No place is like that">Other places are there.</Empty>;
  return (
    <Empty title="Nothing was placed yet">
      That is no finding that nothing is there: it only says what these inputs do not show.
    </Empty>
  );
}

function Rest({
  found,
  shown,
  show,
}: {
  found: readonly Place[];
  shown: number;
  show: (rows: number) => void;
}) {
  const rest = sumOf(found.slice(shown));
  const left = found.length - shown;
  const step = Math.min(left, Math.max(LEAST_MORE, shown));
  return (
    <p class="row quiet">
      <span>
        and {count(left, 'more place')} worth <Cents cents={rest.cents} />
        {rest.unpriced > 0 && `, ${rest.unpriced} of them without a price`}
      </span>
      <button type="button" class="no-print" onClick={() => show(shown + step)}>
        Show {step} more
      </button>
    </p>
  );
}

function Table({ view, rows }: { view: View; rows: readonly Place[] }) {
  // where the ledger says dollars alone, the worth is the amount
  const isUnits = rows.some(({ of }) => view.assets.get(of.asset)?.kind !== 'valuation');
  return (
    <div class="table-wrap">
      <table class="cards places">
        <thead>
          <tr>
            <th class="num">Worth</th>
            {isUnits && <th class="num">Amount</th>}
            <th>Holder</th>
            <th>Who</th>
            <th>State</th>
            <th>Since (UTC)</th>
            <th>Can be stopped by</th>
            <th>Grade</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((place) => (
            <Row key={place.key} view={view} place={place} isUnits={isUnits} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  readonly view: View;
  readonly place: Place;
  readonly isUnits: boolean;
}

function Row({ view, place, isUnits }: RowProps) {
  const { of, units, cents } = place;
  const open = () => setQuery({ place: place.key });
  return (
    <tr class={`openable ${place.strength === 'can' ? 'can' : ''}`} onClick={open}>
      <td class="num money worth">
        <Cents cents={cents} />
      </td>
      {isUnits && (
        <td class="num amount">
          <Units view={view} asset={of.asset} units={units} />{' '}
          <span class="quiet">{symbolOf(view, of.asset)}</span>
        </td>
      )}
      <td class="at">
        <button type="button" class="bare holder" onClick={open}>
          <Id id={of.holder} short={shortOf(view, of.holder)} />
          <span class="hidden-text">: its evidence</span>
        </button>
      </td>
      <td class="who">
        <Who view={view} holder={of.holder} />
      </td>
      <td class="status">
        <span
          class={`state tone-${STATUS_WORDS[of.status].tone}`}
          title={STATUS_WORDS[of.status].meaning}
        >
          {of.status}
        </span>
      </td>
      <td class="since">
        <Time at={of.since} short />
      </td>
      <td class="powers">
        <Powers place={place} />
      </td>
      <td class="graded">
        <Grade grade={of.grade} />
      </td>
    </tr>
  );
}

function Who({ view, holder }: { view: View; holder: string }) {
  const name = view.holders.get(holder)?.name;
  if (!name) return <span class="quiet">not known</span>;
  return (
    <>
      <b>{inert(name.entity ?? name.label, 40)}</b>{' '}
      <span class="quiet small">
        {typeWords(name.type)}
        {name.basis === 'unverified' && ', unverified'}
      </span>
    </>
  );
}

/** Who can stop it; `nobody` and `not known` are different answers. */
function Powers({ place }: { place: Place }) {
  const powers = powersOver(place.of);
  const [first] = powers;
  if (!first) {
    return <span class="quiet">{place.strength === 'none' ? 'nobody can' : 'not known'}</span>;
  }
  const names = [...new Set(powers.map(({ actor }) => inert(actor, 40)))];
  return (
    <Tag tone={first.strength === 'can' ? 'act' : ''}>
      {first.strength === 'can' ? '' : 'perhaps '}
      {names.slice(0, 2).join(', ')}
      {names.length > 2 && ` +${names.length - 2}`}
    </Tag>
  );
}

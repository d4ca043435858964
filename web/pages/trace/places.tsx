import { useState } from 'preact/hooks';
import { nameOf, shortOf, symbolOf } from '../../graph/view.ts';
import { Grade, Id, Tag, Time } from '../../parts/pieces.tsx';
import { Empty } from '../../parts/states.tsx';
import { queryOf, setQuery } from '../../shell/route.ts';
import { count } from '../../text/figures.ts';
import { inert } from '../../text/inert.ts';
import { STATUS_WORDS, typeWords } from '../../text/words.ts';
import { Cents, Units } from './amount.tsx';
import { type Place, powersOver, sumOf, type View } from './view.ts';

const FIRST_ROWS = 25;
/** So many more at once, and as many as are there already: a thousand are a few steps away. */
const LEAST_MORE = 100;

const FILTERS: readonly (readonly [string, string])[] = [
  ['all', 'All'],
  ['stoppable', 'Can be stopped'],
  ['kept', 'At services and mixers'],
  ['addresses', 'At addresses'],
];

/** What one figure of the answer is the sum of. */
const FIGURES: readonly (readonly [string, string])[] = [
  ['can', 'Can be stopped now'],
  ['service', 'At services'],
  ['mix', 'In mixers'],
  ['held', 'Held'],
  ['swapped', 'Swapped away'],
  ['unknown', 'Not covered'],
  ['returned', 'Returned'],
];

function isWanted({ strength, of }: Place, wanted: string): boolean {
  switch (wanted) {
    case 'all':
      return true;
    case 'can':
      return strength === 'can';
    case 'stoppable':
      return strength === 'can' || strength === 'may';
    case 'kept':
      return of.status === 'at service' || of.status === 'in mix';
    case 'addresses':
      return of.status === 'held' || of.status === 'not covered';
    default:
      return STATUS_WORDS[of.status].tone === wanted;
  }
}

/** What a place is found by. */
function wordsOf(view: View, { of }: Place): string {
  const words = [of.holder, nameOf(view, of.holder) ?? '', symbolOf(view, of.asset)];
  return [...words, ...of.freeze.map(({ actor }) => actor)].join(' ').toLowerCase();
}

/** Shows the places that a figure or a party stands for, in the table of them. */
export function showPlaces(how: { readonly show?: string; readonly find?: string }): void {
  setQuery({ show: how.show ?? null, find: how.find ?? null });
  const table = document.getElementById('places');
  table?.scrollIntoView({ block: 'start' });
  table?.focus({ preventScroll: true });
}

/** Where the money is: the table that the trace is for. */
export function Places({ view, places }: { view: View; places: readonly Place[] }) {
  const wanted = queryOf('show') ?? 'all';
  const text = queryOf('find') ?? '';
  const figure = FIGURES.filter(([id]) => id === wanted);
  const [shown, setShown] = useState(FIRST_ROWS);
  const needle = text.trim().toLowerCase();
  const found = places.filter(
    (place) => isWanted(place, wanted) && (needle === '' || wordsOf(view, place).includes(needle)),
  );
  return (
    <section class="stack tight" id="places" tabIndex={-1} aria-labelledby="places-title">
      <div class="section-title row far">
        <h2 id="places-title">Where the money is</h2>
        <div class="row no-print">
          <fieldset class="segments" aria-label="Which places">
            {[...FILTERS, ...figure].map(([id, name]) => (
              <button
                key={id}
                type="button"
                aria-pressed={wanted === id}
                onClick={() => setQuery({ show: id === 'all' ? null : id })}
              >
                {name}
              </button>
            ))}
          </fieldset>
          <input
            class="find"
            type="search"
            placeholder="Address, name or asset"
            aria-label="Find a place"
            value={text}
            onInput={({ currentTarget }) => setQuery({ find: currentTarget.value || null })}
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
        and {count(left, 'more place')}
        {rest.cents !== null && (
          <>
            {' '}
            worth <Cents cents={rest.cents} />
          </>
        )}
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
  const isPriced = view.result.destinations.some(({ usd }) => usd !== null);
  const columns = { isUnits, isPriced };
  return (
    <div class="table-wrap">
      <table class="cards places">
        <thead>
          <tr>
            {isPriced && <th class="num">Worth</th>}
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
            <Row key={place.key} view={view} place={place} {...columns} />
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
  readonly isPriced: boolean;
}

function Row({ view, place, isUnits, isPriced }: RowProps) {
  const { of, units, cents } = place;
  const open = () => setQuery({ place: place.key });
  return (
    <tr class={`openable ${place.strength === 'can' ? 'can' : ''}`} onClick={open}>
      {isPriced && (
        <td class="num money worth">
          <Cents cents={cents} />
        </td>
      )}
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

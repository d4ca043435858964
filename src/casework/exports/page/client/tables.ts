/// <reference lib="dom" />
import type { PolicyId } from '../../../../trace/policies/policy.ts';
import type { View } from '../../view.ts';
import { MOVEMENTS_SHOWN, movementsTable } from '../sections/movements.ts';
import { placesTable } from '../sections/places.ts';
import { firstPlaces, PLACES_SHOWN, type SortKey } from '../sections/places-chosen.ts';
import { byId, dataOf, fill, part } from './dom.ts';

export interface PlacesTable {
  show(policy: PolicyId): void;
  /** Shows only the places with this text or of this state, and goes there. */
  find(text: string): void;
}

interface MovementsTable {
  show(policy: PolicyId): void;
  search(text: string): void;
}

/** On a phone a row is a block: fewer of them are a table that can be scrolled past. */
function isNarrow(): boolean {
  return matchMedia('(max-width: 48rem)').matches;
}

/** Sorting, filtering and unfolding of the places. */
export function startPlaces(view: View): PlacesTable {
  const few = isNarrow() ? 8 : PLACES_SHOWN;
  let state = { ...firstPlaces(view.locked), shown: few };
  const text = byId<HTMLInputElement>('places-text');
  const status = byId<HTMLSelectElement>('places-status');
  const asset = byId<HTMLSelectElement>('places-asset');
  const freezable = byId<HTMLInputElement>('places-freezable');
  const order = byId<HTMLSelectElement>('places-sort');
  const change = (next: Partial<typeof state>) => {
    state = { ...state, ...next };
    fill(part('places'), placesTable(view, state));
  };
  const filter = () => {
    change({
      text: text.value,
      status: status.value,
      asset: asset.value,
      freezable: freezable.checked,
      shown: few,
    });
  };
  for (const control of [text, status, asset, freezable]) control.addEventListener('input', filter);
  order.addEventListener('input', () => {
    const sort = order.value as SortKey;
    change({ sort, descending: startsDown(sort) });
  });
  part('places')?.addEventListener('click', (event) => {
    const heading = dataOf(event, 'sort');
    if (heading) {
      const sort = heading.value as SortKey;
      change({ sort, descending: state.sort === sort ? !state.descending : startsDown(sort) });
    }
    if (dataOf(event, 'more')) change({ shown: state.shown + 100 });
  });
  if (few !== PLACES_SHOWN) change({});
  return {
    show: (policy) => change({ policy }),
    find: (wanted) => {
      const known = [...status.options].some(({ value }) => value === wanted);
      status.value = known ? wanted : '';
      text.value = known ? '' : wanted;
      asset.value = '';
      freezable.checked = false;
      filter();
      byId('where').scrollIntoView();
    },
  };
}

/** Names and times start at the front, amounts and powers at the greatest. */
function startsDown(key: SortKey): boolean {
  return key !== 'where' && key !== 'since';
}

/** Searching and unfolding of the movements, the graph's equal. */
export function startMovements(view: View): MovementsTable {
  const few = isNarrow() ? 5 : MOVEMENTS_SHOWN;
  let state = { policy: view.locked, text: '', shown: few };
  const change = (next: Partial<typeof state>) => {
    state = { ...state, ...next };
    fill(part('movements'), movementsTable(view, state));
  };
  part('movements')?.addEventListener('click', (event) => {
    if (dataOf(event, 'more')) change({ shown: state.shown + 100 });
  });
  if (few !== MOVEMENTS_SHOWN) change({});
  return {
    show: (policy) => change({ policy }),
    search: (text) => change({ text, shown: few }),
  };
}

/// <reference lib="dom" />
import type { PolicyId } from '../../../../trace/policies/policy.ts';
import type { View } from '../../view.ts';
import { MOVEMENTS_SHOWN, movementsTable } from '../sections/movements.ts';
import { placesTable } from '../sections/places.ts';
import { firstPlaces, PLACES_SHOWN, type SortKey } from '../sections/places-chosen.ts';
import { byId, dataOf, fill, part } from './dom.ts';

export interface Tables {
  show(policy: PolicyId): void;
  /** Shows only the places with this text or of this state, and goes there. */
  find(text: string): void;
  /** Shows only the movements with this text. */
  searchMovements(text: string): void;
}

/** Sorting, filtering and unfolding of the two long tables. */
export function startTables(view: View): Tables {
  const narrow = matchMedia('(max-width: 48rem)').matches;
  const few = { places: narrow ? 8 : PLACES_SHOWN, movements: narrow ? 5 : MOVEMENTS_SHOWN };
  let places = { ...firstPlaces(view.locked), shown: few.places };
  let movements = { policy: view.locked, text: '', shown: few.movements };
  const text = byId<HTMLInputElement>('places-text');
  const status = byId<HTMLSelectElement>('places-status');
  const asset = byId<HTMLSelectElement>('places-asset');
  const freezable = byId<HTMLInputElement>('places-freezable');
  const drawPlaces = () => fill(part('places'), placesTable(view, places));
  const drawMovements = () => fill(part('movements'), movementsTable(view, movements));
  const filter = () => {
    places = {
      ...places,
      text: text.value,
      status: status.value,
      asset: asset.value,
      freezable: freezable.checked,
      shown: few.places,
    };
    drawPlaces();
  };
  for (const control of [text, status, asset, freezable]) control.addEventListener('input', filter);

  part('places').addEventListener('click', (event) => {
    const sort = dataOf(event, 'sort');
    if (sort) {
      const key = sort.value as SortKey;
      const descending =
        places.sort === key ? !places.descending : key !== 'where' && key !== 'since';
      places = { ...places, sort: key, descending };
      drawPlaces();
    }
    if (dataOf(event, 'more')) {
      places = { ...places, shown: places.shown + 100 };
      drawPlaces();
    }
  });
  part('movements').addEventListener('click', (event) => {
    if (!dataOf(event, 'more')) return;
    movements = { ...movements, shown: movements.shown + 100 };
    drawMovements();
  });
  if (narrow) {
    drawPlaces();
    drawMovements();
  }
  return {
    show: (policy) => {
      places = { ...places, policy };
      movements = { ...movements, policy };
      drawPlaces();
      drawMovements();
    },
    find: (wanted) => {
      const state = [...status.options].some(({ value }) => value === wanted);
      status.value = state ? wanted : '';
      text.value = state ? '' : wanted;
      asset.value = '';
      freezable.checked = false;
      filter();
      byId('where').scrollIntoView();
    },
    searchMovements: (wanted) => {
      movements = { ...movements, text: wanted, shown: few.movements };
      drawMovements();
    },
  };
}

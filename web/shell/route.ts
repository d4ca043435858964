import { computed, signal } from '@preact/signals';

/** Where the reader is. Paths are plain, so that every page and every selection has an address. */
const place = signal(location.pathname + location.search);

export const path = computed(() => place.value.split('?')[0] ?? '/');

/** The parts of the path: `/cases/7` is `['cases', '7']`. */
export const parts = computed(() => path.value.split('/').filter(Boolean).map(decodeURIComponent));

const query = computed(() => new URLSearchParams(place.value.split('?')[1] ?? ''));

/** A value of the address's query, or null. */
export function queryOf(name: string): string | null {
  return query.value.get(name);
}

/** Goes to a page of the desk; `instead` of the one that is open, which Back then passes over. */
export function go(to: string, instead = false): void {
  if (instead) history.replaceState(null, '', to);
  else history.pushState(null, '', to);
  place.value = location.pathname + location.search;
  scrollTo({ top: 0, behavior: 'instant' });
  document.getElementById('main')?.focus({ preventScroll: true });
}

/** Changes what the address says of the page, without leaving it. */
export function setQuery(changes: { readonly [name: string]: string | null }): void {
  const next = new URLSearchParams(query.value);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) next.delete(name);
    else next.set(name, value);
  }
  const text = next.toString();
  history.replaceState(null, '', path.value + (text ? `?${text}` : ''));
  place.value = location.pathname + location.search;
}

/** Follows links within the desk without loading it anew. */
export function followLinks(): void {
  addEventListener('popstate', () => {
    place.value = location.pathname + location.search;
  });
  addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const isPlain = !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (!link || event.button !== 0 || !isPlain || event.defaultPrevented) return;
    const url = new URL(link.href);
    if (url.origin !== location.origin || link.target || link.hasAttribute('download')) return;
    // what the desk itself serves is no page
    if (/^\/(v1|docs|openapi\.json|metrics)(\/|$)/.test(url.pathname)) return;
    if (url.hash && url.pathname === location.pathname) return;
    event.preventDefault();
    go(url.pathname + url.search);
  });
}

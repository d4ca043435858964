import { signal } from '@preact/signals';

type Theme = 'system' | 'light' | 'dark';

const KEPT = 'hue-theme';
const ORDER: readonly Theme[] = ['system', 'light', 'dark'];

function kept(): Theme {
  const value = localStorage.getItem(KEPT);
  return ORDER.find((one) => one === value) ?? 'system';
}

export const theme = signal<Theme>('system');

/** Puts on what the reader chose, or leaves it to the system. */
function wear(next: Theme): void {
  theme.value = next;
  if (next === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = next;
}

export function startTheme(): void {
  wear(kept());
}

export function nextTheme(): void {
  const next = ORDER[(ORDER.indexOf(theme.value) + 1) % ORDER.length] ?? 'system';
  localStorage.setItem(KEPT, next);
  wear(next);
}

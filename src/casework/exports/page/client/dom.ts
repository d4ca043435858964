/// <reference lib="dom" />
import type { Markup } from '../markup.ts';

const SVG = 'http://www.w3.org/2000/svg';

/** Nodes of markup: elements and text nodes, never a parsed string. */
function toDom(markup: Markup, inSvg = false): Node {
  if (typeof markup === 'string') return document.createTextNode(markup);
  const svg = inSvg || markup.tag === 'svg';
  const element = svg
    ? document.createElementNS(SVG, markup.tag)
    : document.createElement(markup.tag);
  for (const [name, value] of Object.entries(markup.attributes)) {
    if (value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of markup.children) element.appendChild(toDom(child, svg));
  return element;
}

/** The element with this id, which the page has. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (!element) throw new Error(`internal error: no #${id}`);
  return element as T;
}

/** Fills an element anew; what had the focus inside it has it again, found by its data. */
export function fill(element: Element | null, markup: readonly Markup[]): void {
  if (!element) return;
  const focused = element.contains(document.activeElement) ? document.activeElement : null;
  const data = focused instanceof HTMLElement ? { ...focused.dataset } : null;
  element.replaceChildren(...markup.map((item) => toDom(item)));
  if (!data) return;
  const [name, value] = Object.entries(data)[0] ?? [];
  if (name === undefined) return;
  for (const candidate of element.querySelectorAll<HTMLElement>(`[data-${hyphens(name)}]`)) {
    if (candidate.dataset[name] === value) {
      candidate.focus({ preventScroll: true });
      return;
    }
  }
}

function hyphens(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The part of the page that a section gave this name; null where the section was left out. */
export function part(name: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-part="${name}"]`);
}

/** The nearest element around an event's target that carries `data-<name>`, and its value. */
export function dataOf(event: Event, name: string): { element: HTMLElement; value: string } | null {
  const target = event.target instanceof Element ? event.target : null;
  const element = target?.closest<HTMLElement>(`[data-${name}]`);
  const value = element?.getAttribute(`data-${name}`);
  return element && value !== null && value !== undefined ? { element, value } : null;
}

/** Whether the reader asked for less motion. */
export function stillness(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

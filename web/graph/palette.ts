import { CATEGORIES, type CategoryId } from './category.ts';
import { LINES } from './scene.ts';

/** The colours of the style sheet, as they are now. */
export interface Palette {
  readonly paper: string;
  readonly ink: string;
  readonly quiet: string;
  readonly line: string;
  readonly wash: string;
  readonly accent: string;
  readonly chosen: string;
  readonly fills: Readonly<Record<CategoryId, string>>;
  readonly marks: Readonly<Record<CategoryId, string>>;
  readonly lines: readonly string[];
  readonly font: string;
}

/** Colours that a person can give to nodes; each has a name, so that a list can say it. */
export const COLOURS = ['red', 'orange', 'green', 'blue', 'violet'] as const;

/** Reads the colours that hold for an element. */
export function paletteOf(element: Element): Palette {
  const style = getComputedStyle(element);
  const of = (name: string) => style.getPropertyValue(`--graph-${name}`).trim();
  const each = (prefix: string) =>
    Object.fromEntries(CATEGORIES.map(({ id }) => [id, of(`${prefix}-${id}`)])) as Palette['fills'];
  return {
    paper: of('paper'),
    ink: of('ink'),
    quiet: of('quiet'),
    line: of('line'),
    wash: of('wash'),
    accent: of('accent'),
    chosen: of('chosen'),
    fills: each('cat'),
    marks: each('on'),
    lines: Array.from({ length: LINES }, (_, i) => of(`asset-${i + 1}`)),
    font: style.fontFamily,
  };
}

/** The colours that a person can give, by name, as they hold for an element. */
export function markColours(element: Element): Readonly<Record<string, string>> {
  const style = getComputedStyle(element);
  return Object.fromEntries(
    COLOURS.map((name) => [name, style.getPropertyValue(`--graph-mark-${name}`).trim()]),
  );
}

/** Any CSS colour as red, green and blue from 0 to 1. */
export function channels(colour: string): [number, number, number] {
  const canvas = document.createElement('canvas');
  canvas.width = 1;
  canvas.height = 1;
  const ctx = canvas.getContext('2d');
  if (!ctx) return [0, 0, 0];
  ctx.fillStyle = colour;
  ctx.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = ctx.getImageData(0, 0, 1, 1).data;
  return [red / 255, green / 255, blue / 255];
}

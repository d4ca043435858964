/// <reference lib="dom" />
import { CATEGORIES, type CategoryId } from '../../category.ts';
import { LINES } from '../sections/graph.ts';

export interface Palette {
  readonly paper: string;
  readonly ink: string;
  readonly quiet: string;
  readonly line: string;
  readonly wash: string;
  readonly act: string;
  readonly chosen: string;
  readonly fills: { readonly [id in CategoryId]: string };
  readonly marks: { readonly [id in CategoryId]: string };
  readonly lines: readonly string[];
  readonly font: string;
}

/** The colours of the style sheet as they are now. */
export function paletteOf(element: Element): Palette {
  const style = getComputedStyle(element);
  const of = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const each = (prefix: string) =>
    Object.fromEntries(CATEGORIES.map(({ id }) => [id, of(`${prefix}-${id}`)])) as Palette['fills'];
  return {
    paper: of('paper'),
    ink: of('ink'),
    quiet: of('quiet'),
    line: of('line'),
    wash: of('wash'),
    act: of('act'),
    chosen: of('chosen'),
    fills: each('c'),
    marks: each('on'),
    lines: LINES.map(({ cls }) => of(cls)),
    font: of('sans'),
  };
}

/** What is singled out in the drawing. */
export interface Focus {
  readonly selected: number;
  readonly hovered: number;
  readonly path: ReadonlySet<number>;
  /** Nodes that a search found, or null where nothing is searched. */
  readonly found: ReadonlySet<number> | null;
  /** The camera is moving: what is quick to draw is enough. */
  readonly moving: boolean;
  /** Lines drawn while it moves: the greatest. All of them come back when it rests. */
  readonly lines: number;
}

export interface Screen {
  readonly width: number;
  readonly height: number;
}

/** Text in columns for a terminal of fixed width. The texts are inert already. */

interface Cell {
  readonly text: string;
  /** Columns; a growing cell takes what is left; neither means as wide as its text. */
  readonly width?: number;
  readonly grow?: boolean;
  readonly right?: boolean;
}

/** Emphasis, or none at all. */
export interface Ink {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly accent: (text: string) => string;
}

/** ECMA-48 SGR emphasis, or plain text where the output is no terminal or NO_COLOR is set. */
export function inkOf(color: boolean): Ink {
  const sgr = (code: string) => (text: string) =>
    color ? `\u001b[${code}m${text}\u001b[0m` : text;
  return { bold: sgr('1'), dim: sgr('2'), accent: sgr('33') };
}

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

function columns(character: string): number {
  if (/\p{M}/u.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** How many columns a text takes. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += columns(character);
  return width;
}

/** The longest beginning of a text that fits. */
function start(text: string, width: number): string {
  let kept = '';
  let used = 0;
  for (const character of text) {
    used += columns(character);
    if (used > width) break;
    kept += character;
  }
  return kept;
}

/** Cuts a text to `width` columns, with an ellipsis where something was cut, and fills it up. */
export function pad(text: string, width: number, side: 'left' | 'right' = 'left'): string {
  const kept = widthOf(text) > width ? `${start(text, width - 1)}…` : text;
  const fill = ' '.repeat(Math.max(0, width - widthOf(kept)));
  return side === 'left' ? kept + fill : fill + kept;
}

/** Cells side by side with one space between them, `width` columns together. */
export function row(width: number, cells: readonly Cell[]): string {
  const fixed = cells.map((cell) => (cell.grow ? 0 : (cell.width ?? widthOf(cell.text))));
  const spare = width - fixed.reduce((a, b) => a + b, 0) - (cells.length - 1);
  const texts = cells.map((cell, i) =>
    pad(cell.text, cell.grow ? Math.max(1, spare) : (fixed[i] ?? 0), cell.right ? 'right' : 'left'),
  );
  return texts.join(' ').trimEnd();
}

/** Breaks a text at spaces into lines of at most `width` columns; later ones are indented. */
export function wrap(text: string, width: number, indent = 0): string[] {
  const lines: string[] = [];
  let line = '';
  const lead = /^ */.exec(text)?.[0] ?? '';
  for (const word of text.trim().split(/ +/)) {
    const joined = line === '' ? lead + word : `${line} ${word}`;
    if (widthOf(joined) <= width || line === '') line = joined;
    else {
      lines.push(line);
      line = ' '.repeat(indent) + word;
    }
    while (widthOf(line) > width) {
      const head = start(line, width);
      lines.push(head);
      line = ' '.repeat(indent) + line.slice(head.length);
    }
  }
  lines.push(line);
  return lines;
}

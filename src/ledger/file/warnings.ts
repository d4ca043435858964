import { InputError } from '../../base/errors.ts';
import type { Warning } from '../port.ts';

/** What is noticed in the input; `docs/formats.md` says what each code means. */
export const WARNING_CODES = [
  'address',
  'amount',
  'block',
  'cells',
  'checksum',
  'contradiction',
  'decimals',
  'decimals-assumed',
  'digits-cut',
  'duplicate',
  'empty',
  'identical',
  'index',
  'json',
  'kind',
  'line-length',
  'lines-joined',
  'no-transfer',
  'other-chain',
  'quotes',
  'repeated',
  'time',
  'time-estimated',
  'time-order',
  'tx',
  'unknown-columns',
  'value-unknown',
] as const;
export type WarningCode = (typeof WARNING_CODES)[number];

/** Facts worth knowing that are no fault of the input: `strict` lets them pass. */
const NOTES: ReadonlySet<WarningCode> = new Set([
  'identical',
  'lines-joined',
  'no-transfer',
  'repeated',
]);

/**
 * True for what `strict` refuses. Assumed decimals do no harm where no answer holds an amount of
 * the token: the trace refuses those that one does, see `FileLedger.assumed`.
 */
export function isFault(code: string): boolean {
  return code !== 'decimals-assumed' && !(NOTES as ReadonlySet<string>).has(code);
}

/** What a row lacks where decimals are assumed. */
export const DECIMALS_WANTED = 'the decimals of a token, for want of which 18 are taken';

type Mutable = { -readonly [K in keyof Warning]: Warning[K] };

/** Counts faults by file, code and field, keeping the first of each. */
export class Warnings {
  readonly #strict: boolean;
  readonly #items = new Map<string, Mutable>();

  constructor(strict: boolean) {
    this.#strict = strict;
  }

  /** @throws InputError under `strict` */
  add(
    code: WarningCode,
    file: string,
    line: number,
    field: string,
    expected: string,
    found: string,
    count = 1,
  ): void {
    if (this.#strict && isFault(code)) {
      const place = line > 0 ? `${file}, line ${line}` : file;
      throw new InputError(field ? `${place}, ${field}` : place, expected, found, 'strict reading');
    }
    const key = `${file}\n${code}\n${field}`;
    const item = this.#items.get(key);
    if (!item) {
      this.#items.set(key, { code, file, line, field, expected, found: printable(found), count });
      return;
    }
    item.count += count;
    if (line < item.line) Object.assign(item, { line, expected, found: printable(found) });
  }

  /** In order of file, line and code. */
  list(): readonly Warning[] {
    return [...this.#items.values()].sort(
      (a, b) => order(a.file, b.file) || a.line - b.line || order(a.code, b.code),
    );
  }
}

const SHOWN = 80;

function printable(text: string): string {
  const line = plain(text);
  if (line.length > SHOWN) return `${line.slice(0, SHOWN)}… (${line.length} characters)`;
  return line === '' ? 'nothing' : line;
}

const CONTROL = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/g;

/** A text of the input on one line, without characters that control how others are shown. */
export function plain(text: string): string {
  return text.replace(CONTROL, '?');
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

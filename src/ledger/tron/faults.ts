import { type WarningCode, Warnings } from '../file/warnings.ts';
import type { Origin, Warning } from '../port.ts';

/** Faults in answers, each counted once however often the answer is read. */
export class Faults {
  readonly #source: string;
  readonly #warnings = new Warnings(false);
  readonly #seen = new Set<string>();

  constructor(source: string) {
    this.#source = source;
  }

  add(
    code: WarningCode,
    { input, line }: Origin,
    field: string,
    expected: string,
    found: string,
    count = 1,
  ): void {
    const key = [code, input, line, field, found].join('\n');
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#warnings.add(code, this.#source, line, field, expected, found, count);
  }

  list(): readonly Warning[] {
    return this.#warnings.list();
  }
}

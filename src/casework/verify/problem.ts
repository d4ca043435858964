/** Something that does not verify: where, what was to be expected, and what was found. */
export interface Problem {
  readonly where: string;
  readonly expected: string;
  readonly found: string;
}

/** One line for people. */
export function problemText({ where, expected, found }: Problem): string {
  return `${where}: expected ${expected}, found ${found}`;
}

/** Notes a problem where two values differ that must be the same. */
export function expectSame(
  problems: Problem[],
  where: string,
  expected: bigint | string | number,
  found: bigint | string | number,
): void {
  if (expected === found) return;
  problems.push({ where, expected: String(expected), found: String(found) });
}

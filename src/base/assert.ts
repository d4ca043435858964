/** States what cannot be otherwise; a failure is a fault of the program, never of its input. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`internal error: ${message}`);
}

/** The value, which the program's own logic says is there. */
export function found<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) throw new Error(`internal error: no ${what}`);
  return value;
}

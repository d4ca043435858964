/**
 * Text of plain data that is the same for the same data: object keys in the order given by the
 * program, `bigint` as decimal strings, two spaces, a newline at the end.
 * @throws TypeError on values that JSON cannot carry (undefined in a list, NaN, functions)
 */
export function toJson(value: unknown): string {
  const text = JSON.stringify(
    value,
    function (this: unknown, _key, item: unknown) {
      if (typeof item === 'bigint') return item.toString();
      const missing = item === undefined || typeof item === 'function';
      if (missing && Array.isArray(this)) throw new TypeError('a list with nothing in it');
      if (typeof item === 'number' && !Number.isFinite(item)) throw new TypeError('not finite');
      return item;
    },
    2,
  );
  return `${text}\n`;
}

import { show } from '../base/errors.ts';

/** Where two values part: the path to it, and what stands there in each. */
interface Difference {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/**
 * The first places at which two pieces of plain data differ, in the order of the first one's
 * fields, at most `most`.
 */
export function differences(before: unknown, after: unknown, most = 20): Difference[] {
  const found: Difference[] = [];
  compare(before, after, '', (difference) => {
    found.push(difference);
    return found.length < most;
  });
  return found;
}

/** @returns false once enough was reported */
function compare(
  before: unknown,
  after: unknown,
  path: string,
  report: (difference: Difference) => boolean,
): boolean {
  if (Object.is(before, after)) return true;
  if (!isTree(before) || !isTree(after) || Array.isArray(before) !== Array.isArray(after)) {
    return report({ path: path || 'the whole', before: told(before), after: told(after) });
  }
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  for (const key of keys) {
    const step = Array.isArray(before) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    if (!compare(before[key], after[key], step, report)) return false;
  }
  return true;
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function told(value: unknown): string {
  if (value === undefined) return 'nothing';
  return show(isTree(value) ? JSON.stringify(value) : value);
}

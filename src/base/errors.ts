/** Something from outside is wrong: says what, what was expected and what came. */
export class InputError extends Error {
  readonly label: string;
  readonly expected: string;
  readonly found: string;
  /** What the user can do about it, or an empty string. */
  readonly hint: string;

  constructor(label: string, expected: string, found: unknown, hint = '') {
    super(`${label}: expected ${expected}, found ${show(found)}`);
    this.name = 'InputError';
    this.label = label;
    this.expected = expected;
    this.found = show(found);
    this.hint = hint;
  }
}

/** What is wanting before it can go on: a source to ask, or the choice of one among several. */
export type Wanted =
  | { readonly kind: 'source'; readonly chain: string }
  | {
      readonly kind: 'choice';
      /** The option that says which. */
      readonly option: 'chain' | 'victim';
      readonly choices: readonly { readonly said: string; readonly text: string }[];
    };

/** Something is wanting that the caller can give, or have given. */
export class WantingError extends InputError {
  readonly wanted: Wanted;

  constructor(wanted: Wanted, label: string, expected: string, found: unknown, hint: string) {
    super(label, expected, found, hint);
    this.wanted = wanted;
  }
}

/** Recorded evidence is missing or damaged, for which no other source makes up. */
export class EvidenceError extends InputError {}

/** A source of facts failed: which one, and whether asking again can help. */
export class SourceError extends Error {
  readonly source: string;
  readonly retry: boolean;

  constructor(source: string, message: string, retry: boolean, options?: ErrorOptions) {
    super(`${source}: ${message}`, options);
    this.name = 'SourceError';
    this.source = source;
    this.retry = retry;
  }
}

/** A stated bound was reached; `partial` is what was done before it. */
export class LimitError extends Error {
  readonly limit: string;
  readonly partial: unknown;

  constructor(limit: string, message: string, partial: unknown = null) {
    super(`${limit}: ${message}`);
    this.name = 'LimitError';
    this.limit = limit;
    this.partial = partial;
  }
}

/**
 * Whether another source may do better: this one failed, or said more than may be read, or cannot
 * be asked as it is configured.
 */
export function isSourceFault(error: unknown): error is Error {
  if (error instanceof EvidenceError) return false;
  return [SourceError, LimitError, InputError].some((kind) => error instanceof kind);
}

const SHOWN = 80;

/** One line, control characters escaped, at most 80 characters: safe to print. */
export function show(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');
  return line.length > SHOWN ? `${line.slice(0, SHOWN)}… (${line.length} characters)` : line;
}

import { readFileSync } from 'node:fs';
import { InputError } from '../../base/errors.ts';
import type { SecretPlace } from '../source-config.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const MOST_LENGTH = 4096;
/** Shorter ones stand in any answer by chance. */
const LEAST_GUARDED = 8;

/** @throws InputError that says what was looked for, and where */
export function readSecret(place: SecretPlace, env: Environment, label: string): string {
  if (place.env !== undefined) {
    const value = env[place.env]?.trim() ?? '';
    if (value === '') {
      const hint = `set ${place.env}, or use { "file": "path" } in its place`;
      throw new InputError(label, `the environment variable ${place.env}`, 'nothing', hint);
    }
    return checked(value, label);
  }
  const path = place.file ?? '';
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch {
    throw new InputError(label, `the file ${path}`, 'no file that can be read');
  }
  if (text === '') throw new InputError(label, `a key in the file ${path}`, 'nothing');
  return checked(text, label);
}

/** A key is one word: what else was read is some other file, and must not go to anybody. */
function checked(text: string, label: string): string {
  if (text.length <= MOST_LENGTH && /^[\x21-\x7e]+$/.test(text)) return text;
  throw new InputError(label, 'one line of printable characters without spaces', 'another text');
}

/** Finds a source's secrets in what it says. */
export class SecretGuard {
  readonly #forms: readonly string[];

  constructor(secrets: readonly string[]) {
    const forms = secrets.flatMap((secret) => [
      secret,
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
    ]);
    this.#forms = [...new Set(forms)].filter((form) => form.length >= LEAST_GUARDED);
  }

  isIn(bytes: Uint8Array): boolean {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    return this.#forms.some((form) => buffer.includes(form));
  }

  /** The text with each secret replaced. */
  hide(text: string): string {
    return this.#forms.reduce((hidden, form) => hidden.replaceAll(form, '[key]'), text);
  }
}

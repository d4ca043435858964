import { LEFT_OUT } from './contents.ts';
import type { Rule } from './rules.ts';

const MOST_WORDS = 20_000;

/** Texts that must not stand anywhere, each with the rule that says so. */
export class SecretWords {
  readonly #rules = new Map<string, Rule>();
  #pattern: RegExp | null = null;

  /** Texts of two characters or less are too short to be told from others. */
  add(rule: Rule, ...texts: readonly (string | null)[]): void {
    for (const text of texts) {
      const word = plain(text ?? '');
      if (word.length < 3 || this.#rules.has(word) || this.#rules.size >= MOST_WORDS) continue;
      this.#rules.set(word, rule);
      this.#pattern = null;
    }
  }

  /** Besides the whole, each part of a contact by which somebody can be reached. */
  addContact(rule: Rule, contact: string): void {
    const parts = contact.split(/[\s,;<>()]+/).filter((part) => {
      return /@./.test(part) || (part.match(/\d/g) ?? []).length >= 5;
    });
    this.add(rule, contact, ...parts);
  }

  get size(): number {
    return this.#rules.size;
  }

  /** The text without them. @param left hears the rule of each that stood in it */
  without(text: string, left: (rule: Rule) => void): string {
    if (this.#rules.size === 0) return text;
    this.#pattern ??= patternOf([...this.#rules.keys()]);
    return text.replace(this.#pattern, (found) => {
      const rule = this.#rules.get(plain(found));
      if (rule !== undefined) left(rule);
      return LEFT_OUT;
    });
  }

  /** The rule of the first that stands in it, or null. */
  foundIn(text: string): Rule | null {
    let first: Rule | null = null;
    this.without(text, (rule) => {
      first ??= rule;
    });
    return first;
  }
}

function plain(text: string): string {
  return text.trim().replace(/\s+/gu, ' ').toLowerCase();
}

/**
 * The longest first. A single word is found as a word alone: Ann is not in annual, and no digits
 * are in a hash. What no word holds, such as an address of mail, is found wherever it stands.
 */
function patternOf(words: readonly string[]): RegExp {
  const parts = words
    .toSorted((a, b) => b.length - a.length)
    .map((word) => {
      const own = word
        .split(' ')
        .map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
        .join('\\s+');
      return /^[\p{L}\p{N}]+$/u.test(word) ? `(?<![\\p{L}\\p{N}])${own}(?![\\p{L}\\p{N}])` : own;
    });
  return new RegExp(parts.join('|'), 'giu');
}

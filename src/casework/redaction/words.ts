import { LEFT_OUT } from './contents.ts';
import type { Rule } from './rules.ts';

const MOST_WORDS = 20_000;

/** Texts that must not stand anywhere, each with the rule that says so. */
export class SecretWords {
  readonly #rules = new Map<string, Rule>();
  #pattern: RegExp | null = null;

  /** Texts that are too short could not be told from others. */
  add(rule: Rule, ...texts: readonly (string | null)[]): void {
    for (const text of texts) {
      const word = plain(text ?? '');
      if (word.length < leastOf(word) || this.#rules.has(word) || this.#rules.size >= MOST_WORDS)
        continue;
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
    let isIn = false;
    const clean = text.normalize('NFC').replace(this.#pattern, (found) => {
      isIn = true;
      const rule = this.#rules.get(plain(found));
      if (rule !== undefined) left(rule);
      return LEFT_OUT;
    });
    // what says nothing secret stays as it is, to the byte
    return isIn ? clean : text;
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
  return text.normalize('NFC').trim().replace(/\s+/gu, ' ').toLowerCase();
}

/** Scripts that write words without spaces between them, or hang endings on names. */
const UNSPACED = new RegExp(
  `[${['Han', 'Hiragana', 'Katakana', 'Hangul', 'Thai', 'Lao', 'Khmer', 'Myanmar']
    .map((script) => `\\p{Script=${script}}`)
    .join('')}]`,
  'u',
);

/** A Chinese name is of two characters; two of others are a word of many languages. */
function leastOf(word: string): number {
  return UNSPACED.test(word) ? 2 : 3;
}

/**
 * A single word is found as a word alone: Ann is not in annual, and no digits are in a hash. What
 * no word holds, such as an address of mail, is found wherever it stands, and so are names in
 * scripts without spaces. Where several begin at one place the longest is found.
 */
function patternOf(words: readonly string[]): RegExp {
  const isWord = (text: string) => /^[\p{L}\p{N}]+$/u.test(text) && !UNSPACED.test(text);
  const anywhere = words.filter((text) => !isWord(text));
  const alone = words.filter(isWord);
  const parts = [
    ...(anywhere.length > 0 ? [treeOf(anywhere.map((text) => [...text]))] : []),
    ...(alone.length > 0
      ? [`(?<![\\p{L}\\p{N}])${treeOf(alone.map((text) => [...text]))}(?![\\p{L}\\p{N}])`]
      : []),
  ];
  return new RegExp(parts.join('|'), 'giu');
}

/** What begins alike stands once: a plain list of thousands would take minutes to look through. */
function treeOf(words: readonly (readonly string[])[]): string {
  const [only = []] = words;
  if (words.length === 1) return only.map(signOf).join('');
  const longer = words.filter(({ length }) => length > 0);
  const branches = [...Map.groupBy(longer, ([first = '']) => first)].map(
    ([first, own]) => signOf(first) + treeOf(own.map((word) => word.slice(1))),
  );
  if (longer.length < words.length) return `(?:${branches.join('|')})?`;
  return branches.length === 1 ? branches.join('') : `(?:${branches.join('|')})`;
}

function signOf(sign: string): string {
  return sign === ' ' ? '\\s+' : sign.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
}

import { show } from '../base/errors.ts';
import type { Declaration } from './addressList.ts';
import { tagOfListed } from './listed.ts';
import { type Fields, readList } from './tagpackYaml.ts';
import { createFaults, type Tag, type TagFile } from './tags.ts';

/** Its categories, in words that the program knows. */
const WORDS: Readonly<Record<string, string>> = { phishing: 'phishing' };

/**
 * Reads CryptoScamDB: scam sites, some with addresses by coin. A coin is not a chain: the form of
 * the address decides. A file with a broken entry is refused whole.
 * @throws InputError with the line
 */
export function readCryptoScamDb(file: string, text: string, declared: Declaration): TagFile {
  const faults = createFaults(file);
  const tags: Tag[] = [];
  let rows = 0;
  for (const { line, fields } of readList(file, text)) {
    if (fields?.addresses === undefined) continue;
    const category = stringIn(fields, 'category').toLowerCase();
    const entry = {
      file,
      line,
      label: stringIn(fields, 'name') || stringIn(fields, 'url'),
      words: [WORDS[category] ?? declared.category],
      own: { url: stringIn(fields, 'url') || null },
    };
    for (const [coin, address] of addressesIn(fields.addresses)) {
      rows += 1;
      const tag = tagOfListed({ ...declared, chain: coin }, { ...entry, address }, faults);
      if (tag) tags.push(tag);
    }
  }
  return { layout: 'cryptoscamdb', rows, tags, warnings: faults.list() };
}

function stringIn(fields: Fields, key: string): string {
  const value = fields[key];
  return typeof value === 'string' ? value.trim() : '';
}

/** Pairs of coin and address; what is neither a list nor a text shows as itself, and is refused. */
function addressesIn(value: unknown): readonly (readonly [string, string])[] {
  if (typeof value !== 'object' || value === null) return [['', show(value)]];
  return Object.entries(value).flatMap(([coin, list]) => {
    const items: readonly unknown[] = Array.isArray(list) ? list : [list];
    return items.map((item) => [coin, typeof item === 'string' ? item : show(item)] as const);
  });
}

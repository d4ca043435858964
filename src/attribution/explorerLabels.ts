import { InputError, show } from '../base/errors.ts';
import { claimOf, type Declaration, parseJson } from './addressList.ts';
import { isKnownWord } from './mapping.ts';
import { placeOf } from './place.ts';
import { createFaults, type Tag, type TagFile, tagOf } from './tags.ts';

const MAX_ENTRIES = 2_000_000;

/**
 * Reads the labels of a block explorer, `{"0x…": {"name": …, "labels": […]}}`, under a declaration
 * of chain, source and date. Keys that are no address, and names that are not there, are listed.
 * Most of an explorer's labels name a project; only those that name a kind or a conduct count.
 * @throws InputError where the text is no such object
 */
export function readExplorerLabels(file: string, text: string, declared: Declaration): TagFile {
  const found = parseJson(file, text);
  if (typeof found !== 'object' || found === null || Array.isArray(found)) {
    throw new InputError(file, 'an object of labels by address', show(text));
  }
  if (declared.source.trim() === '') throw new InputError(`${file} source`, 'a source', 'nothing');
  const entries = Object.entries(found);
  if (entries.length > MAX_ENTRIES) {
    throw new InputError(file, `at most ${MAX_ENTRIES} entries`, entries.length);
  }
  const faults = createFaults(file);
  const tags: Tag[] = [];
  for (const [index, [address, entry]] of entries.entries()) {
    const line = index + 1;
    const place = placeOf(declared.chain, address);
    const name = nameIn(entry);
    if (!place || (place.fault && !place.known)) {
      faults.add('address', line, 'key', `an address on ${declared.chain}`, show(address));
    } else if (name === null) {
      faults.add('empty', line, 'name', 'a name', 'none');
    } else {
      const words = wordsIn(entry).filter(isKnownWord);
      tags.push(tagOf(claimOf(declared, place, name, words, { file, line })));
    }
  }
  return { layout: 'explorer-labels', rows: entries.length, tags, warnings: faults.list() };
}

function nameIn(entry: unknown): string | null {
  const name = (entry as { readonly name?: unknown } | null)?.name;
  return typeof name === 'string' && name.trim() !== '' ? name.trim() : null;
}

function wordsIn(entry: unknown): readonly string[] {
  const labels = (entry as { readonly labels?: unknown } | null)?.labels;
  return Array.isArray(labels) ? labels.filter((word) => typeof word === 'string') : [];
}

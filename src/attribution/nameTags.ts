import type { Declaration } from './addressList.ts';
import { readTable } from './csvTable.ts';
import { tagOfListed } from './listed.ts';
import { createFaults, type Tag, type TagFile } from './tags.ts';

/**
 * Reads an explorer's name tags (`Address, Name Tag`), as of EthereumHeist. A tag without a letter
 * or digit names nothing.
 * @throws InputError
 */
export function readNameTags(file: string, text: string, declared: Declaration): TagFile {
  const faults = createFaults(file);
  const tags: Tag[] = [];
  const columns = { required: ['address', 'name tag'] as const, optional: [] };
  const rows = readTable(file, text, columns, faults, ({ line, cell }) => {
    const name = cell('name tag');
    const label = /[\p{L}\p{N}]/u.test(name) ? name : '';
    const words = declared.category === '' ? [] : [declared.category];
    const entry = { file, line, address: cell('address'), label, words };
    const tag = tagOfListed(declared, entry, faults);
    if (tag) tags.push(tag);
    return tag !== null;
  });
  return { layout: 'name-tags', rows, tags, warnings: faults.list() };
}

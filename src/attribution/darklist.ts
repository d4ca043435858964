import type { Declaration } from './addressList.ts';
import { readTable } from './csvTable.ts';
import { tagOfListed } from './listed.ts';
import { createFaults, dayIn, type Tag, type TagFile } from './tags.ts';

/**
 * Reads a list of scam addresses with a comment and its day (MyEtherWallet's). The comment is the
 * label, and says what the address is accused of.
 * @throws InputError
 */
export function readDarklist(file: string, text: string, declared: Declaration): TagFile {
  const faults = createFaults(file);
  const tags: Tag[] = [];
  const columns = { required: ['address', 'comment', 'date'] as const, optional: [] };
  const rows = readTable(file, text, columns, faults, ({ line, cell }) => {
    const label = cell('comment') || declared.source;
    const entry = {
      file,
      line,
      address: cell('address'),
      label,
      words: [/phish/i.test(label) ? 'phishing' : declared.category],
      own: { sourceDate: dayIn(cell('date'), 'date', faults, line) },
    };
    const tag = tagOfListed(declared, entry, faults);
    if (tag) tags.push(tag);
    return tag !== null;
  });
  return { layout: 'darklist', rows, tags, warnings: faults.list() };
}

import type { Declaration } from './addressList.ts';
import { readTable } from './csvTable.ts';
import { tagOfListed } from './listed.ts';
import { createFaults, type Tag, type TagFile } from './tags.ts';

const COLUMNS = ['address', 'name', 'account_type', 'entity', 'legitimacy', 'tags'] as const;

/** Tutela's words, in those that the program knows. A bug's victims and dead sites did nothing. */
const WORDS: Readonly<Record<string, string>> = {
  scamming: 'scam',
  'phish / hack': 'phish-hack',
  'upbit hack': 'hack',
  mining: 'miner',
  tornado: 'mixer',
};

/**
 * Reads Tutela's known addresses. `legitimacy` 0 alone accuses nobody: it stands on the wallets
 * that a bug froze, too.
 * @throws InputError
 */
export function readTutela(file: string, text: string, declared: Declaration): TagFile {
  const faults = createFaults(file);
  const tags: Tag[] = [];
  const columns = { required: COLUMNS, optional: [] };
  const rows = readTable(file, text, columns, faults, ({ line, cell }) => {
    const said = [cell('entity'), cell('tags')].filter((word) => word !== '');
    const words = said.map((word) => WORDS[word.toLowerCase()] ?? word);
    const label = cell('name') || (said.at(-1) ?? '');
    const tag = tagOfListed(
      declared,
      { file, line, address: cell('address'), label, words: [...new Set(words)] },
      faults,
    );
    if (tag) tags.push(tag);
    return tag !== null;
  });
  return { layout: 'tutela', rows, tags, warnings: faults.list() };
}

/** Its pools of Tornado Cash: contract, token, size and name, without a header. */
export function readTornadoPools(file: string, text: string, declared: Declaration): TagFile {
  const faults = createFaults(file);
  const tags: Tag[] = [];
  const columns = { required: ['address', 'token', 'size', 'name'] as const, optional: [] };
  const table = `address,token,size,name\n${text}`;
  const rows = readTable(file, table, columns, faults, ({ line, cell }) => {
    const label = `Tornado.Cash: ${cell('size')} ${cell('token')}`;
    const entry = { file, line: line - 1, address: cell('address'), label, words: ['mixer'] };
    const tag = tagOfListed(declared, entry, faults);
    if (tag) tags.push(tag);
    return tag !== null;
  });
  return { layout: 'tornado-pools', rows, tags, warnings: faults.list() };
}

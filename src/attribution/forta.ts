import type { Declaration } from './addressList.ts';
import { readTable } from './csvTable.ts';
import { tagOfListed } from './listed.ts';
import { createFaults, type Tag, type TagFile } from './tags.ts';

const COLUMNS = [
  'banned_address',
  'wallet_tag',
  'data_source',
  'address',
  'etherscan_tag',
  'etherscan_labels',
  'contract_address',
  'contract_tag',
  'contract_creator',
  'contract_creator_tag',
  'contract_creator_etherscan_label',
  'notes',
] as const;
type Column = (typeof COLUMNS)[number];

/**
 * Reads Forta's labelled data sets: lists of an explorer's labels, and malicious contracts with
 * whoever created them. A contract without a name of its own is known by the note on it.
 * @throws InputError
 */
export function readForta(file: string, text: string, declared: Declaration): TagFile {
  const faults = createFaults(file);
  const tags: Tag[] = [];
  const columns = { required: [], optional: COLUMNS, open: true };
  const rows = readTable<Column>(file, text, columns, faults, ({ line, cell }) => {
    const add = (address: string, label: string, words: readonly string[]): boolean => {
      const tag = tagOfListed(declared, { file, line, address, label, words }, faults);
      if (tag) tags.push(tag);
      return tag !== null;
    };
    const label = cell('contract_creator_etherscan_label');
    const creator = cell('contract_creator');
    if (creator !== '' && cell('contract_creator_tag') !== '') {
      add(creator, cell('contract_creator_tag'), wordsOf(label));
    }
    const contract = cell('contract_address');
    if (contract !== '') {
      return add(contract, cell('contract_tag') || cell('notes'), wordsOf(label));
    }
    const listed = cell('banned_address');
    return listed !== ''
      ? add(listed, cell('wallet_tag'), wordsOf(cell('data_source')))
      : add(cell('address'), cell('etherscan_tag'), wordsOf(cell('etherscan_labels')));
  });
  return { layout: 'forta', rows, tags, warnings: faults.list() };
}

/** `etherscan-phish-hack-list` is the explorer's list of that name. */
function wordsOf(text: string): readonly string[] {
  const word = text.replace(/^etherscan-/, '').replace(/-list$/, '');
  return word === '' ? [] : [word];
}

import { InputError } from '../base/errors.ts';
import { readAddressesBySite } from './addressesBySite.ts';
import { type Declaration, readAddressList } from './addressList.ts';
import { readCryptoScamDb } from './cryptoScamDb.ts';
import { readLabelsCsv } from './csv.ts';
import { readDarklist } from './darklist.ts';
import { readExplorerLabels } from './explorerLabels.ts';
import { readForta } from './forta.ts';
import { readFtm } from './ftm.ts';
import type { Actor } from './labels.ts';
import { readMiningPool } from './miningPools.ts';
import { readNameTags } from './nameTags.ts';
import { readTagPack } from './tagpack.ts';
import type { TagFile } from './tags.ts';
import { readTornadoPools, readTutela } from './tutela.ts';

/** What a reader is given besides the text. */
interface Given {
  readonly declared: Declaration;
  readonly actors: ReadonlyMap<string, Actor>;
}

/** One layout: by what a file of it is known, what must be declared of it, how it is read. */
interface Layout {
  readonly id: string;
  readonly knows: (head: Head) => boolean;
  readonly wants: readonly ('source' | 'chain' | 'category')[];
  readonly read: (file: string, text: string, given: Given) => TagFile;
}

interface Head {
  readonly ending: string;
  /** The first characters, without a byte order mark. */
  readonly text: string;
  /** The first line, in lower case, without white space and quotes around cells. */
  readonly cells: readonly string[];
}

const HEAD = 64 * 1024;

const has = (...columns: readonly string[]) => {
  return ({ ending, cells }: Head): boolean =>
    ending === 'csv' && columns.every((column) => cells.includes(column));
};
const either =
  (...knows: readonly Layout['knows'][]) =>
  (head: Head): boolean =>
    knows.some((know) => know(head));
const yaml = (form: RegExp) => {
  return ({ ending, text }: Head): boolean => /^ya?ml$/.test(ending) && form.test(text);
};
const json = (form: RegExp) => {
  return ({ ending, text }: Head): boolean => /^json/.test(ending) && form.test(text);
};

const declaredBy =
  (read: (file: string, text: string, declared: Declaration) => TagFile): Layout['read'] =>
  (file, text, { declared }) =>
    read(file, text, declared);

/** In this order: the first that knows reads. */
const LAYOUTS: readonly Layout[] = [
  {
    id: 'service-labels',
    knows: has('chain', 'address', 'entity', 'category', 'source'),
    wants: [],
    read: (file, text, { declared }) =>
      readLabelsCsv(file, text, declared.grade ? { grade: declared.grade } : {}),
  },
  {
    id: 'forta',
    knows: either(
      has('banned_address', 'wallet_tag'),
      has('contract_address', 'contract_tag'),
      has('address', 'etherscan_tag', 'etherscan_labels'),
    ),
    wants: ['source', 'chain'],
    read: declaredBy(readForta),
  },
  {
    id: 'tutela',
    knows: has('address', 'name', 'account_type', 'legitimacy'),
    wants: ['source', 'chain'],
    read: declaredBy(readTutela),
  },
  {
    id: 'tornado-pools',
    knows: ({ ending, cells }) =>
      ending === 'csv' && cells.length === 4 && /^0x[0-9a-f]{40}$/.test(cells[0] ?? ''),
    wants: ['source', 'chain'],
    read: declaredBy(readTornadoPools),
  },
  {
    id: 'darklist',
    knows: has('address', 'comment', 'date'),
    wants: ['source', 'chain', 'category'],
    read: declaredBy(readDarklist),
  },
  {
    id: 'name-tags',
    knows: has('address', 'name tag'),
    wants: ['source', 'chain', 'category'],
    read: declaredBy(readNameTags),
  },
  {
    id: 'tagpack',
    knows: yaml(/^["']?tags["']? *:/m),
    wants: [],
    read: (file, text, { actors }) => readTagPack(file, text, actors),
  },
  {
    id: 'cryptoscamdb',
    knows: yaml(/^- +(name|url): [\s\S]*^ +(sub)?category:/m),
    wants: ['source', 'category'],
    read: declaredBy(readCryptoScamDb),
  },
  {
    id: 'ftm',
    knows: json(/^\s*\{[^\n]*"schema"\s*:\s*"[A-Z]\w+"/),
    wants: ['source'],
    read: declaredBy(readFtm),
  },
  {
    id: 'mining-pool',
    knows: json(/^\s*\{\s*"id"\s*:\s*\d+\s*,\s*"name"[\s\S]*"addresses"\s*:/),
    wants: ['source', 'chain'],
    read: declaredBy(readMiningPool),
  },
  {
    id: 'explorer-labels',
    knows: json(/^\s*\{\s*"[^"]*"\s*:\s*\{\s*"(name|labels)"/),
    wants: ['source', 'chain', 'category'],
    read: declaredBy(readExplorerLabels),
  },
  {
    id: 'addresses-by-site',
    knows: (head) =>
      json(/^\s*\{\s*"[^"]*"\s*:\s*\[\s*"/)(head) && !/^\s*\{\s*"(allow|deny)"/.test(head.text),
    wants: ['source', 'chain', 'category'],
    read: declaredBy(readAddressesBySite),
  },
  {
    id: 'address-list',
    knows: json(/^\s*\[\s*"[^"\s]{20,120}"/),
    wants: ['source', 'chain', 'category'],
    read: declaredBy(readAddressList),
  },
];

/** The layout of a file by its ending and beginning; null where it is no file of tags. */
export function layoutOf(name: string, text: string): Layout | null {
  const head = text.slice(0, HEAD).replace(/^\ufeff/, '');
  const [line = ''] = head.split(/\r?\n/, 1);
  const cells = line.toLowerCase().split(/[,;\t]/);
  const ending = /\.(\w+)$/.exec(name.toLowerCase())?.[1] ?? '';
  const plain = cells.map((cell) => cell.trim().replace(/^"|"$/g, ''));
  return LAYOUTS.find(({ knows }) => knows({ ending, text: head, cells: plain })) ?? null;
}

export function isActorPack(name: string, text: string): boolean {
  return /\.ya?ml$/i.test(name) && /^["']?actors["']? *:/m.test(text.slice(0, HEAD));
}

/**
 * Reads a file of a layout.
 * @throws InputError where something must be declared, or the text is not of the layout
 */
export function readLayout(layout: Layout, file: string, text: string, given: Given): TagFile {
  const missing = layout.wants.filter((want) => given.declared[want] === '');
  if (missing.length === 0) return layout.read(file, text, given);
  const flags = missing.map((want) => `--${want}`).join(', ');
  const hint = `files of layout ${layout.id} do not say it themselves`;
  throw new InputError(file, `${flags} to be stated`, 'nothing', hint);
}

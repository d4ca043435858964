import { InputError } from '../../base/errors.ts';
import type { Warning } from '../../ledger/port.ts';
import { createFaults, type Day } from '../tags.ts';
import type { LegalState } from '../taxonomy.ts';
import { isMiscopied } from './addresses-in.ts';
import type { ListedParty } from './party.ts';

/** One file of a list: its bytes can be read as often as is asked. */
export interface ListFile {
  readonly name: string;
  readonly bytes: () => AsyncIterable<Uint8Array>;
}

/** What a reader found in the files of one version. */
export interface ReadList {
  /** The list's own date, or null where its format has none. */
  readonly published: Day | null;
  readonly parties: readonly ListedParty[];
  readonly warnings: readonly Warning[];
}

/** One format in which a list is published. */
export interface ListReader {
  /** `ofac-xml`, `ftm`, … */
  readonly id: string;
  /** Whether a file of this name that begins so is of this format. */
  readonly knows: (name: string, head: string) => boolean;
  /** @throws InputError with file and line: a list that is broken or changed is no shorter list */
  readonly read: (files: readonly ListFile[], list: string) => Promise<ReadList>;
}

/** A list: who publishes it, where, and what standing there means. */
export interface SanctionsList {
  readonly id: string;
  readonly title: string;
  /** What a wallet on it is: a block or seizure order is no sanction, a notice is neither. */
  readonly state: LegalState;
  /** In the order in which they are tried. */
  readonly readers: readonly ListReader[];
  readonly urls: readonly string[];
  /** Hosts to which the publisher itself hands its downloads on. */
  readonly hosts: readonly string[];
  /** False: updated only where the operator says so. */
  readonly on: boolean;
  readonly licence: string;
  /** Days after which a version that nobody has confirmed is stale. */
  readonly staleDays: number;
}

/** How much of a file a reader sees before it says whether it knows it. */
export const HEAD_BYTES = 4096;

/** The one file of a format that has one. */
export function onlyFile(files: readonly ListFile[], label: string): ListFile {
  const [file, second] = files;
  if (file && !second) return file;
  throw new InputError(label, 'one file', files.length);
}

/** More entries than this without what every entry has: the schema has changed. */
const FAULTY_SHARE = 0.01;

/**
 * The parties of a list that is whole. An entry that says neither name nor wallet is left out with
 * a warning; many of them, or no party at all, mean that the format is not what it was.
 * @throws InputError
 */
export function wholeList(
  file: string,
  published: Day | null,
  all: readonly ListedParty[],
  warnings: readonly Warning[] = [],
): ReadList {
  const parties = all.filter(
    ({ names, wallets, documents }) => names.length + wallets.length + documents.length > 0,
  );
  const empty = all.length - parties.length;
  if (parties.length === 0) {
    const hint = 'its format may have changed, or this is another file';
    throw new InputError(file, 'a list with parties', `${all.length} entries, no party`, hint);
  }
  if (empty > all.length * FAULTY_SHARE) {
    const found = `${empty} of ${all.length} entries without a name or wallet`;
    throw new InputError(file, 'names in its entries', found, 'its format may have changed');
  }
  const faults = createFaults(file);
  for (let i = 0; i < empty; i += 1) faults.add('nameless', 0, 'name', 'a name or wallet', 'none');
  for (const { published: text } of parties.flatMap(({ wallets }) => wallets)) {
    if (isMiscopied(text)) faults.add('checksum', 0, 'wallet', 'a right checksum', text);
  }
  return { published, parties, warnings: [...warnings, ...faults.list()] };
}

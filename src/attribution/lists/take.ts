import { createHash } from 'node:crypto';
import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { sha256 } from '../../base/digest.ts';
import { InputError } from '../../base/errors.ts';
import { reason } from '../../base/files.ts';
import type { UnixTime } from '../../base/time.ts';
import type { Warning } from '../../ledger/port.ts';
import type { Day } from '../tags.ts';
import { changesBetween, type ListChanges } from './changes.ts';
import { closedBy } from './history.ts';
import {
  type Current,
  dayOf,
  type FileOnDisk,
  type KeptVersion,
  readCurrent,
  readParties,
  readPast,
  readVersion,
  versionsOf,
  writeCurrent,
  writePast,
  writeVersion,
} from './kept.ts';
import { HEAD_BYTES, type ListFile, type ListReader, type SanctionsList } from './list.ts';
import type { ListedParty } from './party.ts';

/** What is to become a version. */
export interface Delivery {
  readonly files: readonly { readonly name: string; readonly path: string }[];
  /** When it came. */
  readonly time: UnixTime;
  /** True: from the publisher just now. False: a copy, which is as old as the day it bears. */
  readonly isFromPublisher: boolean;
  /** The day of the list, where its format has none. */
  readonly date: Day | null;
  readonly etag: string | null;
  readonly modified: string | null;
  /** A person has looked and takes it although it is suspicious. */
  readonly accept: boolean;
}

export interface Taken {
  /** `older`: kept beside the newer version that goes on to count. */
  readonly kind: 'new' | 'same' | 'older';
  readonly version: KeptVersion;
  /** Against the version before it; null for the first, and where nothing is new. */
  readonly changes: ListChanges | null;
  readonly warnings: readonly Warning[];
}

/**
 * Reads a delivery whole, compares it with what is there, and only then keeps it: as the current
 * version, or beside it where its day is earlier.
 * @throws InputError where it is broken, has no day, or is suspicious; nothing is changed then
 */
export async function takeVersion(
  folder: string,
  list: SanctionsList,
  delivery: Delivery,
): Promise<Taken> {
  const files = await Promise.all(delivery.files.map(hashed));
  const digest = digestOf(files);
  const versions = versionsOf(folder, list.id);
  const current = readCurrent(folder, list.id);
  const { etag, modified, time } = delivery;
  const same = versions.find((version) => version.digest === digest);
  if (same && current) {
    const isCurrent = same.version === current.version;
    if (isCurrent) {
      const checked = Math.max(current.checked, checkedAt(delivery, dayOf(same)));
      writeCurrent(folder, list.id, { ...current, checked, etag, modified });
    }
    // a publisher who goes back to earlier bytes has a new version, and a copy of them is none
    if (isCurrent || !delivery.isFromPublisher) {
      return { kind: 'same', version: same, changes: null, warnings: [] };
    }
  }
  const reader = readerOf(list, files);
  const { parties, published, warnings } = await reader.read(files.map(listFile), list.id);
  const day = published ?? delivery.date;
  if (day === null) {
    const hint = `its format has no date: say with --date as of which day it is`;
    throw new InputError(`${list.id}: ${files[0]?.name}`, 'the day of the list', 'none', hint);
  }
  const unique = uniqueParties(list, parties);
  const version = {
    list: list.id,
    version: freeName(day, digest, versions),
    published: day,
    fetched: time,
    digest,
    parties: unique.length,
    wallets: unique.reduce((sum, { wallets }) => sum + wallets.length, 0),
    reader: reader.id,
  };
  const now = current === null ? null : readVersion(folder, list.id, current.version);
  const isOlder = now !== null && day < dayOf(now);
  const before = versions.findLast((one) => dayOf(one) <= day) ?? null;
  const changes = before ? changesBetween(readParties(folder, before), unique) : null;
  if (now && changes && !isOlder && !delivery.accept) refuseSuspicious(list, now, version, changes);
  await writeVersion(folder, version, files, unique);
  const kept = readVersion(folder, list.id, version.version);
  if (isOlder && current) {
    writeCurrent(folder, list.id, { ...current, past: pastAnew(folder, list.id, current.version) });
    return { kind: 'older', version: kept, changes, warnings };
  }
  const past =
    now && current
      ? closedBy(readPast(folder, list.id, current), readParties(folder, now), unique, day)
      : [];
  const place = writePast(folder, list.id, kept.version, past);
  writeCurrent(folder, list.id, {
    version: kept.version,
    past: place,
    checked: checkedAt(delivery, day),
    etag,
    modified,
  });
  return { kind: 'new', version: kept, changes, warnings };
}

/** The last moment at which this was surely the publisher's newest version. */
function checkedAt({ isFromPublisher, time }: Delivery, day: Day): UnixTime {
  return isFromPublisher ? time : Math.min(time, Date.parse(`${day}T00:00:00Z`) / 1000);
}

/** Confirms that the current version is the newest: the publisher says that nothing has changed. */
export function confirmVersion(
  folder: string,
  list: string,
  current: Current,
  time: UnixTime,
): KeptVersion {
  writeCurrent(folder, list, { ...current, checked: time });
  return readVersion(folder, list, current.version);
}

/** The intervals closed by all versions up to one, in their order: one has come in between. */
function pastAnew(folder: string, list: string, last: string): Current['past'] {
  const versions = versionsOf(folder, list);
  const end = versions.findIndex(({ version }) => version === last);
  let past: readonly ListedParty[] = [];
  let before: readonly ListedParty[] = [];
  for (const version of versions.slice(0, end + 1)) {
    const parties = readParties(folder, version);
    past = closedBy(past, before, parties, dayOf(version));
    before = parties;
  }
  return writePast(folder, list, last, past);
}

/** Shares that a list loses only if something is wrong with it, or much has happened. */
const SUSPICIOUS = { smaller: 0.05, gone: 0.2, fewest: 10 } as const;

function refuseSuspicious(
  list: SanctionsList,
  now: KeptVersion,
  next: Pick<KeptVersion, 'parties' | 'wallets'>,
  { removed }: ListChanges,
): void {
  const { smaller, gone, fewest } = SUSPICIOUS;
  const found: string[] = [];
  for (const what of ['parties', 'wallets'] as const) {
    const lost = now[what] - next[what];
    if (lost > fewest && lost > now[what] * smaller) {
      found.push(`${next[what]} ${what} for ${now[what]}`);
    }
  }
  if (removed.length > fewest && removed.length > now.parties * gone) {
    found.push(`${removed.length} parties gone`);
  }
  if (found.length === 0) return;
  const hint = `version ${now.version} stays; look at the publisher's page, then use --accept`;
  throw new InputError(list.id, 'a list about as large as the last', found.join(', '), hint);
}

function readerOf(list: SanctionsList, files: readonly FileOnDisk[]): ListReader {
  const heads = files.map(({ name, path }) => ({ name, head: headOf(path) }));
  const reader = list.readers.find((one) => heads.some(({ name, head }) => one.knows(name, head)));
  if (reader) return reader;
  const formats = list.readers.map(({ id }) => id).join(', ');
  const found = heads[0]?.head.slice(0, 60) ?? 'no file';
  const hint = 'if it is the right file, its format has changed';
  throw new InputError(`${list.id}: ${files[0]?.name}`, `a format of ${formats}`, found, hint);
}

function headOf(path: string): string {
  const bytes = Buffer.alloc(HEAD_BYTES);
  const file = openSync(path, 'r');
  try {
    const text = bytes.subarray(0, readSync(file, bytes, 0, HEAD_BYTES, 0));
    const isWide = text[0] === 0xff && text[1] === 0xfe;
    return text.toString(isWide ? 'utf16le' : 'latin1').replace(/^\u00ef\u00bb\u00bf/, '');
  } finally {
    closeSync(file);
  }
}

async function hashed(file: { name: string; path: string }): Promise<FileOnDisk> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(file.path)) {
      hash.update(chunk);
      bytes += chunk.length;
    }
  } catch (error) {
    throw new InputError(file.path, 'a file that can be read', reason(error));
  }
  return { name: basename(file.name), path: file.path, bytes, digest: hash.digest('hex') };
}

/** Of one file its own digest, of several that of their names and digests. */
function digestOf(files: readonly FileOnDisk[]): string {
  const [first, second] = files;
  if (!first) throw new InputError('list', 'at least one file', 'none');
  if (!second) return first.digest;
  const lines = files.map(({ name, digest }) => `${digest}  ${name}\n`).sort();
  return sha256(lines.join(''));
}

function listFile({ name, path }: FileOnDisk): ListFile {
  return { name, bytes: () => createReadStream(path, { highWaterMark: 1 << 18 }) };
}

/** The name of a version is its day; a second one of the same day adds its digest. */
function freeName(day: Day, digest: string, versions: readonly KeptVersion[]): string {
  const taken = new Set(versions.map(({ version }) => version));
  const named = `${day}-${digest.slice(0, 8)}`;
  if (!taken.has(day)) return day;
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? named : `${named}.${n}`;
    if (!taken.has(name)) return name;
  }
}

/** @throws InputError where two entries of a list have one id: which one counts, nobody can say */
function uniqueParties(
  list: SanctionsList,
  parties: readonly ListedParty[],
): readonly ListedParty[] {
  const seen = new Set<string>();
  for (const { id } of parties) {
    if (seen.has(id)) throw new InputError(`${list.id}: id`, 'each party once', id);
    seen.add(id);
  }
  return parties;
}

import { join } from 'node:path';
import { type OpenLists, openLists } from '../../attribution/lists/open.ts';
import { openStore } from '../../attribution/store/folder.ts';
import type { TagStore } from '../../attribution/store/store.ts';
import { systemClock } from '../../base/clock.ts';
import { sha256 } from '../../base/digest.ts';
import { toJson } from '../../base/json.ts';
import { formatTime } from '../../base/time.ts';
import type { World } from '../../ledger/open-source.ts';
import type { InputFile } from '../../ledger/port.ts';
import { type Book, openBook } from '../../screen/book.ts';
import type { DatedTags } from '../known-tags.ts';
import { homeFolder, readLists } from './config.ts';

interface Kept {
  readonly book: Book;
  readonly store: TagStore | null;
  readonly lists: OpenLists;
  /** Unix seconds. */
  readonly now: number;
  readonly close: () => void;
}

/** The tags and lists of `HUE_HOME`, as they are now. */
export async function openKept(
  config: string | undefined,
  env: World['env'] = process.env,
): Promise<Kept> {
  const home = homeFolder(env);
  const now = Math.floor(systemClock.now() / 1000);
  const lists = openLists(join(home, 'lists'), await readLists(config, env), now);
  const store = openStore(join(home, 'tags'));
  const book = openBook(store, lists, now);
  return { book, store, lists, now, close: () => store?.close() };
}

/** The same for a trace: the versions stand among its inputs. */
export async function openKnown(
  config: string | undefined,
  env: World['env'] = process.env,
): Promise<DatedTags & Pick<Kept, 'close'>> {
  const { book, store, lists, now, close } = await openKept(config, env);
  const about = { role: 'tags' } as const;
  const sets = toJson(store?.sets ?? []);
  const tags: InputFile[] = store
    ? [
        {
          ...{ ...about, name: 'imported tags', layout: 'tag-store', rows: store.size },
          ...{ sha256: sha256(sets), bytes: Buffer.byteLength(sets) },
        },
      ]
    : [];
  const listed = lists.lists.map(({ version }): InputFile => {
    const { list, digest, wallets, files } = version;
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    const name = `list ${list} ${version.version}`;
    return { ...about, name, sha256: digest, bytes, layout: 'sanctions-list', rows: wallets };
  });
  const { size, tagsAt, sources, problems } = book;
  const asOf = formatTime(now);
  return { size, tagsAt, sources, problems, asOf, inputs: [...tags, ...listed], close };
}

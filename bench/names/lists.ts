import { createReadStream, existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ListFile, ListReader } from '../../src/attribution/lists/list.ts';
import { ofacDelimited } from '../../src/attribution/lists/ofac-delimited.ts';
import type { ListedParty } from '../../src/attribution/lists/party.ts';
import { un } from '../../src/attribution/lists/un.ts';
import { dataRoot } from '../accuracy/truth.ts';

const FIXTURES = 'sanctions/watchman-fixtures/test/testdata';
const OFAC = ['sdn.csv', 'alt.csv', 'add.csv', 'sdn_comments.csv'];

function fileAt(path: string): ListFile {
  return { name: basename(path), bytes: () => createReadStream(path) };
}

async function read(reader: ListReader, list: string, paths: readonly string[]) {
  const { parties } = await reader.read(paths.map(fileAt), list);
  return parties;
}

/** OFAC's list of 2021 and the UN's of 2026, or null where the shared data is not there. */
export async function readLists(): Promise<readonly ListedParty[] | null> {
  const folder = join(dataRoot(), FIXTURES);
  if (!existsSync(folder)) return null;
  const ofac = await read(
    ofacDelimited,
    'ofac-sdn',
    OFAC.map((name) => join(folder, 'bench', name)),
  );
  const [unXml] = un.readers;
  const others = unXml ? await read(unXml, 'un', [join(folder, 'UN_consolidated.xml')]) : [];
  return [...ofac, ...others];
}

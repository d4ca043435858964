// A data folder with one sanctions list of today and one tag, as an operator would have it.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { takeVersion } from '../../src/attribution/lists/take.ts';
import { importTags } from '../../src/attribution/store/import.ts';
import { readLists } from '../../src/casework/live/config.ts';
import type { SourceConfig } from '../../src/ledger/source-config.ts';

export const LISTED = '0x098B716B8Aaf21512996dC57EB0615e2383E2f96';
export const EXCHANGE = '0x28C6c06298d514Db089934071355E5743bf21d60';
export const NOBODY = '0x1234567890123456789012345678901234567890';
export const PARTY = 'KHARITONOV, Oleg Petrovich';

const EMPTY = Array.from({ length: 7 }, () => '-0- ').join(',');

/** Takes a version of the list: with these addresses under its only party. */
export async function takeList(home: string, addresses: readonly string[]): Promise<void> {
  const remarks = addresses.map((one) => `Digital Currency Address - ETH ${one}`).join('; alt. ');
  const texts = {
    'sdn.csv': `30001,"${PARTY}","individual","CYBER2",${EMPTY},"${remarks}."\r\n`,
    'alt.csv': '30001,1,"aka","HARITONOV, Oleg",-0- \r\n',
    'add.csv': '30001,1,-0- ,-0- ,"Russia",-0- \r\n',
    'sdn_comments.csv': '',
  };
  const folder = path.join(home, 'list-files');
  mkdirSync(folder, { recursive: true });
  const files = Object.entries(texts).map(([name, text]) => {
    const at = path.join(folder, name);
    writeFileSync(at, text);
    return { name, path: at };
  });
  const lists = await readLists(undefined, { HUE_HOME: home });
  const list = lists.find(({ id }) => id === 'ofac-sdn');
  if (!list) throw new Error('there is no such list');
  const now = Date.now();
  const about = { files, time: Math.floor(now / 1000), isFromPublisher: false, accept: true };
  const date = new Date(now).toISOString().slice(0, 10);
  await takeVersion(path.join(home, 'lists'), list, { ...about, date, etag: null, modified: null });
}

/** A data folder that is removed with the process; it asks these sources, and no public one. */
export async function listedHome(
  sources: readonly SourceConfig[] = [],
  desk: object = {},
): Promise<string> {
  const home = mkdtempSync(path.join(tmpdir(), 'hue-home-'));
  process.once('exit', () => rmSync(home, { recursive: true, force: true }));
  const off = { on: false };
  const lists = { 'ofac-consolidated': off, 'eu-fsf': off, uk: off, un: off };
  const config = JSON.stringify({ lists, sources, publicSources: false, desk });
  writeFileSync(path.join(home, 'hue.config.mjs'), `export default ${config};\n`);
  await takeList(home, [LISTED]);
  const tags = path.join(home, 'tags.csv');
  const lines = [
    'chain,address,entity,category,source,grade,date',
    `ethereum,${EXCHANGE},Binance,exchange,made for the test,G3,2024-01-01`,
  ];
  writeFileSync(tags, `${lines.join('\n')}\n`);
  const world = { now: Math.floor(Date.now() / 1000), seed: 1 };
  importTags(path.join(home, 'tags'), [tags], {}, world);
  return home;
}

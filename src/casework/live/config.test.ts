import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { folder } from '../../../test/scenarios/folder.ts';
import { DEFAULT_SOURCES } from '../../ledger/default-sources.ts';
import { homeFolder, readLists, readSources } from './config.ts';

const NODE = { chain: 'ethereum', kind: 'evm-rpc', url: 'https://node.test' } as const;

/** A configuration file with this value. */
function written(value: unknown, name = 'sources.mjs'): string {
  const path = join(folder(), name);
  writeFileSync(path, `export default ${JSON.stringify(value)};\n`);
  return path;
}

test('without a file the public sources are asked', async () => {
  deepEqual(await readSources(undefined, { HUE_HOME: folder() }), DEFAULT_SOURCES);
});

test('the own ones come first, and alone where no other is wanted', async () => {
  const file = written({ sources: [NODE] });
  deepEqual(await readSources(file, {}), [NODE, ...DEFAULT_SOURCES]);
  const alone = written({ sources: [NODE], publicSources: false });
  deepEqual(await readSources(alone, {}), [NODE]);
});

test('a file in the home folder is found, in JavaScript or TypeScript', async () => {
  for (const name of ['hue.config.mjs', 'hue.config.ts']) {
    const home = folder();
    mkdirSync(home, { recursive: true });
    const text = `export default ${JSON.stringify({ sources: [NODE], publicSources: false })};\n`;
    writeFileSync(join(home, name), text);
    deepEqual(await readSources(undefined, { HUE_HOME: home }), [NODE]);
  }
  equal(homeFolder({ HUE_HOME: '/somewhere' }), '/somewhere');
  equal(homeFolder({}), join(homedir(), '.hueandcry'));
});

test('what is wrong is named: the file, the field, the chain', async () => {
  await rejects(readSources('/no/such/file.mjs', {}), { label: '--config' });
  const broken = join(folder(), 'broken.mjs');
  writeFileSync(broken, 'export default {');
  await rejects(readSources(broken, {}), { label: broken });
  for (const [value, field] of [
    [{ source: [] }, /source/],
    [{ sources: [{ ...NODE, kind: 'oracle' }] }, /sources\.0\.kind/],
    [{ sources: [{ ...NODE, key: 'in-plain-sight' }] }, /sources\.0\.key/],
    [{ sources: [{ ...NODE, key: { env: 'A', file: 'b' } }] }, /"env" or "file"/],
    [{ sources: [{ ...NODE, chain: 'etherium' }] }, /chain/],
  ] as const) {
    const file = written(value);
    await rejects(readSources(file, {}), (error: Error) => {
      ok(error.message.includes(file), error.message);
      ok(field.test(error.message), error.message);
      ok(!error.message.includes('in-plain-sight'), 'a key that stands there is not shown');
      return true;
    });
  }
});

test('lists take other URLs, and only lists that there are', async () => {
  const url = 'https://mirror.test/SDN.XML';
  const file = written({
    lists: { 'ofac-sdn': { url }, opensanctions: { on: true, staleDays: 2 } },
  });
  const lists = new Map((await readLists(file, {})).map((list) => [list.id, list]));
  deepEqual(lists.get('ofac-sdn')?.urls, [url]);
  // the publisher's own storage is no place to which a mirror may redirect
  deepEqual(lists.get('ofac-sdn')?.hosts, []);
  deepEqual([lists.get('opensanctions')?.on, lists.get('opensanctions')?.staleDays], [true, 2]);
  equal(lists.get('un')?.hosts.length, 1);
  await rejects(readLists(written({ lists: { ofac: {} } }), {}), /ofac-sdn, .*found "ofac"/);
});

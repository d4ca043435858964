import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { hue } from '../../test/hue.ts';

const place = mkdtempSync(join(tmpdir(), 'hue-tags-'));
after(() => rmSync(place, { recursive: true, force: true }));

const A = `0x${'a1'.repeat(20)}`;

/** `hue tags` with these words; exit code, and all that it printed. */
async function tags(...words: readonly string[]) {
  const { code, out, err } = await hue(place, ['tags', ...words], {
    HUE_HOME: join(place, 'home'),
  });
  return { code, out: out + err };
}

describe('hue tags', () => {
  test('imports, shows, contests and withdraws', async () => {
    const nothing = await tags('show', A);
    assert.equal(nothing.code, 65);
    assert.match(nothing.out, /hue tags import FILE fills it/);
    const row = `ethereum,${A},Binance 14,exchange,me`;
    writeFileSync(join(place, 'labels.csv'), `chain,address,entity,category,source\n${row}\n`);
    const broken = await tags('import', 'labels.csv', 'bare.json');
    assert.deepEqual([broken.code, /bare\.json/.test(broken.out)], [65, true]);
    const good = await tags('import', 'labels.csv', '--grade', 'G5', '--share', 'yes');
    assert.deepEqual([good.code, /The store is now build-000001/.test(good.out)], [0, true]);
    const contested = await tags(
      'contest',
      A.toUpperCase().replace('0X', '0x'),
      '--reason',
      'not mine',
    );
    assert.match(contested.out, /1 tag of 0x(a1)+: contested, open/i);
    const shown = JSON.parse((await tags('show', A, '--json')).out);
    assert.equal(shown.tags[0].states[0].state, 'appealed');
    assert.deepEqual([shown.tags[0].grade, shown.tags[0].shareable], ['G5', true]);
    assert.equal(shown.names[0].entity, 'Binance');
    assert.equal((await tags('retract', A, '--reason', 'wrong')).code, 0);
    assert.deepEqual(JSON.parse((await tags('show', A, '--json', '--live')).out).tags, []);
    assert.match((await tags('show', A)).out, /WITHDRAWN/);
    assert.match((await tags('check')).out, /1 tag on 1 address: all is whole/);
  });
});

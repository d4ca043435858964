import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { InputError } from '../base/errors.ts';
import { readTags } from './read.ts';

const EVM = '0xd90e2f925da726b50c4ed8d0fb90ad053324f31b';
const DECLARED = {
  chain: 'ethereum',
  source: 'Threshold block list: FBI and OFAC, not told apart',
  category: 'heist',
  date: '2025-02-26',
} as const;

describe('a bare list of addresses', () => {
  test('is read under a declaration, each address once', () => {
    const text = `["${EVM}", "${EVM.toUpperCase().replace('0X', '0x')}", "0x12", 7, null]`;
    const { tags, rows, warnings } = readTags('list.json', text, { declared: DECLARED });
    assert.equal(rows, 5);
    assert.equal(tags.length, 1);
    assert.deepEqual(
      warnings.map(({ code, line, count }) => [code, line, count]),
      [
        ['identical', 2, 1],
        ['address', 3, 3],
      ],
    );
    const [tag] = tags;
    assert.equal(tag?.holder, EVM);
    assert.equal(tag?.entityType, 'person.eoa');
    assert.deepEqual(tag?.conduct, ['stolen_funds']);
    assert.deepEqual([tag?.grade, tag?.sourceDate], ['G8', '2025-02-26']);
  });

  test('never makes anybody sanctioned', () => {
    for (const category of ['sanction', 'sanctioned', 'sanctions', 'black_list', 'blacklist']) {
      const declared = { ...DECLARED, category };
      assert.throws(() => readTags('list.json', `["${EVM}"]`, { declared }), InputError);
    }
    const tag = readTags('list.json', `["${EVM}"]`, { declared: DECLARED }).tags[0];
    assert.deepEqual(tag?.states, []);
    assert.ok(!tag?.conduct.includes('sanctioned'));
  });

  test('is refused without a declaration that says enough', () => {
    assert.throws(() => readTags('list.json', `["${EVM}"]`), InputError);
    for (const change of [{ category: 'kingpin' }, { source: ' ' }]) {
      const declared = { ...DECLARED, ...change };
      assert.throws(() => readTags('list.json', `["${EVM}"]`, { declared }), InputError);
    }
    for (const text of ['', '[', '"0x"', '7']) {
      const options = { declared: DECLARED };
      assert.throws(() => readTags('list.json', text, options), InputError, text);
    }
  });
});

describe('a file of tags', () => {
  test('is read by the ending of its name', () => {
    const csv = `chain,address,entity,category,source\neth,${EVM},Tornado.Cash: Router,mixer,s\n`;
    assert.equal(readTags('a.CSV', csv).layout, 'service-labels');
    const yaml = `title: t\nlabel: x\ncurrency: ETH\ntags:\n- address: '${EVM}'\n`;
    assert.equal(readTags('a.yml', yaml).layout, 'tagpack');
    assert.throws(() => readTags('a.txt', csv), InputError);
  });
});

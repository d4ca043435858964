import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { InputError } from '../base/errors.ts';
import { readTags } from './read.ts';

const EVM = '0xd90e2f925da726b50c4ed8d0fb90ad053324f31b';
const declared = {
  chain: 'bsc',
  source: 'an explorer',
  category: 'labels',
  date: '2023-10-11',
} as const;

function read(value: unknown) {
  return readTags('labels.json', JSON.stringify(value), { declared });
}

describe('labels of an explorer', () => {
  test('are tags on the ledger that is declared', () => {
    const { tags, layout } = read({
      [EVM]: { name: 'Tornado.Cash: Router', labels: ['tornado-cash', 'blocked'] },
    });
    const [tag] = tags;
    assert.equal(layout, 'explorer-labels');
    assert.deepEqual([tag?.chain, tag?.entity], ['eip155:56', 'Tornado Cash']);
    assert.deepEqual([tag?.grade, tag?.sourceDate], ['G8', '2023-10-11']);
  });

  test('count where they name a kind or a conduct', () => {
    const { tags } = read({
      [EVM]: { name: 'Some Exchange 2', labels: ['exchange', 'some-project'] },
      [EVM.replace('d90', 'a90')]: { name: 'Fake_Phishing1', labels: ['phish-hack'] },
    });
    assert.deepEqual([tags[0]?.entity, tags[0]?.category], ['Some Exchange', 'exchange']);
    assert.deepEqual(tags[1]?.conduct, ['drainer']);
  });

  test('drop junk keys and empty names, and list them', () => {
    const { tags, rows, warnings } = read({
      '': { name: 'Sum of 53 Accounts', labels: [] },
      genesis: { name: 'x', labels: [] },
      [EVM]: { name: '', labels: ['airdrop-hunter'] },
      [EVM.replace('d90', 'a90')]: null,
      [EVM.replace('d90', 'b90')]: { name: 7, labels: 7 },
    });
    assert.deepEqual([tags.length, rows], [0, 5]);
    const seen = warnings.map(({ code, line, count }) => [code, line, count]);
    assert.deepEqual(seen, [
      ['address', 1, 2],
      ['empty', 3, 3],
    ]);
  });

  test('need a source and a date that is one', () => {
    const text = JSON.stringify({ [EVM]: { name: 'x', labels: [] } });
    for (const change of [{ source: '' }, { date: 'yesterday' }]) {
      const options = { declared: { ...declared, ...change } };
      assert.throws(() => readTags('labels.json', text, options), InputError);
    }
  });
});

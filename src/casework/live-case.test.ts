import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { parseChain } from '../ledger/chains.ts';
import { caseSchema } from './case.ts';
import { liveCase } from './live-case.ts';

const chain = parseChain('ethereum', 'chain');
const id = `0x${'46'.repeat(32)}`;
const thief = `0x${'ab'.repeat(20)}`;
const about = { chain, victims: [], since: undefined, sources: ['any'] } as const;

test('a transaction: what its victims lost there', () => {
  const file = liveCase({ ...about, kind: 'transaction', id, victims: [thief] });
  deepEqual(file.thefts[0]?.transactions, [{ tx: id, victims: [thief] }]);
  deepEqual(file.thefts[0]?.sources, []);
  deepEqual([file.id, file.chain], ['ethereum-464646464646', 'eip155:1']);
  equal(file.title, 'Theft in 0x46464646…464646');
  deepEqual(file.ledger.sources, ['any']);
  deepEqual(caseSchema.parse(JSON.parse(JSON.stringify(file))), file, 'it is a case file');
});

test('an address: all that left it, from a time on where one is said', () => {
  const [all] = liveCase({ ...about, kind: 'address', id: thief }).thefts;
  deepEqual(all?.transactions, []);
  deepEqual([all?.sources.length, all?.sources[0]?.holder], [1, thief]);
  equal(all?.sources[0]?.since, undefined);
  const later = liveCase({ ...about, kind: 'address', id: thief, since: '2025-01-01' });
  equal(later.thefts[0]?.sources[0]?.since, '2025-01-01');
});

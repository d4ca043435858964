import { deepEqual, equal, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { dataFile, listFile, listOf, readAs } from '../../../test/attribution/list-file.ts';
import { needsData } from '../../../test/needs.ts';
import { walletsOf } from './statements.ts';

const FILE = 'sanctions/fbi-ofac-blocklist-threshold/src/blocked-wallets/blocklist.json';

test('a bare list gives addresses, and can make nobody sanctioned', {
  skip: needsData(FILE),
}, async () => {
  const { parties, warnings } = await readAs('fbi', dataFile(FILE));
  equal(parties.length, 118);
  deepEqual(
    warnings.map(({ code, count }) => [code, count]),
    [['identical', 1]],
  );
  const states = parties.flatMap((party) => walletsOf(party, listOf('fbi'), '2025-02-26'));
  deepEqual([...new Set(states.map(({ state }) => state.state))], ['flagged_by']);
  equal(states[0]?.grade, 'G2');
});

test('one address a line, with notes; anything else is an error with its place', async () => {
  const address = '0x098B716B8Aaf21512996dC57EB0615e2383E2f96';
  const { parties } = await readAs('fbi', listFile('a.txt', `${address}\n# a note\n`));
  deepEqual(
    parties.map(({ id }) => id),
    [address.toLowerCase()],
  );
  await rejects(readAs('fbi', listFile('a.json', `["${address}", 5]`)), /a\.json:2/);
  await rejects(readAs('fbi', listFile('a.json', `["${address}", `)), /JSON/);
});

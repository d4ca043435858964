import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { dataFile, readAs } from '../../../test/attribution/list-file.ts';
import { needsData } from '../../../test/needs.ts';

const FILE = 'sanctions/watchman-fixtures/test/testdata/UN_consolidated.xml';

test('the list of 27 February 2026 comes whole', { skip: needsData(FILE) }, async () => {
  const { published, parties, warnings } = await readAs('un', dataFile(FILE));
  equal(published, '2026-02-27');
  deepEqual(warnings, []);
  const people = parties.filter(({ kind }) => kind === 'person');
  deepEqual([people.length, parties.length - people.length], [730, 273]);
  const names = parties.flatMap((party) => party.names);
  equal(names.filter(({ kind }) => kind === 'original-script').length, 378);
  const aliases = people.flatMap((party) => party.names).filter(({ kind }) => kind === 'alias');
  equal(aliases.filter(({ strong }) => strong).length, 1524);
  equal(aliases.filter(({ strong }) => !strong).length, 615);
  // `GB` is the committee for Guinea-Bissau
  const bissau = parties.filter(({ programs }) => programs.includes('GB'));
  ok(bissau.length > 0);
  ok(bissau.every(({ countries }) => !countries.includes('GB')));
  const born = parties.flatMap((party) => party.born);
  ok(born.some(({ from, to, approximate }) => from < to && !approximate));
  ok(born.some(({ approximate }) => approximate));
  deepEqual(
    born.filter(({ from, to }) => from > to),
    [],
  );
  ok(parties.every(({ from }) => from !== null));
  equal(new Set(parties.map(({ id }) => id)).size, 1003);
  const unplaced = parties.filter(({ countries }) => countries.length === 0);
  ok(unplaced.length < 140, `${unplaced.length} without a country`);
});

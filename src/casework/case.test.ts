import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { at, CASE, folder } from '../../test/scenarios/folder.ts';
import { InputError } from '../base/errors.ts';
import { openCase, sinceOf } from './case.ts';
import { settingsOf } from './settings.ts';

/** Opens the small case with these changes. */
function open(change: object) {
  return openCase(join(folder({ 'case.json': { ...CASE, ...change } }), 'case.json'));
}

/** What is said of a wrong case: label, what was expected, what was found. */
function fault(change: object): InputError {
  try {
    open(change);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error('the case was taken');
}

describe('a case file', () => {
  test('what it leaves open stays at its default', () => {
    const { file, folder: place } = open({ settings: undefined, tags: undefined });
    deepEqual(file.settings, {});
    deepEqual(file.tags, []);
    deepEqual(file.accounts, []);
    deepEqual(file.thefts[0]?.transactions, []);
    ok(place.startsWith('/'));
  });

  test('a wrong field is named, with what was expected and what was found', () => {
    const wrong = fault({ settings: { majority: 0.2 } });
    ok(wrong.label.endsWith('case.json, field settings.majority'));
    ok(wrong.expected.includes('0.5'));
    equal(wrong.found, '0.2');
    const theft = { id: 'theft', sources: [{ holder: 7 }] };
    ok(fault({ thefts: [theft] }).label.endsWith('field thefts.0.sources.0.holder'));
    equal(fault({ thefts: [theft] }).found, '7');
  });

  test('fields that nobody knows are refused: a slip must not change the question', () => {
    ok(fault({ setings: {} }).message.includes('setings'));
    ok(fault({ settings: { depth: 3 } }).message.includes('depth'));
    ok(fault({ thefts: [{ id: 't', source: [] }] }).message.includes('source'));
  });

  test('poison is no amount to claim; names, numbers and times have bounds', () => {
    ok(fault({ settings: { policy: 'poison' } }).label.endsWith('settings.policy'));
    ok(fault({ settings: { maxDepth: 0 } }).label.endsWith('settings.maxDepth'));
    ok(fault({ settings: { maxDepth: 2.5 } }).label.endsWith('settings.maxDepth'));
    ok(fault({ id: 'a b' }).label.endsWith('field id'));
    ok(fault({ format: 'other' }).label.endsWith('field format'));
    ok(fault({ version: 2 }).label.endsWith('field version'));
    ok(fault({ ledger: { files: [] } }).expected.includes('either files or sources'));
    ok(fault({ ledger: { files: ['a'], sources: ['any'] } }).found.includes('both'));
    ok(fault({ prices: [{ asset: 'ETH', usd: '-1' }] }).label.endsWith('prices.0.usd'));
  });

  test('two thefts of one id could not be told apart', () => {
    const theft = { id: 'theft', sources: [{ holder: at('a') }] };
    ok(fault({ thefts: [theft, theft] }).label.endsWith('field thefts'));
  });

  test('a file that cannot be read or is no JSON is named', () => {
    throws(() => openCase('no-such-case.json'), /no-such-case\.json: .*ENOENT/);
    const path = join(folder({ 'case.json': '{ "format": ' }), 'case.json');
    throws(() => openCase(path), /case\.json: expected a .*JSON/);
    const list = join(folder({ 'case.json': '[]' }), 'case.json');
    throws(() => openCase(list), /field the whole/);
    const nothing = join(folder({ 'case.json': 'null' }), 'case.json');
    throws(() => openCase(nothing), InputError);
  });
});

describe('the simple form of the public cases', () => {
  const SIMPLE = {
    case_id: '99-simple',
    chain: 'ethereum',
    reported_at: '2025-01-02',
    summary: 'A small theft',
    question: 'Where is it?',
    source_addresses: [at('a'), at('a')],
    since: '2025-01-01 00:00:30',
    ledger: 'cases/ledger.csv',
    service_labels: 'cases/tags.csv',
  };

  function simple(change: object) {
    const root = folder({ 'cases/public/99.json': { ...SIMPLE, ...change } });
    return { root, ...openCase(join(root, 'cases', 'public', '99.json')) };
  }

  test('becomes a case of our own; its paths are relative to the folder above `cases`', () => {
    const { file, folder: place, root } = simple({});
    equal(file.id, '99-simple');
    equal(file.title, 'A small theft');
    equal(place, root);
    deepEqual(file.ledger.files, ['cases/ledger.csv']);
    deepEqual(file.tags, ['cases/tags.csv']);
    const [theft] = file.thefts;
    deepEqual(
      theft?.sources.map(({ holder, since }) => [holder, since]),
      [[at('a'), '2025-01-01 00:00:30']],
    );
  });

  test('several ledgers, remarks behind a path, and fields of its own', () => {
    const ledger = ['a.csv', 'b.zip (lines txid:::hash)'];
    const { file } = simple({ ledger, theft_tx: '0x1', anything: 1 });
    deepEqual(file.ledger.files, ['a.csv', 'b.zip']);
  });

  test('a wrong field is named', () => {
    throws(() => simple({ source_addresses: 'a' }), /field source_addresses/);
    throws(() => simple({ case_id: 5 }), /field case_id/);
  });
});

describe('settings', () => {
  test('have defaults, and haircut is locked unless the case says otherwise', () => {
    const { policy, policies, limits, seconds } = settingsOf({});
    equal(policy, 'haircut');
    equal(policies.length, 7);
    equal(seconds, null);
    equal(limits.majority, 0.95);
    equal(limits.until, null);
    equal(settingsOf({ policy: 'fifo' }).policy, 'fifo');
  });

  test('times are read, and wrong ones named', () => {
    equal(settingsOf({ until: '2025-01-01' }).limits.until, 1_735_689_600);
    throws(() => settingsOf({ until: 'soon' }), /settings: until/);
    equal(sinceOf(undefined, 'since'), 0);
    throws(() => sinceOf('soon', 'thefts: t: since'), /thefts: t: since/);
  });
});

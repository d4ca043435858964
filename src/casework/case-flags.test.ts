import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { at, folder, tx } from '../../test/scenarios/folder.ts';
import { InputError } from '../base/errors.ts';
import { openCase } from './case.ts';
import { caseFromFlags, withFlags } from './case-flags.ts';
import { settingsOf } from './settings.ts';

const FLAGS = { chain: 'ethereum', ledger: ['ledger.csv'] };

describe('a case from flags alone', () => {
  test('needs a chain, a ledger, and a source or a theft', () => {
    for (const flags of [
      {},
      FLAGS,
      { chain: 'ethereum', source: [at('a')] },
      { ...FLAGS, chain: '' },
    ]) {
      throws(
        () => caseFromFlags(flags),
        (error) => error instanceof InputError && error.hint.includes('--help'),
      );
    }
  });

  test('sources, each with a time of its own or the one of all', () => {
    const source = [at('a'), `${at('b')}@2025-01-01 10:00:00`];
    const { file } = caseFromFlags({ ...FLAGS, source, since: '2025-01-02' });
    deepEqual(
      file.thefts[0]?.sources.map(({ holder, since }) => [holder, since]),
      [
        [at('a'), '2025-01-02'],
        [at('b'), '2025-01-01 10:00:00'],
      ],
    );
  });

  test('thefts, with or without their victims', () => {
    const { file } = caseFromFlags({ ...FLAGS, theft: [tx(1), `${tx(2)}:${at('a')}:${at('b')}`] });
    deepEqual(file.thefts[0]?.transactions, [
      { tx: tx(1), victims: [] },
      { tx: tx(2), victims: [at('a'), at('b')] },
    ]);
  });

  test('the same flags are the same case, to the byte', () => {
    const make = () => caseFromFlags({ ...FLAGS, source: [at('a')] }).text;
    equal(make(), make());
    ok(!make().includes(process.cwd()));
  });
});

describe('flags beside a case file', () => {
  const open = () => openCase(join(folder(), 'case.json'));

  test('change its settings, and leave the others', () => {
    const flags = { policy: 'lifo', depth: 7, dust: 0.5, fanOut: 20, maxHolders: 9, majority: 0.8 };
    const { limits, policy } = settingsOf(withFlags(open(), flags).file.settings);
    equal(policy, 'lifo');
    const { maxDepth, dustUsd, maxFanOut, maxHolders, majority } = limits;
    deepEqual([maxDepth, dustUsd, maxFanOut, maxHolders, majority], [7, 0.5, 20, 9, 0.8]);
    equal(settingsOf(withFlags(open(), { until: '2025-01-01' }).file.settings).policy, 'haircut');
  });

  test('add labels and prices to its own', () => {
    const flags = { tags: ['more.csv'], prices: ['ETH=3000.5', 'USDT=usdt.csv'] };
    const { file } = withFlags(open(), flags);
    equal(file.tags.length, 2);
    deepEqual(
      file.prices.map(({ asset, usd }) => [asset, usd]),
      [
        ['ETH', undefined],
        ['ETH', '3000.5'],
        ['USDT', undefined],
      ],
    );
  });

  test('what the case file says already is refused, never dropped', () => {
    for (const [name, value] of Object.entries({
      ledger: ['ledger.csv'],
      chain: 'tron',
      source: [at('b')],
      theft: [tx(1)],
      since: '2025-01-01',
    })) {
      throws(
        () => withFlags(open(), { [name]: value }),
        (error) => error instanceof InputError && error.label === `--${name}`,
      );
    }
    const flags = { ...FLAGS, source: [at('a')], tags: ['more.csv'] };
    equal(withFlags(caseFromFlags(flags), flags).file.tags.length, 1);
  });

  test('what is no value of theirs is named', () => {
    throws(() => withFlags(open(), { majority: 7 }), /field majority/);
    throws(() => withFlags(open(), { depth: 0.5 }), /field maxDepth/);
    for (const price of ['ETH', 'ETH=', '=5']) {
      throws(() => withFlags(open(), { prices: [price] }), /asset=file or asset=usd/);
    }
  });
});

import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { at, CASE, LEDGER, row, traced, USDT } from '../../test/scenarios/folder.ts';

const ETH = 'eip155:1/slip44:60';
const TETHER = `eip155:1/erc20:${USDT}`;

/** `asset in out net transfers` of each statement of an account. */
async function stated(letter: string, change: object = {}, ledger = LEDGER) {
  const accounts = [at(letter)];
  const { statements } = await traced({ accounts, ...change }, { 'ledger.csv': ledger });
  return statements.map((each) => {
    equal(each.holder, at(letter));
    return [each.asset, each.in, each.out, each.net, each.transfers, each.covered];
  });
}

describe('in, out and remaining of an account', () => {
  test('to the unit, asset by asset', async () => {
    deepEqual(await stated('c'), [
      [ETH, '10000000000000000000', '6000000000000000000', '4000000000000000000', 2, true],
      [TETHER, '500000000', '500000000', '0', 2, true],
    ]);
  });

  test('more out than in is negative, and said so', async () => {
    deepEqual(
      await stated(
        'a',
        {},
        LEDGER.replace(row(2, 'a', 'c', '500', USDT), '').replace('\n\n', '\n'),
      ),
      [[ETH, '0', '10000000000000000000', '-10000000000000000000', 1, true]],
    );
    const { statements } = await traced({ accounts: [at('a')] });
    ok(statements.every(({ note }) => note.includes('More left than is listed')));
  });

  test('what failed moved nothing; what went to itself is both', async () => {
    const self = `${LEDGER}${row(8, 'c', 'c', '3')}\n`;
    deepEqual((await stated('c', {}, self))[0], [
      ETH,
      '13000000000000000000',
      '9000000000000000000',
      '4000000000000000000',
      3,
      true,
    ]);
  });

  test('an unverified token is named as a claim of its maker', async () => {
    const ledger = `${LEDGER}${row(8, 'c', 'd', '3', at('7'))}\n`;
    const { statements } = await traced({ accounts: [at('c')] }, { 'ledger.csv': ledger });
    const fake = statements.find(({ asset }) => asset.endsWith(at('7')));
    ok(fake?.note.includes('Unverified token'));
  });

  test('nothing later than the end of the trace', async () => {
    const early = { settings: { until: '2025-01-01 00:00:24' } };
    deepEqual(await stated('c', early), [
      [ETH, '10000000000000000000', '0', '10000000000000000000', 1, true],
      [TETHER, '500000000', '0', '500000000', 1, true],
    ]);
  });
});

describe('an account that the ledger does not list', () => {
  test('is not known, never zero', async () => {
    const [statement] = await stated('9');
    deepEqual(statement?.slice(1), [null, null, null, 0, false]);
    const { statements } = await traced({ accounts: [at('9')] });
    ok(statements[0]?.note.includes('unknown, not zero'));
  });

  test('is one of which only receipts are seen, where the ledger lists some senders', async () => {
    const coverage = { outgoing: [at('a'), at('c')], incoming: 'all' };
    const [statement] = await stated('b', { ledger: { ...CASE.ledger, coverage } });
    deepEqual(statement?.slice(1), [null, null, null, 1, false]);
    equal((await stated('c', { ledger: { ...CASE.ledger, coverage } }))[0]?.at(-1), true);
  });
});

test('statements need no theft; what is no address is named', async () => {
  const { statements, destinations, summary } = await traced({ accounts: [at('c')], thefts: [] });
  equal(statements.length, 2);
  deepEqual(destinations, []);
  ok(summary.headline.length > 10);
  await rejects(traced({ accounts: ['0x12'] }), /accounts: expected an address/);
});

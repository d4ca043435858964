import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { seeded } from '../../../test/properties/policies.ts';
import type { Transfer } from '../../ledger/port.ts';
import { depositAccounts, sharedDeposits } from './deposits.ts';

const ETH = 'eip155:1/slip44:60';
const USDT = 'eip155:1/erc20:0xdac17f958d2ee523a2206206994597c13d831ec7';
const ONE = 10n ** 18n;

function pay(from: string, to: string, amount: bigint, block: number, asset = ETH): Transfer {
  return {
    tx: `${from}${to}${block}`,
    block,
    time: 1_700_000_000 + 12 * block,
    txIndex: 0,
    index: null,
    kind: asset === ETH ? 'native' : 'token',
    from,
    to,
    asset,
    amount,
    failed: false,
    origin: { input: 0, line: 1 },
  };
}

const exchangeOf = (holder: string) => (holder.startsWith('hot') ? holder.slice(3, 4) : null);
const find = (transfers: readonly Transfer[]) =>
  depositAccounts(transfers, exchangeOf, (asset) => asset === ETH);

test('what comes from a stranger and goes on to an exchange: confidence by the formula', () => {
  const [account] = find([pay('u', 'd', ONE, 100), pay('d', 'hotE1', ONE - 2n * 10n ** 15n, 420)]);
  equal(account?.holder, 'd');
  equal(account?.entity, 'E');
  equal(account?.entityType, 'cex.deposit');
  equal(account?.confidence, 1 - 0.1 - 0.05);
  equal(account?.grade, 'G6');
  deepEqual(
    account?.sweeps.map(({ sender }) => sender),
    ['u'],
  );
});

test('the bounds are 3,200 blocks and 0.01 of the coin, both included', () => {
  const at = (block: number, off: bigint) =>
    find([pay('u', 'd', ONE, 100), pay('d', 'hotE1', ONE - off, block)])[0];
  equal(at(3300, 10n ** 16n)?.confidence, 0);
  equal(at(3300, 10n ** 16n)?.grade, 'G7');
  equal(at(3301, 0n), undefined);
  equal(at(100, 10n ** 16n + 1n), undefined);
  equal(at(99, 0n), undefined, 'before the deposit');
});

test('all that it sends goes to one exchange, to whichever of its wallets', () => {
  const base = [pay('u', 'd', ONE, 100), pay('d', 'hotE1', ONE, 101)];
  equal(find([...base, pay('d', 'hotE2', 5n, 200)]).length, 1);
  equal(find([...base, pay('d', 'hotF1', 5n, 200)]).length, 0);
  equal(find([...base, pay('d', 'x', 5n, 200)]).length, 0);
  equal(find([...base, pay('d', 'x', 5n, 200, USDT)]).length, 0);
});

test('tokens go to the unit, and the exchange has sent gas', () => {
  const gas = pay('hotE9', 'd', 10n ** 15n, 102);
  const [paid, swept] = [pay('u', 'd', 777n, 100, USDT), pay('d', 'hotE1', 777n, 110, USDT)];
  equal(find([paid, gas, swept])[0]?.sweeps.length, 1);
  equal(find([paid, swept]).length, 0, 'no gas');
  equal(find([paid, gas, { ...swept, amount: 776n }]).length, 0);
  equal(find([paid, pay('someone', 'd', 10n ** 15n, 102), swept]).length, 0);
});

test('several senders of one account are probably one customer: not for sharing', () => {
  const accounts = find([
    pay('u', 'd', ONE, 100),
    pay('d', 'hotE1', ONE, 101),
    pay('v', 'd', 3n * ONE, 500),
    pay('d', 'hotE1', 3n * ONE, 501),
    pay('w', 'other', ONE, 600),
    pay('other', 'hotE1', ONE, 601),
  ]);
  equal(accounts.length, 2);
  deepEqual(sharedDeposits(accounts), [
    { deposit: 'd', senders: ['u', 'v'], grade: 'G7', shareable: false },
  ]);
});

const names = fc.constantFrom('u', 'v', 'd', 'e', 'hotE1', 'hotE2', 'hotF1');
const some = fc.record({
  from: names,
  to: names,
  amount: fc.constantFrom(ONE, ONE - 1n, 2n * ONE),
  block: fc.integer({ min: 1, max: 5000 }),
  asset: fc.constantFrom(ETH, USDT),
});

test('the order of the transfers does not matter, and no deposit is passed on twice', (t) => {
  const property = fc.property(
    fc.uniqueArray(some, { maxLength: 20, selector: ({ block }) => block }),
    (list) => {
      const transfers = list.map(({ from, to, amount, block, asset }) =>
        pay(from, to, amount, block, asset),
      );
      const accounts = find(transfers);
      deepEqual(find(transfers.toReversed()), accounts);
      for (const { holder, entity, confidence, sweeps } of accounts) {
        ok(confidence >= 0 && confidence <= 1);
        ok(
          transfers.every(
            ({ from, to }) => from !== holder || to === holder || exchangeOf(to) === entity,
          ),
        );
        equal(new Set(sweeps.map(({ deposit }) => deposit)).size, sweeps.length);
      }
    },
  );
  fc.assert(property, seeded(t, 300));
});

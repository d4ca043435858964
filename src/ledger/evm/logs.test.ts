import { strict as assert } from 'node:assert';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { movementsOf, TOPIC, wrapOf } from './logs.ts';
import type { Log } from './transaction.ts';

const [A, B, C, OPERATOR] = ['a', 'b', 'c', 'd'].map((digit) => `0x${digit.repeat(40)}`) as [
  string,
  string,
  string,
  string,
];

function word(value: string | bigint): string {
  return BigInt(value).toString(16).padStart(64, '0');
}

function topic(value: string | bigint): string {
  return `0x${word(value)}`;
}

function log(topics: readonly string[], ...words: readonly (string | bigint)[]): Log {
  return {
    address: C,
    topics: [...topics],
    data: `0x${words.map(word).join('')}`,
    blockNumber: 1,
    blockHash: topic(1n),
    transactionHash: topic(2n),
    transactionIndex: 0,
    logIndex: 0,
  };
}

const amounts = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n });
const token = (amount: bigint) => ({ kind: 'token', from: A, to: B, contract: C, amount });
const nft = (standard: string, item: bigint, amount: bigint) => {
  return { ...token(amount), kind: 'nft', standard, item: item.toString() };
};

describe('logs that move something', () => {
  test('ERC-20, wherever the arguments stand', () => {
    fc.assert(
      fc.property(amounts, (amount) => {
        const all = [A, B, amount];
        for (const indexed of [0, 1, 2]) {
          const topics = [TOPIC.transfer, ...all.slice(0, indexed).map(topic)];
          const moved = movementsOf(log(topics, ...all.slice(indexed)));
          assert.deepEqual(moved, [token(amount)]);
        }
      }),
    );
  });

  test('data that are longer than they need be', () => {
    const topics = [TOPIC.transfer, topic(A), topic(B)];
    assert.deepEqual(movementsOf(log(topics, 5n, 6n, 7n)), [token(5n)]);
  });

  test('ERC-721 by its fourth topic, and CryptoKitties by its contract', () => {
    const item = 2n ** 255n;
    const topics = [TOPIC.transfer, topic(A), topic(B), topic(item)];
    assert.deepEqual(movementsOf(log(topics)), [nft('erc721', item, 1n)]);
    const kitties = '0x06012c8cf97bead5deae237070f9587f8e7a266d';
    const kitty = { ...log([TOPIC.transfer], A, B, item), address: kitties };
    assert.deepEqual(movementsOf(kitty), [{ ...nft('erc721', item, 1n), contract: kitties }]);
  });

  test('ERC-1155, one or many', () => {
    const sides = [topic(OPERATOR), topic(A), topic(B)];
    assert.deepEqual(movementsOf(log([TOPIC.single, ...sides], 7n, 9n)), [nft('erc1155', 7n, 9n)]);
    fc.assert(
      fc.property(fc.array(fc.tuple(amounts, amounts), { maxLength: 20 }), (items) => {
        const size = BigInt(items.length);
        const [ids, units] = [items.map(([id]) => id), items.map(([, count]) => count)];
        const words = [64n, 96n + 32n * size, size, ...ids, size, ...units];
        const moved = movementsOf(log([TOPIC.batch, ...sides], ...words));
        assert.deepEqual(
          moved,
          items.map(([id, count]) => nft('erc1155', id, count)),
        );
      }),
    );
  });

  test('what cannot be read is null, and never thrown', () => {
    const sides = [topic(OPERATOR), topic(A), topic(B)];
    for (const bad of [
      log([TOPIC.transfer, topic(A), topic(B)]),
      { ...log([TOPIC.transfer, topic(A), topic(B)]), data: '0x1234' },
      log([TOPIC.transfer, topic(2n ** 200n), topic(B)], 1n),
      log([TOPIC.transfer]),
      log([TOPIC.single, ...sides], 7n),
      log([TOPIC.single, topic(OPERATOR), topic(A)], 7n, 9n),
      // lists that end beyond the data, that overlap nothing, that are of different lengths
      log([TOPIC.batch, ...sides], 64n, 96n, 5n, 1n),
      log([TOPIC.batch, ...sides], 2n ** 255n, 96n, 0n, 0n),
      log([TOPIC.batch, ...sides], 64n, 128n, 1n, 4n, 0n),
      log([TOPIC.batch, ...sides], 65n, 128n, 1n, 4n, 0n),
    ]) {
      assert.equal(movementsOf(bad), null, bad.data);
    }
    fc.assert(
      fc.property(
        fc.constantFrom(TOPIC.transfer, TOPIC.single, TOPIC.batch),
        fc.array(amounts, { maxLength: 3 }),
        fc.array(amounts, { maxLength: 12 }),
        (name, topics, words) => {
          const moved = movementsOf(log([name, ...topics.map(topic)], ...words));
          assert.ok(moved === null || moved.length <= words.length + 1);
        },
      ),
    );
  });

  test('other events move nothing', () => {
    const approval = '0x8c5be1e5ebec7d5bd14f71427d1e84f3dd0314c0f7b2291e5b200ac8c7c3b925';
    assert.deepEqual(movementsOf(log([approval, topic(A), topic(B)], 5n)), []);
    assert.deepEqual(movementsOf(log([])), []);
    assert.equal(wrapOf(log([approval, topic(A)], 5n)), null);
    assert.equal(wrapOf(log([TOPIC.deposit, topic(A)])), null);
    const deposit = wrapOf(log([TOPIC.deposit, topic(A)], 5n));
    assert.deepEqual(deposit, { holder: A, amount: 5n, isDeposit: true });
  });
});

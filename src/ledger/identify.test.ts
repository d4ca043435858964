import { deepEqual, equal, throws } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readSubject } from './identify.ts';

const HASH = '46deef0f52e3a983b67abf4714448a41dd7ffd6d32d32da69d62081c68ad7882';

describe('What a text can be', () => {
  test('0x and 64 digits is a transaction of an EVM chain', () => {
    deepEqual(readSubject(`0x${HASH.toUpperCase()}`), {
      kind: 'transaction',
      readings: [{ family: 'evm', id: `0x${HASH}` }],
    });
  });

  test('64 digits alone may be of any family', () => {
    const { kind, readings } = readSubject(` ${HASH} `);
    equal(kind, 'transaction');
    deepEqual(
      readings.map(({ family }) => family),
      ['bitcoin', 'tron', 'evm'],
    );
    equal(readings[2]?.id, `0x${HASH}`);
  });

  const ADDRESSES = [
    ['0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2', 'evm'],
    ['0x47666fab8bd0ac7003bce3f5c3585383f09486e2', 'evm'],
    ['TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t', 'tron'],
    ['1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa', 'bitcoin'],
    ['bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq', 'bitcoin'],
    ['BC1QAR0SRRR7XFKVY5L643LYDNW9RE59GTZZWF5MDQ', 'bitcoin'],
  ] as const;
  for (const [text, family] of ADDRESSES) {
    test(`${text} is an address`, () => {
      const { kind, readings } = readSubject(text);
      equal(kind, 'address');
      deepEqual(
        readings.map((reading) => reading.family),
        [family],
      );
    });
  }

  const FAULTS = [
    ['0x47666Fab8bd0Ac7003bce3f5C3585383F09486e2', /EIP-55 checksum: the mix/],
    ['0x47666fab8bd0ac7003bce3f5c3585383f09486e', /not 39/],
    ['0x47666fab8bd0ac7003bce3f5c3585383f09486eg', /character 42 is none/],
    [HASH.slice(1), /not 63/],
    ['TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6T', /base58 checksum \(Tron\)/],
    ['1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfN0', /character 34 is none/],
    ['bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdb', /characters of bech32/],
    ['bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdp', /right checksum/],
    ['bc1Qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq', /mixes upper and lower/],
    ['vitalik.eth', /a transaction id/],
    ['', /a transaction id/],
  ] as const;
  for (const [text, expected] of FAULTS) {
    test(`${text || 'nothing'} is none, and says why`, () => {
      throws(() => readSubject(text), expected);
    });
  }
});

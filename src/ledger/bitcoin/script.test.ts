import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { oracleAddress } from '../../../test/ledger/bitcoin-oracle.ts';
import { addressScript } from './address.ts';
import { MAINNET, NETWORKS, REGTEST } from './network.ts';
import { type ScriptType, scriptFacts } from './script.ts';

const KEY = '0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798';
const LONG_KEY = `04${'11'.repeat(64)}`;

// BIP173, BIP350 and BIP433 name these; the first two pay one key, and so carry one address.
const KNOWN: readonly (readonly [string, ScriptType, string | null])[] = [
  [`21${KEY}ac`, 'p2pk', '1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH'],
  [
    '76a914751e76e8199196d454941c45d1b3a323f1433bd688ac',
    'p2pkh',
    '1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH',
  ],
  ['a914748284390f9e263a4b766a75d0633c50426eb87587', 'p2sh', '3CK4fEwbMP7heJarmU4eqA3sMbVJyEnU3V'],
  [
    '0014751e76e8199196d454941c45d1b3a323f1433bd6',
    'p2wpkh',
    'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4',
  ],
  [
    '00201863143c14c5166804bd19203356da136c985678cd4d27a1b8c6329604903262',
    'p2wsh',
    'bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3',
  ],
  [
    '512079be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798',
    'p2tr',
    'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
  ],
  ['51024e73', 'anchor', 'bc1pfeessrawgf'],
  ['6002751e', 'witness', 'bc1sw50qgdz25j'],
  [`5121${KEY}51ae`, 'multisig', null],
  [`5121${KEY}41${LONG_KEY}52ae`, 'multisig', null],
  ['6a', 'op_return', null],
  ['6a24aa21a9ed', 'op_return', null],
  ['', 'unknown', null],
  ['51', 'unknown', null],
  [`5221${KEY}51ae`, 'unknown', null],
  [`5121${KEY}52ae`, 'unknown', null],
  ['0015751e76e8199196d454941c45d1b3a323f1433bd600', 'unknown', null],
];

for (const [script, type, address] of KNOWN) {
  test(`${type} ${script.slice(0, 20)}`, () => {
    const facts = scriptFacts(Buffer.from(script, 'hex'));
    equal(facts.type, type);
    equal(facts.address, address);
    equal(facts.burn, type === 'op_return');
  });
}

test('addresses are those of btc-signer on every network, for every script it can name', () => {
  const script = fc.oneof(
    fc.uint8Array({ maxLength: 45 }),
    shaped('76a914', 20, '88ac'),
    shaped('a914', 20, '87'),
    shaped('0014', 20, ''),
    shaped('0020', 32, ''),
  );
  fc.assert(
    fc.property(script, (bytes) => {
      for (const network of NETWORKS) {
        const expected = oracleAddress(bytes, network.name);
        if (expected !== null) equal(scriptFacts(bytes, network).address, expected);
      }
    }),
    { numRuns: 500 },
  );
});

function shaped(before: string, length: number, after: string): fc.Arbitrary<Uint8Array> {
  const middle = fc.uint8Array({ minLength: length, maxLength: length });
  return middle.map((bytes) =>
    Buffer.concat([Buffer.from(before, 'hex'), bytes, Buffer.from(after, 'hex')]),
  );
}

test('every byte string has a type', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
      const { type, address } = scriptFacts(bytes);
      equal(address === null, ['multisig', 'op_return', 'unknown'].includes(type));
    }),
    { numRuns: 1000 },
  );
});

test('an address leads back to its script, on its own network alone', () => {
  const scripts = KNOWN.filter(([, type, address]) => address !== null && type !== 'p2pk');
  for (const [script] of scripts) {
    const bytes = Buffer.from(script, 'hex');
    for (const network of NETWORKS) {
      const address = scriptFacts(bytes, network).address ?? '';
      deepEqual(addressScript(address, network), bytes, address);
    }
    equal(addressScript(scriptFacts(bytes, REGTEST).address ?? '', MAINNET), null);
  }
  for (const none of ['', '1', 'bc1', 'bc1qqqq', '1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMh']) {
    equal(addressScript(none, MAINNET), null, none);
  }
});

test('a script longer than a script may be can never be spent', () => {
  equal(scriptFacts(new Uint8Array(10_001)).burn, true);
  equal(scriptFacts(new Uint8Array(10_000)).burn, false);
});

test('test networks have addresses of their own', () => {
  const script = Buffer.from('0014751e76e8199196d454941c45d1b3a323f1433bd6', 'hex');
  equal(scriptFacts(script, REGTEST).address, 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080');
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ripemd160 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bech32 } from '@scure/base';
import { Address, NETWORK, OutScript } from '@scure/btc-signer';
import fc from 'fast-check';
import { hash20, hash32, keyIn, reading, toHex } from '../../../test/attribution/readings.ts';
import { COINS, hashKey, witnessKey } from './coins.ts';
import { evmKey } from './eip55.ts';
import { STRENGTHS } from './key.ts';
import { relatedBytes, relatedKeys, sameness } from './related.ts';

const BITCOIN = COINS[0]!;
const address = Address(NETWORK);

/** P2SH of a script, by another hand. */
function nestedAddress(script: Uint8Array): string {
  return address.encode({ type: 'sh', hash: ripemd160(sha256(script)) });
}

describe('related keys', () => {
  test('a key hash is P2PKH, P2WPKH and P2SH-P2WPKH', () => {
    fc.assert(
      fc.property(hash20, (hash) => {
        const plain = keyIn(address.encode({ type: 'pkh', hash }));
        const witness = keyIn(address.encode({ type: 'wpkh', hash }));
        const script = keyIn(nestedAddress(OutScript.encode({ type: 'wpkh', hash })));
        for (const [a, b] of [
          [plain, witness],
          [plain, script],
          [witness, script],
        ] as const) {
          assert.equal(sameness(a, b), 'same-key');
          assert.equal(sameness(b, a), 'same-key');
          assert.ok(relatedKeys(plain).every(({ key }) => key.bytes.length === 20));
        }
        assert.deepEqual(relatedBytes(witness).map(toHex), [hash, script.bytes].map(toHex));
      }),
      { numRuns: 30 },
    );
  });

  test('a script is P2WSH, P2SH-P2WSH and P2SH', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 80 }), (script) => {
        const program = sha256(script);
        const witness = keyIn(address.encode({ type: 'wsh', hash: program }));
        const wrapped = keyIn(nestedAddress(OutScript.encode({ type: 'wsh', hash: program })));
        const plain = keyIn(nestedAddress(script));
        assert.equal(sameness(witness, wrapped), 'same-key');
        assert.equal(sameness(plain, witness), 'same-key');
        const filed = relatedBytes(witness).map(toHex);
        for (const key of [witness, wrapped, plain]) assert.ok(filed.includes(toHex(key.bytes)));
      }),
      { numRuns: 20 },
    );
  });

  test('the same hash on the chains that came of Bitcoin, and on the XRP ledger', () => {
    fc.assert(
      fc.property(hash20, (hash) => {
        const own = hashKey(BITCOIN, 'p2pkh', hash);
        const texts = relatedKeys(own).map(({ key }) => key.text);
        for (const coin of COINS.slice(1)) {
          const other = hashKey(coin, 'p2pkh', hash);
          assert.ok(texts.includes(other.text));
          assert.equal(sameness(own, other), 'same-key-other-chain');
          const script = hashKey(coin, 'p2sh', hash);
          assert.equal(sameness(hashKey(BITCOIN, 'p2sh', hash), script), 'same-key-other-chain');
          assert.equal(sameness(own, script), null);
        }
        const cosmos = keyIn(bech32.encode('cosmos', bech32.toWords(hash)));
        const osmosis = keyIn(bech32.encode('osmo', bech32.toWords(hash)));
        assert.equal(sameness(cosmos, osmosis), 'same-key-other-chain');
        assert.equal(sameness(own, cosmos), 'same-key-other-chain');
        const injective = keyIn(bech32.encode('inj', bech32.toWords(hash)));
        assert.equal(sameness(own, injective), null);
        assert.equal(sameness(evmKey(hash), injective), 'same-key-other-chain');
        assert.equal(sameness(evmKey(hash), own), null);
      }),
      { numRuns: 20 },
    );
  });

  test('each is related to what is related to it, and never to itself', () => {
    const kinds = fc.constantFrom('p2pkh', 'p2sh') as fc.Arbitrary<'p2pkh' | 'p2sh'>;
    fc.assert(
      fc.property(hash20, fc.constantFrom(...COINS), kinds, (hash, coin, kind) => {
        const own = hashKey(coin, kind, hash);
        for (const { key, strength } of relatedKeys(own)) {
          assert.equal(sameness(own, key), strength);
          assert.equal(sameness(key, own), strength);
          assert.ok(STRENGTHS.indexOf(strength) > STRENGTHS.indexOf('exact'));
        }
        assert.equal(sameness(own, own), 'exact');
      }),
      { numRuns: 20 },
    );
  });

  test('other keys are none of these', () => {
    fc.assert(
      fc.property(hash20, hash20, hash32, (one, other, program) => {
        if (toHex(one) === toHex(other)) return;
        assert.equal(sameness(evmKey(one), evmKey(other)), null);
        const a = hashKey(BITCOIN, 'p2pkh', one);
        assert.equal(sameness(a, hashKey(BITCOIN, 'p2pkh', other)), null);
        assert.equal(sameness(a, witnessKey('bitcoin', 'bc', 1, program)), null);
      }),
      { numRuns: 20 },
    );
  });

  test('one account on two stated chains, and an EVM account on Tron', () => {
    const key = keyIn('0x175d44451403Edf28469dF03A9280c1197ADb92c');
    assert.equal(sameness(key, key, 'eip155:1', 'eip155:1'), 'exact');
    assert.equal(sameness(key, key, 'eip155:1', 'eip155:56'), 'same-key-other-chain');
    assert.equal(sameness(key, key, 'eip155:1', null), 'exact');
    const tron = reading(key.text, 'TRX').keys[0]!;
    assert.equal(sameness(key, tron), 'same-key-other-chain');
    const legacy = keyIn('12sjrrhoFEsedNRhtgwvvRqjFTh8fZTDX9');
    assert.equal(sameness(legacy, legacy, 'BSV', 'btc'), 'same-key-other-chain');
    assert.equal(sameness(legacy, legacy, 'other:btc', 'btc'), 'exact');
  });
});

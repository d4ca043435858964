import { deepEqual, equal, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { fromDisplay, sha256d, toDisplay } from './hash.ts';
import { checkDifficulties, packHeaders, unpackHeaders } from './header-chain.ts';
import { type Network, REGTEST } from './network.ts';
import { meetsTarget, nextBits } from './work.ts';
import { headerBytes } from './writer.ts';

/** The rules of the signet, with work that costs two tries. */
const EASY: Network = { ...REGTEST, name: 'signet' };
const BITS = 0x207fffff;
const NOBODY = '00'.repeat(32);

/** Headers with work, from a height on: times and bits by height. */
function mine(
  first: number,
  last: number,
  time: (height: number) => number,
  bits: (height: number) => number,
): Uint8Array[] {
  const headers: Uint8Array[] = [];
  let previous: Uint8Array = fromDisplay(NOBODY);
  for (let height = first; height <= last; height++) {
    for (let nonce = 0; ; nonce++) {
      const own = { version: 4, time: time(height), bits: bits(height), nonce };
      const bytes = headerBytes({ ...own, previous, merkleRoot: new Uint8Array(32) });
      const hash = sha256d(bytes);
      if (!meetsTarget(hash, own.bits, EASY)) continue;
      headers.push(bytes);
      previous = hash;
      break;
    }
  }
  return headers;
}

const read = (headers: readonly Uint8Array[], first: number, network = EASY) =>
  unpackHeaders(packHeaders(headers), first, NOBODY, network);
const tenMinutes = (height: number) => 1_600_000_000 + 600 * height;
const even = () => BITS;

test('headers come back as they were, each after the one before', () => {
  const headers = mine(5, 30, tenMinutes, even);
  const chain = read(headers, 5);
  deepEqual(
    chain.headers.map(({ hash }) => toDisplay(hash)),
    headers.map((bytes) => toDisplay(sha256d(bytes))),
  );
  // The hash of the block before is computed: one left out changes all that follow.
  const [before, own] = [headers.slice(0, 3), headers.slice(4)];
  throws(() => read([...before, ...own], 5), /the work it claims/);
});

test('a header without work is refused', () => {
  const [bytes] = mine(1, 1, tenMinutes, even);
  const packed = packHeaders([bytes!]);
  const idle = (nonce: number) => {
    const other = Buffer.from(packed);
    other.writeUInt32LE(nonce, 44);
    return () => unpackHeaders(other, 1, NOBODY, EASY);
  };
  const worthless = Array.from({ length: 64 }, (_, nonce) => idle(nonce)).filter((run) => {
    try {
      run();
      return false;
    } catch {
      return true;
    }
  });
  // half of all nonces have the work of a target that takes half of all hashes
  equal(worthless.length > 8 && worthless.length < 56, true);
  throws(worthless[0]!, /header 1: expected a hash that has the work it claims/);
  throws(() => unpackHeaders(packed.subarray(1), 1, NOBODY, EASY), /a multiple of 48 bytes/);
  throws(() => unpackHeaders(new Uint8Array(), 1, NOBODY, EASY), /a multiple of 48 bytes/);
});

test('a period that took half its time makes the next twice as hard, nothing else will do', () => {
  const fast = (height: number) => 1_600_000_000 + 300 * height;
  const harder = nextBits(BITS, fast(0), fast(2015), EASY);
  equal(harder < BITS, true);
  const bits = (height: number) => (height < 2016 ? BITS : harder);
  const headers = mine(0, 2020, fast, bits);
  equal(checkDifficulties(read(headers, 0), EASY), true);
  throws(() => checkDifficulties(read(mine(0, 2016, fast, even), 0), EASY), /header 2016, bits/);
  // without the first block of the period the change is bounded, not known
  equal(checkDifficulties(read(mine(1, 2018, fast, bits), 1), EASY), true);
  const early = (height: number) => (height < 12 ? BITS : harder);
  throws(() => checkDifficulties(read(mine(10, 14, fast, early), 10), EASY), /header 12, bits/);
  const hardest = (height: number) => (height < 2016 ? BITS : 0x200fffff);
  throws(
    () => checkDifficulties(read(mine(2014, 2017, fast, hardest), 2014), EASY),
    /header 2016, bits: expected a change by four at most/,
  );
});

test('a test network may let blocks be easier, and a chain of one’s own never changes', () => {
  const headers = mine(2010, 2020, tenMinutes, even);
  equal(checkDifficulties(read(headers, 2010), { ...EASY, name: 'testnet4' }), false);
  equal(checkDifficulties(read(headers, 2010), REGTEST), true);
});

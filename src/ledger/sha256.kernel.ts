// SHA-256 (FIPS 180-4) of messages of one block: the 21 to 35 bytes that addresses are made of. For
// so few, calling WebAssembly costs more than the hash. All lanes are words of 32 bits, and every
// sum is cut to them; a message has at most 55 bytes, so that its padding fits into the block.

const ROUNDS = 64;
/** Fractional parts of the cube roots of the first 64 primes (§4.2.2). */
const K = new Int32Array(ROUNDS);
/** Fractional parts of the square roots of the first eight primes (§5.3.3). */
const START = new Int32Array(8);

for (let number = 2, found = 0; found < ROUNDS; number += 1) {
  let isPrime = true;
  for (let divisor = 2; divisor * divisor <= number; divisor += 1) {
    if (number % divisor === 0) isPrime = false;
  }
  if (!isPrime) continue;
  if (found < 8) START[found] = fraction(Math.sqrt(number));
  K[found] = fraction(Math.cbrt(number));
  found += 1;
}

function fraction(root: number): number {
  return ((root - Math.floor(root)) * 2 ** 32) | 0;
}

const W = new Int32Array(ROUNDS);
const H = new Int32Array(8);

/** Extends the 16 words at the head of W (§6.2.2, step 1). */
function extend(): void {
  for (let i = 16; i < ROUNDS; i += 1) {
    const x = W[i - 15]!;
    const y = W[i - 2]!;
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    W[i] = (W[i - 16]! + s0 + W[i - 7]! + s1) | 0;
  }
}

/** Hashes the 16 words at the head of W into H (§6.2.2, steps 2 to 4). */
function compress(): void {
  extend();
  let a = START[0]!;
  let b = START[1]!;
  let c = START[2]!;
  let d = START[3]!;
  let e = START[4]!;
  let f = START[5]!;
  let g = START[6]!;
  let h = START[7]!;
  for (let i = 0; i < ROUNDS; i += 1) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i]! + W[i]!) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  H[0] = (a + START[0]!) | 0;
  H[1] = (b + START[1]!) | 0;
  H[2] = (c + START[2]!) | 0;
  H[3] = (d + START[3]!) | 0;
  H[4] = (e + START[4]!) | 0;
  H[5] = (f + START[5]!) | 0;
  H[6] = (g + START[6]!) | 0;
  H[7] = (h + START[7]!) | 0;
}

/** Lays a message into the head of W, with its padding (§5.1.1). */
function pad(bytes: Uint8Array, length: number): void {
  for (let i = 0; i < 16; i += 1) W[i] = 0;
  for (let i = 0; i < length; i += 1) W[i >> 2]! |= bytes[i]! << (24 - ((i & 3) << 3));
  W[length >> 2]! |= 0x80 << (24 - ((length & 3) << 3));
  W[15] = length << 3;
}

/** The most bytes that one block takes. */
export const ONE_BLOCK = 55;

/** SHA-256 of the first `length` bytes, at most 55: its first 20 or 32 bytes into `out`. */
export function hashShort(bytes: Uint8Array, length: number, out: Uint8Array): void {
  pad(bytes, length);
  compress();
  for (let i = 0; i < out.length; i += 1) out[i] = H[i >> 2]! >>> (24 - ((i & 3) << 3));
}

/**
 * The first four bytes of the double SHA-256 of the first `length` bytes, at most 55, as one signed
 * word: what Base58Check adds.
 */
export function checksumShort(bytes: Uint8Array, length: number): number {
  pad(bytes, length);
  compress();
  for (let i = 0; i < 8; i += 1) W[i] = H[i]!;
  for (let i = 9; i < 15; i += 1) W[i] = 0;
  W[8] = 0x80 << 24;
  W[15] = 256;
  compress();
  return H[0]!;
}

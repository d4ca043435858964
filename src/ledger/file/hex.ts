/** Hex digit → value; −1 for every other byte. */
const HEX = new Int8Array(256).fill(-1);
for (const [i, digit] of [...'0123456789abcdef'].entries()) {
  HEX[digit.charCodeAt(0)] = i;
  HEX[digit.toUpperCase().charCodeAt(0)] = i;
}

/**
 * Reads hex digits, lower case, into `count` words at `to`, four digits at a time: each byte gives
 * its value, and writing the values as text must give the bytes back. False where it does not.
 */
export function readLowerHex(
  view: DataView,
  start: number,
  words: Int32Array,
  to: number,
  count: number,
): boolean {
  let differs = 0;
  for (let i = 0, at = start; i < count; i += 1, at += 8) {
    const high = view.getInt32(at);
    const low = view.getInt32(at + 4);
    const a = (high & 0x0f0f0f0f) + ((high >>> 6) & 0x01010101) * 9;
    const b = (low & 0x0f0f0f0f) + ((low >>> 6) & 0x01010101) * 9;
    differs |= (a | b) & 0xf0f0f0f0;
    differs |= high ^ (a + 0x30303030 + (((a + 0x06060606) >>> 4) & 0x01010101) * 0x27);
    differs |= low ^ (b + 0x30303030 + (((b + 0x06060606) >>> 4) & 0x01010101) * 0x27);
    const c = (a | (a >>> 4)) & 0x00ff00ff;
    const d = (b | (b >>> 4)) & 0x00ff00ff;
    words[to + i] = ((c | (c >>> 8)) << 16) | ((d | (d >>> 8)) & 0xffff);
  }
  return differs === 0;
}

/** The same digit by digit, in any case. */
export function readAnyHex(
  view: DataView,
  start: number,
  words: Int32Array,
  to: number,
  count: number,
): boolean {
  let bad = 0;
  for (let i = 0, at = start; i < count; i += 1) {
    let word = 0;
    for (const last = at + 8; at < last; at += 1) {
      const digit = HEX[view.getUint8(at)]!;
      bad |= digit;
      word = (word << 4) | digit;
    }
    words[to + i] = word;
  }
  return bad >= 0;
}

const scratch = Buffer.alloc(64);

/** `count` words as hex text, eight digits each. */
export function hexOf(words: Int32Array, from: number, count: number): string {
  for (let i = 0; i < count; i += 1) scratch.writeInt32BE(words[from + i]!, i * 4);
  return scratch.toString('hex', 0, count * 4);
}

/** A view of the bytes last given, so that a new one is made only when they change. */
export class LastView {
  #bytes = new Uint8Array(0);
  #view = new DataView(this.#bytes.buffer);

  of(bytes: Uint8Array): DataView {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes as Uint8Array<ArrayBuffer>;
      this.#view = new DataView(this.#bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    return this.#view;
  }
}

/** How the letters of forty digits are written: in one case, or in both. */
type HexCase = 'one' | 'mixed';

const DIGIT_ZERO = 0x30;
const HALF = 20;

/**
 * Puts forty bytes of hex in any case into `lower`, in lower case, and into `bits` which of them
 * are upper-case letters (one bit each, twenty to a word); null where one cannot be a digit. There
 * are no branches on the letters, which no processor can foresee.
 */
export function readCase(
  bytes: Uint8Array,
  start: number,
  lower: Uint8Array,
  bits: Int32Array,
): HexCase | null {
  let bad = 0;
  let lowers = 0;
  for (let half = 0; half < 2; half += 1) {
    let uppers = 0;
    for (let i = 0, at = half * HALF; i < HALF; i += 1, at += 1) {
      const byte = bytes[start + at]!;
      lower[at] = byte | 0x20;
      bad |= byte - DIGIT_ZERO;
      uppers |= ((byte >> 6) & ~(byte >> 5) & 1) << i;
      lowers |= (byte >> 6) & (byte >> 5);
    }
    bits[half] = uppers;
  }
  if (bad < 0) return null;
  return (lowers & 1) === 0 ? 'one' : 'mixed';
}

import { randomBytes } from 'node:crypto';

let lastMillisecond = 0;
let counter = 0;

/** Ids that one millisecond has room for: 12 bits. */
const COUNTS = 4096;

/**
 * A UUIDv7 (RFC 9562, section 5.7) as lower-case text, greater than all that this process made
 * before: ordered by id is ordered by time of making. The 12 bits after the time count (section
 * 6.2, method 1); when they are used up, or the clock was set back, the time runs ahead.
 */
export function newId(): string {
  const now = Date.now();
  if (now > lastMillisecond) {
    lastMillisecond = now;
    counter = 0;
  } else {
    counter += 1;
    if (counter === COUNTS) {
      lastMillisecond += 1;
      counter = 0;
    }
  }
  const bytes = randomBytes(16);
  bytes.writeUIntBE(lastMillisecond, 0, 6);
  bytes.writeUInt16BE(0x7000 | counter, 6);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  const hex = bytes.toString('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)];
  return [...parts, hex.slice(20)].join('-');
}

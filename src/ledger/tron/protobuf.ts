import { InputError } from '../../base/errors.ts';

/**
 * As much of Protocol Buffers as Tron's blocks need (protobuf.dev, "Encoding"): fields of a message
 * in the order in which they stand, and the same written again.
 */

/** A field: a whole number, or bytes (a text, or a message within). */
export type Field =
  | { readonly number: number; readonly int: bigint; readonly bytes: null }
  | { readonly number: number; readonly int: null; readonly bytes: Uint8Array };

/** A Tron message has a few dozen fields; a block, one for each transaction (2 MB). */
const MOST_FIELDS = 100_000;

/**
 * The fields of a message.
 * @throws InputError with the offset, where the bytes are no message
 */
export function fieldsOf(bytes: Uint8Array, label: string): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const fail = (expected: string): InputError =>
    new InputError(`${label}, offset ${at}`, expected, `${bytes.length - at} bytes before the end`);
  const varint = (): bigint => {
    let value = 0n;
    for (let i = 0; i < 10; i += 1) {
      const byte = bytes[at];
      if (byte === undefined) throw fail('a varint');
      at += 1;
      value |= BigInt(byte & 0x7f) << BigInt(7 * i);
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw fail('a varint of at most ten bytes');
  };
  const take = (length: number): Uint8Array => {
    if (length > bytes.length - at) throw fail(`${length} bytes`);
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    if (fields.length === MOST_FIELDS) throw fail(`at most ${MOST_FIELDS} fields`);
    const tag = varint();
    if (tag >= 1n << 32n || tag < 8n) throw fail('a field number below 2^29');
    const number = Number(tag >> 3n);
    switch (Number(tag & 7n)) {
      case VARINT:
        // int64 is written in two's complement
        fields.push({ number, int: BigInt.asIntN(64, varint()), bytes: null });
        break;
      case FIXED64:
        fields.push({ number, int: null, bytes: take(8) });
        break;
      case BYTES: {
        const length = varint();
        if (length > BigInt(bytes.length)) throw fail(`${length} bytes`);
        fields.push({ number, int: null, bytes: take(Number(length)) });
        break;
      }
      case FIXED32:
        fields.push({ number, int: null, bytes: take(4) });
        break;
      default:
        throw fail('a wire type of 0, 1, 2 or 5');
    }
  }
  return fields;
}

const [VARINT, FIXED64, BYTES, FIXED32] = [0, 1, 2, 5] as const;

/** The last of the fields of a number that hold bytes, or null. */
export function bytesAt(fields: readonly Field[], number: number): Uint8Array | null {
  return fields.findLast((field) => field.number === number && field.bytes)?.bytes ?? null;
}

/** The last of the fields of a number that hold a whole number; 0 if there is none. */
export function intAt(fields: readonly Field[], number: number): bigint {
  return fields.findLast((field) => field.number === number && field.int !== null)?.int ?? 0n;
}

/** A field of bytes as it is written. */
export function writeBytes(number: number, bytes: Uint8Array): Uint8Array {
  return Buffer.concat([writeVarint(BigInt(number * 8 + BYTES)), writeLength(bytes), bytes]);
}

/** A field of a whole number as it is written. */
export function writeInt(number: number, value: bigint): Uint8Array {
  return Buffer.concat([writeVarint(BigInt(number * 8 + VARINT)), writeVarint(value)]);
}

function writeLength(bytes: Uint8Array): Uint8Array {
  return writeVarint(BigInt(bytes.length));
}

function writeVarint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Uint8Array.from([...bytes, Number(rest)]);
}

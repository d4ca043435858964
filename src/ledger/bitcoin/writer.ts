import type { RawInput, RawOutput, RawTransaction } from './transaction.ts';

/** A CompactSize in its shortest form. */
export function compactSizeBytes(value: number): Uint8Array {
  if (value < 0xfd) return Uint8Array.of(value);
  const bytes = Buffer.alloc(value <= 0xffff ? 3 : 5);
  bytes[0] = value <= 0xffff ? 0xfd : 0xfe;
  if (value <= 0xffff) bytes.writeUInt16LE(value, 1);
  else bytes.writeUInt32LE(value, 1);
  return bytes;
}

function u32Bytes(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}

function withLength(bytes: Uint8Array): Uint8Array[] {
  return [compactSizeBytes(bytes.length), bytes];
}

function inputBytes(input: RawInput): Uint8Array[] {
  const script = withLength(input.script);
  return [input.previous, u32Bytes(input.index), ...script, u32Bytes(input.sequence)];
}

function outputBytes(output: RawOutput): Uint8Array[] {
  const amount = Buffer.alloc(8);
  amount.writeBigUInt64LE(output.amount);
  return [amount, ...withLength(output.script)];
}

/** The serialisation of a transaction: with witnesses where one of its inputs has any (BIP144). */
export function transactionBytes(
  tx: Omit<RawTransaction, 'bytes' | 'body' | 'segwit'>,
): Uint8Array {
  const segwit = tx.inputs.some((input) => input.witness.length > 0);
  const witnesses = tx.inputs.flatMap((input) => [
    compactSizeBytes(input.witness.length),
    ...input.witness.flatMap(withLength),
  ]);
  return Buffer.concat([
    u32Bytes(tx.version),
    segwit ? Uint8Array.of(0, 1) : Uint8Array.of(),
    compactSizeBytes(tx.inputs.length),
    ...tx.inputs.flatMap(inputBytes),
    compactSizeBytes(tx.outputs.length),
    ...tx.outputs.flatMap(outputBytes),
    ...(segwit ? witnesses : []),
    u32Bytes(tx.lockTime),
  ]);
}

/** What a header holds besides its hash. */
interface HeaderFields {
  readonly version: number;
  /** 32 bytes in hashing order. */
  readonly previous: Uint8Array;
  readonly merkleRoot: Uint8Array;
  readonly time: number;
  readonly bits: number;
  readonly nonce: number;
}

/** The 80 bytes of a block header. */
export function headerBytes(header: HeaderFields): Uint8Array {
  return Buffer.concat([
    u32Bytes(header.version),
    header.previous,
    header.merkleRoot,
    u32Bytes(header.time),
    u32Bytes(header.bits),
    u32Bytes(header.nonce),
  ]);
}

/** The serialisation of a block from its header and the serialised transactions. */
export function blockBytes(header: Uint8Array, transactions: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat([header, compactSizeBytes(transactions.length), ...transactions]);
}

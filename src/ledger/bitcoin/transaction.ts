import { sha256d } from './hash.ts';
import { MAX_MONEY } from './network.ts';
import {
  count,
  expectEnd,
  faultAt,
  i32,
  lengthAndBytes,
  type Reader,
  readerOf,
  take,
  u8,
  u32,
  u64,
} from './reader.ts';

/** An input as it stands in the block; byte fields are views into the block's bytes. */
export interface RawInput {
  /** Id of the transaction that is spent, 32 bytes in hashing order. */
  readonly previous: Uint8Array;
  readonly index: number;
  readonly script: Uint8Array;
  readonly sequence: number;
  readonly witness: readonly Uint8Array[];
}

export interface RawOutput {
  /** Satoshi. */
  readonly amount: bigint;
  readonly script: Uint8Array;
}

/** A transaction as it is serialised: legacy, or with witnesses (BIP144). */
export interface RawTransaction {
  /** Everything, witnesses included. */
  readonly bytes: Uint8Array;
  readonly version: number;
  readonly segwit: boolean;
  readonly inputs: readonly RawInput[];
  readonly outputs: readonly RawOutput[];
  readonly lockTime: number;
  /**
   * Inputs and outputs with their counts: the part between version and lock time that the id
   * covers.
   */
  readonly body: Uint8Array;
}

// Least sizes: outpoint 36 + empty script 1 + sequence 4; amount 8 + empty script 1.
const LEAST_INPUT = 41;
const LEAST_OUTPUT = 9;
/** Version, one input, one output and lock time, with their counts. */
export const LEAST_TRANSACTION = 4 + 1 + LEAST_INPUT + 1 + LEAST_OUTPUT + 4;

const NO_WITNESS: readonly Uint8Array[] = [];

/**
 * Reads one transaction and leaves the reader behind it. Checks what makes it a transaction at all:
 * counts and lengths that fit, an input, an output, amounts up to 21 million coins. Scripts and
 * signatures are not run.
 * @throws InputError naming offset and field
 */
export function readTransaction(r: Reader): RawTransaction {
  const start = r.at;
  const version = i32(r, 'version');
  // BIP144: a marker of 0, which no legacy transaction has (it would have no input), then a flag.
  const segwit = r.bytes[r.at] === 0;
  if (segwit) readFlag(r);
  const bodyAt = r.at;
  const inputs = readInputs(r);
  const outputs = readOutputs(r);
  const body = r.bytes.subarray(bodyAt, r.at);
  if (segwit) readWitnesses(r, inputs);
  const lockTime = u32(r, 'lock time');
  const bytes = r.bytes.subarray(start, r.at);
  return { bytes, version, segwit, inputs, outputs, lockTime, body };
}

/** Reads a transaction that fills `bytes` exactly. */
export function parseTransaction(bytes: Uint8Array, label = 'transaction'): RawTransaction {
  const r = readerOf(bytes, label);
  const transaction = readTransaction(r);
  expectEnd(r, 'transaction');
  return transaction;
}

function readFlag(r: Reader): void {
  const at = r.at;
  u8(r, 'marker');
  const flag = u8(r, 'flag');
  if (flag !== 1) throw faultAt(r, 'flag', 'an input, or 1 after the marker', `${flag}`, at);
}

interface MutableInput extends RawInput {
  witness: readonly Uint8Array[];
}

function readInputs(r: Reader): MutableInput[] {
  const at = r.at;
  const many = count(r, LEAST_INPUT, 'input count');
  if (many === 0) throw faultAt(r, 'input count', 'at least one', '0', at);
  const inputs: MutableInput[] = [];
  for (let i = 0; i < many; i++) {
    const previous = take(r, 32, 'previous transaction');
    const index = u32(r, 'previous output');
    const script = lengthAndBytes(r, 'input script');
    const sequence = u32(r, 'sequence');
    inputs.push({ previous, index, script, sequence, witness: NO_WITNESS });
  }
  return inputs;
}

function readOutputs(r: Reader): RawOutput[] {
  const at = r.at;
  const many = count(r, LEAST_OUTPUT, 'output count');
  if (many === 0) throw faultAt(r, 'output count', 'at least one', '0', at);
  const outputs: RawOutput[] = [];
  let sum = 0n;
  for (let i = 0; i < many; i++) {
    const amountAt = r.at;
    const amount = u64(r, 'amount');
    sum += amount;
    if (amount > MAX_MONEY || sum > MAX_MONEY) {
      const most = `at most ${MAX_MONEY} satoshi in all outputs`;
      throw faultAt(r, 'amount', most, `${amount}`, amountAt);
    }
    outputs.push({ amount, script: lengthAndBytes(r, 'output script') });
  }
  return outputs;
}

function readWitnesses(r: Reader, inputs: readonly MutableInput[]): void {
  const at = r.at;
  let any = false;
  for (const input of inputs) {
    const many = count(r, 1, 'witness item count');
    if (many === 0) continue;
    any = true;
    const witness: Uint8Array[] = [];
    for (let i = 0; i < many; i++) witness.push(lengthAndBytes(r, 'witness item'));
    input.witness = witness;
  }
  // BIP144: a transaction without witnesses must use the old form, or it would have two.
  if (!any) throw faultAt(r, 'witnesses', 'at least one that is not empty', 'none', at);
}

/** The serialisation without witnesses, which the id covers. */
export function strippedBytes(tx: RawTransaction): Uint8Array {
  if (!tx.segwit) return tx.bytes;
  return Buffer.concat([tx.bytes.subarray(0, 4), tx.body, tx.bytes.subarray(-4)]);
}

let scratch = Buffer.alloc(4096);

/** The id, 32 bytes in hashing order: witnesses are left out (BIP141). */
export function transactionId(tx: RawTransaction): Uint8Array {
  if (!tx.segwit) return sha256d(tx.bytes);
  const size = tx.body.length + 8;
  if (scratch.length < size) scratch = Buffer.alloc(size * 2);
  scratch.set(tx.bytes.subarray(0, 4), 0);
  scratch.set(tx.body, 4);
  scratch.set(tx.bytes.subarray(tx.bytes.length - 4), size - 4);
  return sha256d(scratch.subarray(0, size));
}

/** The id with witnesses, 32 bytes in hashing order (BIP141). */
export function witnessId(tx: RawTransaction): Uint8Array {
  return sha256d(tx.bytes);
}

const NULL_ID = Buffer.alloc(32);

/** True for the one input of a coinbase: an all-zero id and index 2^32 − 1. */
export function isCoinbase(tx: Pick<RawTransaction, 'inputs'>): boolean {
  const [input] = tx.inputs;
  if (tx.inputs.length !== 1 || !input || input.index !== 0xffffffff) return false;
  return NULL_ID.equals(input.previous);
}

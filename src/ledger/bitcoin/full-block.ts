import { InputError } from '../../base/errors.ts';
import { parseHeader } from './block.ts';
import { fromDisplay, toDisplay } from './hash.ts';
import {
  hexBytes,
  integer,
  type JsonObject,
  list,
  member,
  parseJson,
  printedHash,
  satoshi,
} from './json.ts';
import { merkleRoot } from './merkle.ts';

import {
  parseTransaction,
  type RawInput,
  type RawOutput,
  type RawTransaction,
  transactionId,
} from './transaction.ts';
import { blockBytes, headerBytes, transactionBytes } from './writer.ts';

/** A block that was given as JSON, built again byte for byte, with what it spends. */
interface FullBlock {
  readonly bytes: Uint8Array;
  readonly height: number;
  /** In the order of the block's inputs, the coinbase's left out. */
  readonly prevouts: readonly RawOutput[];
}

const NULL_ID = '0'.repeat(64);

/** True for what may be such a file: JSON that begins with an object (no zero byte in 80). */
export function isFullBlock(bytes: Uint8Array): boolean {
  return bytes[0] === 0x7b && !bytes.subarray(0, 80).includes(0);
}

/**
 * Reads Raito's block files: `chain_state` of one block, then the next blocks with every previous
 * output. Header and transactions are serialised again, so that the hash, and with it the proof of
 * work, covers each field that was read; where the file states the hash, it must agree.
 */
export function parseFullBlocks(bytes: Uint8Array, label: string): FullBlock[] {
  const file = member(parseJson(bytes, label), label);
  const state = member(file, label, 'chain_state');
  const blocks = list(file.blocks, `${label}, blocks`);
  let previous = fromDisplay(printedHash(state.best_block_hash, `${label}, best_block_hash`));
  let height = integer(state.block_height, `${label}, block_height`);
  const read: FullBlock[] = [];
  for (const [i, entry] of blocks.entries()) {
    height += 1;
    const block = fullBlock(entry, previous, height, `${label}, block ${i + 1}`);
    previous = parseHeader(block.bytes.subarray(0, 80)).hash;
    read.push(block);
  }
  const stated = (file.expected as JsonObject | undefined)?.best_block_hash;
  if (stated !== undefined && stated !== toDisplay(previous)) {
    throw new InputError(`${label}, hash of the last block`, String(stated), toDisplay(previous));
  }
  return read;
}

function fullBlock(entry: unknown, previous: Uint8Array, height: number, label: string): FullBlock {
  const block = member(entry, label);
  const header = member(block, label, 'header');
  const data = member(block, label, 'data');
  const prevouts: RawOutput[] = [];
  const transactions = list(data.transactions, `${label}, transactions`).map((tx, i) =>
    transactionBytes(transaction(member(tx, label), prevouts, `${label}, transaction ${i + 1}`)),
  );
  const ids = transactions.map((tx) => transactionId(parseTransaction(tx, label)));
  const fields = {
    version: integer(header.version, `${label}, version`),
    previous,
    merkleRoot: merkleRoot(ids).root,
    time: integer(header.time, `${label}, time`),
    bits: integer(header.bits, `${label}, bits`),
    nonce: integer(header.nonce, `${label}, nonce`),
  };
  return { bytes: blockBytes(headerBytes(fields), transactions), height, prevouts };
}

type Fields = Omit<RawTransaction, 'bytes' | 'body' | 'segwit'>;

function transaction(tx: JsonObject, prevouts: RawOutput[], label: string): Fields {
  const segwit = tx.is_segwit === true;
  const inputs = list(tx.inputs, `${label}, inputs`).map((input, i) =>
    readInput(member(input, label), segwit, prevouts, `${label}, input ${i + 1}`),
  );
  const outputs = list(tx.outputs, `${label}, outputs`).map((output, i) =>
    readOutput(member(output, label), `${label}, output ${i + 1}`),
  );
  const version = integer(tx.version, `${label}, version`);
  return { version, inputs, outputs, lockTime: integer(tx.lock_time, `${label}, lock_time`) };
}

function readInput(
  input: JsonObject,
  segwit: boolean,
  prevouts: RawOutput[],
  label: string,
): RawInput {
  const spent = member(input, label, 'previous_output');
  const id = printedHash(spent.txid, `${label}, txid`);
  if (id !== NULL_ID) prevouts.push(readOutput(member(spent, label, 'data'), label));
  // The file gives a coinbase a witness even where its transaction has none.
  const items = segwit ? list(input.witness, `${label}, witness`) : [];
  return {
    previous: fromDisplay(id),
    index: integer(spent.vout, `${label}, vout`),
    script: hexBytes(input.script, `${label}, script`),
    sequence: integer(input.sequence, `${label}, sequence`),
    witness: items.map((item) => hexBytes(item, `${label}, witness`)),
  };
}

function readOutput(output: JsonObject, label: string): RawOutput {
  const amount = satoshi(output.value, `${label}, value`);
  return { amount, script: hexBytes(output.pk_script, `${label}, pk_script`) };
}

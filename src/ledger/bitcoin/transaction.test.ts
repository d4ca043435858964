import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { RawTx, Transaction } from '@scure/btc-signer';
import fc from 'fast-check';
import { GENESIS, rawTransaction } from '../../../test/ledger/bitcoin-samples.ts';
import { InputError } from '../../base/errors.ts';
import { toDisplay, toHex } from './hash.ts';
import { isCoinbase, parseTransaction, transactionId, witnessId } from './transaction.ts';
import { transactionBytes } from './writer.ts';

const GENESIS_COINBASE = GENESIS.subarray(81);

test('transactions survive writing and reading', () => {
  fc.assert(
    fc.property(rawTransaction, (tx) => {
      const read = parseTransaction(transactionBytes(tx));
      equal(read.version, tx.version);
      equal(read.lockTime, tx.lockTime);
      equal(
        read.segwit,
        tx.inputs.some((input) => input.witness.length > 0),
      );
      const plain = (list: readonly object[]) => list.map((item) => show(item));
      deepEqual(plain(read.inputs), plain(tx.inputs));
      deepEqual(plain(read.outputs), plain(tx.outputs));
    }),
  );
});

function show(item: object): string {
  return Object.entries(item)
    .map(([key, value]) => `${key}=${Array.isArray(value) ? value.map(text) : text(value)}`)
    .sort()
    .join(' ');
}

function text(value: unknown): string {
  return value instanceof Uint8Array ? toHex(value) : String(value);
}

test('ids leave witnesses out, witness ids do not (BIP141)', () => {
  fc.assert(
    fc.property(rawTransaction, (tx) => {
      const read = parseTransaction(transactionBytes(tx));
      const bare = tx.inputs.map((input) => ({ ...input, witness: [] }));
      const stripped = parseTransaction(transactionBytes({ ...tx, inputs: bare }));
      deepEqual(transactionId(read), transactionId(stripped));
      equal(Buffer.compare(witnessId(read), transactionId(read)) === 0, !read.segwit);
    }),
  );
});

test('ids are those of btc-signer', () => {
  fc.assert(
    fc.property(rawTransaction, (tx) => {
      const bytes = transactionBytes(tx);
      const other = RawTx.decode(bytes);
      deepEqual(Buffer.from(RawTx.encode(other)), Buffer.from(bytes));
    }),
    { numRuns: 50 },
  );
  const other = Transaction.fromRaw(GENESIS_COINBASE, { disableScriptCheck: true });
  equal(toDisplay(transactionId(parseTransaction(GENESIS_COINBASE))), other.id);
});

test('a transaction cut at any offset is refused by name', () => {
  fc.assert(
    fc.property(rawTransaction, (tx) => {
      const bytes = transactionBytes(tx);
      for (let length = 0; length < bytes.length; length++) {
        throws(() => parseTransaction(bytes.subarray(0, length), 'cut'), expectsInputError);
      }
      throws(() => parseTransaction(Buffer.concat([bytes, Uint8Array.of(0)])), /no more bytes/);
    }),
    { numRuns: 30 },
  );
});

function expectsInputError(error: unknown): boolean {
  ok(error instanceof InputError, String(error));
  return /offset \d+/.test(error.label) && error.expected !== '';
}

test('whatever the bytes, the answer is a transaction that writes back or an InputError', () => {
  const damaged = fc.tuple(rawTransaction, fc.nat(), fc.integer({ min: 1, max: 255 }));
  fc.assert(
    fc.property(damaged, ([tx, place, change]) => {
      const bytes = Buffer.from(transactionBytes(tx));
      const at = place % bytes.length;
      bytes[at] = (bytes[at] ?? 0) ^ change;
      accepts(bytes);
    }),
    { numRuns: 2000 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      accepts(bytes);
    }),
    { numRuns: 2000 },
  );
});

function accepts(bytes: Uint8Array): void {
  try {
    const read = parseTransaction(bytes);
    // An unneeded marker would give one transaction two forms; none is accepted.
    deepEqual(Buffer.from(transactionBytes(read)), Buffer.from(bytes));
  } catch (error) {
    expectsInputError(error);
  }
}

test('a count of billions takes no memory', () => {
  const bytes = Buffer.from(`01000000fe00000002${'00'.repeat(50)}`, 'hex');
  throws(() => parseTransaction(bytes), /input count: expected a count of at most 1,/);
});

test('more than 21 million coins are refused', () => {
  const input = GENESIS_COINBASE.subarray(4, -81);
  const output = (amount: bigint) => {
    const bytes = Buffer.alloc(9);
    bytes.writeBigUInt64LE(amount);
    return bytes;
  };
  const make = (...amounts: bigint[]) => {
    const count = Uint8Array.of(amounts.length);
    const parts = [Buffer.alloc(4), input, count, ...amounts.map(output), Buffer.alloc(4)];
    return Buffer.concat(parts);
  };
  equal(parseTransaction(make(2_100_000_000_000_000n)).outputs.length, 1);
  throws(() => parseTransaction(make(2_100_000_000_000_001n)), /amount/);
  throws(() => parseTransaction(make(1_100_000_000_000_000n, 1_100_000_000_000_000n)), /amount/);
});

test('a coinbase spends nothing', () => {
  equal(isCoinbase(parseTransaction(GENESIS_COINBASE)), true);
  fc.assert(
    fc.property(rawTransaction, (tx) => {
      const read = parseTransaction(transactionBytes(tx));
      equal(isCoinbase(read), false);
    }),
    { numRuns: 20 },
  );
});

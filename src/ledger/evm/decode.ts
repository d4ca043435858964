import { secp256k1 } from '@noble/curves/secp256k1.js';
import { InputError } from '../../base/errors.ts';
import type { Holder } from '../port.ts';
import { hexOf, quantityBytes, quantityOf } from './hex.ts';
import { keccak256 } from './keccak.ts';
import { decodeRlp, encodeRlp, listOf, type Rlp, stringOf } from './rlp.ts';
import { FORMS, LEGACY, type TransactionForm } from './transaction-fields.ts';

/** What a transaction's own bytes say. */
export interface SentTransaction {
  readonly id: string;
  readonly type: number;
  readonly value: bigint;
  /** What a rollup's deposit makes out of nothing, and what a retryable ticket brings and keeps. */
  readonly mint: bigint | null;
  readonly depositValue: bigint | null;
  readonly retryValue: bigint | null;
  /** The chain that the bytes are for (EIP-155), or null where they are for any. */
  readonly chainId: bigint | null;
  /** True if the sender has signed it; a rollup's own transactions state their sender. */
  readonly signed: boolean;
  /** Computed when asked for: recovering a signer takes 2 ms. */
  readonly parties: () => Parties;
}

interface Parties {
  /** Null where the signature is none. */
  readonly from: Holder | null;
  /** Whom it calls, or the contract that it makes; null where that is not known. */
  readonly to: Holder | null;
}

/**
 * Reads a transaction's bytes.
 * @throws InputError where they are not a transaction of a known type
 */
export function decodeTransaction(bytes: Uint8Array, label: string): SentTransaction {
  const type = (bytes[0] ?? 0) < 0x80 ? (bytes[0] ?? 0) : null;
  const decoded = decodeRlp(type === null ? bytes : bytes.subarray(1), label);
  const many = decoded instanceof Uint8Array ? 0 : decoded.length;
  const form = FORMS.find((item) => item.type === type && item.fields.length === many);
  if (!form) {
    const found = type === null ? `${many} fields` : `type ${type} with ${many} fields`;
    throw new InputError(label, 'a transaction of a known type', found);
  }
  const items = listOf(decoded, label, many);
  const field = (name: string): Uint8Array | null => {
    const at = form.fields.findIndex((item) => item.name === name);
    return at < 0 ? null : stringOf(items[at], `${label}, ${name}`);
  };
  const number = (name: string): bigint | null => {
    const found = field(name);
    return found === null ? null : quantityOf(found, `${label}, ${name}`);
  };
  const address = (name: string): Holder | null => addressOf(field(name), `${label}, ${name}`);
  const signature = form.signed ? signatureOf(form, (name) => number(name) ?? 0n) : null;
  const to = address('to');
  return {
    id: hexOf(keccak256(bytes)),
    type: type ?? 0,
    value: number('value') ?? 0n,
    mint: number('mint'),
    depositValue: number('depositValue'),
    retryValue: number('retryValue'),
    chainId: signature ? signature.chainId : number('chainId'),
    signed: form.signed,
    parties: () => {
      const from = signature
        ? signerOf(form, items, signature)
        : (address('from') ?? address('sender'));
      const nonce = number('nonce');
      const creates = to === null && from !== null && nonce !== null;
      return { from, to: creates ? createdBy(from, nonce) : to };
    },
  };
}

const NOTHING = new Uint8Array(0);

function addressOf(bytes: Uint8Array | null, label: string): Holder | null {
  return bytes === null || bytes.length === 0 ? null : hexOf(stringOf(bytes, label, 20));
}

interface Signature {
  readonly parity: bigint;
  readonly r: bigint;
  readonly s: bigint;
  readonly chainId: bigint | null;
}

function signatureOf({ type }: TransactionForm, number: (name: string) => bigint): Signature {
  const [r, s] = [number('r'), number('s')];
  if (type !== null) return { parity: number('yParity'), r, s, chainId: number('chainId') };
  const v = number('v');
  // EIP-155: v is 35 + 2 · chain + parity; before it, 27 + parity
  if (v >= 35n) return { parity: (v - 35n) % 2n, r, s, chainId: (v - 35n) / 2n };
  return { parity: v - 27n, r, s, chainId: null };
}

/** The address that signed, or null where the signature is none (a rollup's own transactions). */
function signerOf(
  form: TransactionForm,
  items: readonly Rlp[],
  signature: Signature,
): Holder | null {
  const { parity, r, s, chainId } = signature;
  if (parity !== 0n && parity !== 1n) return null;
  const unsigned = items.slice(0, -3);
  if (form === LEGACY && chainId !== null) {
    unsigned.push(quantityBytes(chainId), NOTHING, NOTHING);
  }
  const list = encodeRlp(unsigned);
  const message = form.type === null ? list : Buffer.concat([Uint8Array.of(form.type), list]);
  try {
    const recovered = new secp256k1.Signature(r, s, Number(parity));
    const point = recovered.recoverPublicKey(keccak256(message)).toBytes(false);
    return hexOf(keccak256(point.subarray(1)).subarray(12));
  } catch {
    return null;
  }
}

/** The contract that a transaction without a recipient makes (Yellow Paper, section 7). */
function createdBy(from: Holder, nonce: bigint): Holder {
  const sender = Buffer.from(from.slice(2), 'hex');
  return hexOf(keccak256(encodeRlp([sender, quantityBytes(nonce)])).subarray(12));
}

/** An entry that a contract wrote. */
interface ReceiptLog {
  readonly address: Holder;
  readonly topics: readonly string[];
  readonly data: string;
}

/** What a receipt's bytes say. */
export interface ProvedReceipt {
  /** Null before the Byzantium fork: the receipt does not say whether the transaction failed. */
  readonly succeeded: boolean | null;
  readonly logs: readonly ReceiptLog[];
}

/**
 * Reads a receipt's bytes (Yellow Paper 4.3.1, EIP-658, EIP-2718).
 * @throws InputError
 */
export function decodeReceipt(bytes: Uint8Array, label: string): ProvedReceipt {
  const isTyped = (bytes[0] ?? 0) < 0x80;
  const decoded = decodeRlp(isTyped ? bytes.subarray(1) : bytes, label);
  const [status, , , logs] = listOf(decoded, label, 4, 6);
  const outcome = stringOf(status, `${label}, status`);
  return {
    succeeded: outcome.length === 32 ? null : quantityOf(outcome, `${label}, status`) === 1n,
    logs: listOf(logs ?? NOTHING, `${label}, logs`, 0, MOST_LOGS).map((log): ReceiptLog => {
      const [address, topics, data] = listOf(log, `${label}, log`, 3);
      return {
        address: hexOf(stringOf(address, `${label}, log address`, 20)),
        topics: listOf(topics ?? NOTHING, `${label}, topics`, 0, 4).map((topic) =>
          hexOf(stringOf(topic, `${label}, topic`, 32)),
        ),
        data: hexOf(stringOf(data, `${label}, log data`)),
      };
    }),
  };
}

const MOST_LOGS = 1_000_000;

import { InputError } from '../../base/errors.ts';
import type { ReceiptJson, TransactionJson } from './block-json.ts';
import { bytesOf, quantityBytes } from './hex.ts';
import { keccak256 } from './keccak.ts';
import { encodeRlp, type Rlp } from './rlp.ts';
import { type Field, FORMS, NOT_ENCODED, type TransactionForm } from './transaction-fields.ts';

const NOTHING = new Uint8Array(0);

/**
 * The bytes of a transaction, whose Keccak-256 is its id, out of its JSON-RPC object (EIP-2718).
 * @throws InputError where the type is unknown or a field is missing
 */
export function encodeTransaction(json: TransactionJson, label: string): Uint8Array {
  const form = formOf(json, label);
  const items = form.fields.map((field) => encodeField(json, field, `${label}, ${field.name}`));
  return typed(form.type, encodeRlp(items));
}

function formOf(json: TransactionJson, label: string): TransactionForm {
  const number = Number(json.type ?? '0x0');
  const type = number === 0 ? null : number;
  const form = FORMS.find((item) => item.type === type && (!item.mark || item.mark in json));
  if (form) return form;
  const expected = 'a type of transaction that can be encoded';
  throw new InputError(`${label}, type`, expected, NOT_ENCODED[number] ?? json.type);
}

function typed(type: number | null, list: Uint8Array): Uint8Array {
  return type === null ? list : Buffer.concat([Uint8Array.of(type), list]);
}

function encodeField(json: TransactionJson, { name, kind }: Field, label: string): Rlp {
  // some nodes give a typed transaction's parity only as `v`
  const value = json[name] ?? (name === 'yParity' ? json.v : undefined);
  switch (kind) {
    case 'q':
      // a deposit that mints nothing says so by leaving `mint` out
      return value === undefined || value === null ? missing(name, label) : quantity(value, label);
    case 'd':
      return bytesOf(textOf(value, label), label);
    case 'a':
      return value === undefined || value === null ? NOTHING : bytesOf(textOf(value, label), label);
    case 'b':
      return value === true ? Uint8Array.of(1) : NOTHING;
    case 'access':
      return listOfJson(value ?? [], label).map((entry): Rlp => {
        const { address, storageKeys } = entry as { address?: unknown; storageKeys?: unknown };
        const keys = listOfJson(storageKeys ?? [], label);
        return [
          bytesOf(textOf(address, label), label),
          keys.map((key) => bytesOf(textOf(key, label), label)),
        ];
      });
    case 'hashes':
      return listOfJson(value, label).map((hash) => bytesOf(textOf(hash, label), label));
    case 'auths':
      return listOfJson(value, label).map((entry): Rlp => {
        const auth = entry as Record<string, unknown>;
        return [
          quantity(auth.chainId, label),
          bytesOf(textOf(auth.address, label), label),
          quantity(auth.nonce, label),
          quantity(auth.yParity ?? auth.v, label),
          quantity(auth.r, label),
          quantity(auth.s, label),
        ];
      });
  }
}

function missing(name: string, label: string): Uint8Array {
  if (name === 'mint') return NOTHING;
  throw new InputError(label, 'a number in hex', 'nothing');
}

function textOf(value: unknown, label: string): string {
  if (typeof value === 'string') return value;
  throw new InputError(label, 'a text in hex', value);
}

function quantity(value: unknown, label: string): Uint8Array {
  const text = textOf(value, label);
  if (!/^0x[0-9a-fA-F]{1,64}$/.test(text)) throw new InputError(label, 'a number in hex', text);
  return quantityBytes(BigInt(text));
}

function listOfJson(value: unknown, label: string): readonly unknown[] {
  if (Array.isArray(value) && value.every((item) => item !== null && item !== undefined)) {
    return value;
  }
  throw new InputError(label, 'a list', value);
}

/**
 * The bytes of a receipt as the receipts' trie holds them (Yellow Paper 4.3.1, EIP-658, EIP-2718;
 * OP Stack deposits specification for the nonce and version of a deposit's).
 * @throws InputError
 */
export function encodeReceipt(json: ReceiptJson, label: string): Uint8Array {
  const type = Number(json.type ?? '0x0');
  const logs = json.logs.map(
    ({ address, topics, data }): LogItem => [
      bytesOf(address, `${label}, log`),
      topics.map((topic) => bytesOf(topic, `${label}, log`)),
      bytesOf(data, `${label}, log`),
    ],
  );
  const items: Rlp[] = [
    json.status ? quantity(json.status, `${label}, status`) : stateRoot(json, label),
    quantity(json.cumulativeGasUsed, `${label}, cumulativeGasUsed`),
    bloomOf(logs),
    logs,
  ];
  // before the Canyon fork a deposit's nonce was in the answer and not in the hash
  if (type === DEPOSIT && json.depositReceiptVersion && json.depositNonce) {
    items.push(quantity(json.depositNonce, `${label}, depositNonce`));
    items.push(quantity(json.depositReceiptVersion, `${label}, depositReceiptVersion`));
  }
  return typed(type === 0 ? null : type, encodeRlp(items));
}

const DEPOSIT = 0x7e;

type LogItem = readonly [address: Uint8Array, topics: readonly Uint8Array[], data: Uint8Array];

/** The filter over the addresses and topics of logs (Yellow Paper 4.3.1, M3:2048). */
function bloomOf(logs: readonly LogItem[]): Uint8Array {
  const bloom = new Uint8Array(256);
  for (const [address, topics] of logs) {
    for (const item of [address, ...topics]) {
      const hash = keccak256(item);
      for (const at of [0, 2, 4]) {
        const bit = (((hash[at] ?? 0) << 8) | (hash[at + 1] ?? 0)) % 2048;
        bloom[255 - (bit >> 3)]! |= 1 << (bit % 8);
      }
    }
  }
  return bloom;
}

function stateRoot({ root }: ReceiptJson, label: string): Uint8Array {
  if (!root) throw new InputError(label, 'a status, or before Byzantium a state root', 'neither');
  return bytesOf(root, `${label}, root`);
}

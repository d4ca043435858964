import { sha256Bytes } from '../../base/digest.ts';
import { InputError } from '../../base/errors.ts';
import { typeOf } from './contracts.ts';
import { hex } from './header.ts';
import { bytesAt, type Field, fieldsOf, intAt } from './protobuf.ts';
import type { TronTransaction } from './shapes.ts';

/**
 * A transaction in its protobuf encoding (java-tron, `core/Tron.proto`, `Transaction`), read into
 * the form in which the HTTP interface gives it, so that both are understood by the same rules.
 */

type Form = readonly (readonly [field: number, name: string, kind: 'bytes' | 'int'])[];

/** Fields of the contracts that move something, by type (`core/contract/*.proto`). */
const FORMS: Readonly<Record<string, Form>> = {
  TransferContract: [
    [1, 'owner_address', 'bytes'],
    [2, 'to_address', 'bytes'],
    [3, 'amount', 'int'],
  ],
  TransferAssetContract: [
    [1, 'asset_name', 'bytes'],
    [2, 'owner_address', 'bytes'],
    [3, 'to_address', 'bytes'],
    [4, 'amount', 'int'],
  ],
  ParticipateAssetIssueContract: [
    [1, 'owner_address', 'bytes'],
    [2, 'to_address', 'bytes'],
    [3, 'asset_name', 'bytes'],
    [4, 'amount', 'int'],
  ],
  TriggerSmartContract: [
    [1, 'owner_address', 'bytes'],
    [2, 'contract_address', 'bytes'],
    [3, 'call_value', 'int'],
    [4, 'data', 'bytes'],
    [5, 'call_token_value', 'int'],
    [6, 'token_id', 'int'],
  ],
};
const OTHER: Form = [[1, 'owner_address', 'bytes']];

/** `contractResult` of `Transaction.Result`. */
export const RESULTS = [
  ...['DEFAULT', 'SUCCESS', 'REVERT', 'BAD_JUMP_DESTINATION', 'OUT_OF_MEMORY'],
  ...['PRECOMPILED_CONTRACT', 'STACK_TOO_SMALL', 'STACK_TOO_LARGE', 'ILLEGAL_OPERATION'],
  ...['STACK_OVERFLOW', 'OUT_OF_ENERGY', 'OUT_OF_TIME', 'JVM_STACK_OVER_FLOW', 'UNKNOWN'],
  ...['TRANSFER_FAILED', 'INVALID_CODE'],
];

export interface ReadTransaction {
  readonly tx: TronTransaction;
  readonly signatures: readonly Uint8Array[];
  /** What the block says came of it; null in blocks of 2018 that do not say. */
  readonly result: string | null;
}

/** @throws InputError where the bytes are no transaction */
export function readTransaction(bytes: Uint8Array, label: string): ReadTransaction {
  const outer = fieldsOf(bytes, label);
  const raw = bytesAt(outer, 1);
  if (!raw) throw new InputError(label, 'a transaction with raw data', 'none');
  const contracts = fieldsOf(raw, `${label}: raw data`).filter(({ number }) => number === 11);
  const [{ bytes: contract } = { bytes: null }] = contracts;
  // the format has room for more, the chain does not
  if (!contract || contracts.length > 1) {
    throw new InputError(label, 'a transaction with one contract', contracts.length);
  }
  const fields = fieldsOf(contract, `${label}: contract`);
  const number = Number(intAt(fields, 1));
  const type = typeOf(number) ?? `number ${number}`;
  const any = fieldsOf(bytesAt(fields, 2) ?? new Uint8Array(), `${label}: parameter`);
  const inner = fieldsOf(bytesAt(any, 2) ?? new Uint8Array(), `${label}: ${type}`);
  const ret = bytesAt(outer, 5);
  const code = ret ? Number(intAt(fieldsOf(ret, `${label}: result`), 3)) : null;
  const result = code === null ? null : (RESULTS[code] ?? `number ${code}`);
  return {
    tx: {
      txID: hex(sha256Bytes(raw)),
      raw_data: {
        contract: [{ type, parameter: { value: readForm(inner, FORMS[type] ?? OTHER) } }],
      },
    },
    signatures: outer.flatMap(({ number: at, bytes: held }) => (at === 2 && held ? [held] : [])),
    result,
  };
}

function readForm(fields: readonly Field[], form: Form): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  for (const [number, name, kind] of form) {
    const bytes = bytesAt(fields, number);
    if (kind === 'int') value[name] = intAt(fields, number);
    else if (bytes) value[name] = hex(bytes);
  }
  return value;
}

import { InputError } from '../../base/errors.ts';
import type { BlockJson } from './block-json.ts';
import { bytesOf, hexOf, quantityBytes, quantityOf } from './hex.ts';
import { keccak256 } from './keccak.ts';
import { decodeRlp, encodeRlp, listOf, stringOf } from './rlp.ts';

/** Fields by their JSON-RPC names; `q` is a number, anything else bytes. */
const UP_TO_NONCE =
  'parentHash sha3Uncles miner stateRoot transactionsRoot receiptsRoot logsBloom difficulty:q ' +
  'number:q gasLimit:q gasUsed:q timestamp:q extraData mixHash nonce';

/** What later forks put at the end, in order: each is there only if all before it are. */
const FORKS: readonly (readonly string[])[] = [
  // London (EIP-1559), Shanghai (EIP-4895), Cancun (EIP-4844, EIP-4788), Prague (EIP-7685)
  ['baseFeePerGas:q'],
  ['withdrawalsRoot'],
  ['blobGasUsed:q', 'excessBlobGas:q', 'parentBeaconBlockRoot'],
  ['requestsHash'],
];

/** Avalanche's C-Chain writes more after the nonce, and other things at the end. */
const AVALANCHE: readonly (readonly string[])[] = [
  ['extDataHash'],
  ['baseFeePerGas:q'],
  ['extDataGasUsed:q'],
  ['blockGasCost:q'],
  ['blobGasUsed:q', 'excessBlobGas:q', 'parentBeaconBlockRoot'],
];

/**
 * The header's bytes, out of a block's JSON, if they hash to the block's hash.
 * @throws InputError where they do not: the chain's headers hold something that the JSON does not
 */
export function encodeHeader(json: BlockJson, label: string): Uint8Array {
  const forks = 'extDataHash' in json ? AVALANCHE : FORKS;
  const present = forks.filter((names) => names.every((name) => name.replace(':q', '') in json));
  const fields = [...UP_TO_NONCE.split(' '), ...present.flat()];
  const items = fields.map((field) => {
    const [name = '', kind] = field.split(':');
    const value = json[name];
    const where = `${label}, ${name}`;
    if (typeof value !== 'string') throw new InputError(where, 'a text in hex', value);
    if (kind !== 'q') return bytesOf(value, where);
    if (!/^0x[0-9a-fA-F]{1,64}$/.test(value)) throw new InputError(where, 'a number', value);
    return quantityBytes(BigInt(value));
  });
  const bytes = encodeRlp(items);
  const found = hexOf(keccak256(bytes));
  if (found !== json.hash.toLowerCase()) {
    const expected = `a header whose fields hash to ${json.hash}`;
    const hint = 'this chain has fields in its headers that the node does not tell';
    throw new InputError(label, expected, found, hint);
  }
  return bytes;
}

/** What a proof needs of a header. */
export interface Header {
  readonly hash: string;
  readonly transactionsRoot: Uint8Array;
  readonly receiptsRoot: Uint8Array;
  readonly number: number;
  /** Unix seconds. */
  readonly time: number;
}

/**
 * Reads a header of any fork: fields that a later one adds stand at the end and are not read.
 * @throws InputError
 */
export function decodeHeader(bytes: Uint8Array, label: string): Header {
  const items = listOf(decodeRlp(bytes, label), label, 15, 32);
  const number = (at: number, name: string): number => {
    const value = quantityOf(stringOf(items[at], `${label}, ${name}`), `${label}, ${name}`);
    if (value >= 2n ** 40n) throw new InputError(`${label}, ${name}`, 'less than 2^40', value);
    return Number(value);
  };
  return {
    hash: hexOf(keccak256(bytes)),
    transactionsRoot: stringOf(items[4], `${label}, transactionsRoot`, 32),
    receiptsRoot: stringOf(items[5], `${label}, receiptsRoot`, 32),
    number: number(8, 'number'),
    time: number(11, 'timestamp'),
  };
}

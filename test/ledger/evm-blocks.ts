// Real Ethereum blocks with their receipts, as bytes and as a node would give them.

import fs from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { BlockJson, ReceiptJson, TransactionJson } from '../../src/ledger/evm/block-json.ts';
import { decodeTransaction } from '../../src/ledger/evm/decode.ts';
import { encodeReceipt } from '../../src/ledger/evm/encode.ts';
import { bytesOf, hexOf } from '../../src/ledger/evm/hex.ts';
import { keccak256 } from '../../src/ledger/evm/keccak.ts';
import { decodeRlp, encodeRlp, type Rlp } from '../../src/ledger/evm/rlp.ts';
import { FORMS } from '../../src/ledger/evm/transaction-fields.ts';
import { DATA } from '../needs.ts';

export const PORTAL = 'evm-real-blocks/portal-mainnet-with-receipts/block_data';
export const RECENT = 'evm-real-blocks/ethereumjs/packages/vm/examples/data';
export const SINGLE = 'evm-real-txs-rotki/txs_receipts.jsonl.gz';

/** A block as bytes: what its hash and roots are computed over. */
interface RawBlock {
  readonly number: number;
  readonly header: Uint8Array;
  readonly transactions: readonly Uint8Array[];
  readonly receipts: readonly Uint8Array[];
}

/** All blocks that come with receipts, or those of the given numbers. */
export function portalBlocks(numbers?: readonly number[]): RawBlock[] {
  const folder = path.join(DATA, PORTAL);
  const blocks: RawBlock[] = [];
  for (const name of fs.readdirSync(folder).sort()) {
    const number = Number(/\d+/.exec(name)?.[0]);
    if (numbers && !numbers.includes(number)) continue;
    const text = fs.readFileSync(path.join(folder, name), 'utf8');
    const part = (key: string) => bytesOf(new RegExp(`^${key}: (.*)$`, 'm').exec(text)![1]!, key);
    const [transactions] = decodeRlp(part('body'), 'body') as Rlp[][];
    const receipts = decodeRlp(part('receipts'), 'receipts') as Rlp[];
    blocks.push({
      number,
      header: part('header'),
      transactions: transactions!.map(enveloped),
      receipts: receipts.map((item) => withBloom(item as Rlp[])),
    });
  }
  return blocks;
}

/** A typed transaction stands in a body as bytes, one without type as a list (EIP-2718). */
function enveloped(item: Rlp): Uint8Array {
  return item instanceof Uint8Array ? item : encodeRlp(item);
}

/** These receipts come as type, status, gas and logs, as nodes send them (EIP-7642). */
function withBloom([type, status, gas, logs]: Rlp[]): Uint8Array {
  const json = receiptJson({ type: Number(quantity(type!)), items: [status!, gas!, [], logs!] });
  return encodeReceipt({ ...json, transactionHash: '', blockHash: '' }, 'receipt');
}

/** Answers of eth_getBlockByNumber with full transactions, without receipts. */
export function recentBlocks(): BlockJson[] {
  const folder = path.join(DATA, RECENT);
  return fs
    .readdirSync(folder)
    .sort()
    .map((name) => JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')));
}

/** Single transactions of ten chains with their receipts. */
export function singleTransactions(): {
  chain: string;
  tx: TransactionJson;
  receipt: ReceiptJson;
}[] {
  const text = gunzipSync(fs.readFileSync(path.join(DATA, SINGLE))).toString();
  const rows = text.split('\n').filter((line) => line !== '');
  return rows.map((line) => JSON.parse(line)).filter(({ tx }) => tx !== null);
}

const HEADER =
  'parentHash sha3Uncles miner stateRoot transactionsRoot receiptsRoot logsBloom difficulty:q ' +
  'number:q gasLimit:q gasUsed:q timestamp:q extraData mixHash nonce baseFeePerGas:q ' +
  'withdrawalsRoot blobGasUsed:q excessBlobGas:q parentBeaconBlockRoot requestsHash';

function quantity(bytes: Rlp): string {
  return `0x${BigInt(`0x0${hexOf(bytes as Uint8Array).slice(2)}`).toString(16)}`;
}

/** The block as a node answers. */
export function jsonOf(raw: RawBlock): { block: BlockJson; receipts: ReceiptJson[] } {
  const items = decodeRlp(raw.header, 'header') as Uint8Array[];
  const hash = hexOf(keccak256(raw.header));
  const fields: Record<string, unknown> = { hash };
  for (const [i, name] of HEADER.split(' ').entries()) {
    const item = items[i];
    const [key = '', kind] = name.split(':');
    if (item) fields[key] = kind === 'q' ? quantity(item) : hexOf(item);
  }
  const transactions = raw.transactions.map(transactionJson);
  return {
    block: { ...fields, transactions } as unknown as BlockJson,
    receipts: raw.receipts.map((bytes, i) => ({
      ...receiptJson(typeAndList(bytes)),
      transactionHash: transactions[i]!.hash,
      blockHash: hash,
    })),
  };
}

function typeAndList(bytes: Uint8Array): { type: number | null; items: Rlp[] } {
  const type = bytes[0]! < 0x80 ? bytes[0]! : null;
  return { type, items: decodeRlp(type === null ? bytes : bytes.subarray(1), 'bytes') as Rlp[] };
}

function transactionJson(bytes: Uint8Array): TransactionJson {
  const { type, items } = typeAndList(bytes);
  const form = FORMS.find((item) => item.type === type && item.fields.length === items.length)!;
  let sender: string | null | undefined;
  const json: Record<string, unknown> = {
    hash: hexOf(keccak256(bytes)),
    type: `0x${(type ?? 0).toString(16)}`,
    // recovering a key takes milliseconds, and few ask
    get from() {
      sender ??= decodeTransaction(bytes, 'transaction').parties().from;
      return sender;
    },
  };
  for (const [i, { name, kind }] of form.fields.entries()) {
    const item = items[i]!;
    const list = item as Rlp[][];
    if (kind === 'q') json[name] = quantity(item);
    else if (kind === 'd') json[name] = hexOf(item as Uint8Array);
    else if (kind === 'a')
      json[name] = (item as Uint8Array).length > 0 ? hexOf(item as Uint8Array) : null;
    else if (kind === 'hashes') json[name] = (item as Uint8Array[]).map(hexOf);
    else if (kind === 'access') {
      json[name] = list.map(([address, keys]) => ({
        address: hexOf(address as Uint8Array),
        storageKeys: (keys as Uint8Array[]).map(hexOf),
      }));
    } else if (kind === 'auths') {
      json[name] = list.map(([chainId, address, nonce, yParity, r, s]) => ({
        chainId: quantity(chainId!),
        address: hexOf(address as Uint8Array),
        nonce: quantity(nonce!),
        yParity: quantity(yParity!),
        r: quantity(r!),
        s: quantity(s!),
      }));
    }
  }
  return json as TransactionJson;
}

function receiptJson({ type, items }: ReturnType<typeof typeAndList>) {
  const [status, gas, , logs] = items as [Uint8Array, Uint8Array, Rlp, Rlp[][]];
  return {
    type: `0x${(type ?? 0).toString(16)}`,
    ...(status.length === 32 ? { root: hexOf(status) } : { status: quantity(status) }),
    cumulativeGasUsed: quantity(gas),
    logs: logs.map(([address, topics, data]) => ({
      address: hexOf(address as Uint8Array),
      topics: (topics as Uint8Array[]).map(hexOf),
      data: hexOf(data as Uint8Array),
    })),
  };
}

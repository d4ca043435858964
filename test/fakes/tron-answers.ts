// The answers of TronGrid, java-tron's HTTP interface and its JSON-RPC about a staged chain, in
// their documented shapes: zeros and false left out, amounts as JSON integers, notes in hex.

import { createHash } from 'node:crypto';
import { hexOf } from '../../src/ledger/tron/address.ts';
import type { Placed, StagedChain, StagedInternal, StagedLog } from './tron-chain.ts';

const TRANSFER = 'ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';

type Shape = Readonly<Record<string, unknown>>;

/** Leaves out what protobuf leaves out. */
function lean(shape: Shape): Shape {
  const isSaid = (value: unknown): boolean =>
    value !== undefined && value !== 0 && value !== 0n && value !== false && value !== '';
  return Object.fromEntries(
    Object.entries(shape).filter(
      ([, value]) => isSaid(value) && !(Array.isArray(value) && value.length === 0),
    ),
  );
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export function transactionOf({ id, time, tx }: Placed): Shape {
  const { type, owner, value, result = 'SUCCESS' } = tx;
  return {
    ret: [{ contractRet: result }],
    signature: [`${hash(id)}${hash(id)}00`],
    txID: id,
    raw_data: {
      contract: [
        {
          parameter: {
            value: { owner_address: hexOf(owner), ...value },
            type_url: `type.googleapis.com/protocol.${type}`,
          },
          type,
        },
      ],
      ref_block_bytes: '9922',
      ref_block_hash: '6fd6b503a5761557',
      expiration: time * 1000 + 60_000,
      timestamp: time * 1000 - 2_000,
    },
    raw_data_hex: '0a02',
  };
}

export function infoOf({ id, block, time, tx }: Placed): Shape {
  const { result = 'SUCCESS', fee = 0n, outcome = {}, logs = [], internal = [] } = tx;
  const isDone = result === 'SUCCESS';
  const runs = tx.type === 'TriggerSmartContract' || tx.type === 'CreateSmartContract';
  return lean({
    id,
    fee,
    blockNumber: block,
    blockTimeStamp: time * 1000,
    contractResult: [''],
    contract_address: tx.value.contract_address,
    ...outcome,
    receipt: lean({ net_fee: fee, ...(runs ? { energy_usage_total: 14_650, result } : {}) }),
    log: isDone ? logs.map(logOf) : [],
    ...(isDone ? {} : { result: 'FAILED', resMessage: Buffer.from(result).toString('hex') }),
    internal_transactions: internal.map((one, i) => internalOf(id, one, i, isDone)),
  });
}

function word(hex: string): string {
  return hex.padStart(64, '0');
}

function logOf({ contract, from, to, amount, item }: StagedLog): Shape {
  const sides = [TRANSFER, word(hexOf(from).slice(2)), word(hexOf(to).slice(2))];
  const address = hexOf(contract).slice(2);
  if (item !== undefined) return { address, topics: [...sides, word(item.toString(16))] };
  return { address, topics: sides, data: word(amount.toString(16)) };
}

function internalOf(id: string, one: StagedInternal, i: number, isDone: boolean): Shape {
  const { from, to, amount, token, note = 'call', rejected = false } = one;
  return lean({
    hash: hash(`${id} ${i}`),
    caller_address: hexOf(from),
    transferTo_address: hexOf(to),
    callValueInfo: [lean({ callValue: amount, tokenId: token })],
    note: Buffer.from(note).toString('hex'),
    rejected: rejected || !isDone,
  });
}

export function blockOf(chain: StagedChain, number: number, all: readonly Placed[]): Shape {
  const at = number - chain.firstBlock;
  if (at < 0 || at >= chain.blocks.length) return {};
  const idOf = (height: number) =>
    height.toString(16).padStart(16, '0') + hash(`block ${height}`).slice(16);
  const blockID = idOf(number);
  const transactions = all.filter(({ block }) => block === number).map(transactionOf);
  return lean({
    blockID,
    block_header: {
      raw_data: {
        number,
        txTrieRoot: hash('root'),
        witness_address: `41${hash('witness').slice(0, 40)}`,
        parentHash: idOf(number - 1),
        version: 32,
        timestamp: (chain.firstTime + 3 * at) * 1000,
      },
      witness_signature: `${hash('a')}${hash('b')}00`,
    },
    transactions,
  });
}

/** A row of an account's own list. */
export function accountRow(one: Placed): Shape {
  const { tx, block, time } = one;
  const { result = 'SUCCESS', fee = 0n, outcome = {} } = tx;
  return {
    ...transactionOf(one),
    ret: [{ contractRet: result, fee }],
    net_usage: 0,
    net_fee: fee,
    energy_usage: 0,
    energy_fee: 0,
    energy_usage_total: 0,
    blockNumber: block,
    block_timestamp: time * 1000,
    internal_transactions: [],
    ...('withdraw_amount' in outcome ? { withdraw_amount: outcome.withdraw_amount } : {}),
  };
}

export function internalRows({ id, time, tx }: Placed): (Shape & { sides: string[] })[] {
  return (tx.internal ?? []).map(({ from, to, amount, token, note = 'call', rejected }, i) => ({
    internal_tx_id: hash(`${id} ${i}`),
    data: {
      note,
      rejected: rejected ?? (tx.result ?? 'SUCCESS') !== 'SUCCESS',
      ...(amount > 0n ? { call_value: { [token ?? '_']: amount } } : {}),
    },
    block_timestamp: time * 1000,
    to_address: hexOf(to),
    tx_id: id,
    from_address: hexOf(from),
    sides: [from, to],
  }));
}

export function tokenRows(
  { id, time, tx }: Placed,
  { tokens }: StagedChain,
): (Shape & { sides: string[] })[] {
  if ((tx.result ?? 'SUCCESS') !== 'SUCCESS') return [];
  return (tx.logs ?? []).map(({ contract, from, to, amount, item }) => ({
    transaction_id: id,
    token_info: {
      symbol: tokens[contract]?.symbol ?? '',
      address: contract,
      decimals: tokens[contract]?.decimals ?? 0,
      name: tokens[contract]?.symbol ?? '',
    },
    block_timestamp: time * 1000,
    from,
    to,
    type: 'Transfer',
    value: `${item ?? amount}`,
    sides: [from, to],
  }));
}

const quantity = (value: number | bigint): string => `0x${value.toString(16)}`;
const plain = (holder: string): string => `0x${hexOf(holder).slice(2)}`;

export function rpcTransaction({ id, block, position, tx }: Placed): Shape {
  const { value, type, owner } = tx;
  const to = value.to_address ?? value.contract_address ?? value.receiver_address;
  const amount = value.amount ?? value.call_value ?? value.frozen_balance ?? 0;
  return {
    blockHash: `0x${hash(`block ${block}`)}`,
    blockNumber: quantity(block),
    from: plain(owner),
    gas: type === 'TriggerSmartContract' ? '0x393a' : '0x0',
    gasPrice: '0xd2',
    hash: `0x${id}`,
    input: '0x',
    nonce: null,
    to: typeof to === 'string' ? `0x${to.slice(2)}` : null,
    transactionIndex: quantity(position),
    type: '0x0',
    value: quantity(BigInt(amount as number | bigint)),
  };
}

export function rpcReceipt(one: Placed): Shape {
  const { id, block, position, tx } = one;
  const isDone = (tx.result ?? 'SUCCESS') === 'SUCCESS';
  return {
    blockHash: `0x${hash(`block ${block}`)}`,
    blockNumber: quantity(block),
    contractAddress: null,
    from: plain(tx.owner),
    gasUsed: '0x393a',
    logs: rpcLogs(one),
    status: isDone ? '0x1' : '0x0',
    transactionHash: `0x${id}`,
    transactionIndex: quantity(position),
    type: '0x0',
  };
}

export function rpcLogs({ id, block, position, tx }: Placed): Shape[] {
  if ((tx.result ?? 'SUCCESS') !== 'SUCCESS') return [];
  return (tx.logs ?? []).map((log, i) => {
    const { address, topics, data = '' } = logOf(log);
    return {
      address: `0x${address}`,
      blockHash: `0x${hash(`block ${block}`)}`,
      blockNumber: quantity(block),
      data: `0x${data}`,
      logIndex: quantity(i),
      removed: false,
      topics: (topics as string[]).map((topic) => `0x${topic}`),
      transactionHash: `0x${id}`,
      transactionIndex: quantity(position),
    };
  });
}

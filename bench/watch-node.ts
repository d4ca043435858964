// The Ethereum node of `bench/watch.ts`, in a process of its own: it serves full blocks as those of
// the main network are, of 200 to 400 transactions with their receipts, and says when one is there.

import { hash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { transferLog, word } from '../test/fakes/staged.ts';

/** What the bench asks of the node: one more block, in which these holders pay. */
export interface NewBlock {
  readonly payers: readonly string[];
}
/** What it answers: when the block was there, and the transactions of the payers. */
export interface NewHead {
  readonly at: number;
  readonly transactions: readonly string[];
  readonly count: number;
  readonly bytes: number;
}

export const USDT = '0xdac17f958d2ee523a2206206994597c13d831ec7';
export const FIRST = 20_000_000;
const SEED = 'hue and cry';
const TOKENS = 400;
const PEOPLE = 200_000;

let drawn = 0;
function draw(below: number): number {
  drawn += 1;
  return Number.parseInt(hash('sha1', `${SEED} ${drawn}`, 'hex').slice(0, 12), 16) % below;
}

function address(kind: string, number: number): string {
  return `0x${hash('sha1', `${kind} ${number}`, 'hex')}`;
}
const hex = (value: number | bigint) => `0x${value.toString(16)}`;
const id = (text: string) => `0x${hash('sha256', text, 'hex')}`;
const anybody = () => address('person', draw(PEOPLE));

interface Log {
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
}

interface Served {
  readonly header: Readonly<Record<string, unknown>>;
  readonly transactions: readonly Readonly<Record<string, unknown>>[];
  readonly receipts: readonly Readonly<Record<string, unknown>>[];
}
const blocks = new Map<number, Served>();
let head = FIRST;

/** An event that moves nothing, as most of them are. */
function event(): Log {
  const topics = [id(`event ${draw(3000)}`), `0x${word(BigInt(anybody()))}`];
  return { address: address('contract', draw(5000)), topics, data: `0x${'0'.repeat(64 * 4)}` };
}

function transfer(): Log {
  const token = draw(3) === 0 ? USDT : address('token', draw(TOKENS));
  return transferLog(token, anybody(), anybody(), BigInt(1 + draw(1e9)));
}

/** By kind, as on the main network: plain payments, tokens, swaps and other calls. */
function logsOf(kind: number): readonly Log[] {
  if (kind < 30) return [];
  if (kind < 65) return [transfer()];
  if (kind < 85)
    return [...Array.from({ length: 4 }, transfer), ...Array.from({ length: 4 }, event)];
  return Array.from({ length: 1 + draw(10) }, event);
}

function make(number: number, payers: readonly string[]): readonly string[] {
  const blockHash = id(`block ${number}`);
  const count = 200 + draw(201);
  const places = new Map(payers.map((payer) => [draw(count), payer]));
  const transactions: Record<string, unknown>[] = [];
  const receipts: Record<string, unknown>[] = [];
  const paid: string[] = [];
  let logIndex = 0;
  for (let i = 0; i < count; i += 1) {
    const payer = places.get(i);
    const hashOf = id(`transaction ${number} ${i}`);
    const logs = payer ? [transferLog(USDT, payer, anybody(), 1_000_000_000n)] : logsOf(draw(100));
    if (payer) paid.push(hashOf);
    const place = { blockHash, blockNumber: hex(number), transactionIndex: hex(i) };
    const from = payer ?? anybody();
    const isPlain = logs.length === 0;
    const value = isPlain ? hex(BigInt(1 + draw(1e9)) * 10n ** 9n) : '0x0';
    transactions.push({
      ...{ ...place, hash: hashOf, from, to: logs[0]?.address ?? anybody(), value },
      ...{
        type: '0x2',
        chainId: '0x1',
        nonce: hex(draw(1000)),
        gas: hex(21_000 + 40_000 * logs.length),
      },
      ...{ gasPrice: hex(10n ** 10n), maxFeePerGas: hex(2n * 10n ** 10n), accessList: [] },
      ...{ maxPriorityFeePerGas: '0x5f5e100', v: '0x1', yParity: '0x1', r: id('r'), s: id('s') },
      input: isPlain ? '0x' : `0x${'a9059cbb'}${'0'.repeat(64 * (2 + draw(12)))}`,
    });
    receipts.push({
      ...{ ...place, transactionHash: hashOf, from, to: logs[0]?.address ?? from, type: '0x2' },
      ...{ status: draw(50) === 0 && !payer ? '0x0' : '0x1', contractAddress: null },
      ...{ gasUsed: hex(21_000 + 20_000 * logs.length), effectiveGasPrice: hex(10n ** 10n) },
      ...{ cumulativeGasUsed: hex(30_000_000), logsBloom: `0x${'0'.repeat(512)}` },
      logs: logs.map((log) => {
        logIndex += 1;
        const own = { ...place, transactionHash: hashOf, logIndex: hex(logIndex), removed: false };
        return { ...log, ...own };
      }),
    });
  }
  const time = 1_760_000_000 + 12 * (number - FIRST);
  const parentHash = id(`block ${number - 1}`);
  const header = { number: hex(number), hash: blockHash, parentHash, timestamp: hex(time) };
  blocks.set(number, {
    header: { ...header, logsBloom: `0x${'0'.repeat(512)}` },
    transactions,
    receipts,
  });
  blocks.delete(number - 300);
  return paid;
}

function answer(method: string, [first, second]: readonly unknown[]): unknown {
  const at = first === 'latest' ? head : Number(first);
  const block = at <= head ? blocks.get(at) : undefined;
  switch (method) {
    case 'eth_chainId':
      return '0x1';
    case 'eth_getCode':
      return '0x';
    case 'eth_getBlockReceipts':
      return block?.receipts ?? null;
    case 'eth_getBlockByNumber': {
      const whole = second === true;
      const ids = () => block?.transactions.map(({ hash: one }) => one);
      return block ? { ...block.header, transactions: whole ? block.transactions : ids() } : null;
    }
    default:
      return undefined;
  }
}

interface Call {
  readonly id: number;
  readonly method: string;
  readonly params: readonly unknown[];
}

function respond({ id: number, method, params }: Call) {
  const result = answer(method, params);
  const error = { code: -32601, message: `the method ${method} does not exist/is not available` };
  return { jsonrpc: '2.0', id: number, ...(result === undefined ? { error } : { result }) };
}

if (process.send) {
  for (let number = FIRST - 5; number <= FIRST; number += 1) make(number, []);
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const asked = JSON.parse(Buffer.concat(parts).toString()) as Call | Call[];
    const said = Array.isArray(asked) ? asked.map(respond) : respond(asked);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(said));
  });
  process.on('message', ({ payers }: NewBlock) => {
    const transactions = make(head + 1, payers);
    const { transactions: all = [], receipts } = blocks.get(head + 1) ?? {};
    const bytes = JSON.stringify([all, receipts]).length;
    // from now on the node has it
    head += 1;
    const told: NewHead = { at: Date.now(), transactions, count: all.length, bytes };
    process.send?.(told);
  });
  process.on('disconnect', () => process.exit(0));
  server.listen(0, '127.0.0.1', () => {
    process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  });
}

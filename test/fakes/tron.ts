// A Tron source on the loopback: TronGrid's lists, a node's HTTP interface and its JSON-RPC over a
// staged chain, with faults as providers show them.

import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { hexOf, tronHolder } from '../../src/ledger/tron/address.ts';
import {
  accountRow,
  blockOf,
  infoOf,
  internalRows,
  rpcLogs,
  rpcReceipt,
  rpcTransaction,
  tokenRows,
  transactionOf,
} from './tron-answers.ts';
import { type Placed, placed, type StagedChain } from './tron-chain.ts';

/** What goes wrong with a request, by its number from 0; null for nothing. */
type FaultPlan = (request: { readonly number: number; readonly path: string }) => Fault | null;

export type Fault =
  | 'limit-200'
  | 'limit-403'
  | 'limit-429'
  | 'busy'
  | 'status-503'
  | 'truncated'
  | 'html'
  /** The page again that came before, with new fingerprint: rows stand twice. */
  | 'overlap'
  /** A page that points to itself. */
  | 'loop';

export interface TronFake {
  readonly url: string;
  /** Questions as they came, method, path and body. */
  readonly asked: string[];
  close(): Promise<void>;
}

export interface TronFakeOptions {
  /** Rows on a page, whatever is asked for. */
  readonly page?: number;
  readonly faults?: FaultPlan;
  /** Milliseconds before an answer, by path and body. */
  readonly delay?: (question: string) => number;
  /** Most blocks that logs are given of at once. */
  readonly logRange?: number;
}

const SUSPENDED = 'the query server is suspended for 1 s';
const errorBody = (text: string): string => JSON.stringify({ Error: text });

const BODIES: Partial<Record<Fault, readonly [number, string]>> = {
  'limit-200': [200, errorBody(`request rate exceeded the allowed_rps(3), and ${SUSPENDED}.`)],
  'limit-403': [403, errorBody(`The key exceeds the frequency limit(15), and ${SUSPENDED}`)],
  'limit-429': [429, errorBody('request rate exceeded the allowed_rps(3)')],
  busy: [200, errorBody('class java.lang.IllegalAccessException : lack of computing resources')],
  'status-503': [503, '<html><body>503 Service Temporarily Unavailable</body></html>'],
  html: [200, '<html><body>Just a moment...</body></html>'],
};

export async function fakeTron(
  chain: StagedChain,
  { page = 200, faults = () => null, delay, logRange = 5000 }: TronFakeOptions = {},
): Promise<TronFake> {
  const asked: string[] = [];
  const all = placed(chain);
  const server = createServer(async (request, response) => {
    const text = await bodyOf(request);
    const path = request.url ?? '/';
    const fault = faults({ number: asked.length, path });
    asked.push(`${request.method} ${path} ${text}`.trim());
    if (delay) await setTimeout(delay(path + text));
    const given = fault ? BODIES[fault] : undefined;
    const value = given
      ? null
      : path.startsWith('/v1/')
        ? list(chain, all, new URL(path, 'http://tron'), Math.min(page, 200), fault)
        : path === '/jsonrpc'
          ? rpc(chain, all, JSON.parse(text), logRange)
          : wallet(chain, all, path, JSON.parse(text));
    const [status, answer] = given ?? [value === undefined ? 404 : 200, write(value ?? null)];
    const body = fault === 'truncated' ? answer.slice(0, answer.length / 2) : answer;
    const type = answer.startsWith('<') ? 'text/html' : 'application/json';
    response.writeHead(status, { 'content-type': type }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

/** JSON with large integers as they are, which is how Tron writes its amounts. */
function write(value: unknown): string {
  const text = JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'bigint' ? `#${item}#` : item,
  );
  return text.replace(/"#(-?\d+)#"/g, '$1');
}

type Body = Readonly<Record<string, unknown>>;

function wallet(chain: StagedChain, all: readonly Placed[], path: string, body: Body): unknown {
  const [, room = '', name = ''] = path.split('/');
  if (room !== 'wallet' && room !== 'walletsolidity') return undefined;
  const one = all.find(({ id }) => id === body.value);
  const top = chain.firstBlock + chain.blocks.length - 1;
  switch (name) {
    case 'gettransactionbyid':
      return one ? transactionOf(one) : {};
    case 'gettransactioninfobyid':
      return one ? infoOf(one) : {};
    case 'gettransactioninfobyblocknum':
      return all.filter(({ block }) => block === body.num).map(infoOf);
    case 'getnowblock':
      return blockOf(chain, top, all);
    case 'getblockbynum':
      return blockOf(chain, Number(body.num), all);
    case 'getblock': {
      const block = blockOf(chain, Number(body.id_or_num ?? top), all);
      return body.detail === true ? block : { ...block, transactions: undefined };
    }
    case 'getaccount': {
      const holder = tronHolder(String(body.address));
      const isKnown = all.some((item) => holder !== null && touches(item, holder));
      return isKnown ? { address: body.address, balance: 1 } : {};
    }
    case 'getassetissuebyid': {
      const token = chain.tokens[String(body.value)];
      const abbr = token && Buffer.from(token.symbol).toString('hex');
      return token ? { id: body.value, abbr, precision: token.decimals } : {};
    }
    case 'triggerconstantcontract':
      return constant(chain, body);
    default:
      return undefined;
  }
}

function constant(chain: StagedChain, { contract_address, function_selector }: Body): unknown {
  const token = chain.tokens[String(contract_address)];
  if (!token) {
    const message = Buffer.from('Contract validate error : No contract').toString('hex');
    return { result: { code: 'CONTRACT_VALIDATE_ERROR', message } };
  }
  const word = (value: number): string => value.toString(16).padStart(64, '0');
  const text = Buffer.from(token.symbol).toString('hex');
  const isSymbol = function_selector === 'symbol()';
  const string = word(32) + word(token.symbol.length) + text.padEnd(64, '0');
  const result = isSymbol ? string : word(token.decimals);
  return { result: { result: true }, constant_result: [result] };
}

/** True if the account's own list shows the transaction. */
function touches({ tx }: Placed, holder: string): boolean {
  const { to_address, contract_address, receiver_address } = tx.value;
  const hex = hexOf(holder);
  return tx.owner === holder || [to_address, contract_address, receiver_address].includes(hex);
}

type Row = Readonly<Record<string, unknown>>;

function list(
  chain: StagedChain,
  all: readonly Placed[],
  url: URL,
  size: number,
  fault: Fault | null,
): unknown {
  const [, , , account = '', ...path] = url.pathname.split('/');
  const holder = tronHolder(account);
  if (!holder)
    return { success: false, error: 'A valid account address is required', statusCode: 400 };
  const ofHolder = (row: { sides: string[] }): boolean => row.sides.includes(holder);
  const rows: Row[] = all.flatMap((one): Row[] => {
    switch (path.join('/')) {
      case 'transactions':
        return touches(one, holder) ? [accountRow(one)] : [];
      case 'internal-transactions':
        return internalRows(one).filter(ofHolder);
      case 'transactions/trc20':
        return tokenRows(one, chain).filter(ofHolder);
      default:
        return [];
    }
  });
  const query = url.searchParams;
  const [from, until] = [Number(query.get('min_timestamp')), Number(query.get('max_timestamp'))];
  const wanted = rows.filter(
    ({ block_timestamp: at }) => Number(at) >= from && Number(at) <= until,
  );
  if (query.get('order_by') === 'block_timestamp,desc') wanted.reverse();
  const given = Number(Buffer.from(query.get('fingerprint') ?? '', 'base64url').toString() || 0);
  const start = fault === 'overlap' ? Math.max(0, given - 1) : given;
  const end = Math.min(start + Math.min(size, Number(query.get('limit') ?? 20)), wanted.length);
  const next = fault === 'loop' ? given : end;
  const isLast = end >= wanted.length && fault !== 'loop';
  const fingerprint = isLast ? {} : { fingerprint: Buffer.from(`${next}`).toString('base64url') };
  const data = wanted.slice(start, end).map((row) => ({ ...row, sides: undefined }));
  return { data, success: true, meta: { at: 0, ...fingerprint, page_size: data.length } };
}

interface RpcRequest {
  readonly id: number;
  readonly method: string;
  readonly params: readonly unknown[];
}

function rpc(
  chain: StagedChain,
  all: readonly Placed[],
  request: RpcRequest | readonly RpcRequest[],
  logRange: number,
): unknown {
  if (Array.isArray(request)) return request.map((one) => rpc(chain, all, one, logRange));
  const { id, method, params } = request as RpcRequest;
  const answer = (result: unknown) => ({ jsonrpc: '2.0', id, result });
  const one = all.find((item) => `0x${item.id}` === params[0]) ?? null;
  const top = chain.firstBlock + chain.blocks.length - 1;
  switch (method) {
    case 'eth_blockNumber':
      return answer(`0x${top.toString(16)}`);
    case 'eth_getTransactionByHash':
      return answer(one && rpcTransaction(one));
    case 'eth_getTransactionReceipt':
      return answer(one && rpcReceipt(one));
    case 'eth_getBlockByNumber': {
      const number = Number(params[0]);
      const timestamp = chain.firstTime + 3 * (number - chain.firstBlock);
      return answer({ number: params[0], timestamp: `0x${timestamp.toString(16)}` });
    }
    case 'eth_getBalance':
    case 'eth_getCode': {
      const holder = tronHolder(String(params[0]));
      const isKnown = all.some((item) => holder !== null && touches(item, holder));
      return answer(method === 'eth_getCode' ? '0x' : isKnown ? '0x1' : '0x0');
    }
    case 'eth_getLogs': {
      const { fromBlock, toBlock, topics } = params[0] as Record<string, string>;
      if (Number(toBlock) - Number(fromBlock) > logRange) {
        const message = `exceed max block range: ${logRange}`;
        return { jsonrpc: '2.0', id, error: { code: -32602, message, data: '{}' } };
      }
      const wanted = topics as unknown as readonly (string | string[] | null)[];
      const fits = (own: readonly string[]): boolean =>
        wanted.every((topic, i) => topic === null || [topic].flat().includes(own[i] ?? ''));
      const logs = all.flatMap(rpcLogs).filter(({ blockNumber, topics: own }) => {
        const block = Number(blockNumber);
        return block >= Number(fromBlock) && block <= Number(toBlock) && fits(own as string[]);
      });
      return answer(logs);
    }
    default: {
      const message = `the method ${method} does not exist/is not available`;
      return { jsonrpc: '2.0', id, error: { code: -32601, message, data: '{}' } };
    }
  }
}

import type { Holder } from '../port.ts';
import type { Source } from '../source.ts';
import { Node } from './node.ts';
import { bigHex, bytesHex, countHex, readAnswer } from './wire.ts';

/** What a node knows of an address without reading its transfers. */
export interface Usage {
  /** Transactions it sent, or contracts it made. */
  readonly nonce: number;
  readonly hasBalance: boolean;
  readonly hasCode: boolean;
}

/** Usage of an address at a block, by a number in hex or `latest`. */
export async function usageOf(node: Node, holder: Holder, block: string): Promise<Usage> {
  const [nonce, balance, code] = await Promise.all(
    ['eth_getTransactionCount', 'eth_getBalance', 'eth_getCode'].map(async (method) => {
      return (await node.need(method, [holder, block])).result;
    }),
  );
  const asked = { source: node.name, what: `nonce, balance and code of ${holder}` };
  return {
    nonce: readAnswer(countHex, nonce, asked),
    hasBalance: readAnswer(bigHex, balance, asked) > 0n,
    hasCode: readAnswer(bytesHex, code, asked) !== '0x',
  };
}

/** Which chain a node is on, as CAIP-2, by its number (EIP-695). */
export async function chainIdOf(node: Node): Promise<string> {
  const { result } = await node.need('eth_chainId', []);
  const asked = { source: node.name, what: 'eth_chainId' };
  return `eip155:${readAnswer(bigHex, result, asked)}`;
}

/** Whether the chain behind a source knows a transaction, waiting ones too. */
export async function knowsTransaction(
  source: Source,
  id: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const node = new Node(source);
  node.heed(signal);
  return (await node.need('eth_getTransactionByHash', [id])).result !== null;
}

/**
 * Whether an address was ever used on the chain behind a source, as far as its nonce, balance and
 * code tell: one that only ever held tokens looks unused.
 */
export async function knowsAddress(
  source: Source,
  holder: Holder,
  signal?: AbortSignal,
): Promise<boolean> {
  const node = new Node(source);
  node.heed(signal);
  const usage = await usageOf(node, holder, 'latest');
  return usage.nonce > 0 || usage.hasBalance || usage.hasCode;
}

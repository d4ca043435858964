import type { Exchange, Request } from './exchange.ts';

/**
 * Questions whose answer does not change when the chain grows: what one transaction did, or what a
 * block of a given hash holds. That its block was replaced shows in the header, which is asked for
 * anew.
 */
const CALLS: ReadonlySet<string> = new Set([
  'eth_getTransactionByHash',
  'eth_getTransactionReceipt',
  'debug_traceTransaction',
  'trace_transaction',
]);
const POSTS: ReadonlySet<string> = new Set([
  '/walletsolidity/gettransactionbyid',
  '/walletsolidity/gettransactioninfobyid',
]);

/** Whether an answer can stand for itself in a later run over the same chain. */
export function isSettled({ digest, request }: Exchange): boolean {
  return digest !== null && asksOfThePast(request);
}

function asksOfThePast(request: Request): boolean {
  if ('post' in request) return POSTS.has(request.post);
  if (!('call' in request) || request.again !== undefined) return false;
  const [hash, form] = request.params;
  // whole blocks of Bitcoin by their hash; other forms tell of confirmations
  const isBlock = request.call === 'getblock' && typeof hash === 'string' && form === 0;
  return isBlock || CALLS.has(request.call);
}

import { lookup } from 'node:dns/promises';
import type { Network } from './http.ts';

/** The computer's network: Node's own `fetch` and `WebSocket`, and its resolver. */
export const systemNetwork: Network = {
  fetch: globalThis.fetch,
  lookup: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
  // the types may be those of browsers, which take no headers
  WebSocket: globalThis.WebSocket as unknown as Network['WebSocket'],
};

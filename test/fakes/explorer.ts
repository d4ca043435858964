// A fake explorer: on loopback, or behind a `fetch` of its own.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ReadableStream } from 'node:stream/web';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import {
  FakeAnswers,
  type FakeExplorerOptions,
  type FakeRequest,
  type Reply,
} from './explorer-answers.ts';

export interface FakeExplorer {
  /** The base URL for a source of this kind. */
  readonly url: string;
  requests(): readonly FakeRequest[];
  stop(): Promise<void>;
}

export async function startExplorer(options: FakeExplorerOptions): Promise<FakeExplorer> {
  const fake = new FakeAnswers(options, systemClock);
  const server = createServer((request, response) => void serve(fake, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${options.kind === 'etherscan' ? '/v2' : ''}`,
    requests: () => fake.requests,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function serve(
  fake: FakeAnswers,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let body = '';
  for await (const chunk of request) body += chunk;
  const reply = await fake.reply(request.url ?? '/', body);
  if (reply === null) {
    request.socket.destroy();
    return;
  }
  response.writeHead(reply.status, { 'content-type': reply.type });
  for await (const part of reply.parts) response.write(part);
  response.end();
}

/** The same explorer without a socket, on a clock that may be simulated. */
export function explorerFetch(
  options: FakeExplorerOptions,
  clock: Clock,
): Pick<FakeExplorer, 'requests'> & { readonly fetch: typeof globalThis.fetch } {
  const fake = new FakeAnswers(options, clock);
  return {
    requests: () => fake.requests,
    async fetch(place, { body, signal } = {}) {
      signal?.throwIfAborted();
      const { pathname, search } = new URL(`${place}`);
      const reply = await fake.reply(`${pathname}${search}`, `${body ?? ''}`);
      signal?.throwIfAborted();
      if (reply === null) throw new TypeError('fetch failed');
      const { status, type, parts } = reply;
      const bytes = ReadableStream.from(encoded(parts));
      return new Response(bytes as BodyInit, { status, headers: { 'content-type': type } });
    },
  };
}

async function* encoded(parts: Reply['parts']): AsyncIterable<Uint8Array> {
  for await (const part of parts) yield Buffer.from(part);
}

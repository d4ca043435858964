// A gate before a node: it lets questions through, counts them, and holds them back when told.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Gate extends AsyncDisposable {
  readonly url: string;
  /** Every question that was let through, as it was sent. */
  readonly asked: readonly string[];
  /** Lets so many more through, then none; resolves when the first one waits. */
  readonly shutAfter: (count: number) => Promise<void>;
  /** Lets through whatever waits, and all that comes. */
  readonly open: () => void;
}

export async function startGate(behind: string): Promise<Gate> {
  const asked: string[] = [];
  let left = Number.POSITIVE_INFINITY;
  let opened = Promise.withResolvers<void>();
  let shut = Promise.withResolvers<void>();
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    while (left <= 0) {
      shut.resolve();
      await opened.promise;
    }
    left -= 1;
    if (response.destroyed) return;
    asked.push(body);
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(behind, { method: 'POST', headers, body });
    response.writeHead(answer.status, headers).end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const open = (): void => {
    left = Number.POSITIVE_INFINITY;
    opened.resolve();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    open,
    shutAfter: (count) => {
      opened = Promise.withResolvers();
      shut = Promise.withResolvers();
      left = count;
      return shut.promise;
    },
    async [Symbol.asyncDispose]() {
      open();
      server.closeAllConnections();
      server.close();
    },
  };
}

// Servers on this computer that answer as they are told, for the faults that a network has.

import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

/** A request as it came, with its body. */
export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

type Reply = (asked: Asked, response: http.ServerResponse) => unknown;

/** An HTTP server that ends with the test. */
export async function serve(
  t: TestContext,
  reply: Reply,
): Promise<{ url: string; asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const one = { method, url, headers, body: Buffer.concat(chunks).toString() };
      asked.push(one);
      reply(one, response);
    });
  });
  await listen(t, server);
  t.after(() => server.closeAllConnections());
  return { url: urlOf(server), asked };
}

/** A server that speaks bytes: whatever comes is answered by `reply`. */
export async function serveBytes(
  t: TestContext,
  reply: (socket: net.Socket, request: Buffer) => unknown,
): Promise<string> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', (request) => reply(socket, request));
  });
  await listen(t, server);
  t.after(() => {
    for (const socket of sockets) socket.destroy();
  });
  return urlOf(server);
}

async function listen(t: TestContext, server: net.Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  t.after(() => {
    server.close();
  });
}

function urlOf(server: net.Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

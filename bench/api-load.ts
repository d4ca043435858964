// Clients that ask a server as fast as it answers: one connection each, the next request as soon as
// an answer is there. Sockets and hardly more, so that the server is measured and not its clients.

import { connect } from 'node:net';

/** What clients of one kind send. */
export interface Load {
  readonly port: number;
  /** The bytes of the next request. */
  readonly request: () => Buffer;
  readonly clients: number;
  readonly milliseconds: number;
}

export interface Measured {
  readonly perSecond: number;
  /** Milliseconds, sorted. */
  readonly latencies: Float64Array;
  /** Bytes of an answer's body. */
  readonly bytes: number;
}

const HEAD_END = Buffer.from('\r\n\r\n');

/** @throws Error where an answer is not 200 */
export async function load({ port, request, clients, milliseconds }: Load): Promise<Measured> {
  const latencies: number[] = [];
  let bytes = 0;
  const start = performance.now();
  const end = start + milliseconds;
  const client = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      let asked = 0;
      let pending: Buffer = Buffer.alloc(0);
      const ask = (): void => {
        asked = performance.now();
        socket.write(request());
      };
      socket.on('connect', ask);
      socket.on('error', reject);
      socket.on('data', (chunk: Buffer) => {
        pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
        const head = pending.indexOf(HEAD_END);
        if (head < 0) return;
        const text = pending.toString('latin1', 0, head);
        const length = /content-length: (\d+)/i.exec(text)?.[1];
        if (!text.startsWith('HTTP/1.1 200') || length === undefined) {
          reject(new Error(`the server answered ${pending.toString('utf8', 0, 400)}`));
          socket.destroy();
          return;
        }
        bytes = Number(length);
        if (pending.length < head + HEAD_END.length + bytes) return;
        pending = Buffer.alloc(0);
        const now = performance.now();
        latencies.push(now - asked);
        if (now < end) ask();
        else {
          socket.destroy();
          resolve();
        }
      });
    });
  await Promise.all(Array.from({ length: clients }, client));
  const seconds = (performance.now() - start) / 1000;
  const sorted = Float64Array.from(latencies).sort();
  return { perSecond: latencies.length / seconds, latencies: sorted, bytes };
}

/** A request as it stands on the wire. */
export function requestOf(
  method: 'GET' | 'POST',
  path: string,
  { key, body }: { readonly key?: string; readonly body?: string } = {},
): Buffer {
  const lines = [
    `${method} ${path} HTTP/1.1`,
    'host: localhost',
    ...(key === undefined ? [] : [`authorization: Bearer ${key}`]),
    ...(body === undefined ? [] : ['content-type: application/json']),
    ...(body === undefined ? [] : [`content-length: ${Buffer.byteLength(body)}`]),
    '',
    body ?? '',
  ];
  return Buffer.from(lines.join('\r\n'));
}

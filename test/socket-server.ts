// A WebSocket server on this computer (RFC 6455): as much of it as a JSON-RPC node needs.

import { createHash } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TestContext } from 'node:test';

/** One connection, as the server sees it. */
export interface Peer {
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  send(text: string | Uint8Array): void;
  /** Ends the connection with that code. */
  close(code: number): void;
  /** Cuts the line. */
  cut(): void;
}

const MAGIC = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const TEXT = 1;
const CLOSE = 8;

export async function serveSocket(
  t: TestContext,
  receive: (peer: Peer, text: string) => unknown,
): Promise<{ url: string; peers: Peer[] }> {
  const peers: Peer[] = [];
  const sockets = new Set<Duplex>();
  const server = http.createServer();
  server.on('upgrade', (request, socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    const key = createHash('sha1').update(`${request.headers['sec-websocket-key']}${MAGIC}`);
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n' +
        `sec-websocket-accept: ${key.digest('base64')}\r\n\r\n`,
    );
    const peer: Peer = {
      url: request.url ?? '',
      headers: request.headers,
      send: (text) => socket.write(frame(TEXT, Buffer.from(text))),
      close: (code) => socket.end(frame(CLOSE, Buffer.from([code >> 8, code & 255]))),
      cut: () => socket.destroy(),
    };
    peers.push(peer);
    let buffer = Buffer.alloc(0);
    socket.on('data', (bytes) => {
      buffer = Buffer.concat([buffer, bytes]);
      for (let next = parse(buffer); next !== null; next = parse(buffer)) {
        buffer = buffer.subarray(next.end);
        if (next.opcode === TEXT) receive(peer, next.payload.toString());
        if (next.opcode === CLOSE) socket.end(frame(CLOSE, next.payload));
      }
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`, peers };
}

/** An unmasked frame, as servers send them (§5.2). */
function frame(opcode: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(10);
  head[0] = 0x80 | opcode;
  if (payload.length < 126) {
    head[1] = payload.length;
    return Buffer.concat([head.subarray(0, 2), payload]);
  }
  head[1] = 127;
  head.writeBigUInt64BE(BigInt(payload.length), 2);
  return Buffer.concat([head, payload]);
}

/** The first frame of what a client sent, which is masked (§5.3), or null if it is not whole. */
function parse(bytes: Buffer): { opcode: number; payload: Buffer; end: number } | null {
  if (bytes.length < 6) return null;
  const short = (bytes[1] ?? 0) & 127;
  const extra = short === 126 ? 2 : short === 127 ? 8 : 0;
  const start = 2 + extra + 4;
  if (bytes.length < start) return null;
  const length =
    extra === 0 ? short : extra === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  if (bytes.length < start + length) return null;
  const mask = bytes.subarray(start - 4, start);
  const payload = Buffer.from(bytes.subarray(start, start + length));
  for (const [i, byte] of payload.entries()) payload[i] = byte ^ (mask[i % 4] ?? 0);
  return { opcode: (bytes[0] ?? 0) & 15, payload, end: start + length };
}

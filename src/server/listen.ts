// Listens for requests, and stops without losing one.

import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createServer as createPlain } from 'node:http';
import { createServer as createSecure, type Server as SecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { InputError } from '../base/errors.ts';
import { reason } from '../base/files.ts';
import { isLoopback, proxyList } from './address.ts';
import type { DeskConfig, DeskEnv } from './desk.ts';

/** A slow client may not hold a connection for ever, nor send headers without end. */
const BOUNDS = {
  headersTimeout: 10_000,
  requestTimeout: 120_000,
  keepAliveTimeout: 20_000,
  maxHeaderSize: 16_384,
  connectionsCheckingInterval: 5000,
};
const MOST_CONNECTIONS = 10_000;
/** Requests that are being answered get so long when the server stops. */
const DRAIN_MS = 10_000;

/** Answers a request; `incoming` knows the connection it came by. */
export type Fetch = (request: Request, env: DeskEnv['Bindings']) => Response | Promise<Response>;

export interface Listening {
  readonly port: number;
  /** No new requests; resolves once those that are being answered are, at the latest in 10 s. */
  readonly stop: () => Promise<void>;
}

/**
 * Beyond loopback, or behind a proxy that brings others to it, sessions would travel in the open
 * unless TLS or a proxy that has it is stated.
 * @throws InputError saying what is missing
 */
export function assertSafeToListen({ host, tls, behindProxy, origin }: DeskConfig): void {
  proxyList(behindProxy);
  if (isLoopback(host) && behindProxy.length === 0) return;
  if (!tls && behindProxy.length === 0) {
    const hint = 'Give --tls-cert and --tls-key, or --behind-proxy with the address of the proxy.';
    throw new InputError('--host', 'loopback, or TLS, or a stated proxy', host, hint);
  }
  if (origin === undefined || !origin.startsWith('https://')) {
    const hint = 'Set --origin, or desk.origin in hue.config.ts.';
    throw new InputError('origin', 'where browsers reach it, https://…', origin ?? 'nothing', hint);
  }
}

/** @throws InputError where the port is taken, or a file of TLS cannot be used */
export async function listen(fetch: Fetch, config: DeskConfig): Promise<Listening> {
  const { host, port, tls } = config;
  const server = createAdaptorServer({
    fetch: (request, env) => fetch(request, env as Required<DeskEnv['Bindings']>),
    ...(tls
      ? { createServer: createSecure, serverOptions: { ...BOUNDS, ...certificate(tls) } }
      : { createServer: createPlain, serverOptions: BOUNDS }),
  }) as Server | SecureServer;
  server.maxConnections = MOST_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(new InputError('--port', 'an address and port that are free', reason(error))),
    );
    server.listen(port, host, resolve);
  });
  const renew = (): void => {
    if (tls && 'setSecureContext' in server) server.setSecureContext(certificate(tls));
  };
  // certificates last for weeks, the server for months
  process.on('SIGHUP', renew);
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      process.off('SIGHUP', renew);
      await drain(server);
    },
  };
}

function certificate(tls: { cert: string; key: string }) {
  try {
    const cert = readFileSync(tls.cert);
    const key = readFileSync(tls.key);
    return { cert, key, minVersion: 'TLSv1.2' as const };
  } catch (error) {
    throw new InputError('TLS', 'a certificate and a key that can be read', reason(error));
  }
}

async function drain(server: Server | SecureServer): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeIdleConnections();
  const late = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearTimeout(late);
}

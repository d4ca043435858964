// A bare route on the same server library: it says always the same bytes, whoever asks.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';

process.once('message', (bodies: { readonly screen: string; readonly file: string }) => {
  const app = new Hono();
  const headers = { 'content-type': 'application/json' };
  app.post('/screen', (c) => c.body(bodies.screen, 200, headers));
  app.get('/screen', (c) => c.body(bodies.screen, 200, headers));
  app.get('/case', (c) => c.body(bodies.file, 200, headers));
  const server = createAdaptorServer({ fetch: app.fetch, createServer });
  server.listen(0, '127.0.0.1', () => {
    process.send?.((server.address() as AddressInfo).port);
  });
});
process.once('disconnect', () => process.exit());

// The graph alone on a page, as the desk would show it: built by vite, served from this process.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import preact from '@preact/preset-vite';
import { build } from 'vite';
import type { TraceResult } from '../../src/trace/result.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

/** A page that shows a result. */
export interface GraphPage extends AsyncDisposable {
  readonly url: string;
}

/** Builds the page and serves it; without inline code, as the desk's policy demands. */
export async function startGraphPage(result: TraceResult): Promise<GraphPage> {
  const folder = mkdtempSync(path.join(tmpdir(), 'hue-graph-'));
  await build({
    configFile: false,
    root: path.join(import.meta.dirname, 'page'),
    logLevel: 'silent',
    plugins: [preact()],
    build: {
      outDir: folder,
      emptyOutDir: true,
      assetsInlineLimit: 0,
      target: 'esnext',
    },
  });
  // written before it is asked for, so that opening the page does not wait for it
  const written = JSON.stringify(result);
  const server = createServer((request, response) => {
    const name = new URL(request.url ?? '/', 'http://desk').pathname;
    if (name === '/result.json') {
      response.setHeader('content-type', 'application/json');
      response.end(written);
      return;
    }
    const file = path.join(folder, name === '/' ? 'index.html' : path.normalize(name));
    const type = TYPES[path.extname(file)];
    if (!type || !file.startsWith(folder)) {
      response.writeHead(204).end();
      return;
    }
    response.setHeader(
      'content-security-policy',
      "default-src 'self'; img-src 'self' blob:; object-src 'none'",
    );
    response.setHeader('content-type', type);
    response.end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const page: GraphPage = {
    url: `http://127.0.0.1:${port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return page;
}

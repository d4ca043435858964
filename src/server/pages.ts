// The pages of the desk as they were built: a few files, held in memory with their compressed
// forms, so that no part of a request ever becomes a path on the disk.

import fs from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { type Context, Hono } from 'hono';
import { sha256 } from '../base/digest.ts';
import { LimitError } from '../base/errors.ts';

const MEDIA: { readonly [extension: string]: string } = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
};

/** What the pages themselves tell apart by the first word of the path. */
const WORDS =
  'traces|cases|inbox|screen|deposits|people|keys|approvals|targets|denials|setup|signin|victim';
const PAGES = new RegExp(`^/(?:(?:${WORDS})(?:/[^/]+)?)?$`);
/** What programs ask. */
const API = /^\/(?:v1|api|public|match|docs|metrics|healthz|readyz|openapi\.json)(?:\/|$)/;
/** Far more than is ever built. */
const MOST_FILES = 500;
const MOST_BYTES = 50_000_000;

interface PageFile {
  readonly media: string;
  readonly etag: string;
  /** Its name holds the hash of its content, so that it never changes. */
  readonly isHashed: boolean;
  readonly plain: Uint8Array<ArrayBuffer>;
  readonly gzip: Uint8Array<ArrayBuffer>;
  readonly br: Uint8Array<ArrayBuffer>;
}

function fileOf(name: string, bytes: Buffer): PageFile {
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
  return {
    media: MEDIA[path.extname(name)] ?? 'application/octet-stream',
    etag: `"${sha256(bytes).slice(0, 32)}"`,
    isHashed: name.startsWith('/assets/'),
    plain: new Uint8Array(bytes),
    gzip: new Uint8Array(gzipSync(bytes)),
    br: new Uint8Array(brotliCompressSync(bytes, quality)),
  };
}

/**
 * Reads what `web/build.mjs` built.
 * @returns files by the path at which they are served
 * @throws LimitError where the folder holds more than pages would
 */
function readBuilt(folder: string): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>();
  let bytes = 0;
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const name = `/${path.relative(folder, file).split(path.sep).join('/')}`;
    const content = fs.readFileSync(file);
    bytes += content.length;
    if (files.size >= MOST_FILES || bytes > MOST_BYTES) {
      throw new LimitError(`${MOST_FILES} files of pages`, `${folder} holds more than pages do`);
    }
    files.set(name, fileOf(name, content));
  }
  return files;
}

/** The form that the client takes best. */
function encodingOf(accepted: string): 'br' | 'gzip' | null {
  const taken = (name: string) => new RegExp(`\\b${name}\\b(?!\\s*;\\s*q=0(?:\\.0*)?\\s*(?:,|$))`);
  if (taken('br').test(accepted)) return 'br';
  return taken('gzip').test(accepted) ? 'gzip' : null;
}

function answer(c: Context, file: PageFile, status: 200 | 404 = 200): Response {
  const kept = file.isHashed ? 'public, max-age=31536000, immutable' : 'no-cache';
  c.header('Cache-Control', kept);
  c.header('ETag', file.etag);
  c.header('Vary', 'Accept-Encoding');
  c.header('X-Content-Type-Options', 'nosniff');
  const known = c.req.header('If-None-Match');
  if (known?.split(',').some((one) => one.trim().replace(/^W\//, '') === file.etag)) {
    return c.body(null, 304);
  }
  const encoding = encodingOf(c.req.header('Accept-Encoding') ?? '');
  if (encoding) c.header('Content-Encoding', encoding);
  c.header('Content-Type', file.media);
  return c.body(encoding ? file[encoding] : file.plain, status);
}

/** Serves the pages built in `folder`; what is no page and no file of them is left to others. */
export function pageRoutes(folder: string): Hono {
  const files = readBuilt(folder);
  const pages = new Hono();
  pages.get('*', async (c, next) => {
    const { path: asked } = c.req;
    const file = files.get(PAGES.test(asked) ? '/index.html' : asked);
    if (file) return answer(c, file);
    const index = files.get('/index.html');
    // for people an address that is nothing is said to be none by the pages themselves
    const isPerson = !API.test(asked) && /\btext\/html\b/.test(c.req.header('Accept') ?? '');
    return index && isPerson ? answer(c, index, 404) : next();
  });
  return pages;
}

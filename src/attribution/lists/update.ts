import { mkdirSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { InputError, SourceError } from '../../base/errors.ts';
import { reason } from '../../base/files.ts';
import { askHttp, type HttpAnswer, type Network } from '../../base/http.ts';
import { VERSION } from '../../base/version.ts';
import { readCurrent } from './kept.ts';
import type { SanctionsList } from './list.ts';
import { confirmVersion, type Taken, takeVersion } from './take.ts';

/** A list as an operator has it: other URLs, or other hosts than its publisher's. */
export interface ListSource extends SanctionsList {
  /** True: its URLs may lead to a private network, over plain HTTP too. */
  readonly private: boolean;
}

const LIMITS = { time: 1_800_000, silence: 60_000, bytes: 512 * 1024 * 1024 } as const;
const HEADERS = { accept: '*/*', 'user-agent': `hueandcry/${VERSION}` } as const;

/**
 * Fetches a list and takes it as a version, if there is a new one. A list of one file is asked for
 * with what its server said last (RFC 9110 §13), so that an unchanged one is not sent again.
 * @throws SourceError, LimitError or InputError; what was there stays as it was
 */
export async function updateList(
  folder: string,
  list: ListSource,
  network: Network,
  clock: Clock,
  accept: boolean,
): Promise<Taken> {
  if (list.urls.length === 0) throw new InputError(list.id, 'a URL to fetch it from', 'none');
  const place = join(folder, list.id, `.fetch.${process.pid}`);
  const now = (): number => Math.floor(clock.now() / 1000);
  try {
    mkdirSync(place, { recursive: true });
    const current = readCurrent(folder, list.id);
    const conditions =
      current && list.urls.length === 1 ? conditionsOf(current.etag, current.modified) : {};
    const files: { name: string; path: string }[] = [];
    let last: HttpAnswer | null = null;
    for (const [index, text] of list.urls.entries()) {
      const url = urlOf(list, text);
      const path = join(place, String(index));
      last = await fetchTo(path, url, list, { ...HEADERS, ...conditions }, network, clock);
      if (last.status === 304 && current) {
        const version = confirmVersion(folder, list.id, current, now());
        return { kind: 'same', version, changes: null, warnings: [] };
      }
      if (last.status !== 200) {
        const retry = last.status >= 500 || last.status === 429;
        throw new SourceError(list.id, `answered with status ${last.status}`, retry);
      }
      files.push({ name: decodeURIComponent(url.pathname.split('/').at(-1) || list.id), path });
    }
    const time = now();
    return await takeVersion(folder, list, {
      files,
      time,
      isFromPublisher: true,
      date: new Date(time * 1000).toISOString().slice(0, 10),
      etag: last?.headers.get('etag') ?? null,
      modified: last?.headers.get('last-modified') ?? null,
      accept,
    });
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

function conditionsOf(etag: string | null, modified: string | null): Record<string, string> {
  if (etag !== null) return { 'if-none-match': etag };
  return modified === null ? {} : { 'if-modified-since': modified };
}

/** Over TLS, but in a private network: who may alter a list decides who is taken for sanctioned. */
function urlOf(list: ListSource, text: string): URL {
  const url = URL.parse(text);
  const isSafe = url?.protocol === 'https:' || (list.private && url?.protocol === 'http:');
  if (url && isSafe) return url;
  throw new InputError(`${list.id}: url`, 'an https URL', url?.protocol ?? 'no URL');
}

async function fetchTo(
  path: string,
  url: URL,
  list: ListSource,
  headers: Readonly<Record<string, string>>,
  network: Network,
  clock: Clock,
): Promise<HttpAnswer> {
  const file = await open(path, 'w').catch((error: unknown) => {
    throw new InputError(`output ${path}`, 'a place that can be written', reason(error));
  });
  try {
    const question = {
      source: list.id,
      url,
      method: 'GET',
      headers,
      limits: LIMITS,
      private: list.private,
      hosts: list.hosts,
      sink: async (chunk: Uint8Array) => {
        await file.writeFile(chunk);
      },
    } as const;
    return await askHttp(question, network, clock);
  } finally {
    await file.close();
  }
}

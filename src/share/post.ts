import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { SourceError } from '../base/errors.ts';
import { connectionError } from '../base/http.ts';
import { isPublicAddress } from '../base/public-address.ts';

/** All addresses of a host name. */
export type Lookup = (host: string) => Promise<readonly string[]>;

/** A message to somebody else's server. */
interface Post {
  /** For errors: the URL may hold a secret and is never shown. */
  readonly name: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Whether the host may be of a private network, or this computer. */
  readonly private: boolean;
  readonly signal?: AbortSignal | undefined;
}

const TIME_MS = 10_000;
/** Of an answer, which is read to its end and thrown away. */
const MOST_BYTES = 65_536;

/**
 * Posts once, follows no redirect, and gives the status. The addresses that were checked are those
 * that are connected to: a name server that answers differently the second time leads nowhere.
 * @throws SourceError where no answer comes, or the host is not of the public internet
 */
export async function post(message: Post, lookup: Lookup): Promise<number> {
  const { url, name } = message;
  if (!/^https?:$/.test(url.protocol) || (url.protocol === 'http:' && !message.private)) {
    throw new SourceError(name, 'is told by https only', false);
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host) ? [host] : await addressesOf(host, name, lookup);
  if (!message.private && !addresses.every(isPublicAddress)) {
    throw new SourceError(name, 'its host is not an address of the public internet', false);
  }
  const timeout = AbortSignal.timeout(TIME_MS);
  const signal = message.signal ? AbortSignal.any([message.signal, timeout]) : timeout;
  try {
    return await send(message, addresses, signal);
  } catch (error) {
    message.signal?.throwIfAborted();
    if (timeout.aborted) throw new SourceError(name, `gave no answer in ${TIME_MS / 1000} s`, true);
    throw connectionError(name, error);
  }
}

function send(
  { url, headers, body }: Post,
  addresses: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  const options = {
    method: 'POST',
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    lookup: pinned(addresses),
    signal,
    agent: false as const,
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, options, (response) => {
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length > MOST_BYTES) response.destroy(new Error('too long'));
      });
      response.on('end', () => resolve(response.statusCode ?? 0));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

async function addressesOf(host: string, name: string, lookup: Lookup): Promise<readonly string[]> {
  const addresses = await lookup(host).catch(() => []);
  if (addresses.length > 0) return addresses;
  throw new SourceError(name, 'the name of its host was not found', true);
}

function pinned(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, { all: wantsAll }, done) => {
    const [first] = all;
    if (wantsAll) done(null, all);
    else done(null, first?.address ?? '', first?.family ?? 0);
  };
}

import { z } from 'zod';
import { InputError } from '../base/errors.ts';
import { parseChain } from './chains.ts';
import type { ChainId } from './port.ts';

const KINDS = [
  'esplora',
  'bitcoin-core',
  'evm-rpc',
  'etherscan',
  'blockscout',
  'trongrid',
  'tron-node',
  'tron-rpc',
] as const;
export type SourceKind = (typeof KINDS)[number];

const text = z.string().min(1).max(1000);
const place = {
  env: z
    .string()
    .regex(/^\w{1,200}$/)
    .optional()
    .describe('Name of an environment variable'),
  file: text.optional().describe('Path of a file with nothing else in it'),
};
const oneplace = (value: { env?: string | undefined; file?: string | undefined }) =>
  (value.env === undefined) !== (value.file === undefined);
const ONE_PLACE = 'either "env" or "file"';

/** Where a secret stands: the configuration itself holds none. */
const secretSchema = z.strictObject(place).refine(oneplace, ONE_PLACE);
export type SecretPlace = z.infer<typeof secretSchema>;

const keySchema = z
  .strictObject({
    ...place,
    header: z
      .string()
      .regex(/^[\w-]{1,100}$/)
      .optional()
      .describe('The header that carries it'),
    query: z
      .string()
      .regex(/^[\w-]{1,100}$/)
      .optional()
      .describe('The parameter that carries it'),
    prefix: z.string().max(40).optional().describe('Put before it, such as "Bearer "'),
  })
  .refine(oneplace, ONE_PLACE)
  .refine((key) => key.header === undefined || key.query === undefined, 'a header or a query');

/** What reads whole blocks for what it has no index of. */
const READERS: readonly SourceKind[] = ['bitcoin-core', 'evm-rpc', 'tron-node'];

/** One source, as a configuration file states it. */
const source = z.strictObject({
  chain: text.describe('A name such as ethereum, or a CAIP-2 id'),
  kind: z.enum(KINDS),
  name: z
    .string()
    .regex(/^[\w.:/-]{1,100}$/)
    .optional()
    .describe('Stands in evidence; default: host and path of the URL'),
  url: text.optional().describe('http(s), or ws(s) for JSON-RPC; {key} in the path is the key'),
  key: keySchema.optional(),
  user: text.optional().describe('For basic authentication'),
  password: secretSchema.optional().describe('Without a user, the text is user:password'),
  private: z.boolean().optional().describe('The host may be of a private network'),
  rate: z.number().min(0.01).max(100_000).optional().describe('Requests per second'),
  burst: z.int().min(1).max(100_000).optional().describe('Requests at once after a rest'),
  inFlight: z.int().min(1).max(1000).optional(),
  batch: z.int().min(1).max(1000).optional().describe('JSON-RPC calls in one request'),
  batchCounts: z.enum(['calls', 'requests']).optional().describe('What the rate limit counts'),
  timeoutSeconds: z.number().min(0.01).max(3600).optional(),
  maxBytes: z
    .int()
    .min(1024)
    .max(2 ** 30)
    .optional(),
  mostBlocks: z
    .int()
    .min(1)
    .max(10_000_000)
    .optional()
    .describe('The most blocks that are read whole, of a node that must be searched so'),
  blocks: z
    .array(z.int().min(0).max(0x7fffffff))
    .max(1000)
    .optional()
    .describe('Heights in which to look for what a Bitcoin node without -txindex does not find'),
});
export const sourceSchema = source
  .refine(({ kind, mostBlocks }) => mostBlocks === undefined || READERS.includes(kind), {
    path: ['mostBlocks'],
    message: `only for ${READERS.join(', ')}`,
  })
  .refine(({ kind, blocks }) => blocks === undefined || kind === 'bitcoin-core', {
    path: ['blocks'],
    message: 'only for bitcoin-core',
  });
export type SourceConfig = z.infer<typeof sourceSchema>;

interface KindDefaults {
  readonly url: string | null;
  /** Below the URL, where JSON-RPC calls go; null where there is none. */
  readonly rpc: string | null;
  readonly key: { readonly header?: string; readonly query?: string; readonly prefix?: string };
  readonly keyNeeded: boolean;
  /** Of a source that is not one's own. */
  readonly rate: number;
  readonly inFlight: number;
  readonly batch: number;
}

/** What is published for use without a key, or with a free one. */
const DEFAULTS: Readonly<Record<SourceKind, KindDefaults>> = {
  // mempool.space does not publish its limits (mempool/mempool, discussion 752)
  esplora: {
    ...{ url: 'https://mempool.space/api', rpc: null, key: {}, keyNeeded: false },
    ...{ rate: 4, inFlight: 4, batch: 1 },
  },
  // one's own node: rpcthreads is 16 and rpcworkqueue 64 (bitcoind -help)
  'bitcoin-core': {
    ...{ url: 'http://127.0.0.1:8332', rpc: '', key: {}, keyNeeded: false },
    ...{ rate: 10, inFlight: 8, batch: 50 },
  },
  'evm-rpc': {
    ...{ url: null, rpc: '', key: { header: 'authorization', prefix: 'Bearer ' } },
    ...{ keyNeeded: false, rate: 10, inFlight: 8, batch: 20 },
  },
  // free plan: 3 calls a second, 100,000 a day (docs.etherscan.io/rate-limits)
  etherscan: {
    ...{ url: 'https://api.etherscan.io', rpc: null, key: { query: 'apikey' } },
    ...{ keyNeeded: true, rate: 3, inFlight: 3, batch: 1 },
  },
  // without a key 3 requests a second (docs.blockscout.com/devs/apis/requests-and-limits); batches
  // of 5 calls unless an instance is set otherwise (ETH_JSON_RPC_MAX_BATCH_SIZE)
  blockscout: {
    ...{ url: null, rpc: '/api/eth-rpc', key: { query: 'apikey' }, keyNeeded: false },
    ...{ rate: 3, inFlight: 3, batch: 5 },
  },
  // with a key 15 a second; without one the limit is not published and low
  // (developers.tron.network/reference/rate-limits)
  trongrid: {
    ...{ url: 'https://api.trongrid.io', rpc: '/jsonrpc', key: { header: 'TRON-PRO-API-KEY' } },
    ...{ keyNeeded: false, rate: 3, inFlight: 3, batch: 1 },
  },
  // one's own java-tron: its HTTP interface, and its JSON-RPC
  'tron-node': {
    ...{ url: 'http://127.0.0.1:8090', rpc: '/jsonrpc', key: {}, keyNeeded: false },
    ...{ rate: 10, inFlight: 8, batch: 1 },
  },
  'tron-rpc': {
    ...{ url: 'http://127.0.0.1:8545/jsonrpc', rpc: '', key: {}, keyNeeded: false },
    ...{ rate: 10, inFlight: 8, batch: 1 },
  },
};
const TRON_RATE_WITH_KEY = 15;

/** A source with everything said. */
export interface SourceSettings {
  readonly chain: ChainId;
  readonly kind: SourceKind;
  readonly name: string;
  /** Without a key: `{key}` stands for one in the path. */
  readonly url: string;
  readonly rpc: string | null;
  readonly key: KeyPlace | null;
  /** Whether it answers nobody without one. */
  readonly keyNeeded: boolean;
  readonly user: string | null;
  readonly password: SecretPlace | null;
  readonly private: boolean;
  readonly rate: number | null;
  readonly burst: number;
  readonly inFlight: number;
  readonly batch: number;
  readonly batchCounts: 'calls' | 'requests';
  readonly timeoutSeconds: number;
  readonly maxBytes: number;
}

interface KeyPlace extends SecretPlace {
  readonly at: 'path' | 'header' | 'query';
  /** Of the header or parameter. */
  readonly name: string;
  readonly prefix: string;
}

/**
 * A source with the defaults of its kind.
 * @throws InputError where the chain is not known, or the URL is missing, wrong or holds a secret
 */
export function sourceSettings(config: SourceConfig): SourceSettings {
  const defaults = DEFAULTS[config.kind];
  const chain = parseChain(config.chain, `source ${config.kind}: chain`);
  const label = `source ${config.name ?? config.kind} for ${chain.name}`;
  const url = config.url ?? defaults.url;
  if (url === null) throw new InputError(label, 'a url', 'none');
  const parsed = checkedUrl(url, label);
  const key = keyPlace(config, url, label);
  // the default URL of a node is this computer
  const own = config.private ?? (config.url === undefined && /127\.0\.0\.1/.test(url));
  const keyed = config.kind === 'trongrid' && key !== null ? TRON_RATE_WITH_KEY : defaults.rate;
  // nobody has published a limit for what is one's own
  const rate = config.rate ?? (own ? null : keyed);
  return {
    chain: chain.id,
    kind: config.kind,
    name: config.name ?? nameOf(parsed),
    url,
    rpc: defaults.rpc,
    key,
    keyNeeded: defaults.keyNeeded || url.includes('{key}'),
    user: config.user ?? null,
    password: config.password ?? null,
    private: own,
    rate,
    // limits are counted by the second
    burst: config.burst ?? Math.max(1, Math.floor(rate ?? 1)),
    inFlight: config.inFlight ?? defaults.inFlight,
    batch: config.batch ?? defaults.batch,
    // as public providers count
    batchCounts: config.batchCounts ?? (own ? 'requests' : 'calls'),
    timeoutSeconds: config.timeoutSeconds ?? 60,
    maxBytes: config.maxBytes ?? 64 * 2 ** 20,
  };
}

function checkedUrl(url: string, label: string): URL {
  const parsed = URL.parse(url.replace('{key}', 'key'));
  const expected = 'an http, https, ws or wss URL';
  // nothing of a URL that holds a secret may be shown
  if (parsed === null) throw new InputError(label, expected, 'another text');
  if (!/^(https?|wss?):$/.test(parsed.protocol)) {
    throw new InputError(label, expected, `one of ${parsed.protocol}`);
  }
  if (parsed.username !== '' || parsed.password !== '') {
    const hint = 'give "user" and "password": { "env": "NAME" } beside the url';
    throw new InputError(label, 'a url without user and password', 'one that holds them', hint);
  }
  if (parsed.search !== '' || parsed.hash !== '') {
    const hint = 'give "key": { "env": "NAME", "query": "parameter" } beside the url';
    throw new InputError(label, 'a url without a query', 'one that has one', hint);
  }
  return parsed;
}

/** `mempool.space/api`; a long part of a path may be a key and is left out. */
function nameOf(url: URL): string {
  const parts = url.pathname.split('/').filter((part) => part !== '' && part.length < 20);
  return [url.host, ...parts.filter((part) => part !== 'key')].join('/').replace(/[^\w.:/-]/g, '');
}

function keyPlace(config: SourceConfig, url: string, label: string): KeyPlace | null {
  const { key } = config;
  if (key === undefined) return null;
  const isPlaced = key.header !== undefined || key.query !== undefined;
  const where = isPlaced ? key : DEFAULTS[config.kind].key;
  const at = url.includes('{key}') ? 'path' : where.query === undefined ? 'header' : 'query';
  const name = (at === 'query' ? where.query : where.header) ?? '';
  if (at === 'header' && name === '') {
    throw new InputError(label, '"header" or "query" in "key"', 'neither');
  }
  const { env, file } = key;
  return {
    env,
    file,
    at,
    name,
    prefix: key.prefix ?? (at === 'header' ? (where.prefix ?? '') : ''),
  };
}

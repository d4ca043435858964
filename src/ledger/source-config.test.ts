import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isPublicAddress } from '../base/public-address.ts';
import { chainOf } from './chains.ts';
import { DEFAULT_SOURCES } from './default-sources.ts';
import { type SourceConfig, sourceSchema, sourceSettings } from './source-config.ts';

const NODE: SourceConfig = { chain: 'ethereum', kind: 'evm-rpc', url: 'https://node.example/rpc' };
const settings = (more: Partial<SourceConfig> = {}) => sourceSettings({ ...NODE, ...more });

describe('the default sources', () => {
  test('are valid, of known chains, without keys, encrypted and of distinct names', () => {
    const names = new Set<string>();
    for (const source of DEFAULT_SOURCES) {
      const {
        name,
        chain,
        key,
        password,
        url,
        rate,
        private: isPrivate,
      } = sourceSettings(sourceSchema.parse(source));
      assert.equal(chainOf(source.chain)?.id, chain);
      assert.deepEqual([key, password, isPrivate], [null, null, false]);
      assert.match(url, /^https:\/\/[a-z.]+(\/api)?$/);
      assert.ok(rate !== null && rate <= 5, 'a public source is asked slowly');
      assert.ok(!names.has(`${chain} ${name}`), name);
      names.add(`${chain} ${name}`);
    }
    assert.ok(DEFAULT_SOURCES.some(({ chain }) => chain === 'bitcoin'));
  });
});

describe('what is not said', () => {
  test('is that of the kind', () => {
    const core = sourceSettings({ chain: 'bitcoin', kind: 'bitcoin-core' });
    assert.deepEqual(
      [core.url, core.private, core.rate, core.rpc, core.batchCounts],
      ['http://127.0.0.1:8332', true, null, '', 'requests'],
    );
    assert.deepEqual([settings().rate, settings().batchCounts], [10, 'calls']);
    const own = settings({ private: true });
    assert.deepEqual([own.rate, own.batchCounts], [null, 'requests']);
    const tron = sourceSettings({ chain: 'tron', kind: 'trongrid' });
    const keyed = sourceSettings({ chain: 'tron', kind: 'trongrid', key: { env: 'KEY' } });
    assert.deepEqual([tron.rate, keyed.rate, tron.rpc], [3, 15, '/jsonrpc']);
    assert.deepEqual([keyed.key?.at, keyed.key?.name], ['header', 'TRON-PRO-API-KEY']);
    const scan = sourceSettings({ chain: 'bsc', kind: 'etherscan', key: { file: 'key' } });
    assert.deepEqual([scan.key?.at, scan.key?.name, scan.rate], ['query', 'apikey', 3]);
    assert.equal(settings({ key: { env: 'KEY' } }).key?.prefix, 'Bearer ');
    assert.throws(() => sourceSettings({ chain: 'ethereum', kind: 'evm-rpc' }), /expected a url/);
  });

  test('a URL of a private network is not taken to be meant', () => {
    const url = 'http://192.168.0.1:8332';
    assert.equal(sourceSettings({ chain: 'bitcoin', kind: 'bitcoin-core', url }).private, false);
    assert.equal(isPublicAddress('192.168.0.1'), false);
  });

  test('the name is host and path, without what may be a key', () => {
    const names = [
      ['https://mempool.space/api/', 'mempool.space/api'],
      ['http://127.0.0.1:8545', '127.0.0.1:8545'],
      ['https://mainnet.infura.io/v3/{key}', 'mainnet.infura.io/v3'],
      ['https://rpc.example/eth/0123456789abcdef0123', 'rpc.example/eth'],
    ] as const;
    for (const [url, name] of names) {
      assert.equal(settings({ url, key: { env: 'KEY' } }).name, name);
    }
  });
});

describe('what is refused', () => {
  test('a URL with a secret in it, which is not shown', () => {
    for (const url of [
      'https://user:marker@node.example',
      'https://marker@node.example',
      'https://node.example/?key=marker',
      'https://node.example/#marker',
      'marker',
      'http://marker:99999',
    ]) {
      assert.throws(
        () => settings({ url }),
        (error) => error instanceof Error && !/marker/.test(`${error.message} ${error.stack}`),
        url,
      );
    }
  });

  test('another protocol, an unknown chain, a key without a place', () => {
    assert.throws(() => settings({ url: 'ftp://node.example' }), /expected an http, https, ws/);
    assert.throws(() => settings({ chain: 'etherium' }), /expected a known chain/);
    const esplora = { chain: 'bitcoin', kind: 'esplora', key: { env: 'KEY' } } as const;
    assert.throws(() => sourceSettings(esplora), /expected "header" or "query" in "key"/);
  });

  test('what the schema does not know', () => {
    const bad: readonly object[] = [
      { key: 'inline' },
      { key: {} },
      { key: { env: 'A', file: 'b' } },
      { key: { env: 'A B' } },
      { key: { env: 'A', header: 'x', query: 'y' } },
      { key: { env: 'A', header: 'x: y\r\n' } },
      { password: 'inline' },
      { name: 'two words' },
      { kind: 'other' },
      { rate: 0 },
      { rate: Number.POSITIVE_INFINITY },
      { inFlight: 1.5 },
      { batch: 0 },
      { maxBytes: 2 ** 40 },
      { unknown: 1 },
      { mostBlocks: 0 },
      { kind: 'esplora', mostBlocks: 10 },
      { blocks: [1] },
      { kind: 'bitcoin-core', blocks: [-1] },
    ];
    assert.ok(sourceSchema.safeParse(NODE).success);
    for (const part of bad) {
      assert.ok(!sourceSchema.safeParse({ ...NODE, ...part }).success, JSON.stringify(part));
    }
  });
});

test('what may start at once is what may start in a second', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 10_000, noNaN: true }), (rate) => {
      const { burst } = settings({ rate });
      assert.ok(burst >= 1 && burst <= Math.max(1, rate));
    }),
  );
});

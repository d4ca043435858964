import { deepEqual, match, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../../base/clock.ts';
import type { InputError } from '../../base/errors.ts';
import { memoryFiles } from '../../ledger/evidence/files.ts';
import { EvidenceRun } from '../../ledger/evidence/run.ts';
import { EvidenceStore } from '../../ledger/evidence/store.ts';
import { readSubject } from '../../ledger/identify.ts';
import type { World } from '../../ledger/open-source.ts';
import type { SourceConfig } from '../../ledger/source-config.ts';
import { locate } from './locate.ts';

const ID = `0x${'46'.repeat(32)}`;
const ADDRESS = `0x${'ab'.repeat(20)}`;

const NODES: readonly SourceConfig[] = ['ethereum', 'base', 'gnosis'].map((chain) => {
  return { chain, kind: 'evm-rpc', name: chain, url: `https://${chain}.test`, batch: 1 };
});

/** A world of nodes: what each says of an id, or that it is gone. */
function worldOf(knows: (host: string) => boolean | 'gone', asked: string[] = []): World {
  const answer = (host: string, { id, method }: { id: number; method: string }) => {
    const isKnown = knows(host) === true;
    const known = method === 'eth_getTransactionByHash' ? { hash: ID } : '0x1';
    const unknown = method === 'eth_getTransactionByHash' ? null : '0x0';
    const result = method === 'eth_getCode' ? '0x' : isKnown ? known : unknown;
    return { jsonrpc: '2.0', id, result };
  };
  return {
    network: {
      fetch: async (place, init) => {
        const host = new URL(`${place}`).host.replace('.test', '');
        asked.push(host);
        if (knows(host) === 'gone') return new Response('{}', { status: 403 });
        return Response.json(answer(host, JSON.parse(`${init?.body}`)));
      },
      lookup: async () => ['93.184.215.14'],
      WebSocket: WebSocket as never,
    },
    clock: systemClock,
    random: () => 0,
    env: {},
  };
}

function located(
  text: string,
  world: World,
  { named, sources = NODES }: { named?: string; sources?: readonly SourceConfig[] } = {},
) {
  const evidence = new EvidenceRun(new EvidenceStore(memoryFiles()), 'live');
  return locate(readSubject(text), named, sources, world, evidence);
}

const hinted = (pattern: RegExp) => (error: InputError) => {
  match(`${error.message}\n${error.hint}`, pattern);
  return true;
};

test('the chain that knows it is found, also where others cannot be asked', async () => {
  const found = await located(
    ID,
    worldOf((host) => (host === 'ethereum' ? 'gone' : host === 'base')),
  );
  deepEqual([found.chain.id, found.id], ['eip155:8453', ID]);
});

test('where none knows it: those that were asked, and why others were not', async () => {
  const world = worldOf((host) => (host === 'base' ? 'gone' : false));
  await rejects(located(ID, world), hinted(/asked: Ethereum, Gnosis\n +Base could not be asked/i));
});

test('where several know it: which they are, and the flag', async () => {
  await rejects(
    located(
      ADDRESS,
      worldOf((host) => host !== 'gnosis'),
    ),
    hinted(/--chain/),
  );
  await rejects(
    located(
      ADDRESS,
      worldOf((host) => host !== 'gnosis'),
    ),
    hinted(/1\. Ethereum\n +2\. Base/i),
  );
});

test('a chain that is named, or alone can be meant, is not asked about', async () => {
  const asked: string[] = [];
  const world = worldOf(() => false, asked);
  const named = await located(ID, world, { named: 'gnosis' });
  deepEqual(named.chain.id, 'eip155:100');
  const alone = await located(ADDRESS, world, { sources: NODES.slice(0, 1) });
  deepEqual([alone.chain.id, asked], ['eip155:1', []]);
});

test('a chain for which there is no source, or that writes ids otherwise', async () => {
  const world = worldOf(() => true);
  await rejects(located(ID, world, { named: 'polygon' }), hinted(/one for Polygon.*none/i));
  await rejects(located(ID, world, { named: 'bitcoin' }), hinted(/as Bitcoin writes it/i));
  await rejects(located('1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa', world), hinted(/kind bitcoin/));
});

test('the next source of a chain is asked where the first fails', async () => {
  const asked: string[] = [];
  const [first] = NODES;
  const second = { ...first, name: 'second', url: 'https://second.test' } as SourceConfig;
  const world = worldOf((host) => (host === 'ethereum' ? 'gone' : true), asked);
  const found = await located(ID, world, { sources: [first as SourceConfig, second] });
  deepEqual([found.chain.id, asked.at(-1)], ['eip155:1', 'second']);
});

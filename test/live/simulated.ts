// A live trace in a simulated world: explorers behind a `fetch` in memory, and a clock that turns
// only when nothing else is left to do, so that hours of faults take no time.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import type { OpenCase } from '../../src/casework/case.ts';
import { fromFlags } from '../../src/casework/case-flags.ts';
import type { LiveTrace } from '../../src/casework/live/live.ts';
import { liveCase } from '../../src/casework/live-case.ts';
import { parseChain } from '../../src/ledger/chains.ts';
import { memoryFiles } from '../../src/ledger/evidence/files.ts';
import { EvidenceStore } from '../../src/ledger/evidence/store.ts';
import type { SourceConfig } from '../../src/ledger/source-config.ts';
import type { TraceResult } from '../../src/trace/result.ts';
import { explorerFetch } from '../fakes/explorer.ts';
import type { FakeExplorerOptions } from '../fakes/explorer-answers.ts';
import { chance } from '../fakes/faults.ts';
import { type Stage, type StageOptions, stageLedger } from '../fakes/staged-ledger.ts';
import { SimulatedClock } from '../simulated-clock.ts';

/** A theft that happened, and the case that asks about it. */
export interface Theft {
  readonly stage: Stage;
  readonly open: OpenCase;
}

/** The evidence of a trace, as it would lie in a folder. */
export type Held = Map<string, Uint8Array>;

/** An explorer of the world; it tells of the theft that happened, unless it has another ledger. */
export type Explorer = Omit<FakeExplorerOptions, 'ledger'> &
  Partial<Pick<FakeExplorerOptions, 'ledger'>>;

export interface Simulated {
  readonly live: Omit<LiveTrace, 'folder' | 'resumed'>;
  readonly clock: SimulatedClock;
  readonly explorers: readonly ReturnType<typeof explorerFetch>[];
  readonly held: Held;
  /** Questions as evidence has them, each as often as it was sent: `explorer-0 GET /api?…`. */
  readonly asked: readonly string[];
}

const chain = parseChain('ethereum', 'chain');
const folder = mkdtempSync(join(tmpdir(), 'hue-simulated-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** A theft whose exchange and market are named, as tags would name them. */
export function theftOf(options: StageOptions): Theft {
  const stage = stageLedger(options);
  const { theft, services } = stage;
  const tags = join(folder, `tags-${options.seed}.csv`);
  const lines = [...services].map(([address, what]) => {
    return `ethereum,${address},${what} of the stage,${what === 'swap' ? 'dex.pool' : what},test`;
  });
  writeFileSync(tags, ['chain,address,entity,category,source', ...lines, ''].join('\n'));
  const about = { chain, kind: 'transaction', id: theft.tx, since: undefined } as const;
  const file = liveCase({ ...about, victims: [theft.victim], sources: ['any'] });
  return { stage, open: fromFlags({ ...file, tags: [tags] }) };
}

/** A world with these explorers, in the order in which they are asked. */
export function simulate(
  { stage, open }: Theft,
  options: readonly Explorer[],
  seed: number,
  held: Held = new Map(),
): Simulated {
  const clock = new SimulatedClock();
  const asked: string[] = [];
  const explorers = options.map((one) => {
    return explorerFetch({ seed, ledger: stage.ledger, ...one }, clock);
  });
  const sources = options.map(({ kind, ratePerSecond }, i): SourceConfig => {
    const url = `https://explorer-${i}.test${kind === 'etherscan' ? '/v2' : ''}`;
    const rate = ratePerSecond ? { rate: ratePerSecond * 1.2 } : { rate: 1000 };
    const key = kind === 'etherscan' ? { key: { env: 'KEY' } } : {};
    return { chain: 'ethereum', kind, name: `explorer-${i}`, url, inFlight: 8, ...rate, ...key };
  });
  let draws = 0;
  const world = {
    network: {
      fetch: ((place, init) => {
        const url = new URL(`${place}`);
        const name = url.host.replace('.test', '');
        const explorer = explorers[Number(name.split('-')[1])];
        if (!explorer) throw new Error(`nobody is at ${place}`);
        asked.push(...questionsOf(url, init?.body).map((question) => `${name} ${question}`));
        return explorer.fetch(place, init);
      }) satisfies typeof fetch,
      lookup: async () => ['93.184.215.14'],
      WebSocket: class {
        constructor() {
          throw new Error('no sockets here');
        }
      } as never,
    },
    clock,
    random: () => {
      draws += 1;
      return chance(seed, 'jitter', draws);
    },
    env: { KEY: 'the-key-of-the-simulated-explorer' },
  };
  const store = new EvidenceStore(memoryFiles(held));
  return { live: { open, store, sources, world }, clock, explorers, held, asked };
}

function questionsOf(url: URL, body: unknown): string[] {
  if (typeof body === 'string') {
    const calls = [JSON.parse(body)].flat() as { method: string; params: unknown }[];
    return calls.map(({ method, params }) => `CALL ${method} ${JSON.stringify(params)}`);
  }
  const path = url.pathname.replace(/^\/v2/, '') + url.search;
  return [`GET ${path.replace(/[?&]apikey=[^&]*/, '')}`];
}

/** What a trace says of the money, without where and when it was read. */
export function foundIn(
  result: TraceResult,
): Omit<TraceResult, 'inputs' | 'evidence' | 'coverage'> {
  const { inputs: _, evidence: __, coverage: ___, hops, noise, ...rest } = result;
  const bare = <T extends { readonly input: number; readonly line: number }>(rows: readonly T[]) =>
    rows.map((row) => ({ ...row, input: 0, line: 0 }));
  return { ...rest, hops: bare(hops), noise: bare(noise) };
}

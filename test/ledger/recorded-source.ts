// A source over a server on this computer, with its evidence in memory.

import { systemNetwork } from '../../src/base/network.ts';
import { memoryFiles } from '../../src/ledger/evidence/files.ts';
import { EvidenceRun } from '../../src/ledger/evidence/run.ts';
import { EvidenceStore } from '../../src/ledger/evidence/store.ts';
import { openSource, type World } from '../../src/ledger/open-source.ts';
import type { Source } from '../../src/ledger/source.ts';
import type { SourceConfig } from '../../src/ledger/source-config.ts';
import { hastyClock } from '../simulated-clock.ts';

/** Pauses of a minute take 300 ms, and those before another attempt none. */
const FASTER = 200;

export interface Opened {
  readonly source: Source;
  readonly run: EvidenceRun;
  /** The evidence as it lies in a folder. */
  readonly held: Map<string, Uint8Array>;
}

/** A source of that URL; with `held`, over the evidence of an earlier one. */
export function openTest(
  config: Partial<SourceConfig> & { readonly url: string },
  options: Partial<World> & {
    readonly held?: Map<string, Uint8Array>;
    readonly mode?: 'live' | 'replay';
  } = {},
): Opened {
  const { held = new Map<string, Uint8Array>(), mode = 'live', ...world } = options;
  const run = new EvidenceRun(new EvidenceStore(memoryFiles(held)), mode);
  const whole: SourceConfig = {
    ...{ chain: 'ethereum', kind: 'evm-rpc', name: 'test', private: true, rate: 10_000 },
    // the clock is faster, and what servers take to answer is not
    timeoutSeconds: 3600,
    ...config,
  };
  const source = openSource(
    whole,
    {
      network: systemNetwork,
      clock: hastyClock(FASTER),
      random: () => 0,
      env: {},
      ...world,
    },
    run,
  );
  return { source, run, held };
}

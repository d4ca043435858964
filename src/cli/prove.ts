import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { InputError } from '../base/errors.ts';
import { writeWhole } from '../base/files.ts';
import { toJson } from '../base/json.ts';
import { inert } from '../casework/exports/inert.ts';
import { readSources } from '../casework/live/config.ts';
import { readResult, realWorld } from '../casework/live/live.ts';
import { isTraceFolder, type TraceFolder, traceFolder } from '../casework/trace-folder.ts';
import { parseChain } from '../ledger/chains.ts';
import { memoryFiles } from '../ledger/evidence/files.ts';
import { EvidenceRun } from '../ledger/evidence/run.ts';
import { EvidenceStore } from '../ledger/evidence/store.ts';
import { openSource } from '../ledger/open-source.ts';
import { type Proved, prove } from '../ledger/prove.ts';
import { type SourceConfig, sourceSettings } from '../ledger/source-config.ts';
import type { TraceResult } from '../trace/result.ts';

/** `hue prove`: proofs for the hops of a trace, from sources that serve them. */
export function proveCommand(): Command {
  return new Command('prove')
    .description('gets proofs for the hops of a trace, which need no trust in any source')
    .argument('<folder>', 'a trace folder, as hue trace leaves it')
    .option('--config <file>', 'the sources to ask, if not those of hue.config.ts')
    .action(async (path: string, flags: { config?: string }) => {
      if (!isTraceFolder(path)) {
        throw new InputError('folder', 'one in which hue trace has traced', path);
      }
      const folder = traceFolder(resolve(path));
      const sources = await readSources(flags.config, process.env);
      const cancel = new AbortController();
      const onInterrupt = (): void => cancel.abort();
      process.once('SIGINT', onInterrupt);
      try {
        const { result } = readResult(folder);
        process.stdout.write(await proveTrace(result, folder, sources, cancel.signal));
      } finally {
        process.removeListener('SIGINT', onInterrupt);
      }
    });
}

/**
 * Asks for a proof of every transaction on the path and writes those that there are into the
 * folder; says how many there are. A proof holds all that its check needs, so what was asked for
 * it is not kept.
 */
export async function proveTrace(
  result: TraceResult,
  { proofs: place }: TraceFolder,
  configs: readonly SourceConfig[],
  signal: AbortSignal,
): Promise<string> {
  const chain = parseChain(result.case.chain, 'chain');
  const run = new EvidenceRun(new EvidenceStore(memoryFiles()), 'live');
  const provers = configs
    .filter((config) => parseChain(config.chain, 'source').id === chain.id)
    .map((config) => ({
      kind: sourceSettings(config).kind,
      source: openSource(config, realWorld, run),
    }));
  const blocks = new Map(result.hops.map(({ tx, block }) => [tx, block]));
  const wanted = [...blocks].flatMap(([tx, block]) => (block === null ? [] : { tx, block }));
  const proved = await prove(wanted, chain, provers, signal);
  for (const proof of proved.proofs) {
    const name = `${proof.tx.replace(/[^0-9a-zA-Z]/g, '')}.json`;
    writeWhole(join(place, name), toJson(proof));
  }
  return provedText(proved);
}

const MOST_REASONS = 10;

function provedText({ proofs, unproved }: Proved): string {
  const many = proofs.length + unproved.length;
  const lines = [`${proofs.length} of ${many} transactions on the path are proved.`];
  const reasons = Map.groupBy(unproved, ({ why }) => why);
  for (const [why, list] of [...reasons].slice(0, MOST_REASONS)) {
    const others = list.length > 1 ? ` and ${list.length - 1} more` : '';
    lines.push(`  ${list[0]?.tx}${others}: ${inert(why, 400)}`);
  }
  if (reasons.size > MOST_REASONS) lines.push(`  and ${reasons.size - MOST_REASONS} more reasons`);
  return `${lines.join('\n')}\n`;
}

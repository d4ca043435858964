import { resolve } from 'node:path';
import { Command } from 'commander';
import { InputError, LimitError } from '../base/errors.ts';
import { writeWhole } from '../base/files.ts';
import { toJson } from '../base/json.ts';
import { isTraceFolder, traceFolder } from '../casework/trace-folder.ts';
import { parseChain } from '../ledger/chains.ts';
import { EvidenceRun } from '../ledger/evidence/run.ts';
import { proveAll, type ToProve } from '../ledger/open-proofs.ts';
import type { TraceResult } from '../trace/result.ts';
import { type LiveTrace, readResult, realWorld, resumeTrace } from './live.ts';

/** Transactions that are proved in one go. */
const MOST = 10_000;
/** Reasons that are told one by one. */
const REASONS = 5;

/** `hue prove`: proofs for the transactions of a trace, beside it. */
export function proveCommand(): Command {
  return new Command('prove')
    .description('gets a proof for every transaction on the path of a live trace')
    .argument('<folder>', 'a trace folder, as hue trace leaves it')
    .option('--config <file>', 'the sources to ask; default: hue.config.ts and public ones')
    .action(async (path: string, flags: { config?: string }) => {
      if (!isTraceFolder(path)) {
        throw new InputError('folder', 'one in which hue trace has traced', path);
      }
      const { result } = readResult(traceFolder(resolve(path)));
      await proveTrace(await resumeTrace(path, flags), result);
    });
}

/**
 * Writes a proof for each transaction on the path into the trace's folder, and says how many there
 * are and why others are not. What is asked for is kept, and is no part of the result's evidence.
 */
export async function proveTrace(live: LiveTrace, { hops }: TraceResult): Promise<void> {
  const { folder, store, open, sources } = live;
  const blocks = new Map(hops.flatMap(({ tx, block }) => (block === null ? [] : [[tx, block]])));
  const wanted = [...blocks].map(([tx, block]): ToProve => ({ tx, block }));
  if (wanted.length > MOST) {
    throw new LimitError('proofs', `${MOST} transactions at most, not ${wanted.length}`);
  }
  const chain = parseChain(open.file.chain, 'chain');
  const own = sources.filter((source) => parseChain(source.chain, 'source').id === chain.id);
  const run = new EvidenceRun(store, 'live');
  const { proofs, unproved } = await proveAll(chain, wanted, own, realWorld, run);
  await store.settled();
  for (const proof of proofs) {
    writeWhole(`${folder.proofs}/${proof.tx.replace(/^0x/, '')}.json`, toJson(proof));
  }
  const reasons = Map.groupBy(unproved, ({ why }) => why);
  const lines = [...reasons].slice(0, REASONS).map(([why, list]) => `  ${list.length} × ${why}`);
  const more = reasons.size > REASONS ? [`  and ${reasons.size - REASONS} reasons more`] : [];
  const text = [
    `${proofs.length} of ${wanted.length} transactions have a proof`,
    ...lines,
    ...more,
  ];
  process.stdout.write(`${text.join('\n')}\n`);
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseChain } from '../../ledger/chains.ts';
import { exchangeSchema } from '../../ledger/evidence/exchange.ts';
import { type EvidenceFiles, folderFiles, memoryFiles } from '../../ledger/evidence/files.ts';
import { type EvidenceItem, EvidenceRun } from '../../ledger/evidence/run.ts';
import { isSettled } from '../../ledger/evidence/settled.ts';
import { EvidenceStore, indexLine } from '../../ledger/evidence/store.ts';
import type { World } from '../../ledger/open-source.ts';
import { writeZip } from '../bundle/zip.ts';
import type { OpenCase } from '../case.ts';
import { traceFolder } from '../trace-folder.ts';
import { readSources } from './config.ts';
import { openChain } from './live.ts';

/** The live ledger of a trace, asked once more, and what it answers. */
interface AskedAgain {
  readonly ledger: ReturnType<typeof openChain>;
  used(): readonly EvidenceItem[];
  /** What was answered, as an archive in the layout of a trace's evidence. */
  archive(): Promise<Uint8Array>;
}

/**
 * Opens the sources that a trace was asked of, up to the newest block. What the trace was answered
 * and the chain's growth cannot change is not asked again; nothing is written beside the trace.
 * @throws InputError where none of its sources is configured any more
 */
export async function askAgain(open: OpenCase, path: string, world: World): Promise<AskedAgain> {
  const files = beside(traceFolder(path).evidence);
  const evidence = new EvidenceRun(new EvidenceStore(files), 'live');
  const sources = await readSources(undefined, world.env);
  const chain = parseChain(open.file.chain, 'chain');
  const ledger = openChain(open.file, chain, { sources, world, evidence, crossCheck: false });
  return {
    ledger,
    used: () => evidence.used(),
    async archive() {
      await evidence.settled();
      return writeZip([...evidence.files()].map(([name, bytes]) => ({ name, bytes })));
    },
  };
}

/** Settled answers of a trace, and in memory whatever comes to them. */
function beside(folder: string): EvidenceFiles {
  const index = join(folder, 'index.jsonl');
  const kept = folderFiles(folder);
  const lines = existsSync(index) ? readFileSync(index, 'utf8').split('\n') : [];
  // the last line may be torn: a trace that runs is writing it
  const settled = lines.slice(0, -1).map((line) => exchangeSchema.parse(JSON.parse(line)));
  const first = Buffer.from(settled.filter(isSettled).map(indexLine).join(''));
  const own = memoryFiles(new Map([['index.jsonl', first]]));
  return { ...own, read: (name) => own.read(name) ?? kept.read(name) };
}

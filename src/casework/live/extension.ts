import { cpSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InputError } from '../../base/errors.ts';
import { writeWhole } from '../../base/files.ts';
import { toJson } from '../../base/json.ts';
import { type Exchange, exchangeSchema } from '../../ledger/evidence/exchange.ts';
import { isSettled } from '../../ledger/evidence/settled.ts';
import { blobPath, indexLine } from '../../ledger/evidence/store.ts';
import { openCase } from '../case.ts';
import { isTraceFolder, traceFolder } from '../trace-folder.ts';

/**
 * A folder in which a live trace is run once more, up to the chain's newest block: the same case,
 * and of the recorded answers those that the chain's growth cannot change. All else is asked anew.
 * @throws InputError where there is no live trace in the folder
 */
export function extensionFolder(from: string, into: string): void {
  if (!isTraceFolder(from)) throw new InputError('trace', 'one over live sources', 'another');
  const [old, fresh] = [traceFolder(from), traceFolder(into)];
  rmSync(into, { recursive: true, force: true });
  mkdirSync(into, { recursive: true, mode: 0o700 });
  const inputs = join(from, 'inputs');
  if (existsSync(inputs)) cpSync(inputs, join(into, 'inputs'), { recursive: true });
  const index = readFileSync(join(old.evidence, 'index.jsonl'), 'utf8');
  const settled = index
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Exchange => exchangeSchema.parse(JSON.parse(line)))
    .filter(isSettled);
  for (const { digest } of settled) {
    const place = join(fresh.evidence, blobPath(digest ?? ''));
    mkdirSync(dirname(place), { recursive: true });
    if (!existsSync(place)) linkSync(join(old.evidence, blobPath(digest ?? '')), place);
  }
  mkdirSync(fresh.evidence, { recursive: true });
  writeWhole(join(fresh.evidence, 'index.jsonl'), settled.map(indexLine).join(''));
  // the newest blocks are what it is about; one that is replaced brings another extension
  const { file } = openCase(old.case);
  writeWhole(fresh.case, toJson({ ...file, ledger: { ...file.ledger, confirmations: 0 } }));
}

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../base/digest.ts';
import { InputError } from '../base/errors.ts';
import { reason, writeWhole } from '../base/files.ts';
import { toJson } from '../base/json.ts';
import { REPORT_FORMATS } from '../casework/exports/index.ts';
import { letterDetailsSchema } from '../casework/requests/draft.ts';
import { draftsOf } from '../casework/requests/drafts.ts';
import { letterOf } from '../casework/requests/letter.ts';
import type { TraceResult } from '../trace/result.ts';

/** What the command line asks to be written. */
export interface Outputs {
  readonly html?: string;
  readonly pdf?: string;
  readonly json?: string;
  readonly csv?: string;
  readonly arrivals?: string;
  /** A folder. */
  readonly requests?: string;
  readonly strict?: boolean;
  readonly quiet?: boolean;
  readonly seconds?: number;
  readonly known?: boolean;
}

const OUTPUTS = {
  html: 'html',
  pdf: 'pdf',
  json: 'json',
  csv: 'csv',
  arrivals: 'arrivals-csv',
} as const;

/** The flags that ask for standard output. */
export function onStandardOutput(outputs: Outputs): string[] {
  const flags = Object.keys(OUTPUTS) as (keyof typeof OUTPUTS)[];
  return flags.filter((flag) => outputs[flag] === '-').map((flag) => `--${flag}`);
}

/**
 * Writes the forms that were asked for.
 * @throws InputError where a file cannot be written
 */
export async function write(
  result: TraceResult,
  outputs: Outputs,
): Promise<{ what: string; path: string }[]> {
  const written: { what: string; path: string }[] = [];
  for (const [flag, id] of Object.entries(OUTPUTS)) {
    const path = outputs[flag as keyof typeof OUTPUTS];
    const format = REPORT_FORMATS.find((candidate) => candidate.id === id);
    if (path === undefined || !format) continue;
    if (path === '') throw new InputError(`--${flag}`, 'a file name', path);
    const text = await format.render(result);
    if (path === '-') process.stdout.write(text);
    else {
      writeWhole(path, text);
      written.push({ what: flag === 'html' ? 'page' : flag, path });
    }
  }
  const { requests } = outputs;
  return requests === undefined ? written : [...written, ...writeRequests(result, requests)];
}

/** A letter for each party that can act, the most money first; nothing is sent. */
function writeRequests(result: TraceResult, folder: string): { what: string; path: string }[] {
  if (folder === '') throw new InputError('--requests', 'a folder', folder);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new InputError('--requests', 'a folder that can be written', reason(error));
  }
  const details = letterDetailsSchema.parse({});
  for (const [i, draft] of draftsOf(result, sha256(toJson(result))).entries()) {
    writeWhole(join(folder, `${i + 1}-${draft.id}.txt`), letterOf(draft, details, null));
  }
  return [{ what: 'drafts', path: folder }];
}

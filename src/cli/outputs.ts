import { InputError } from '../base/errors.ts';
import { writeWhole } from '../base/files.ts';
import { REPORT_FORMATS } from '../casework/exports/index.ts';
import type { TraceResult } from '../trace/result.ts';

/** What the command line asks to be written. */
export interface Outputs {
  readonly html?: string;
  readonly pdf?: string;
  readonly json?: string;
  readonly csv?: string;
  readonly arrivals?: string;
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
  return written;
}

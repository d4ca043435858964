import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Command } from 'commander';
import { InputError } from '../base/errors.ts';
import { reason } from '../base/files.ts';
import { type CheckedTrace, checkBundle, checkTrace } from '../casework/bundle/check.ts';
import { looseTrace, readBytes } from '../casework/bundle/loose.ts';
import { hopLines, reportText } from '../casework/bundle/report.ts';

/** As sysexits.h has it: what was given is wrong. */
export const DOES_NOT_VERIFY = 65;

interface Flags {
  readonly hops?: boolean;
}

/** `hue verify`: whether a bundle or a result holds, by nothing but itself. */
export function verifyCommand(): Command {
  return new Command('verify')
    .description('checks a bundle or a result offline, and says what stands behind each hop')
    .argument('<file>', 'a bundle (.hue), a result (.json), or the folder of a trace')
    .option('--hops', 'list every hop: proved, recorded or claimed')
    .action((path: string, { hops }: Flags) => {
      const checked = checkPath(path);
      const width = process.stdout.columns ?? 80;
      const list = hops ? hopLines(checked, width) : '';
      process.stdout.write(list + reportText(checked, basename(path), width));
      if (checked.problems.length > 0) process.exitCode = DOES_NOT_VERIFY;
    });
}

function checkPath(path: string): CheckedTrace {
  if (isFolder(path)) return checkTrace(looseTrace(join(path, 'result.json')));
  if (path.endsWith('.json')) return checkTrace(looseTrace(path));
  return checkBundle(readBytes(path), basename(path));
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw new InputError(`file ${path}`, 'a file that can be read', reason(error));
  }
}

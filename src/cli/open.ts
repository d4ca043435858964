import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Command } from 'commander';
import { InputError } from '../base/errors.ts';
import { reason, writeWhole } from '../base/files.ts';
import { renderAnswer } from '../casework/answer.ts';
import { checkBundle, type TraceFiles } from '../casework/bundle/check.ts';
import { readBytes } from '../casework/bundle/loose.ts';
import { reportText } from '../casework/bundle/report.ts';
import { DOES_NOT_VERIFY } from './verify.ts';

interface Flags {
  readonly into?: string;
}

/** `hue open`: verifies a bundle, shows its answer, and lays out its files. */
export function openCommand(): Command {
  return new Command('open')
    .description('verifies a case bundle, prints its answer, and writes its page and files')
    .argument('<bundle>', 'a bundle (.hue)')
    .option('--into <folder>', 'a new folder for its files; its name without .hue unless said')
    .action((path: string, { into }: Flags) => {
      const name = basename(path);
      const folder = into ?? (name.replace(/\.hue$/, '') || 'bundle');
      const checked = checkBundle(readBytes(path), name);
      const { problems, result, files } = checked;
      const width = process.stdout.columns ?? 80;
      const report = reportText(checked, name, width);
      if (problems.length > 0 || !result) {
        process.stderr.write(`${report}Nothing was written.\n`);
        process.exitCode = DOES_NOT_VERIFY;
        return;
      }
      layOut(files, folder);
      const answer = renderAnswer(result, {
        width,
        color: Boolean(process.stdout.isTTY) && !process.env.NO_COLOR,
        seconds: null,
        files: [{ what: 'page', path: join(folder, 'page.html') }],
      });
      process.stdout.write(`${answer}\n${report}`);
    });
}

/**
 * Writes the files into a new folder, all of them or none.
 * @throws InputError where the folder is there already, or cannot be written
 */
function layOut(files: TraceFiles, folder: string): void {
  if (existsSync(folder)) {
    throw new InputError('--into', 'a folder that is not there yet', folder);
  }
  const temporary = `${folder}.${process.pid}.part`;
  try {
    mkdirSync(temporary, { recursive: true });
    for (const [name, bytes] of files) writeWhole(join(temporary, name), bytes);
    renameSync(temporary, folder);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    if (error instanceof InputError) throw error;
    throw new InputError(`output ${folder}`, 'a place that can be written', reason(error));
  }
}

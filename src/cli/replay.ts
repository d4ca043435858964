import { resolve } from 'node:path';
import { Command } from 'commander';
import { InputError } from '../base/errors.ts';
import { toJson } from '../base/json.ts';
import { differences } from '../casework/difference.ts';
import { knownIn, readResult, resumeTrace, runLive } from '../casework/live/live.ts';
import { isTraceFolder, traceFolder } from '../casework/trace-folder.ts';

/** `hue replay`: a recorded trace again, from its evidence alone. */
export function replayCommand(): Command {
  return new Command('replay')
    .description('traces again from the recorded answers alone, and compares to the byte')
    .argument('<folder>', 'a trace folder, as hue trace leaves it')
    .option('--config <file>', 'the sources that were asked, if not those of hue.config.ts')
    .action(async (path: string, flags: { config?: string }) => {
      if (!isTraceFolder(path)) {
        throw new InputError('folder', 'one in which hue trace has traced', path);
      }
      const folder = traceFolder(resolve(path));
      const { text: before } = readResult(folder);
      const live = await resumeTrace(path, flags);
      const { result } = await runLive(live, 'replay', { known: knownIn(live, null) });
      const after = toJson(result);
      if (after === before) {
        const { evidence } = result;
        process.stdout.write(
          `The same, to the byte: ${evidence?.answers ?? 0} recorded answers give this result ` +
            `again (evidence ${evidence?.root.slice(0, 16)}…).\n`,
        );
        return;
      }
      const lines = differences(JSON.parse(before), JSON.parse(after)).map(
        (one) => `  ${one.path}: ${one.before} in the result, ${one.after} by replay`,
      );
      const all = lines.length > 0 ? lines.join('\n') : '  only the spelling of the file';
      process.stdout.write(`NOT the same. The first differences:\n${all}\n`);
      process.exitCode = 65;
    });
}

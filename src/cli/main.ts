import { Command, CommanderError } from 'commander';
import { InputError, LimitError, SourceError } from '../base/errors.ts';
import { VERSION } from '../base/version.ts';
import { openCommand } from './open.ts';
import { packCommand } from './pack.ts';
import { proveCommand } from './prove.ts';
import { replayCommand } from './replay.ts';
import { schemaCommand } from './schema.ts';
import { startCommand } from './start.ts';
import { traceCommand } from './trace.ts';
import { verifyCommand } from './verify.ts';

const program = new Command('hue')
  .description('Goes after stolen crypto: traces it, and says who can stop it now.')
  .version(VERSION)
  .showHelpAfterError('(hue --help lists the calls)')
  .addCommand(traceCommand())
  .addCommand(replayCommand())
  .addCommand(proveCommand())
  .addCommand(verifyCommand())
  .addCommand(packCommand())
  .addCommand(openCommand())
  .addCommand(startCommand())
  .addCommand(schemaCommand());

// whoever reads our output may stop early: `hue trace … --json - | head`
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

for (const command of [program, ...program.commands]) command.exitOverride();
try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

/** Prints the short message and a hint; only a fault of the program itself shows its stack. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode;
  const isAbort = error instanceof Error && error.name === 'AbortError';
  if (isAbort) {
    process.stderr.write('hue: cancelled\n');
    return 130;
  }
  const isOutside =
    error instanceof InputError || error instanceof SourceError || error instanceof LimitError;
  if (!isOutside) {
    process.stderr.write(`hue: ${error instanceof Error ? error.stack : String(error)}\n`);
    return 70;
  }
  process.stderr.write(`hue: ${error.message}\n`);
  if (error instanceof InputError && error.hint) process.stderr.write(`     ${error.hint}\n`);
  return 65;
}

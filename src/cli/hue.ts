import { Command, CommanderError } from 'commander';
import { InputError, LimitError, SourceError } from '../base/errors.ts';
import { VERSION } from '../base/version.ts';

/** Verbs in the order of help. A call loads its own alone: all of them take twice as long. */
const VERBS: Readonly<Record<string, () => Promise<Command>>> = {
  trace: async () => (await import('./trace.ts')).traceCommand(),
  replay: async () => (await import('./replay.ts')).replayCommand(),
  prove: async () => (await import('./prove.ts')).proveCommand(),
  verify: async () => (await import('./verify.ts')).verifyCommand(),
  screen: async () => (await import('./screen.ts')).screenCommand(),
  lists: async () => (await import('./lists.ts')).listsCommand(),
  pack: async () => (await import('./pack.ts')).packCommand(),
  open: async () => (await import('./open.ts')).openCommand(),
  serve: async () => (await import('./serve.ts')).serveCommand(),
  work: async () => (await import('./work.ts')).workCommand(),
  start: async () => (await import('./start.ts')).startCommand(),
  cluster: async () => (await import('./cluster.ts')).clusterCommand(),
  tags: async () => (await import('./tags.ts')).tagsCommand(),
  export: async () => (await import('./export.ts')).exportCommand(),
  import: async () => (await import('./import.ts')).importCommand(),
  schema: async () => (await import('./schema.ts')).schemaCommand(),
};

/** The version is asked of no verb. */
const NO_VERB = ['--version', '-V'];

/**
 * The command line with these words, to its end; its exit code, by the kind of what went wrong.
 * Prints to the process's standard output and error.
 */
export async function hue(words: readonly string[]): Promise<number> {
  const [word = ''] = words;
  const called = Object.hasOwn(VERBS, word) ? [VERBS[word]] : Object.values(VERBS);
  const makers = NO_VERB.includes(word) ? [] : called;
  const program = new Command('hue')
    .description('Goes after stolen crypto: traces it, and says who can stop it now.')
    .version(VERSION)
    .showHelpAfterError('(hue --help lists the calls)');
  for (const make of makers) if (make) program.addCommand(await make());
  for (const command of [program, ...program.commands]) command.exitOverride();
  try {
    await program.parseAsync(words, { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    return report(error);
  }
}

/** Prints the short message and a hint; only a fault of the program itself shows its stack. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode;
  const name = error instanceof Error ? error.name : '';
  if (name === 'AbortError' || name === 'TimeoutError') {
    const why = name === 'AbortError' ? 'cancelled' : 'the time allowed was over too soon';
    process.stderr.write(`hue: ${why}\n`);
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

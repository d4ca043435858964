import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { openCase } from '../casework/case.ts';
import type { ServeFlags } from './serve.ts';
import { runTrace } from './trace.ts';

/** The example that a first run shows. */
const EXAMPLE = new URL('../../examples/bybit-2025/case.json', import.meta.url);

interface Flags extends ServeFlags {
  readonly out: string;
  readonly desk: boolean;
}

/** `hue start`: traces the example, says where its page is, and serves the desk with it. */
export function startCommand(): Command {
  return new Command('start')
    .description(
      'traces the Bybit theft of February 2025, then serves the desk with that case in it',
    )
    .option('--out <folder>', 'where the page and the result go', 'reports')
    .option('--no-desk', 'ends after the trace')
    .option('--port <port>', 'where the desk listens; 8423 unless said')
    .option('--home <folder>', 'the data folder; HUE_HOME or ~/.hueandcry unless said')
    .action(async (flags: Flags) => {
      const folder = resolve(flags.out);
      await runTrace(openCase(fileURLToPath(EXAMPLE)), {
        html: resolve(folder, 'bybit-2025.html'),
        json: resolve(folder, 'bybit-2025.json'),
      });
      if (!flags.desk) return;
      process.stdout.write('\nThe desk, with this case in it, until Ctrl-C:\n');
      // a trace alone does without the server
      const { serveDesk } = await import('./serve.ts');
      await serveDesk(flags, true);
    });
}

import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { openCase } from '../casework/case.ts';
import { runTrace } from './trace.ts';

/** The example that a first run shows. */
const EXAMPLE = new URL('../../examples/bybit-2025/case.json', import.meta.url);

/** `hue start`: traces the example and says where its page is. */
export function startCommand(): Command {
  return new Command('start')
    .description('traces the Bybit theft of February 2025 from the transfers in examples/')
    .option('--out <folder>', 'where the page and the result go', 'reports')
    .action(async ({ out }: { out: string }) => {
      const folder = resolve(out);
      await runTrace(openCase(fileURLToPath(EXAMPLE)), {
        html: resolve(folder, 'bybit-2025.html'),
        json: resolve(folder, 'bybit-2025.json'),
      });
    });
}

import { resolve } from 'node:path';
import { Command } from 'commander';
import { homeFolder, readDeskSettings } from '../casework/live/config.ts';
import { deskConfig } from '../server/config.ts';
import { createLog } from '../server/log.ts';
import { JobWorker } from '../server/work/worker.ts';
import { openStore } from '../store/store.ts';

interface Flags {
  readonly home?: string;
  readonly config?: string;
}

/** `hue work`: does jobs of a desk, beside its server or on another machine. */
export function workCommand(): Command {
  return new Command('work')
    .description('does the work of a desk: traces, lists to be screened; as many as are started')
    .option('--home <folder>', 'the data folder; HUE_HOME or ~/.hueandcry unless said')
    .option('--config <file>', 'settings; hue.config.ts unless said')
    .action(async (flags: Flags) => {
      const { env } = process;
      const { logLevel } = deskConfig(await readDeskSettings(flags.config, env), {});
      if (flags.config !== undefined) env.HUE_CONFIG = resolve(flags.config);
      const home = flags.home === undefined ? homeFolder(env) : resolve(flags.home);
      const log = createLog(logLevel);
      const told = (message: string): void => log.info(message);
      const { DATABASE_URL: url, DATABASE_OWNER_URL: ownerUrl } = env;
      const store = await openStore({ url, ownerUrl, folder: home, log: told });
      const worker = new JobWorker({ store, home, log });
      await worker.start();
      process.stdout.write('Working. A signal ends it, and hands on what it has begun.\n');
      // connections to the store keep no process alive
      const alive = setInterval(() => undefined, 3_600_000);
      await new Promise<void>((done) => {
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done());
      });
      await worker.stop();
      await store.close();
      clearInterval(alive);
    });
}

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { InputError } from '../base/errors.ts';
import { homeFolder } from '../casework/live/config.ts';
import { exportStore } from '../store/export.ts';
import { migrate } from '../store/migrate.ts';
import { reachDatabase, type StorePlace } from '../store/store.ts';

/** Where the environment says that the store is. */
export function storePlace(env: NodeJS.ProcessEnv): StorePlace {
  return {
    url: env.DATABASE_URL || undefined,
    ownerUrl: env.DATABASE_OWNER_URL || undefined,
    folder: homeFolder(env),
    log: (message) => process.stderr.write(`hue: ${message}\n`),
  };
}

/** `hue export`: the whole store of the desk as one file. */
export function exportCommand(): Command {
  return new Command('export')
    .description('writes the whole store of the desk into a file: the backup')
    .argument('<file>', 'the file to write, such as desk.hue-store')
    .action(async (name: string) => {
      const file = resolve(name);
      // a backup is not written over by a later one
      if (existsSync(file)) throw new InputError('file', 'a name that is not taken', name);
      const { url, ownerUrl, role, stop } = await reachDatabase(storePlace(process.env));
      try {
        await migrate(ownerUrl, role);
        const lines = await exportStore(url, file);
        process.stdout.write(`${name}: ${lines} lines\n`);
      } finally {
        await stop();
      }
    });
}

import { resolve } from 'node:path';
import { Command } from 'commander';
import { EvidenceError } from '../base/errors.ts';
import { verifyCustody } from '../store/custody.ts';
import { importStore } from '../store/import.ts';
import { openStore, reachDatabase } from '../store/store.ts';
import { storePlace } from './export.ts';

/** `hue import`: a file that `hue export` wrote, into an empty store. */
export function importCommand(): Command {
  return new Command('import')
    .description('fills an empty store of the desk from a file that hue export wrote')
    .argument('<file>', 'what hue export wrote')
    .action(async (name: string) => {
      const place = storePlace(process.env);
      const { ownerUrl: url, role, stop } = await reachDatabase(place);
      try {
        const lines = await importStore({ url, role }, resolve(name));
        const store = await openStore(place);
        const custody = await verifyCustody(store.db);
        await store.close();
        if (!custody.ok) {
          throw new EvidenceError(`custody row ${custody.seq}`, 'a whole chain', custody.reason);
        }
        const chain = `the custody log verifies: ${custody.rows} rows, head ${custody.head}`;
        process.stdout.write(`${name}: ${lines} lines; ${chain}\n`);
      } finally {
        await stop();
      }
    });
}

import { resolve } from 'node:path';
import { Command } from 'commander';
import { VERSION } from '../base/version.ts';
import { homeFolder, readDeskSettings } from '../casework/live/config.ts';
import { builtPages } from '../server/built-pages.ts';
import { type DeskFlags, deskConfig } from '../server/config.ts';
import { serve } from '../server/serve.ts';

interface Flags extends DeskFlags {
  readonly home?: string;
  readonly config?: string;
}

/** `hue serve`: the desk, for browsers and programs, until it is told to stop. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('serves the desk: cases, traces, screening and alerts, to browsers and programs')
    .option('--port <port>', 'where it listens; 8423 unless said')
    .option('--host <address>', 'beyond this computer only with TLS or behind a proxy')
    .option('--origin <url>', 'where browsers reach it, such as https://desk.example.org')
    .option('--tls-cert <file>', 'its certificate (PEM), read anew on SIGHUP')
    .option('--tls-key <file>', 'the key of the certificate')
    .option('--behind-proxy <addresses...>', 'proxies that may say whom they speak for')
    .option('--home <folder>', 'the data folder; HUE_HOME or ~/.hueandcry unless said')
    .option('--config <file>', 'settings; hue.config.ts unless said')
    .action(async (flags: Flags) => {
      const { env } = process;
      const config = deskConfig(await readDeskSettings(flags.config, env), flags);
      const home = flags.home === undefined ? homeFolder(env) : resolve(flags.home);
      const pages = builtPages();
      const serving = await serve({ config, home, databaseUrl: env.DATABASE_URL, pages });
      process.stdout.write(greeting(serving));
      await toldToStop();
      await serving.stop();
    });
}

function greeting({ origin, link }: { origin: string; link: string | null }): string {
  const first =
    link === null
      ? ''
      : `\nNobody is here yet. The first administrator opens, once and within a day:\n  ${link}\n`;
  return `Hue & Cry ${VERSION} serves ${origin}\n${first}`;
}

/** Resolves at the first signal; a second one ends the program as it stands. */
function toldToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

import { resolve } from 'node:path';
import { Command } from 'commander';
import { VERSION } from '../base/version.ts';
import { homeFolder, readDeskSettings } from '../casework/live/config.ts';
import { builtPages } from '../server/built-pages.ts';
import { type DeskFlags, deskConfig } from '../server/config.ts';
import { type Serving, serve } from '../server/serve.ts';
import { startWork } from '../server/work/start.ts';

export interface ServeFlags extends DeskFlags {
  readonly home?: string;
  readonly newAdministrator?: boolean;
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
    .option('--new-administrator', 'prints a link for another, should none be able to come in')
    .option('--config <file>', 'settings; hue.config.ts unless said')
    .action((flags: ServeFlags) => serveDesk(flags));
}

/**
 * Serves until the first signal.
 * @param withExample puts the example into a fresh store
 */
export async function serveDesk(flags: ServeFlags, withExample = false): Promise<void> {
  const { env } = process;
  const config = deskConfig(await readDeskSettings(flags.config, env), flags);
  const home = flags.home === undefined ? homeFolder(env) : resolve(flags.home);
  // threads read the settings, too
  if (flags.config !== undefined) env.HUE_CONFIG = resolve(flags.config);
  const serving = await serve({
    config,
    home,
    databaseUrl: env.DATABASE_URL,
    ownerUrl: env.DATABASE_OWNER_URL,
    isRecovery: flags.newAdministrator,
    pages: builtPages(),
    begin: (desk) => startWork(desk, withExample),
  });
  process.stdout.write(greeting(serving));
  await toldToStop();
  await serving.stop();
}

function greeting({ origin, address, link }: Serving): string {
  const lines = [`Hue & Cry ${VERSION} serves ${origin}`];
  if (address !== origin) lines.push(`It listens on ${address}`);
  if (link !== null) {
    lines.push('', 'An administrator comes in by this link, once, within a day:');
    lines.push(`  ${link}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Resolves at the first signal; a second one ends the program as it stands. */
function toldToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

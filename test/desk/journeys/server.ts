// `hue serve` as an operator runs it, in a process of its own that a test may kill.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const MAIN = path.resolve(import.meta.dirname, '../../../src/cli/main.ts');

export interface ServeProcess {
  readonly origin: string;
  /** What lets the first one in, where nobody came in yet. */
  readonly link: string | null;
  /** What it wrote to its log. */
  readonly log: () => string;
  /** Ends it in the middle of whatever it does. */
  readonly kill: () => Promise<void>;
}

/** @param port the one that it had before, for pages that are open; any unless said */
export async function startServe(env: NodeJS.ProcessEnv, port = '0'): Promise<ServeProcess> {
  const child = spawn(process.execPath, [MAIN, 'serve', '--port', port], {
    cwd: env.HUE_HOME,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (err += text));
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'close');
  };
  // whatever else it says comes in the same write
  const origin = await said(child, /serves (\S+)\n/, () => out);
  if (origin === null) throw new Error(`hue serve ended: ${err}`);
  const link = /(http\S+\/setup\/\S+)\n/.exec(out)?.[1] ?? null;
  return { origin, link, log: () => err, kill };
}

async function said(
  child: ChildProcess,
  pattern: RegExp,
  text: () => string,
): Promise<string | null> {
  const ended = once(child, 'close');
  for (;;) {
    const found = pattern.exec(text())?.[1];
    if (found !== undefined) return found;
    if (child.exitCode !== null || child.signalCode !== null) return null;
    await Promise.race([once(child.stdout!, 'data'), ended]);
  }
}

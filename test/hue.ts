// `hue` for tests that call it often: in one process, which has loaded the program already. The
// tests of signals, pipes and of the start itself start a process of their own.

import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { after } from 'node:test';

export interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Call {
  readonly cwd: string;
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

let host: ChildProcess | undefined;
let last: Promise<unknown> = Promise.resolve();

/** `hue` with these words in this folder, and more environment; calls wait for one another. */
export function hue(cwd: string, words: readonly string[], more: Call['env'] = {}): Promise<Run> {
  const { NO_COLOR: _, FORCE_COLOR: __, ...env } = process.env;
  const run = last.then(() => ask({ cwd, words, env: { ...env, ...more } }));
  last = run.catch(() => {});
  return run;
}

function ask(call: Call): Promise<Run> {
  host ??= fork(join(import.meta.dirname, 'hue-host.ts'), { stdio: ['ignore', 2, 2, 'ipc'] });
  const child = host;
  return new Promise((resolve, reject) => {
    const settle = (end: () => void): void => {
      child.removeAllListeners();
      child.channel?.unref();
      child.unref();
      end();
    };
    child.once('message', (run) => settle(() => resolve(run as Run)));
    child.once('exit', (code) => settle(() => reject(new Error(`hue ended with ${code}`))));
    child.ref();
    child.channel?.ref();
    child.send(call);
  });
}

after(() => {
  host?.disconnect();
  host = undefined;
});

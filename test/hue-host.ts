// The process in which hue.ts calls the program, one call after the other.

import { hue } from '../src/cli/hue.ts';
import type { Call, Run } from './hue.ts';

/** Collects what is printed until it is let go. */
function listen(stream: NodeJS.WriteStream): () => string {
  const { write } = stream;
  let text = '';
  stream.write = (chunk: string | Uint8Array, ...more: unknown[]): boolean => {
    text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    const done = more.at(-1);
    if (typeof done === 'function') process.nextTick(done);
    return true;
  };
  return () => {
    stream.write = write;
    return text;
  };
}

async function answer({ cwd, words, env }: Call): Promise<Run> {
  process.chdir(cwd);
  // in place: the program may hold the object
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
  process.exitCode = undefined;
  const [out, err] = [listen(process.stdout), listen(process.stderr)];
  const code = await hue(words);
  return { code, out: out(), err: err() };
}

process.on('message', async (call: Call) => process.send?.(await answer(call)));

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { table } from './accuracy/tables.ts';
import type { TagTask } from './tags-task.ts';

// The tag store at ten million tags (performance.md §10, §12.2, §12.3): CPU time, a fresh process
// for building and one for looking up, median of nine beside the minimum, seed printed.

const { values } = parseArgs({
  options: {
    tags: { type: 'string', default: '1e7' },
    seed: { type: 'string', default: '20250221' },
    folder: { type: 'string' },
  },
});
const tags = Number(values.tags);
const seed = Number(values.seed);
const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'hue-bench-tags-'));

async function run(kind: TagTask['kind']): Promise<readonly (readonly string[])[]> {
  const child = fork(join(import.meta.dirname, 'tags-task.ts'), {
    execArgv: ['--max-old-space-size=4096'],
  });
  const task: TagTask = { kind, tags, seed, folder };
  child.send(task);
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`a measuring process ended with ${code}`);
  });
  ended.catch(() => {});
  const [rows] = await Promise.race([once(child, 'message'), ended]);
  child.disconnect();
  return rows as readonly (readonly string[])[];
}

try {
  process.stdout.write(`${tags.toLocaleString('en')} tags, seed ${seed}\n\n`);
  process.stdout.write(`${table(['building', 'figure', 'of which'], await run('build'))}\n`);
  const head = ['looking up', 'median', 'minimum', 'in R', 'goal'];
  process.stdout.write(`${table(head, await run('look'))}\n`);
} finally {
  if (values.folder === undefined) rmSync(folder, { recursive: true, force: true });
}

// The real command line in a folder of its own, with a configuration and tags.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { zstdDecompressSync } from 'node:zlib';
import { importTags } from '../../src/attribution/store/import.ts';
import type { SourceConfig } from '../../src/ledger/source-config.ts';
import { hue, type Run } from '../hue.ts';

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts');

type Environment = Readonly<Record<string, string>>;

/** A folder in which `hue` is called. */
export interface Place {
  readonly path: string;
  readonly config: string;
  readonly tags: string;
  hue(words: readonly string[], env?: Environment): Promise<Run>;
  /** The same in a process of its own, given to who wants to stop it. */
  start(words: readonly string[], started: (child: ChildProcess) => void): Promise<Run>;
}

/** A place with these sources and no others, and with tags: addresses and what they are. */
export function placeOf(
  sources: readonly SourceConfig[],
  tags: Readonly<Record<string, string>> = {},
): Place {
  const path = mkdtempSync(join(tmpdir(), 'hue-live-'));
  after(() => rmSync(path, { recursive: true, force: true }));
  const config = join(path, 'hue.config.mjs');
  writeFileSync(config, `export default ${JSON.stringify({ sources, publicSources: false })};\n`);
  const file = join(path, 'tags.csv');
  writeFileSync(file, tagsCsv(sources[0]?.chain ?? '', tags));
  mkdirSync(join(path, 'home'));
  return {
    path,
    config,
    tags: file,
    hue: (words, env = {}) => hue(path, words, { HUE_HOME: join(path, 'home'), ...env }),
    start: (words, started) => start(path, words, started),
  };
}

function tagsCsv(chain: string, tags: Readonly<Record<string, string>>): string {
  const lines = Object.entries(tags).map(([address, kind]) => {
    return `${chain},${address},${kind} of the stage,${kind},test`;
  });
  return ['chain,address,entity,category,source', ...lines, ''].join('\n');
}

/** The tags of a place in its store; the same file again is its newer version. */
export function importInto({ path }: Place, chain: string, tags: Readonly<Record<string, string>>) {
  const file = join(path, 'set.csv');
  writeFileSync(file, tagsCsv(chain, tags));
  const world = { now: Math.floor(Date.now() / 1000), seed: 1 };
  importTags(join(path, 'home', 'tags'), [file], {}, world);
  return { HUE_HOME: join(path, 'home') };
}

function start(
  cwd: string,
  words: readonly string[],
  started: (child: ChildProcess) => void,
): Promise<Run> {
  const { NO_COLOR: _, FORCE_COLOR: __, ...rest } = process.env;
  const child = spawn(process.execPath, [MAIN, ...words], {
    cwd,
    env: { ...rest, HUE_HOME: join(cwd, 'home') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started(child);
  const parts = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => {
    parts.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    parts.err += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...parts }));
  });
}

/** All that lies in a folder, answers unpacked, by path. */
export function everything(folder: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = readFileSync(path);
    found.set(path, `${path.endsWith('.zst') ? zstdDecompressSync(bytes) : bytes}`);
  }
  return found;
}

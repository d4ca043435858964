import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { LISTS } from '../../attribution/lists/index.ts';
import type { ListSource } from '../../attribution/lists/update.ts';
import { InputError } from '../../base/errors.ts';
import { reason } from '../../base/files.ts';
import { parseChain } from '../../ledger/chains.ts';
import { DEFAULT_SOURCES } from '../../ledger/default-sources.ts';
import type { World } from '../../ledger/open-source.ts';
import { type SourceConfig, sourceSchema } from '../../ledger/source-config.ts';

const listSchema = z.strictObject({
  url: z.union([z.string(), z.array(z.string()).min(1).max(100)]).optional(),
  /** Other hosts to which the server may redirect. */
  hosts: z.array(z.string()).max(20).optional(),
  private: z.boolean().default(false),
  on: z.boolean().optional(),
  staleDays: z.number().positive().max(3660).optional(),
});

const configSchema = z.strictObject({
  sources: z.array(sourceSchema).max(1000).default([]),
  /** False: the public sources that need no key are not asked. */
  publicSources: z.boolean().default(true),
  /** By the ids of `hue lists show`. */
  lists: z.record(z.string(), listSchema).default({}),
  /** The server's; it reads this itself. */
  desk: z.unknown().optional(),
});

const NAMES = ['hue.config.ts', 'hue.config.mjs'];

/** Where the program keeps what it must remember: `HUE_HOME`, or a folder in the user's home. */
export function homeFolder(env: World['env']): string {
  return env.HUE_HOME ? resolve(env.HUE_HOME) : join(homedir(), '.hueandcry');
}

/**
 * The sources that a run may ask: those of `hue.config.ts` (in the working folder, or the one
 * named), each before the public ones of its chain.
 * @throws InputError naming the file and field that is wrong
 */
export async function readSources(
  named: string | undefined,
  env: World['env'],
): Promise<SourceConfig[]> {
  const file = named === undefined ? findConfig(env) : resolve(named);
  if (file === null) return [...DEFAULT_SOURCES];
  const { sources, publicSources } = checked(await load(file), file);
  for (const { chain } of sources) parseChain(chain, `${file}: chain`);
  return publicSources ? [...sources, ...DEFAULT_SOURCES] : sources;
}

/**
 * All lists, as `hue.config.ts` changes them.
 * @throws InputError naming the file and field that is wrong
 */
export async function readLists(
  named: string | undefined,
  env: World['env'],
): Promise<ListSource[]> {
  const file = named === undefined ? findConfig(env) : resolve(named);
  const settings = file === null ? {} : checked(await load(file), file).lists;
  for (const id of Object.keys(settings)) {
    if (LISTS.some((list) => list.id === id)) continue;
    const known = LISTS.map((list) => list.id).join(', ');
    throw new InputError(`${file}: lists`, known, id);
  }
  return LISTS.map((list): ListSource => {
    const { url, ...own } = settings[list.id] ?? { private: false };
    const urls = url === undefined ? list.urls : [url].flat();
    return {
      ...list,
      urls,
      // the hosts of the publisher are of no use to another server
      hosts: own.hosts ?? (url === undefined ? list.hosts : []),
      private: own.private,
      on: own.on ?? list.on,
      staleDays: own.staleDays ?? list.staleDays,
    };
  });
}

/** What `hue.config.ts` says of the desk, or undefined; the server says what that may be. */
export async function readDeskSettings(
  named: string | undefined,
  env: World['env'],
): Promise<unknown> {
  const file = named === undefined ? findConfig(env) : resolve(named);
  return file === null ? undefined : checked(await load(file), file).desk;
}

/** Names the field and shows nothing of what stands there: it may be a key in the wrong place. */
function checked(value: unknown, file: string): z.infer<typeof configSchema> {
  const parsed = configSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.length ? `${file}, field ${issue.path.join('.')}` : file;
  throw new InputError(where, `what docs/sources.md says (${issue?.message})`, 'another value');
}

/** `HUE_CONFIG` names it for all that a program starts: workers, and threads. */
function findConfig(env: World['env']): string | null {
  if (env.HUE_CONFIG) return resolve(env.HUE_CONFIG);
  const folders = [process.cwd(), homeFolder(env)];
  const paths = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return paths.find((path) => existsSync(path)) ?? null;
}

async function load(file: string): Promise<unknown> {
  if (!existsSync(file)) throw new InputError('--config', 'a file that is there', file);
  try {
    const module: { readonly default?: unknown } = await import(pathToFileURL(file).href);
    return module.default ?? {};
  } catch (error) {
    throw new InputError(file, 'a module that can be loaded', reason(error));
  }
}

import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { InputError } from '../base/errors.ts';
import { reason } from '../base/files.ts';
import { parseChain } from '../ledger/chains.ts';
import { DEFAULT_SOURCES } from '../ledger/default-sources.ts';
import type { World } from '../ledger/open-source.ts';
import { type SourceConfig, sourceSchema } from '../ledger/source-config.ts';

const configSchema = z.strictObject({
  sources: z.array(sourceSchema).max(1000).default([]),
  /** False: the public sources that need no key are not asked. */
  publicSources: z.boolean().default(true),
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

/** Names the field and shows nothing of what stands there: it may be a key in the wrong place. */
function checked(value: unknown, file: string): z.infer<typeof configSchema> {
  const parsed = configSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.length ? `${file}, field ${issue.path.join('.')}` : file;
  throw new InputError(where, `what docs/sources.md says (${issue?.message})`, 'another value');
}

function findConfig(env: World['env']): string | null {
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

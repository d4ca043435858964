import { readFileSync } from 'node:fs';
import { InputError } from '../base/errors.ts';
import { reason } from '../base/files.ts';
import { toJson } from '../base/json.ts';
import { parseChain } from '../ledger/chains.ts';
import { type CaseFile, caseSchema, check, type OpenCase, parseJson } from './case.ts';

/** What the command line says of a case: a whole one, or changes to a file's. */
export interface TraceFlags {
  readonly ledger?: readonly string[];
  readonly chain?: string;
  readonly source?: readonly string[];
  readonly theft?: readonly string[];
  readonly since?: string;
  readonly tags?: readonly string[];
  readonly prices?: readonly string[];
  readonly policy?: string;
  readonly majority?: number;
  readonly dust?: number;
  readonly depth?: number;
  readonly maxHolders?: number;
  readonly fanOut?: number;
  readonly until?: string;
  readonly mapping?: string;
}

/** Where a case stands that no file holds. */
const FROM_FLAGS = 'command-line';

/**
 * A case from flags alone; its paths are relative to the working folder.
 * @throws InputError where chain, ledger or seeds are missing
 */
export function caseFromFlags(flags: TraceFlags): OpenCase {
  if (!flags.ledger || !flags.chain || !(flags.source || flags.theft)) {
    throw new InputError(
      'hue trace',
      'a case file, or --chain, --ledger and --source or --theft',
      'neither',
      'hue trace --help lists the flags; examples/bybit-2025/case.json is a case file',
    );
  }
  const file = check(
    caseSchema,
    {
      format: 'hueandcry.case',
      version: 1,
      id: 'command-line',
      title: `Trace on ${flags.chain}`,
      chain: flags.chain,
      ledger: {
        files: flags.ledger,
        ...(flags.mapping === undefined ? {} : { mapping: readMapping(flags.mapping) }),
      },
      thefts: [
        {
          id: 'command-line',
          sources: (flags.source ?? []).map((text) => sourceOf(text, flags.since)),
          transactions: (flags.theft ?? []).map(theftOf),
        },
      ],
    },
    'hue trace',
  );
  return fromFlags(file);
}

/** A case that the command line alone says; its paths are relative to the working folder. */
export function fromFlags(file: CaseFile): OpenCase {
  return { file, folder: process.cwd(), path: FROM_FLAGS, text: toJson(file) };
}

/** The columns of the ledger files, from a file or as JSON itself. */
function readMapping(text: string): unknown {
  if (text.trimStart().startsWith('{')) return parseJson('--mapping', text);
  try {
    return parseJson(text, readFileSync(text, 'utf8'));
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError('--mapping', 'a file that can be read', reason(error));
  }
}

/** `address` or `address@time`. */
function sourceOf(text: string, since: string | undefined): { holder: string; since?: string } {
  const at = text.indexOf('@');
  if (at >= 0) return { holder: text.slice(0, at), since: text.slice(at + 1) };
  return since === undefined ? { holder: text } : { holder: text, since };
}

/** `tx` or `tx:victim`. */
function theftOf(text: string): { tx: string; victims: string[] } {
  const [tx = '', ...victims] = text.split(':');
  return { tx, victims };
}

/**
 * The case with the flags' additions and changes. Flags of files are relative to the working
 * folder.
 */
export function withFlags(open: OpenCase, flags: TraceFlags): OpenCase {
  const { file } = open;
  refuseIdle(open, flags);
  refuseMeaningless(file, flags);
  const here = (path: string): string => `${process.cwd()}/${path}`;
  const near = (path: string): string => (path.startsWith('/') ? path : here(path));
  const settings = {
    ...file.settings,
    ...given('policy', flags.policy),
    ...given('majority', flags.majority),
    ...given('dustUsd', flags.dust),
    ...given('maxDepth', flags.depth),
    ...given('maxHolders', flags.maxHolders),
    ...given('maxFanOut', flags.fanOut),
    ...given('until', flags.until),
  };
  const changed: CaseFile = {
    ...file,
    settings: check(caseSchema.shape.settings, settings, 'flags') ?? {},
    tags: [...file.tags, ...(flags.tags ?? []).map(near)],
    prices: [...file.prices, ...(flags.prices ?? []).flatMap((text) => priceOf(text, near))],
  };
  return { ...open, file: changed };
}

/** Flags of a trace from files mean nothing beside an id. */
export function refuseFileFlags(flags: TraceFlags): void {
  for (const name of ['ledger', 'source', 'theft', 'mapping'] as const) {
    if (flags[name] === undefined) continue;
    throw new InputError(`--${name}`, 'no transaction or address beside it', flags[name]);
  }
}

/** A flag that means nothing on this ledger is a mistake, and not to be dropped in silence. */
function refuseMeaningless({ chain }: CaseFile, flags: TraceFlags): void {
  if (parseChain(chain, 'chain').model !== 'utxo') return;
  for (const name of ['majority', 'mapping'] as const) {
    if (flags[name] === undefined) continue;
    const hint = 'coins are followed one by one; docs/trace.md says which limits they obey';
    throw new InputError(`--${name}`, 'a ledger of accounts', chain, hint);
  }
}

/** Flags that say what a case file says must not be dropped in silence. */
function refuseIdle({ path }: OpenCase, flags: TraceFlags): void {
  if (path === FROM_FLAGS) return;
  for (const name of ['ledger', 'chain', 'source', 'theft', 'since', 'mapping'] as const) {
    if (flags[name] === undefined) continue;
    throw new InputError(
      `--${name}`,
      'no case file beside it',
      path,
      'write it into the case file',
    );
  }
}

function given<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>);
}

/** `asset=file` or `asset=dollars`. */
function priceOf(text: string, near: (path: string) => string): CaseFile['prices'] {
  const at = text.indexOf('=');
  const [asset, value] = [text.slice(0, at), text.slice(at + 1)];
  if (at <= 0 || value === '') throw new InputError('--prices', 'asset=file or asset=usd', text);
  if (!/^\d{1,12}(\.\d{1,8})?$/.test(value)) return [{ asset, file: near(value) }];
  return [{ asset, usd: value, source: 'command line' }];
}

import { readFileSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { createNames } from '../attribution/names.ts';
import { readTags } from '../attribution/read.ts';
import type { Tag } from '../attribution/tags.ts';
import { sha256 } from '../base/digest.ts';
import { InputError } from '../base/errors.ts';
import { reason } from '../base/files.ts';
import { parseAddress, parseTxId } from '../ledger/address.ts';
import { type Chain, parseChain } from '../ledger/chains.ts';
import { type FileLedger, openFileLedger } from '../ledger/file/open.ts';
import type { Asset, AssetId, InputFile, Warning } from '../ledger/port.ts';
import { explore, type Watch } from '../trace/explore.ts';
import { createAccounts } from '../trace/kernel/accounts.ts';
import { createKnowledge } from '../trace/knowledge.ts';
import { createPrices, type PricePoint } from '../trace/prices.ts';
import type { Question, Source, TheftTransaction } from '../trace/question.ts';
import type { Gap, TraceResult } from '../trace/result.ts';
import { assemble } from './assemble.ts';
import { type OpenCase, sinceOf } from './case.ts';
import { pricedAsset, readPrices, statedPrice } from './price-files.ts';
import { settingsOf } from './settings.ts';

const MAX_BYTES = 256 * 2 ** 20;

export interface Run extends Watch {
  /** Warnings become errors. */
  readonly strict?: boolean;
  readonly reading?: ((file: string, bytes: number, total: number) => void) | undefined;
}

/**
 * Traces a case on an account ledger: reads its files, explores, accounts, explains, and says who
 * can act.
 * @throws InputError where the case or a file cannot be used
 */
export async function investigate(open: OpenCase, run: Run = {}): Promise<TraceResult> {
  const { file, folder } = open;
  const chain = parseChain(file.chain, 'chain');
  const inputs: InputFile[] = [caseInput(open)];
  const warnings: Warning[] = [];
  const ledger = await openFileLedger(file.ledger.files, {
    chain: chain.id,
    baseDir: folder,
    mapping: file.ledger.mapping,
    strict: run.strict,
    tokens: file.ledger.tokens,
    ...(file.ledger.coverage ? { coverage: file.ledger.coverage } : {}),
    firstInput: inputs.length,
    onProgress: ({ file: name, bytes, total }) => run.reading?.(name, bytes, total),
    signal: run.signal,
  });
  inputs.push(...ledger.inputs);
  const tags = readAllTags(open, inputs, warnings);
  const assets = new Map((await ledger.assets()).map((asset) => [asset.id, asset]));
  const prices = createPrices(readAllPrices(open, assets, inputs), assets);
  const knowledge = createKnowledge(
    chain.id,
    createNames(tags),
    assets,
    prices,
    ledger.coverage.incoming,
  );
  const settings = settingsOf(file.settings);
  const question: Question = { ...settings, ...seedsOf(open, chain) };
  const gaps = await unseen(question, ledger);
  const engine = createAccounts(settings.policies);
  const exploration = await explore(ledger, question, knowledge, engine, run);
  warnings.push(...ledger.warnings());
  if (run.strict) refuse(warnings);
  return assemble({
    open,
    chain,
    ledger,
    question,
    exploration,
    knowledge,
    assets,
    inputs,
    warnings,
    gaps,
  });
}

/**
 * Sources of which the ledger knows nothing: each is a gap of the answer.
 * @throws InputError where that is all of them
 */
async function unseen({ sources, thefts }: Question, ledger: FileLedger): Promise<Gap[]> {
  const summaries = await ledger.summaries(sources.map(({ holder }) => holder));
  const absent = summaries.filter(({ received, sent }) => received + sent === 0);
  const [first] = absent;
  if (first && absent.length === sources.length && thefts.length === 0) {
    throw new InputError('thefts: sources', 'an account that the ledger lists', first.holder);
  }
  return absent.map(({ holder }) => ({
    reason: 'a source of the theft is not in the ledger',
    holder,
    effect: 'What left it is not known, and not part of what is called stolen here.',
  }));
}

function refuse(warnings: readonly Warning[]): void {
  const [first] = warnings;
  if (!first) return;
  const place = `${first.file}, line ${first.line}, ${first.field}`;
  throw new InputError(place, first.expected, first.found, `${warnings.length} kinds of warning`);
}

function caseInput({ path, text, file }: OpenCase): InputFile {
  const bytes = Buffer.byteLength(text);
  const name = isAbsolute(path) ? (path.split('/').at(-1) ?? path) : path;
  return { role: 'case', name, sha256: sha256(text), bytes, layout: file.format, rows: 1 };
}

/** A text file of the case, within the limit, noted among the inputs. */
function readInput(
  { folder }: OpenCase,
  name: string,
  inputs: InputFile[],
  about: { role: InputFile['role']; layout: string },
): { text: string; note: (rows: number, layout?: string) => void } {
  let bytes: Buffer;
  try {
    bytes = readFileSync(resolve(folder, name));
  } catch (error) {
    throw new InputError(`${about.role} file ${name}`, 'a file that can be read', reason(error));
  }
  if (bytes.length > MAX_BYTES) {
    throw new InputError(`${about.role} file ${name}`, `at most ${MAX_BYTES} bytes`, bytes.length);
  }
  const note = (rows: number, layout = about.layout): void => {
    inputs.push({
      role: about.role,
      name,
      sha256: sha256(bytes),
      bytes: bytes.length,
      layout,
      rows,
    });
  };
  return { text: bytes.toString('utf8'), note };
}

function readAllTags(open: OpenCase, inputs: InputFile[], warnings: Warning[]): Tag[] {
  return open.file.tags.flatMap((entry) => {
    const name = typeof entry === 'string' ? entry : entry.file;
    const { text, note } = readInput(open, name, inputs, { role: 'tags', layout: 'tags' });
    const declared =
      typeof entry === 'string'
        ? {}
        : {
            declared: {
              chain: open.file.chain,
              source: entry.source,
              category: entry.category,
              ...(entry.sourceDate === undefined ? {} : { date: entry.sourceDate }),
            },
          };
    const read = readTags(name, text, declared);
    note(read.rows, read.layout);
    warnings.push(...read.warnings);
    return read.tags;
  });
}

function readAllPrices(
  open: OpenCase,
  assets: ReadonlyMap<AssetId, Asset>,
  inputs: InputFile[],
): Map<AssetId, PricePoint[]> {
  const series = new Map<AssetId, PricePoint[]>();
  for (const price of open.file.prices) {
    const id = pricedAsset([...assets.values()], price.asset);
    const points = statedPrice(price);
    if (price.file !== undefined) {
      const about = { role: 'prices', layout: 'daily-prices' } as const;
      const { text, note } = readInput(open, price.file, inputs, about);
      const read = readPrices(price.file, text);
      note(read.length);
      points.push(...read);
    }
    if (id === null) continue;
    const known = series.get(id) ?? [];
    series.set(
      id,
      [...known, ...points].sort((a, b) => a.time - b.time),
    );
  }
  return series;
}

function seedsOf(
  { file }: OpenCase,
  chain: Chain,
): { sources: Source[]; thefts: TheftTransaction[] } {
  const sources: Source[] = [];
  const thefts: TheftTransaction[] = [];
  for (const [label, theft] of file.thefts.entries()) {
    for (const { holder, since } of theft.sources) {
      const place = `thefts: ${theft.id}: source`;
      const at = sinceOf(since, `${place}: since`);
      sources.push({ holder: parseAddress(holder, chain, place), since: at, label });
    }
    for (const { tx, victims } of theft.transactions) {
      const place = `thefts: ${theft.id}: transaction`;
      const lost = victims.map((victim) => parseAddress(victim, chain, `${place}: victim`));
      thefts.push({ tx: parseTxId(tx, chain, place), victims: lost, label });
    }
  }
  if (sources.length + thefts.length === 0) {
    throw new InputError('thefts', 'a source account or a theft transaction', 'none');
  }
  return { sources, thefts };
}

import { readFileSync } from 'node:fs';
import { basename, isAbsolute, resolve } from 'node:path';
import { readTags } from '../attribution/read.ts';
import type { Tag } from '../attribution/tags.ts';
import { sha256 } from '../base/digest.ts';
import { InputError } from '../base/errors.ts';
import { reason } from '../base/files.ts';
import { DECIMALS_WANTED, isFault } from '../ledger/file/warnings.ts';
import type { Asset, AssetId, InputFile, ReadLedger, Warning } from '../ledger/port.ts';
import type { PricePoint } from '../trace/prices.ts';
import type { TraceResult } from '../trace/result.ts';
import { check, type OpenCase, parseJson } from './case.ts';
import { pricedAsset, readPrices, statedPrice } from './price-files.ts';
import { safeFindings, safeTransactionsSchema } from './safe.ts';

const MAX_BYTES = 256 * 2 ** 20;

/**
 * Makes the first warning an error, for runs in which none may pass.
 * @throws InputError
 */
export function refuse(warnings: readonly Warning[]): void {
  const faults = warnings.filter(({ code }) => isFault(code));
  const [first] = faults;
  if (!first) return;
  const place = `${first.file}, line ${first.line}, ${first.field}`;
  throw new InputError(place, first.expected, first.found, `${faults.length} kinds of warning`);
}

/**
 * Makes an error of the first amount in the answer whose token nobody has said the decimals of.
 * Tokens that end as noise, or that the trace never meets, are in no amount.
 * @throws InputError
 */
export function refuseAssumed({ assumed }: ReadLedger, { assets }: TraceResult): void {
  for (const { id, contract } of assets) {
    const place = assumed.get(id);
    if (!place) continue;
    const label = `${shownName(place.file)}, line ${place.line}, decimals`;
    throw new InputError(label, DECIMALS_WANTED, contract ?? id, 'ledger.tokens names them');
  }
}

/** A result names no folder of the machine. */
function shownName(name: string): string {
  return isAbsolute(name) ? basename(name) : name;
}

/** The same for what a ledger says of its files. */
export function shownNames<T extends { readonly name: string } | { readonly file: string }>(
  items: readonly T[],
): T[] {
  return items.map((item) =>
    'name' in item
      ? { ...item, name: shownName(item.name) }
      : { ...item, file: shownName(item.file) },
  );
}

/** The case file itself, as one of the inputs. */
export function caseInput({ path, text, file }: OpenCase): InputFile {
  const bytes = Buffer.byteLength(text);
  return {
    role: 'case',
    name: basename(path),
    sha256: sha256(text),
    bytes,
    layout: file.format,
    rows: 1,
  };
}

/**
 * A text file of the case, within the limit; `note` puts it among the inputs.
 * @throws InputError where it cannot be read or is too large
 */
export function readInput(
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
      name: shownName(name),
      sha256: sha256(bytes),
      bytes: bytes.length,
      layout,
      rows,
    });
  };
  return { text: bytes.toString('utf8'), note };
}

/** All tags that the case names. */
export function readAllTags(open: OpenCase, inputs: InputFile[], warnings: Warning[]): Tag[] {
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
    const read = readTags(shownName(name), text, declared);
    note(read.rows, read.layout);
    warnings.push(...read.warnings);
    return read.tags;
  });
}

/** All prices that the case gives, by asset, ascending by time. */
export function readAllPrices(
  open: OpenCase,
  assets: ReadonlyMap<AssetId, Asset>,
  inputs: InputFile[],
  warnings: Warning[],
): Map<AssetId, PricePoint[]> {
  const series = new Map<AssetId, PricePoint[]>();
  for (const price of open.file.prices) {
    const id = pricedAsset([...assets.values()], price.asset);
    const points = statedPrice(price);
    if (price.file !== undefined) {
      const about = { role: 'prices', layout: 'daily-prices' } as const;
      const { text, note } = readInput(open, price.file, inputs, about);
      const read = readPrices(shownName(price.file), text);
      note(read.length);
      points.push(...read);
    }
    if (id === null) {
      warnings.push(unknownAsset(price.asset));
      continue;
    }
    const known = series.get(id) ?? [];
    series.set(
      id,
      [...known, ...points].sort((a, b) => a.time - b.time),
    );
  }
  return series;
}

function unknownAsset(found: string): Warning {
  const expected = 'one asset of this ledger, by symbol, contract or id';
  return {
    code: 'price-asset',
    file: 'prices',
    line: 0,
    field: 'asset',
    expected,
    found,
    count: 1,
  };
}

/** What is wrong with the Safe transactions that the case names. */
export function readSafes(open: OpenCase, inputs: InputFile[]): TraceResult['findings'] {
  return open.file.safeTransactions.flatMap((name) => {
    const about = { role: 'case', layout: 'safe-transactions' } as const;
    const { text, note } = readInput(open, name, inputs, about);
    const { results } = check(safeTransactionsSchema, parseJson(name, text), name);
    note(results.length);
    return safeFindings(results, name);
  });
}

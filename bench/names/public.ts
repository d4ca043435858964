import { readFileSync } from 'node:fs';
import { PARTY_KINDS, type PartyKind } from '../../src/attribution/lists/party.ts';
import { InputError } from '../../src/base/errors.ts';
import type { Pair } from './pairs.ts';

/** Cells of a CSV file with a header line (RFC 4180). */
function rows(path: string): Record<string, string>[] {
  const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  const lines: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(
    /(?:"((?:[^"]|"")*)"|([^,\r\n"]*))(,|\r?\n|$)/g,
  )) {
    lines.at(-1)?.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (end !== ',') lines.push([]);
  }
  const [head = [], ...body] = lines;
  return body
    .filter((cells) => cells.some((cell) => cell !== ''))
    .map((cells) => Object.fromEntries(head.map((name, i) => [name, cells[i] ?? ''])));
}

function cell(row: Record<string, string>, name: string, path: string): string {
  const value = row[name];
  if (value === undefined) throw new InputError(path, `a column ${name}`, Object.keys(row));
  return value;
}

function kindOf(schema: string): PartyKind {
  const kind = schema.toLowerCase();
  if (kind === 'organization') return 'company';
  return PARTY_KINDS.find((one) => one === kind) ?? 'other';
}

/** `contrib/name_bench/cases.csv` of opensanctions/nomenklatura. */
export function readPairs(path: string): readonly Pair[] {
  return rows(path).map((row) => ({
    group: cell(row, 'case_group', path),
    kind: kindOf(cell(row, 'schema', path)),
    query: cell(row, 'name1', path),
    listed: cell(row, 'name2', path),
    same: cell(row, 'is_match', path).toLowerCase() === 'true',
    quality: cell(row, 'quality', path) || 'MEDIUM',
  }));
}

interface OfacRow {
  readonly query: string;
  readonly listed: string;
  /** 0 to 100. */
  readonly score: number;
}

/** Rows that have a score: -1 stands for what OFAC did not show. */
export function readOfac(path: string): readonly OfacRow[] {
  return rows(path)
    .map((row) => ({
      query: cell(row, 'query_name', path),
      listed: cell(row, 'result_name', path),
      score: Number(cell(row, 'ofac_score', path)),
    }))
    .filter(({ score }) => score >= 0);
}

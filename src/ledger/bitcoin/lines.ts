import { gunzipSync } from 'node:zlib';
import { sha256 } from '../../base/digest.ts';
import { InputError, LimitError } from '../../base/errors.ts';
import { reason } from '../../base/files.ts';
import type { InputFile } from '../port.ts';
import { parseDumplings } from './dumplings.ts';
import { type FaultList, faultList } from './faults.ts';
import { type ByteBudget, MOST_BYTES, readWhole } from './files.ts';
import type { BitcoinLedger } from './ledger.ts';
import { ledgerOfLines } from './line-ledger.ts';
import type { PlacedTransaction } from './line-transaction.ts';
import { MAINNET, type Network } from './network.ts';
import { parseTransactionLine } from './transaction-lines.ts';
import { isZip, unzip } from './zip.ts';

interface LineOptions {
  /** Ends the reading at the first fault instead of listing it. */
  readonly strict?: boolean;
  readonly network?: Network;
  /** The most bytes to read, unpacked, 2 GiB unless told. */
  readonly bytes?: number;
  /** The most transactions to hold, 2 million unless told. */
  readonly transactions?: number;
}

const MOST_TRANSACTIONS = 2_000_000;
/** A transaction of 4 MB as hex, and some. */
const MOST_LINE_BYTES = 16 * 2 ** 20;

/**
 * Reads transactions, one to a line, into a ledger: Dumplings' text form, or our own JSON Lines,
 * told apart by the first character; plain, or as the files of a zip archive, each of which becomes
 * an input named `archive#file`. Lines that are not of their form are left out and listed.
 *
 * Chain order does not depend on the order of files and lines. Where heights are given they rule.
 * Dumplings gives none: blocks then stand by time, and no transaction before one that it spends.
 * @throws InputError where a file has no line of a known form; LimitError
 */
export async function openTransactionLines(
  paths: string | readonly string[],
  options: LineOptions = {},
): Promise<BitcoinLedger> {
  const { strict = false, network = MAINNET, bytes = MOST_BYTES } = options;
  const limit = options.transactions ?? MOST_TRANSACTIONS;
  const budget = { left: bytes };
  const faults = faultList(strict);
  const inputs: InputFile[] = [];
  const transactions: PlacedTransaction[] = [];
  for (const path of typeof paths === 'string' ? [paths] : paths) {
    for (const text of await textsOf(path, budget, inputs)) {
      const rows = readLines(text, inputs.length, limit, network, faults, transactions);
      const { name, data } = text;
      const layout = isJson(data) ? 'bitcoin-transactions-jsonl' : 'bitcoin-transactions-dumplings';
      const size = data.length;
      inputs.push({ role: 'ledger', name, sha256: sha256(data), bytes: size, layout, rows });
    }
  }
  return ledgerOfLines(transactions, network, faults, inputs);
}

interface Text {
  readonly name: string;
  readonly data: Uint8Array;
}

async function textsOf(path: string, budget: ByteBudget, inputs: InputFile[]): Promise<Text[]> {
  const packed = await readWhole(path, budget);
  const data = isGzip(packed) ? gunzip(packed, path, budget) : packed;
  if (!isZip(data)) return [{ name: path, data }];
  const entries = unzip(data, path, budget);
  const facts = { name: path, sha256: sha256(data), bytes: data.length, layout: 'zip' };
  inputs.push({ role: 'ledger', ...facts, rows: entries.length });
  return entries.map((entry) => ({ name: `${path}#${entry.name}`, data: entry.data }));
}

/** RFC 1952: the first two bytes. */
function isGzip(data: Uint8Array): boolean {
  return data[0] === 0x1f && data[1] === 0x8b;
}

function gunzip(data: Uint8Array, path: string, budget: ByteBudget): Uint8Array {
  try {
    const unpacked = gunzipSync(data, { maxOutputLength: Math.max(1, budget.left) });
    budget.left -= unpacked.length;
    return unpacked;
  } catch (error) {
    const tooLong = (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE';
    if (tooLong) throw new LimitError(`input ${path}`, `more than ${budget.left} bytes unpacked`);
    throw new InputError(`file ${path}`, 'gzip (RFC 1952)', reason(error));
  }
}

function isJson(data: Uint8Array): boolean {
  return data[0] === 0x7b;
}

/** Appends the transactions of a text; returns the number of its lines that are not empty. */
function readLines(
  { name, data }: Text,
  input: number,
  limit: number,
  network: Network,
  faults: FaultList,
  transactions: PlacedTransaction[],
): number {
  const parse = isJson(data) ? parseTransactionLine : parseDumplings;
  const before = transactions.length;
  let rows = 0;
  let first: InputError | null = null;
  for (const { line, text } of linesOf(data, name)) {
    rows++;
    try {
      const transaction = parse(text, `${name}, line ${line}`, network);
      transactions.push({ ...transaction, origin: { input, line } });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      first ??= error;
      const field = error.label.slice(`${name}, line ${line}, `.length) || 'line';
      faults.add('line', { file: name, line, field }, error.expected, error.found);
    }
    if (transactions.length > limit) {
      throw new LimitError('transactions', `more than ${limit} in ${name}`);
    }
  }
  // A file without one good line is not of this kind, however lenient the reading.
  if (first && transactions.length === before) throw first;
  return rows;
}

function* linesOf(data: Uint8Array, name: string): Generator<{ line: number; text: string }> {
  const decoder = new TextDecoder('utf-8');
  let start = 0;
  for (let line = 1; start < data.length; line++) {
    const found = data.indexOf(0x0a, start);
    const end = found < 0 ? data.length : found;
    if (end - start > MOST_LINE_BYTES) {
      throw new LimitError(`${name}, line ${line}`, `more than ${MOST_LINE_BYTES} bytes`);
    }
    const text = decoder.decode(data.subarray(start, end)).trim();
    start = end + 1;
    if (text !== '') yield { line, text };
  }
}

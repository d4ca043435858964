import { readFileSync } from 'node:fs';
import { parseTime } from '../../src/base/time.ts';

/** One transfer of a dollar ledger, as the bench reads and writes it. */
export interface Row {
  readonly block: number;
  /** Unix seconds. */
  readonly time: number;
  readonly tx: string;
  readonly from: string;
  readonly to: string;
  /** The value as the file writes it. */
  readonly text: string;
  readonly usd: number;
}

const HEADER = 'chain,block,timestamp_utc,tx_hash,from,to,value_usd';
export const ZERO_ADDRESS = `0x${'0'.repeat(40)}`;

/** Identifies an edge of the ground truth: (transaction, from, to). */
export function edgeKey(row: Pick<Row, 'tx' | 'from' | 'to'>): string {
  return `${row.tx} ${row.from} ${row.to}`;
}

/** Splits a CSV text without quoted fields into records by header name. */
export function readCsv(text: string): Record<string, string>[] {
  const [head = '', ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const names = head.split(',');
  return lines
    .filter((line) => line.length > 0)
    .map((line) => {
      const fields = line.split(',');
      return Object.fromEntries(names.map((name, i) => [name, fields[i] ?? '']));
    });
}

/** Reads a ledger in the layout of `cases/public/ledger-ethereum-mixed.csv`. */
export function readLedger(path: string): Row[] {
  return readCsv(readFileSync(path, 'utf8')).map((record) => ({
    block: Number(record.block),
    time: parseTime(record.timestamp_utc ?? '', path),
    tx: record.tx_hash ?? '',
    from: record.from ?? '',
    to: record.to ?? '',
    text: record.value_usd ?? '',
    usd: Number(record.value_usd),
  }));
}

/** The rows as a ledger file of that layout. */
export function writeLedger(rows: readonly Row[]): string {
  const lines = rows.map((row) => {
    const time = new Date(row.time * 1000).toISOString().slice(0, 19).replace('T', ' ');
    return `ethereum,${row.block},${time},${row.tx},${row.from},${row.to},${row.text}`;
  });
  return `${[HEADER, ...lines].join('\r\n')}\r\n`;
}

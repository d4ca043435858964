import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after } from 'node:test';
import { openCase } from '../../src/casework/case.ts';
import { investigate } from '../../src/casework/investigate.ts';
import type { TraceResult } from '../../src/trace/result.ts';

/** Addresses of the written cases, by letter. */
export const at = (letter: string): string => `0x${letter.repeat(40)}`;

/** A transaction id by number. */
export const tx = (number: number): string => `0x${String(number).padStart(64, '0')}`;

export const USDT = '0xdac17f958d2ee523a2206206994597c13d831ec7';

/** The columns of the written ledgers, and how they are read. */
export const HEADER = 'tx,block,time,from,to,token,amount';
export const MAPPING = {
  tx: 'tx',
  block: 'block',
  time: 'time',
  from: 'from',
  to: 'to',
  contract: 'token',
  amount: 'amount',
  unit: 'decimal',
};

/** A row: transaction and block `n`, from one letter to another, decimals of ETH or of a token. */
export function row(n: number, from: string, to: string, amount: string, token = ''): string {
  const time = new Date(Date.UTC(2025, 0, 1) + n * 12_000).toISOString().slice(0, 19);
  return [tx(n), 1000 + n, time.replace('T', ' '), at(from), at(to), token, amount].join(',');
}

/** A theft of 10 ETH and 500 USDT by `a`: 6 ETH go to `b`, the USDT to the exchange `e`. */
export const LEDGER = [
  HEADER,
  row(1, 'a', 'c', '10'),
  row(2, 'a', 'c', '500', USDT),
  row(3, 'c', 'b', '6'),
  row(4, 'c', 'e', '500', USDT),
  row(5, 'f', 'd', '1'),
  row(6, 'd', 'f', '1'),
  '',
].join('\n');

export const TAGS =
  'chain,address,entity,category,source\n' +
  `ethereum,${at('e')},Binance: Hot Wallet 1,exchange,a list\n`;

const PRICES = 'Date,Open,Close\n2024-12-31,1,3000.00\n2025-01-01,1,3333.00\n';

const theft = { id: 'theft', sources: [{ holder: at('a') }] };

/** The case over `ledger.csv`, `tags.csv` and `eth.csv`. */
export const CASE = {
  format: 'hueandcry.case',
  version: 1,
  id: 'small',
  title: 'A small theft',
  chain: 'ethereum',
  ledger: { files: ['ledger.csv'], mapping: MAPPING },
  thefts: [theft],
  tags: ['tags.csv'],
  prices: [{ asset: 'ETH', file: 'eth.csv' }],
};

type Content = string | object;

/** A new folder with these files, objects as JSON. It is gone when the tests are over. */
export function folder(files: Readonly<Record<string, Content>> = {}): string {
  const path = mkdtempSync(join(tmpdir(), 'hue-case-'));
  after(() => rmSync(path, { recursive: true, force: true }));
  const all = { 'case.json': CASE, 'ledger.csv': LEDGER, 'tags.csv': TAGS, 'eth.csv': PRICES };
  for (const [name, content] of Object.entries<Content>({ ...all, ...files })) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    writeFileSync(join(path, name), text);
  }
  return path;
}

/** Traces a case like the small one, with these changes and files. */
export function traced(
  change: object = {},
  files: Readonly<Record<string, Content>> = {},
): Promise<TraceResult> {
  const path = folder({ ...files, 'case.json': { ...CASE, ...change } });
  return investigate(openCase(join(path, 'case.json')));
}

// Files written for a test and gone after it, and random transfers in every layout.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import fc from 'fast-check';
import { type FileLedger, openFileLedger } from '../../src/ledger/file/open.ts';
import type { Transfer, Warning } from '../../src/ledger/port.ts';

type Options = Parameters<typeof openFileLedger>[1];
export type Contents = Readonly<Record<string, string | Uint8Array>>;

/** A folder with the given files, removed when the test ends. */
export function folderOf(t: TestContext, contents: Contents): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hue-file-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(contents)) {
    fs.writeFileSync(path.join(folder, name), content);
  }
  return folder;
}

/** Opens the files of the given contents, in their order, as one ledger. */
export async function ledgerOf(
  t: TestContext,
  contents: Contents,
  options: Partial<Options> = {},
): Promise<FileLedger> {
  const baseDir = folderOf(t, contents);
  return openFileLedger(Object.keys(contents), { chain: 'ethereum', baseDir, ...options });
}

/** Code, line and count of each warning, and what was found. */
export function seen(warnings: readonly Warning[]): string[] {
  return warnings.map(({ code, line, count, found }) => `${code} ${line} ×${count}: ${found}`);
}

/** A transfer without what depends on the file: where it stands. */
export function facts({ origin: _, ...transfer }: Transfer): Omit<Transfer, 'origin'> {
  return transfer;
}

/** Different by number, the same for the same number. */
export function addressOf(number: number): string {
  return `0x${(number + 1).toString(16).padStart(40, 'a')}`;
}

export function txOf(number: number): string {
  return `0x${number.toString(16).padStart(64, 'b')}`;
}

export const USDT = '0xdac17f958d2ee523a2206206994597c13d831ec7';
export const HEADER = 'tx_hash,timestamp_utc,block,from,to,amount,token_contract';

/** A row of the layout `public-case-tokens`; what is not given is in order. */
export function line(
  parts: Partial<Record<'tx' | 'time' | 'block' | 'from' | 'to', string>> & {
    readonly amount?: string;
    readonly token?: string;
  },
): string {
  const { tx = txOf(1), time = '2025-02-21 14:29:47', block = '100' } = parts;
  const { from = addressOf(1), to = addressOf(2), amount = '1.5', token = '' } = parts;
  return [tx, time, block, from, to, amount, token].join(',');
}

export interface Move {
  readonly tx: number;
  readonly from: number;
  readonly to: number;
  readonly token: 0 | 1;
  readonly units: bigint;
}

/** Transfers of several blocks and transactions; block and time follow from the transaction. */
export const moves: fc.Arbitrary<Move[]> = fc.array(
  fc.record({
    tx: fc.integer({ min: 0, max: 30 }),
    from: fc.integer({ min: 0, max: 12 }),
    to: fc.integer({ min: 0, max: 12 }),
    token: fc.constantFrom(0, 1),
    units: fc.oneof(
      fc.bigInt({ min: 0n, max: 10n ** 7n }),
      fc.bigInt({ min: 0n, max: 10n ** 22n }),
      fc.bigInt({ min: 0n, max: 10n ** 60n }),
    ),
  }),
  { minLength: 1, maxLength: 60 },
);

/** Several transactions share a block, and every other block its second with the one before. */
export function blockOf({ tx }: Move): number {
  return 1000 + Math.floor(tx / 3);
}

export function timeOf(move: Move): number {
  return 1_700_000_000 + Math.floor((blockOf(move) - 1000) / 2) * 12;
}

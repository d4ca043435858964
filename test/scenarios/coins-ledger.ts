// A made-up theft on a ledger of coins: a victim, a thief, an exchange, a Tx0 and a mix.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { type OpenCase, openCase } from '../../src/casework/case.ts';
import { investigate } from '../../src/casework/investigate.ts';
import type { KnownTags } from '../../src/casework/known-tags.ts';
import type { UtxoInput, UtxoOutput } from '../../src/ledger/port.ts';
import type { Watch } from '../../src/trace/explore.ts';
import { type TraceResult, traceResultSchema } from '../../src/trace/result.ts';
import { fromKeys, payTo, SCRIPTS, toKeys } from '../ledger/bitcoin-mixes.ts';

export const id = (letter: string): string => letter.repeat(64);
export const addressOf = (key: number): string => toKeys([[0n, key]])[0]?.holder ?? '';

export interface Made {
  readonly id: string;
  readonly block: number;
  readonly inputs: readonly UtxoInput[];
  readonly outputs: readonly UtxoOutput[];
}

export function spend(tx: Made, index: number): UtxoInput {
  const { amount, holder } = tx.outputs[index] as UtxoOutput;
  return { tx: tx.id, index, amount, holder };
}

export const KEYS = { victim: 1, thief: 2, helper: 3, exchange: 4, hoard: 5, change: 6 } as const;

const theft: Made = {
  id: id('a'),
  block: 100,
  inputs: fromKeys([[10_000_000n, KEYS.victim]]),
  outputs: toKeys([
    [6_000_000n, KEYS.thief],
    [3_990_000n, KEYS.victim],
  ]),
};
// the thief pays an exchange, with a coin of somebody else beside his own
const paid: Made = {
  id: id('b'),
  block: 101,
  inputs: [spend(theft, 0), ...fromKeys([[2_000_000n, KEYS.helper]])],
  outputs: toKeys([
    [4_000_000n, KEYS.exchange],
    [3_500_000n, KEYS.hoard],
    [490_000n, KEYS.helper],
  ]),
};
const tx0: Made = {
  id: id('c'),
  block: 102,
  inputs: [spend(paid, 1)],
  outputs: [
    payTo(SCRIPTS.opReturn(64), 0n),
    ...toKeys([
      [50_000n, 50],
      [1_004_000n, 51],
      [1_004_000n, 52],
      [1_440_000n, KEYS.change],
    ]),
  ],
};
const mix: Made = {
  id: id('d'),
  block: 103,
  inputs: [
    spend(tx0, 2),
    ...fromKeys([
      [1_000_000n, 60],
      [1_000_000n, 61],
      [1_000_000n, 62],
      [1_000_000n, 63],
    ]),
  ],
  outputs: toKeys([70, 71, 72, 73, 74].map((key) => [1_000_000n, key] as const)),
};
// what leaves the mix, and what the exchange pays out, is nobody's to attribute
const beyond: Made = {
  id: id('e'),
  block: 104,
  inputs: [spend(mix, 0), spend(paid, 0)],
  outputs: toKeys([[4_990_000n, 80]]),
};
export const LEDGER: readonly Made[] = [theft, paid, tx0, mix, beyond];

function lineOf({ id: tx, block, inputs, outputs }: Made): string {
  const amounts = (_: string, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value;
  const time = 1_650_000_000 + 600 * block;
  const line = { id: tx, block, time, txIndex: 1, coinbase: false, inputs, outputs };
  return JSON.stringify(line, amounts);
}

type Watching = Watch & { readonly known?: KnownTags };

interface Question {
  readonly theft: object;
  readonly more?: object;
  readonly files?: readonly (readonly Made[])[];
  readonly gzip?: boolean;
  readonly watch?: Watching;
}

/** Writes the case to a folder of its own, traces it as `hue trace` does, and checks the form. */
export async function traced(
  question: Question,
  trace: (open: OpenCase, watch: Watching) => Promise<TraceResult> = investigate,
): Promise<TraceResult> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hue-coins-'));
  try {
    const open = caseIn(folder, question);
    return traceResultSchema.parse(await trace(open, question.watch ?? {}));
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

function caseIn(folder: string, { theft, more = {}, files, gzip = false }: Question): OpenCase {
  const names = (files ?? [LEDGER]).map((made, i) => {
    const name = `ledger-${i}.jsonl${gzip ? '.gz' : ''}`;
    const text = `${made.map(lineOf).join('\n')}\n`;
    fs.writeFileSync(path.join(folder, name), gzip ? gzipSync(text) : text);
    return name;
  });
  const tag = `bitcoin,${addressOf(KEYS.exchange)},Binance,cex,made up`;
  fs.writeFileSync(path.join(folder, 'tags.csv'), `chain,address,entity,category,source\n${tag}\n`);
  const file = {
    format: 'hueandcry.case',
    version: 1,
    id: 'made-up',
    title: 'A made-up theft',
    chain: 'bitcoin',
    ledger: { files: names },
    thefts: [{ id: 'theft', ...theft }],
    tags: ['tags.csv'],
    ...more,
  };
  const place = path.join(folder, 'case.json');
  fs.writeFileSync(place, JSON.stringify(file));
  return openCase(place);
}

/** Every row of the certificate closes, and what it says to rest is at the places stated. */
export function closes(result: TraceResult): void {
  assert.ok(result.certificate.length > 0);
  for (const row of result.certificate) {
    const ended = [row.held, row.atStops, row.fees, row.burnt, row.writtenOff, row.superseded];
    const sum = ended.reduce((total, units) => total + BigInt(units), 0n);
    assert.equal(sum + BigInt(row.convertedOut), BigInt(row.seeds) + BigInt(row.convertedIn));
    const rests = result.destinations.reduce(
      (total, { amounts }) => total + BigInt(amounts[row.policy]),
      0n,
    );
    assert.equal(rests, BigInt(row.held) + BigInt(row.atStops), `${row.policy} at places`);
  }
}

// `npm run bench:forms`: time to read one address of each form, beside a floor measured in the same
// run: the hash that the form cannot be read without, or where there is none, one pass over its
// characters. Forms and floors take turns; the least and the median of 101 rounds.

import { base58, base64urlnopad } from '@scure/base';
import { createKeccak } from 'hash-wasm';
import { tronKey } from '../src/attribution/forms/base58check.ts';
import { COINS, hashKey, witnessKey } from '../src/attribution/forms/coins.ts';
import { evmKey } from '../src/attribution/forms/eip55.ts';
import { readAddressText } from '../src/attribution/forms/read.ts';
import { relatedBytes } from '../src/attribution/forms/related.ts';
import { xrpKey } from '../src/attribution/forms/xls5.ts';
import { checksumShort } from '../src/ledger/sha256.kernel.ts';
import { table } from './accuracy/tables.ts';

const ADDRESSES = 1000;
const ROUNDS = 101;
const SEED = 12345;
/** A batch of a thousand is to be read well under this (milliseconds of one core). */
const BUDGET = 5;

const keccak = await createKeccak(256);
const hashed = Buffer.alloc(40, 0x61);
const payload = new Uint8Array(34);

/** What no reading of the form can do without. */
const FLOORS = {
  'Keccak-256 of 40 bytes': () => keccak.init().update(hashed).digest('binary')[0]!,
  'SHA-256 twice': () => checksumShort(payload, 21),
  'one pass over 42 characters': (text: string) => {
    let sum = 0;
    for (let i = 0; i < text.length; i += 1) sum = (sum << 5) ^ text.charCodeAt(i);
    return sum;
  },
} as const;
type Floor = keyof typeof FLOORS;

interface Row {
  readonly form: string;
  readonly floor: Floor;
  readonly texts: readonly string[];
}

let state = SEED;
function random(size: number): Uint8Array {
  return Uint8Array.from({ length: size }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state >>> 24;
  });
}

function row(form: string, floor: Floor, write: () => string): Row {
  return { form, floor, texts: Array.from({ length: ADDRESSES }, write) };
}

function coin(family: string): (typeof COINS)[number] {
  const found = COINS.find((one) => one.family === family);
  if (!found) throw new Error(`no coin ${family}`);
  return found;
}

const KECCAK = 'Keccak-256 of 40 bytes';
const SHA = 'SHA-256 twice';
const PASS = 'one pass over 42 characters';
const bitcoin = coin('bitcoin');
const cash = coin('bitcoincash');
const ROWS: readonly Row[] = [
  row('EVM, mixed case', KECCAK, () => evmKey(random(20)).text),
  row('EVM, lower case', KECCAK, () => evmKey(random(20)).text.toLowerCase()),
  row('Bitcoin 1…', SHA, () => hashKey(bitcoin, 'p2pkh', random(20)).text),
  row('Bitcoin 3…', SHA, () => hashKey(bitcoin, 'p2sh', random(20)).text),
  row('Bitcoin bc1q…', PASS, () => witnessKey('bitcoin', 'bc', 0, random(20)).text),
  row('Bitcoin bc1p…', PASS, () => witnessKey('bitcoin', 'bc', 1, random(32)).text),
  row('Bitcoin Cash', PASS, () => hashKey(cash, 'p2pkh', random(20)).text),
  row('Tron T…', SHA, () => tronKey(random(20)).text),
  row('Litecoin L…', SHA, () => hashKey(coin('litecoin'), 'p2pkh', random(20)).text),
  row('XRP r…', SHA, () => xrpKey(random(20)).text),
  row('Solana', SHA, () => base58.encode(random(32))),
  row('no address', PASS, () => `${base64urlnopad.encode(random(30))}!!`),
];

/**
 * Nanoseconds for each of the texts, in one pass: a millisecond or two, so that the least of many
 * passes was not interrupted, however busy the computer is.
 */
function time(texts: readonly string[], run: (text: string) => number): number {
  const before = process.hrtime.bigint();
  let sink = 0;
  for (const text of texts) sink += run(text);
  const taken = Number(process.hrtime.bigint() - before);
  if (Number.isNaN(sink)) throw new Error('the result was not used');
  return taken / texts.length;
}

function read(text: string): number {
  const reading = readAddressText(text, null);
  return 'fault' in reading ? 0 : reading.keys.length;
}

function related(text: string): number {
  const reading = readAddressText(text, null);
  return 'fault' in reading ? 0 : relatedBytes(reading.keys[0]!).length;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

const taken = ROWS.map(() => ({
  read: [] as number[],
  floor: [] as number[],
  all: [] as number[],
}));
for (let round = -20; round < ROUNDS; round += 1) {
  for (const [at, { floor, texts }] of ROWS.entries()) {
    const one = [time(texts, read), time(texts, FLOORS[floor]), time(texts, related)] as const;
    if (round < 0) continue;
    taken[at]?.read.push(one[0]);
    taken[at]?.floor.push(one[1]);
    taken[at]?.all.push(one[2]);
  }
}

const whole = (ns: number): string => Math.round(ns).toString();
const least = (values: readonly number[]): number => Math.min(...values);
console.log(`${ADDRESSES} addresses of each form, seed ${SEED}, ${ROUNDS} rounds, one core\n`);
console.log(
  table(
    [
      'form',
      'least ns',
      'median',
      'floor',
      'least ns',
      'times',
      'and related bytes',
      'ms per 1,000',
    ],
    ROWS.map(({ form, floor }, at) => {
      const { read, floor: bare, all } = taken[at]!;
      return [
        form,
        whole(least(read)),
        whole(median(read)),
        floor,
        whole(least(bare)),
        (least(read) / least(bare)).toFixed(1),
        whole(least(all)),
        (least(read) / 1000).toFixed(2),
      ];
    }),
  ),
);
const worst = Math.max(...taken.map(({ read }) => least(read))) / 1000;
console.log(`\nslowest form: ${worst.toFixed(2)} ms per 1,000; asked: well under ${BUDGET} ms`);

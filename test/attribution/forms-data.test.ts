// The bar of address recall (sanctions reference §3, §5): every listed address in every permitted
// case and form under any symbol, no hit on a changed string; and what the label folders hold.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { keyOfHolder, readAddressText } from '../../src/attribution/forms/read.ts';
import { sameness } from '../../src/attribution/forms/related.ts';
import { DATA, needsData } from '../needs.ts';
import { faultIn, keyIn, reading } from './readings.ts';

const LISTS = 'sanctions/ofac-0xB10C-lists';
const skip = needsData(LISTS);
const NO_ADDRESS = '5be5543ff73456ab9f2d207887e2af87322c651ea1a873c5b25b7ffae456c320';
const SYMBOLS =
  'ARB BCH BSC BSV BTG DASH ETC ETH LTC TRX USDC USDT XBT XMR XRP XVG ZEC SOL DOGE BNB';

/** Each listed pair: the symbol and the address as published. */
function listed(): readonly (readonly [symbol: string, text: string])[] {
  const folder = path.join(DATA, LISTS);
  return fs.readdirSync(folder).flatMap((file) => {
    const symbol = /_([A-Z]+)\.json$/.exec(file)?.[1];
    if (!symbol) return [];
    const texts = JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8')) as string[];
    return texts.map((text) => [symbol, text] as const);
  });
}

/** What a list files an address under: the bytes of the likeliest key under its own symbol. */
function idOf(text: string, symbol: string): string {
  const read = readAddressText(text, symbol, true);
  assert.ok(!('fault' in read));
  const key = read.keys[0]!;
  return `${key.family} ${Buffer.from(key.bytes).toString('hex')}`;
}

/** All spellings that the encoding permits. */
function spellings(text: string): readonly string[] {
  if (/^0x/i.test(text)) {
    const hex = text.slice(2);
    const cases = [hex, hex.toLowerCase(), hex.toUpperCase()];
    return cases.flatMap((digits) => [digits, `0x${digits}`, `0X${digits}`]);
  }
  if (/^bc1|^q/.test(text)) {
    const all = text.startsWith('q') ? [text, `bitcoincash:${text}`] : [text];
    return all.flatMap((one) => [one, one.toUpperCase()]);
  }
  return [text, ` ${text} `];
}

describe('listed addresses', { skip }, () => {
  test('641 of 641, in every permitted case and form, under any symbol', () => {
    const found = new Set<string>();
    for (const [symbol, text] of listed()) {
      const id = idOf(text, symbol);
      for (const hint of [...SYMBOLS.split(' '), null]) {
        for (const spelling of spellings(text)) {
          const read = readAddressText(spelling, hint, text === NO_ADDRESS);
          if ('fault' in read) assert.fail(`${spelling} under ${hint}: ${read.expected}`);
          const ids = read.keys.map(
            ({ family, bytes }) => `${family} ${Buffer.from(bytes).toString('hex')}`,
          );
          assert.ok(ids.includes(id), `${spelling} under ${hint}`);
        }
      }
      found.add(text);
    }
    assert.equal(found.size, 641);
  });

  test('the families behind the symbols', () => {
    const count = new Map<string, number>();
    for (const [symbol, text] of listed()) {
      const read = readAddressText(text, symbol, true);
      assert.ok(!('fault' in read));
      assert.notEqual(read.checksum, 'wrong', text);
      const name = `${symbol} ${read.keys[0]?.family}`;
      count.set(name, (count.get(name) ?? 0) + 1);
    }
    const of = (name: string): number => count.get(name) ?? 0;
    assert.deepEqual([of('USDT bitcoin'), of('USDT tron'), of('USDT evm')], [7, 11, 8]);
    assert.deepEqual([of('XBT bitcoin'), of('XBT tron')], [434, 1]);
    assert.deepEqual([of('XMR monero'), of('XMR text')], [2, 1]);
    assert.deepEqual([of('BCH bitcoincash'), of('BSV bitcoin'), of('XVG verge')], [7, 1, 1]);
    assert.deepEqual([of('BTG bitcoingold'), of('ZEC zcash'), of('DASH dash')], [1, 3, 3]);
  });

  test('none of 10,000 changed strings is one of them', () => {
    const texts = [...new Map(listed().map(([symbol, text]) => [text, symbol]))];
    const ids = new Set(texts.map(([text, symbol]) => idOf(text, symbol)));
    const bare = new Set([...ids].map((id) => id.split(' ')[1]));
    let state = 12345;
    const draw = (below: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const digits = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
    const counts = { refused: 0, wrong: 0, none: 0, right: 0 };
    for (let made = 0; made < 10_000; ) {
      const [text] = texts[draw(texts.length)]!;
      if (text === NO_ADDRESS) continue;
      const isHex = text.startsWith('0x');
      const at = (isHex ? 2 : 0) + draw(text.length - (isHex ? 2 : 0));
      const digit = isHex ? '0123456789abcdefABCDEF'[draw(22)]! : digits[draw(58)]!;
      // Another case of a hex digit is the same account, said to have a wrong checksum
      if (text[at]?.toLowerCase() === digit.toLowerCase()) continue;
      const changed = text.slice(0, at) + digit + text.slice(at + 1);
      made += 1;
      const read = readAddressText(changed, null);
      if ('fault' in read) {
        counts.refused += 1;
        continue;
      }
      assert.ok(isHex, `${changed} was read`);
      counts[read.checksum] += 1;
      for (const { bytes } of read.keys) assert.ok(!bare.has(Buffer.from(bytes).toString('hex')));
    }
    // Of hex, only mixed case carries a checksum: 15 bits on average, so hardly any is right
    assert.ok(counts.refused > 7000 && counts.wrong > 1500 && counts.right < 5);
  });

  test('one address under two symbols is one key', () => {
    const bySymbol = new Map<string, Set<string>>();
    for (const [symbol, text] of listed()) {
      bySymbol.set(text, (bySymbol.get(text) ?? new Set()).add(symbol));
    }
    const shared = [...bySymbol].filter(([, symbols]) => symbols.size > 1);
    assert.equal(shared.length, 10);
    for (const [text, symbols] of shared) {
      const ids = new Set([...symbols].map((symbol) => idOf(text, symbol)));
      assert.equal(ids.size, 1, text);
    }
    const bch = keyIn('18M8bJWMzWHDBMxoLqjHHAffdRy4SrzkfB', 'BCH');
    assert.equal(
      sameness(bch, keyIn('18M8bJWMzWHDBMxoLqjHHAffdRy4SrzkfB')),
      'same-key-other-chain',
    );
  });
});

/** The fields of a CSV column, read as simply as these files are written. */
function column(file: string, at: number): readonly string[] {
  const lines = fs.readFileSync(path.join(DATA, file), 'utf8').split('\n').slice(1);
  return lines.flatMap((line) => line.split(',')[at]?.replaceAll('"', '').trim() || []);
}

function strings(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : [];
}

function json(file: string): unknown {
  return JSON.parse(fs.readFileSync(path.join(DATA, file), 'utf8'));
}

describe('label folders', () => {
  test('Tron seizure orders', { skip: needsData('tron-seizure-orders-israel') }, () => {
    const wallets = column('tron-seizure-orders-israel/tron_wallets.csv', 1);
    assert.equal(new Set(wallets).size, 141);
    for (const wallet of wallets) assert.equal(keyIn(wallet).family, 'tron');
  });

  test('polkadot-js', { skip: needsData('phishing/polkadot-js') }, () => {
    const texts = strings(json('phishing/polkadot-js/address.json'));
    assert.equal(texts.length, 279);
    const faults = texts.filter((text) => faultIn(text) !== null);
    assert.deepEqual(faults, []);
    for (const text of texts) assert.equal(keyIn(text).family, 'substrate');
  });

  test('scamsniffer and the threshold list', { skip: needsData('phishing/scamsniffer') }, () => {
    const files = [
      'phishing/scamsniffer/address.json',
      'sanctions/fbi-ofac-blocklist-threshold/src/blocked-wallets/blocklist.json',
    ];
    for (const text of files.flatMap((file) => strings(json(file)))) {
      assert.ok(reading(text, 'ethereum').keys[0]?.family, text);
    }
  });

  test('mining pools', { skip: needsData('labels-btc-mining-pools') }, () => {
    const folder = 'labels-btc-mining-pools';
    const texts = fs.readdirSync(path.join(DATA, folder)).flatMap((file) => {
      return (json(path.join(folder, file)) as { addresses?: string[] }).addresses ?? [];
    });
    assert.equal(texts.length, 200);
    for (const text of texts) assert.equal(keyIn(text, 'btc').family, 'bitcoin');
  });

  test('explorer labels', { skip: needsData('labels-etherscan-brianleect') }, () => {
    const folder = path.join(DATA, 'labels-etherscan-brianleect/data');
    const none = new Set<string>();
    let read = 0;
    for (const file of fs.globSync('*/combined/*.json', { cwd: folder })) {
      const labels = JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8')) as object;
      for (const text of Object.keys(labels)) {
        if (faultIn(text, 'ethereum') === null) read += 1;
        else none.add(text);
      }
    }
    assert.ok(read > 40_000, String(read));
    for (const text of none) assert.equal(keyOfHolder('eip155:1', text).family, 'text');
    const words = ['', 'No matching records found', 'There are no matching entries', 'genesis'];
    assert.deepEqual([...none].toSorted(), words);
  });
});

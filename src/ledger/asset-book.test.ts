import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { AssetBook } from './asset-book.ts';
import { tokenLookup } from './assets.ts';
import { parseChain } from './chains.ts';

const chain = parseChain('ethereum', 'chain');
const USDT = '0xdac17f958d2ee523a2206206994597c13d831ec7';
const UNKNOWN = `0x${'12'.repeat(20)}`;

const bookOf = (tokens: Parameters<typeof tokenLookup>[1] = []): AssetBook =>
  new AssetBook(chain, tokenLookup(chain, tokens));

test('the own asset and its wrapper are there from the start', () => {
  const { seen } = bookOf();
  ok(seen.has('eip155:1/slip44:60'));
  ok([...seen.values()].some(({ symbol }) => symbol === 'WETH'));
});

test('a known contract is what the program knows, whatever a source claims', () => {
  const book = bookOf();
  const id = book.token(USDT, { symbol: 'SCAM', decimals: 18 });
  const asset = book.seen.get(id);
  deepEqual([asset?.symbol, asset?.decimals, asset?.verified], ['USDT', 6, true]);
});

test('of an unknown contract the first claim stays, and is not verified', () => {
  const book = bookOf();
  const id = book.token(UNKNOWN, { symbol: 'ODD', decimals: 4 });
  equal(book.token(UNKNOWN, { symbol: 'EVEN', decimals: 9 }), id);
  const asset = book.seen.get(id);
  deepEqual([asset?.symbol, asset?.decimals, asset?.verified], ['ODD', 4, false]);
});

test('a claim without decimals gives way to one that has them', () => {
  const book = bookOf();
  const id = book.token(UNKNOWN, { symbol: 'ODD', decimals: null });
  book.token(UNKNOWN, { symbol: 'ODD', decimals: 4 });
  equal(book.seen.get(id)?.decimals, 4);
});

test('a token of the case is known', () => {
  const claim = { contract: UNKNOWN, symbol: 'CASE', decimals: 3 };
  const book = bookOf([claim]);
  const asset = book.seen.get(book.token(UNKNOWN, { symbol: 'ODD', decimals: 4 }));
  deepEqual([asset?.symbol, asset?.decimals], ['CASE', 3]);
});

test('each item of a collection is an asset of its own', () => {
  const book = bookOf();
  const ids = ['1', '2', '1'].map((item) => book.nft('erc721', UNKNOWN, item, 'APE'));
  equal(new Set(ids).size, 2);
  for (const id of ids) equal(book.seen.get(id)?.kind, 'nft');
});

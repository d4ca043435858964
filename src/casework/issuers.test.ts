import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { readAddress } from '../ledger/address.ts';
import { tokenLookup } from '../ledger/assets.ts';
import { chainOf } from '../ledger/chains.ts';
import { freezability, freezableAssets, PAUSE_EVENTS } from './issuers.ts';

function keccak(signature: string): string {
  return `0x${bytesToHex(keccak_256(utf8ToBytes(signature)))}`;
}

function parts(id: string) {
  const [chainId = '', token = ''] = id.split('/');
  const [standard, contract = ''] = token.split(':');
  const chain = chainOf(chainId);
  assert.ok(chain, id);
  return { chain, standard, contract };
}

describe('issuers', () => {
  test('have events and reads whose hashes are those of their signatures', () => {
    const codes = [...freezableAssets().values()].flatMap((known) =>
      known.kind === 'issuer' ? [known.code] : [],
    );
    assert.equal(new Set(codes.map(({ id }) => id)).size, 5);
    for (const { events, reads } of codes) {
      for (const { signature, topic0 } of events) assert.equal(keccak(signature), topic0);
      for (const { signature, selector } of reads) {
        assert.equal(keccak(signature).slice(0, 10), selector);
      }
    }
    for (const { signature, topic0 } of PAUSE_EVENTS) assert.equal(keccak(signature), topic0);
  });

  test('are bound to contracts in canonical form', () => {
    for (const id of freezableAssets().keys()) {
      const { chain, standard, contract } = parts(id);
      assert.equal(readAddress(contract, chain.family), contract, id);
      assert.equal(standard, chain.family === 'tron' ? 'trc20' : 'erc20', id);
    }
  });

  test('agree with the token list of the ledgers', () => {
    let compared = 0;
    for (const [id, { symbol }] of freezableAssets()) {
      const { chain, contract } = parts(id);
      const token = tokenLookup(chain)(contract);
      if (!token) continue;
      assert.equal(token.symbol, symbol, id);
      compared += 1;
    }
    assert.ok(compared >= 15, `${compared} compared`);
  });

  test('are not guessed from a symbol', () => {
    const fake = { id: `eip155:1/erc20:0x${'1'.repeat(40)}`, kind: 'token', symbol: 'USDT' };
    assert.equal(freezability(fake), null);
    const pegged = 'eip155:56/erc20:0x55d398326f99059ff775485246999027b3197955';
    assert.equal(freezability({ id: pegged, kind: 'token', symbol: 'USDT' }), null);
  });

  test('have no say over native assets and DAI', () => {
    for (const [name, symbol] of [
      ['bitcoin', 'BTC'],
      ['ethereum', 'ETH'],
      ['tron', 'TRX'],
    ] as const) {
      const id = chainOf(name)?.native.id ?? '';
      assert.equal(freezability({ id, kind: 'native', symbol })?.kind, 'nobody');
    }
    const dai = 'eip155:1/erc20:0x6b175474e89094c44da98b954eedeac495271d0f';
    assert.equal(freezability({ id: dai, kind: 'token', symbol: 'DAI' })?.kind, 'nobody');
  });

  test('are not stated for contracts that nobody has verified, nor for a mere value', () => {
    const unverified = [...freezableAssets().values()].filter(({ kind }) => kind === 'unverified');
    assert.deepEqual(
      unverified.map(({ symbol }) => symbol),
      ['FDUSD', 'TUSD', 'USD1', 'RLUSD', 'USDe'],
    );
    const value = { id: 'eip155:1/iso4217:USD', kind: 'valuation', symbol: 'USD' };
    assert.equal(freezability(value), null);
    for (const contract of [
      '0xae7ab96520de3a18e5e111b5eaab095312d7fe84',
      '0xd5f7838f5c461feff7fe49ea5ebaf7728bb0adfa',
      '0xe6829d9a7ee3040e1276fa75293bde931859e8fa',
    ]) {
      const id = `eip155:1/erc20:${contract}`;
      assert.equal(freezability({ id, kind: 'token', symbol: 'mETH' }), null);
    }
  });
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { InputError } from '../base/errors.ts';
import { readAddress } from './address.ts';
import {
  backingOf,
  nativeAsset,
  nftAsset,
  tokenAsset,
  tokenId,
  tokenLookup,
  valuationAsset,
} from './assets.ts';
import { CHAINS, chainOf, parseChain } from './chains.ts';

const ethereum = parseChain('ethereum', '');
const tron = parseChain('tron', '');
const STETH = '0xae7ab96520de3a18e5e111b5eaab095312d7fe84';
const WSTETH = '0x7f39c581f595b53c5cb19bd0b3f8da6c935e2ca0';

describe('chains', () => {
  test('each is found by id, name and every alias, in any case', () => {
    for (const chain of CHAINS) {
      for (const name of [chain.id, chain.name, ...chain.aliases]) {
        assert.equal(chainOf(name), chain, name);
        assert.equal(chainOf(` ${name.toUpperCase()} `), chain, name);
      }
      assert.match(chain.native.id, new RegExp(`^${chain.id}/slip44:\\d+$`));
      assert.ok(chain.explorer.tx.includes('{tx}') && chain.explorer.address.includes('{address}'));
    }
    assert.equal(chainOf('Arbitrum One')?.name, 'arbitrum');
    assert.equal(new Set(CHAINS.map(({ id }) => id)).size, CHAINS.length);
  });

  test('of an EVM chain that is not known the number is enough', () => {
    const chain = parseChain('eip155:31337', 'chain');
    assert.deepEqual([chain.id, chain.name, chain.family], ['eip155:31337', 'eip155:31337', 'evm']);
    assert.deepEqual([chain.native.symbol, chain.explorer.tx], ['unknown coin', '{tx}']);
    for (const none of ['eip155:', 'eip155:0', 'eip155:01', 'eip155:-1', 'eip155:1e3']) {
      assert.equal(chainOf(none), null, none);
    }
  });

  test('an unknown chain is an error that names the known ones', () => {
    assert.throws(
      () => parseChain('nowhere', 'chain'),
      (error) => error instanceof InputError && error.hint.includes('ethereum'),
    );
  });
});

describe('assets', () => {
  test('the known tokens have canonical contracts and their backing exists', () => {
    const contracts = [STETH, WSTETH, '0xdac17f958d2ee523a2206206994597c13d831ec7'];
    for (const contract of contracts) {
      const token = tokenLookup(ethereum)(contract);
      assert.equal(token && readAddress(token.contract, 'evm'), contract);
    }
    assert.deepEqual(backingOf(tokenId(ethereum, STETH)), {
      asset: 'eip155:1/slip44:60',
      rate: 'equal',
    });
    assert.deepEqual(backingOf(tokenId(ethereum, WSTETH)), {
      asset: tokenId(ethereum, STETH),
      rate: 'at_least',
    });
    assert.equal(backingOf('eip155:1/slip44:60'), null);
  });

  test('an unknown contract is not verified, whatever its symbol says', () => {
    const contract = '0x669507921b89c11536fe28fb2b955fbc23dbe86d';
    const lookup = tokenLookup(ethereum);
    const claimed = tokenAsset(ethereum, contract, { symbol: 'USDT', decimals: 6 }, lookup);
    assert.deepEqual([claimed.symbol, claimed.decimals, claimed.verified], ['USDT', 6, false]);
    const bare = tokenAsset(ethereum, contract, { symbol: '', decimals: null }, lookup);
    assert.deepEqual([bare.symbol, bare.decimals], ['0x6695…e86d', 18]);
  });

  test('a case file may add tokens, by contracts in any case', () => {
    const contract = '0x669507921B89C11536FE28FB2B955FBC23DBE86D';
    const lookup = tokenLookup(ethereum, [{ contract, symbol: 'ACME', decimals: 4 }]);
    const token = lookup(contract.toLowerCase());
    assert.deepEqual([token?.symbol, token?.decimals, token?.source], ['ACME', 4, 'case file']);
    // what the case file says is its claim
    const claim = { symbol: '', decimals: null };
    assert.equal(tokenAsset(ethereum, contract.toLowerCase(), claim, lookup).verified, false);
    const known = tokenLookup(ethereum, [{ contract: STETH, symbol: 'Lido', decimals: 18 }]);
    assert.equal(known(STETH)?.symbol, 'stETH');
    const other = [{ contract: STETH, symbol: 'stETH', decimals: 6 }];
    assert.throws(() => tokenLookup(ethereum, other), InputError);
    const number = [{ contract: '1002000', symbol: 'BTTOLD', decimals: 6 }];
    assert.equal(tokenLookup(tron, number)('1002000')?.symbol, 'BTTOLD');
    const bad = [{ contract: '0x12', symbol: 'BAD', decimals: 4 }];
    assert.throws(() => tokenLookup(ethereum, bad), InputError);
  });

  test('ids follow CAIP-19', () => {
    assert.equal(nativeAsset(tron).id, 'tron:0x2b6653dc/slip44:195');
    assert.equal(valuationAsset(ethereum).id, 'eip155:1/iso4217:USD');
    assert.equal(tokenId(tron, '1002000'), 'tron:0x2b6653dc/trc10:1002000');
    const nft = nftAsset(ethereum, 'erc721', STETH, '7', 'ITEM');
    assert.deepEqual([nft.id, nft.symbol], [`eip155:1/erc721:${STETH}/7`, 'ITEM #7']);
  });
});

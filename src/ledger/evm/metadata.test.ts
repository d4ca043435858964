import { strict as assert } from 'node:assert';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { tokenLookup } from '../assets.ts';
import { parseChain } from '../chains.ts';
import type { Source } from '../source.ts';
import { Metadata } from './metadata.ts';
import { Node } from './node.ts';

const CONTRACT = `0x${'7'.repeat(40)}`;
const USDT = '0xdac17f958d2ee523a2206206994597c13d831ec7';
const LOOKUP = tokenLookup(parseChain('ethereum', 'chain'));
const word = (value: number | bigint): string => value.toString(16).padStart(64, '0');
const padded = (hex: string): string => hex.padEnd(Math.ceil(hex.length / 64) * 64, '0');

/** What a contract answers to `decimals()` and to `symbol()`. */
async function learn(decimals: unknown, symbol: unknown, contract = CONTRACT) {
  const asked: string[] = [];
  const none = (): Promise<never> => Promise.reject(new Error('only JSON-RPC'));
  const call: Source['call'] = (_, params) => {
    const text = JSON.stringify(params);
    asked.push(text);
    const result = text.includes('313ce567') ? decimals : symbol;
    const value = result instanceof Error ? { error: { message: result.message } } : { result };
    return Promise.resolve({ status: 200, value, at: 0, evidence: 0 });
  };
  const source = { name: 'node.test', get: none, post: none, call };
  const metadata = new Metadata(new Node(source), LOOKUP);
  await metadata.learn([contract, contract], 16);
  await metadata.learn([contract], 16);
  return { claims: metadata.of(contract), asked };
}

function abiString(text: string): string {
  const hex = Buffer.from(text).toString('hex');
  return `0x${word(32)}${word(hex.length / 2)}${padded(hex)}`;
}

describe('what tokens say of themselves', () => {
  test('symbol as text or 32 bytes, and decimals, asked once at the pinned block', async () => {
    const { claims, asked } = await learn(`0x${word(6)}`, abiString('USD₮'));
    assert.deepEqual(claims, { symbol: 'USD₮', decimals: 6 });
    assert.equal(asked.length, 2);
    assert.ok(asked.every((text) => text.endsWith(',"0x10"]')));
    const old = `0x${Buffer.from('MKR').toString('hex').padEnd(64, '0')}`;
    assert.deepEqual((await learn(`0x${word(18)}`, old)).claims, { symbol: 'MKR', decimals: 18 });
  });

  test('of a token that the program knows nothing is asked', async () => {
    const { claims, asked } = await learn(`0x${word(77)}`, abiString('FAKE'), USDT);
    assert.deepEqual([claims, asked], [{ symbol: '', decimals: null }, []]);
  });

  test('answers that are none say nothing', async () => {
    const nothing = { symbol: '', decimals: null };
    for (const bad of [new Error('execution reverted'), '0x', '0x12', null, 5, {}, 'text', []]) {
      assert.deepEqual((await learn(bad, bad)).claims, nothing, String(bad));
    }
    assert.equal((await learn(`0x${word(78)}`, '0x')).claims.decimals, null);
    assert.equal((await learn(`0x${word(2n ** 255n)}`, '0x')).claims.decimals, null);
    // a length beyond the data, a place that is not the customary one
    for (const symbol of [
      `0x${word(32)}${word(2n ** 200n)}${word(0)}`,
      `0x${word(2n ** 255n)}${word(1)}${word(0)}`,
      `0x${word(64)}${word(1)}${word(0)}`,
    ]) {
      assert.equal((await learn('0x', symbol)).claims.symbol, '', symbol);
    }
  });

  test('whatever a symbol holds, it is short, on one line, and controls nothing', async () => {
    const odd = await learn('0x', abiString('US\u202eD\u0000\n\u2066T\u200b'));
    assert.equal(odd.claims.symbol, 'USDT');
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const hex = Buffer.from(bytes).toString('hex');
        const { claims } = await learn('0x', `0x${word(32)}${word(bytes.length)}${padded(hex)}`);
        assert.ok([...claims.symbol].length <= 32);
        assert.doesNotMatch(claims.symbol, /[\p{C}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});

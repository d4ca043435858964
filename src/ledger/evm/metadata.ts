import type { TokenLookup } from '../assets.ts';
import type { Holder } from '../port.ts';
import { hexOf, type Node } from './node.ts';
import type { TokenClaims } from './receipt.ts';
import { wordAt } from './wire.ts';

/** First four bytes of the Keccak-256 of `decimals()` and `symbol()` (ERC-20, optional part). */
const DECIMALS = '0x313ce567';
const SYMBOL = '0x95d89b41';

const SYMBOL_MAX = 32;
/** No amount of 256 bits has more places. */
const DECIMALS_MAX = 77;
const NOTHING: TokenClaims = { symbol: '', decimals: null };

/**
 * What token contracts say of themselves, asked once each at the pinned block. Whoever deploys a
 * contract chooses its answers: they are cut to size, and whatever cannot be read is nothing said.
 */
export class Metadata {
  readonly #node: Node;
  readonly #lookup: TokenLookup;
  readonly #asked = new Map<Holder, Promise<TokenClaims>>();
  readonly #claims = new Map<Holder, TokenClaims>();

  constructor(node: Node, lookup: TokenLookup) {
    this.#node = node;
    this.#lookup = lookup;
  }

  /** Asks about contracts that neither the program nor an earlier answer knows. */
  async learn(contracts: Iterable<Holder>, head: number): Promise<void> {
    await Promise.all([...new Set(contracts)].map((contract) => this.#ask(contract, head)));
  }

  of(contract: Holder): TokenClaims {
    return this.#claims.get(contract) ?? NOTHING;
  }

  #ask(contract: Holder, head: number): Promise<TokenClaims> | undefined {
    const known = this.#asked.get(contract);
    if (known !== undefined || this.#lookup(contract)) return known;
    const claims = this.#read(contract, head);
    this.#asked.set(contract, claims);
    return claims;
  }

  async #read(contract: Holder, head: number): Promise<TokenClaims> {
    const [decimals, symbol] = await Promise.all(
      [DECIMALS, SYMBOL].map((data) =>
        this.#node.ask('eth_call', [{ to: contract, data }, hexOf(head)]),
      ),
    );
    const claims = { symbol: symbolIn(symbol?.result), decimals: decimalsIn(decimals?.result) };
    this.#claims.set(contract, claims);
    return claims;
  }
}

function decimalsIn(result: unknown): number | null {
  const word = typeof result === 'string' ? wordAt(result, 0) : null;
  if (word === null || !/^0x[0-9a-f]{64}$/i.test(word)) return null;
  const value = BigInt(word);
  return value <= BigInt(DECIMALS_MAX) ? Number(value) : null;
}

/** A string by the Solidity ABI, or the 32 bytes that tokens of 2016 and 2017 give. */
function symbolIn(result: unknown): string {
  if (typeof result !== 'string' || !/^0x(?:[0-9a-f]{2})*$/i.test(result)) return '';
  const bytes = Buffer.from(result.slice(2), 'hex');
  if (bytes.length === 32) return clean(bytes);
  const [offset, length] = [wordAt(result, 0), wordAt(result, 1)];
  if (offset === null || length === null || BigInt(offset) !== 32n) return '';
  const size = BigInt(length) > BigInt(bytes.length - 64) ? 0 : Number(BigInt(length));
  return clean(bytes.subarray(64, 64 + size));
}

function clean(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes);
  const plain = text.replace(/[\p{C}\p{Zl}\p{Zp}\ufffd]/gu, '').trim();
  return [...plain].slice(0, SYMBOL_MAX).join('');
}

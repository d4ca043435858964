import { assert } from '../base/assert.ts';
import { InputError } from '../base/errors.ts';
import { AssetBook } from './asset-book.ts';
import { type TokenClaim, type TokenLookup, tokenLookup } from './assets.ts';
import { openCoreLedger } from './bitcoin/core-rpc.ts';
import { openEsploraLedger } from './bitcoin/esplora.ts';
import { knowsBitcoin } from './bitcoin/finds.ts';
import { networkOf } from './bitcoin/network.ts';
import type { Chain } from './chains.ts';
import { accountCrossCheck, utxoCrossCheck } from './cross-check.ts';
import type { EvidenceRun } from './evidence/run.ts';
import { blockscout, etherscan } from './evm/explorer-api.ts';
import { explorerKnows } from './evm/explorer-finds.ts';
import { explorerLedger } from './evm/explorer-ledger.ts';
import { knowsAddress, knowsTransaction } from './evm/finds.ts';
import { rpcLedger } from './evm/rpc-ledger.ts';
import { accountFailover, type Opener, utxoFailover } from './failover.ts';
import type { LiveAccountLedger, LiveUtxoLedger } from './live.ts';
import { openSource, type World } from './open-source.ts';
import type { Source } from './source.ts';
import { type SourceConfig, sourceSettings } from './source-config.ts';

export interface LiveOptions {
  readonly world: World;
  readonly evidence: EvidenceRun;
  /** Tokens that the case adds to those that the program knows. */
  readonly tokens: readonly TokenClaim[];
  /** Ask a second source about everything and list the differences. */
  readonly crossCheck: boolean;
}

/**
 * The sources of a chain as one ledger: each behind the one before it, or, for a cross-check, the
 * first beside the second.
 * @throws InputError where a source is of another chain, or a cross-check has one source alone
 */
export function openLive(
  chain: Chain,
  configs: readonly SourceConfig[],
  options: LiveOptions,
): LiveAccountLedger | LiveUtxoLedger {
  if (options.crossCheck && configs.length < 2) {
    throw new InputError('--cross-check', `two sources for ${chain.name}`, configs.length);
  }
  const [first, second] = configs;
  assert(first !== undefined, 'a source');
  const lines = options.crossCheck && second ? [[first], [second]] : [configs];
  if (chain.model === 'utxo') {
    const [one, other] = lines.map((line) => {
      return utxoFailover(
        chain.id,
        line.map((config) => coinOpener(chain, config, options)),
      );
    });
    assert(one !== undefined, 'a ledger');
    return other ? utxoCrossCheck(one, other) : one;
  }
  const lookup = tokenLookup(chain, options.tokens);
  const book = new AssetBook(chain, lookup);
  const [one, other] = lines.map((line) => {
    const openers = line.map((config) => accountOpener(chain, config, options, { lookup, book }));
    return accountFailover(chain.id, openers, book.seen);
  });
  assert(one !== undefined, 'a ledger');
  return other ? accountCrossCheck(one, other) : one;
}

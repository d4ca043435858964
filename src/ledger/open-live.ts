import { assert } from '../base/assert.ts';
import { InputError } from '../base/errors.ts';
import { AssetBook } from './asset-book.ts';
import { type TokenClaim, type TokenLookup, tokenLookup } from './assets.ts';
import { openCoreLedger } from './bitcoin/core-rpc.ts';
import { openEsploraLedger } from './bitcoin/esplora.ts';
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
import { type SourceConfig, type SourceKind, sourceSettings } from './source-config.ts';
import { tronKnowsAddress, tronKnowsTransaction } from './tron/finds.ts';
import { openTron, type TronKind } from './tron/open.ts';

export interface LiveOptions {
  readonly world: World;
  readonly evidence: EvidenceRun;
  /** Tokens that the case adds to those that the program knows. */
  readonly tokens: readonly TokenClaim[];
  /** Newest blocks that are left out because they may be replaced; by the chain unless said. */
  readonly confirmations?: number | undefined;
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

function coinOpener(
  chain: Chain,
  config: SourceConfig,
  { world, evidence }: LiveOptions,
): Opener<LiveUtxoLedger> {
  const { name } = sourceSettings(config);
  const network = networkOf(chain.id);
  assert(network !== null, 'a Bitcoin network');
  return {
    name,
    async open(signal) {
      const source = openSource(config, world, evidence);
      if (config.kind === 'esplora') return openEsploraLedger(source, network, signal);
      if (config.kind === 'bitcoin-core') return openCoreLedger(source, network, config, signal);
      throw wrongKind(config, chain);
    },
  };
}

const TRON_KINDS: Partial<Record<SourceKind, TronKind>> = {
  trongrid: 'trongrid',
  'tron-node': 'node',
  'tron-rpc': 'json-rpc',
};
/** A day of blocks, or some 600 MB of transfers, where there are no lists by account. */
const TRON_SCAN = { since: null, maxBlocks: 28_800, maxTransfers: 2_000_000 };

interface Shared {
  readonly lookup: TokenLookup;
  readonly book: AssetBook;
}

function accountOpener(
  chain: Chain,
  config: SourceConfig,
  { world, evidence, crossCheck, confirmations }: LiveOptions,
  shared: Shared,
): Opener<LiveAccountLedger> {
  const { name } = sourceSettings(config);
  return {
    name,
    async open() {
      const source = openSource(config, world, evidence);
      const { mostBlocks } = config;
      if (config.kind === 'evm-rpc') {
        return rpcLedger({ chain, source, ...shared, confirmations, scanBlocks: mostBlocks });
      }
      const tron = TRON_KINDS[config.kind];
      const scan = { ...TRON_SCAN, maxBlocks: mostBlocks ?? TRON_SCAN.maxBlocks };
      if (tron) return openTron({ source, kind: tron, scan, ...shared });
      const explorer = explorerOf(chain, config, source);
      if (explorer === null) throw wrongKind(config, chain);
      const left = confirmations === undefined ? {} : { confirmations };
      const options = { chain, ...shared, ...left, everyTransactionWhole: crossCheck };
      return explorerLedger(explorer, options);
    },
  };
}

function explorerOf(chain: Chain, { kind }: SourceConfig, source: Source) {
  if (kind === 'blockscout') return blockscout(source);
  return kind === 'etherscan' ? etherscan(source, Number(chain.id.split(':')[1])) : null;
}

function wrongKind({ kind }: SourceConfig, chain: Chain): InputError {
  return new InputError(`source for ${chain.name}`, 'a kind of source for this chain', kind);
}

/**
 * Whether the chain behind a source knows a transaction, or an address was ever used there.
 * @throws SourceError where the source does not answer; InputError where its key is missing
 */
export async function knows(
  chain: Chain,
  config: SourceConfig,
  subject: { readonly kind: 'transaction' | 'address'; readonly id: string },
  world: World,
  evidence: EvidenceRun,
): Promise<boolean> {
  const { kind, id } = subject;
  if (chain.family === 'evm') {
    const source = openSource(config, world, evidence);
    const explorer = explorerOf(chain, config, source);
    if (explorer) return explorerKnows(explorer, { kind, id });
    return kind === 'transaction' ? knowsTransaction(source, id) : knowsAddress(source, id);
  }
  if (chain.family === 'tron') {
    const source = openSource(config, world, evidence);
    const tron = TRON_KINDS[config.kind];
    if (!tron) throw wrongKind(config, chain);
    const ask = kind === 'transaction' ? tronKnowsTransaction : tronKnowsAddress;
    return ask(source, tron, id);
  }
  const options = { world, evidence, tokens: [], crossCheck: false };
  const ledger = openLive(chain, [config], options);
  if (kind === 'transaction') return (await ledger.transactions([id])).length > 0;
  const query = { since: null, until: null, limit: 1 };
  if (ledger.model === 'account') {
    const [answer] = await ledger.transfers([id], { ...query, direction: 'both' });
    return (answer?.transfers.length ?? 0) > 0;
  }
  const [answer] = (await ledger.coinsOf?.([id], query)) ?? [];
  return (answer?.coins.length ?? 0) > 0;
}

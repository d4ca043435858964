import { knownTokens, nativeAsset, wrappersOf } from '../../ledger/assets.ts';
import { openBitcoinFiles } from '../../ledger/bitcoin/open.ts';
import { type Chain, parseChain } from '../../ledger/chains.ts';
import { openFileLedger } from '../../ledger/file/open.ts';
import type { LiveAccountLedger, LiveUtxoLedger } from '../../ledger/live.ts';
import { createPrices } from '../../trace/prices.ts';
import type { OpenCase } from '../case.ts';
import { readAllPrices, readAllTags, shownNames } from '../case-files.ts';
import { listsOf, namesOf, pathsOf } from '../coins-ledger.ts';
import { type KnownTags, namesWith } from '../known-tags.ts';
import type { ExpansionLedger } from './expand.ts';

type Opened = Pick<
  ExpansionLedger,
  'ledger' | 'assets' | 'lists' | 'reason' | 'inputs' | 'blindSpots'
>;

/** A live ledger, or what is recorded of one that does not answer. */
interface LiveOne {
  readonly ledger: LiveAccountLedger | LiveUtxoLedger;
  /** Of what is recorded: that it is, and why. */
  readonly recorded: string | null;
}

/**
 * The ledger of a case as its trace has it: its files, or a live one in their place; with its tags
 * and prices, and the tags and lists that are kept.
 * @throws InputError where a file cannot be used
 */
export async function openExpansionLedger(
  open: OpenCase,
  known: KnownTags | undefined,
  live: LiveOne | null,
  signal?: AbortSignal,
): Promise<ExpansionLedger> {
  const chain = parseChain(open.file.chain, 'chain');
  const opened = live ? ofLive(chain, live) : await ofFiles(open, chain, signal);
  const { assets } = opened;
  const inputs = [...opened.inputs];
  const tags = readAllTags(open, inputs, []);
  const priced = new Map([...knownTokens(chain), ...assets.values()].map((one) => [one.id, one]));
  const prices = createPrices(readAllPrices(open, priced, inputs, []), assets);
  return { ...opened, chain, prices, names: namesWith(tags, known), inputs };
}

function ofLive(chain: Chain, { ledger: live, recorded }: LiveOne): Opened {
  const native = nativeAsset(chain);
  const assets = live.model === 'account' ? live.assetsSeen : new Map([[native.id, native]]);
  const reason = recorded ?? `Asked of ${live.sources.join(', ')}`;
  const { blindSpots } = live;
  // what a trace asked is no list of all that an address did
  const lists = () => recorded === null;
  return { ledger: live, assets, lists, reason, inputs: [], blindSpots };
}

async function ofFiles(open: OpenCase, chain: Chain, signal?: AbortSignal): Promise<Opened> {
  if (chain.model === 'utxo') return ofCoinFiles(open, chain);
  const { file, folder } = open;
  const { files, mapping, tokens, coverage } = file.ledger;
  const about = { baseDir: folder, mapping, tokens, signal, ...(coverage ? { coverage } : {}) };
  const ledger = await openFileLedger(files, { chain: chain.id, ...about });
  const all = [...wrappersOf(chain), ...(await ledger.assets())];
  const { outgoing, incoming, reason } = ledger.coverage;
  return {
    ledger,
    assets: new Map(all.map((asset) => [asset.id, asset])),
    lists: (direction, holder) => {
      const side = direction === 'in' ? incoming : outgoing;
      return side === 'all' || side.has(holder);
    },
    reason: sentence(reason),
    inputs: shownNames(ledger.inputs),
    blindSpots: () => ledger.blindSpots(),
  };
}

async function ofCoinFiles(open: OpenCase, chain: Chain): Promise<Opened> {
  const { file, folder } = open;
  const paths = pathsOf(file.ledger.files, folder, 'ledger');
  const prevouts = pathsOf(file.ledger.prevouts, folder, 'prevouts');
  const { ledger, blocks } = await openBitcoinFiles(paths, 'ledger: files', { prevouts });
  const { lists, reason } = listsOf(open, chain, blocks?.facts() ?? null);
  const native = nativeAsset(chain);
  const near = namesOf(open, [...paths, ...prevouts]);
  return {
    ledger,
    assets: new Map([[native.id, native]]),
    lists: (_, holder) => lists(holder),
    reason: sentence(reason),
    inputs: ledger.inputs.map((input) => ({ ...input, name: near(input.name) })),
    blindSpots: () => [],
  };
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

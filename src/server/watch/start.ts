import { type Clock, systemClock } from '../../base/clock.ts';
import { InputError } from '../../base/errors.ts';
import { readSources } from '../../casework/live/config.ts';
import { realWorld } from '../../casework/live/live.ts';
import { type Chain, parseChain } from '../../ledger/chains.ts';
import { unkeptRun } from '../../ledger/evidence/unkept.ts';
import type { Feed } from '../../ledger/feed.ts';
import { openFeed } from '../../ledger/open-feed.ts';
import type { World } from '../../ledger/open-source.ts';
import type { ChainId } from '../../ledger/port.ts';
import type { SourceConfig } from '../../ledger/source-config.ts';
import { mailSettings } from '../../share/email.ts';
import type { NameTold } from '../work/desk-book.ts';
import type { WorkPlace } from '../work/place.ts';
import type { Workshop } from '../work/workshop.ts';
import type { Directory } from './acquaintances.ts';
import type { Opened } from './chain-watch.ts';
import { Deliverer } from './deliverer.ts';
import { privateHosts } from './private-hosts.ts';
import { openSeal } from './seal.ts';
import { Watcher } from './watcher.ts';

/** What the watching needs beside what all work does. */
interface WatchPlace extends WorkPlace {
  readonly origin: string;
  readonly clock?: Clock;
  readonly world?: World;
  /** Certificates to trust in place of the system's, for mail. */
  readonly ca?: string;
}

/** Follows the active watches of a store and sends what they raise, until it is stopped. */
export async function startWatching(
  place: WatchPlace,
  { book, threads }: Workshop,
): Promise<{ stop: () => Promise<void> }> {
  const { store, home, log, origin, clock = systemClock, world = realWorld, ca } = place;
  const env = { ...world.env, HUE_HOME: home };
  const deliverer = new Deliverer({
    ...{ store, log, origin },
    seal: openSeal(home, env),
    mail: mailSettings(env),
    privateHosts: privateHosts(env),
    lookup: world.network.lookup,
    ...(ca === undefined ? {} : { ca }),
  });
  const unkept = unkeptRun();
  const open = async (id: ChainId): Promise<Opened> => {
    const chain = parseChain(id, 'chain');
    const sources = await readSources(undefined, env);
    const feeds = feedsOf(chain, sources, (config) => openFeed(chain, config, world, unkept));
    const pollMs = pollOf(chain, feeds, sources);
    return { feeds, pollMs, poolMs: pollMs === OWN_MS ? OWN_POOL_MS : POOL_MS };
  };
  const raised = () => deliverer.wake();
  const watcher = new Watcher({
    store,
    threads,
    directory: directoryOf(book),
    clock,
    log,
    open,
    raised,
  });
  await deliverer.start();
  watcher.start();
  return {
    async stop() {
      await watcher.stop();
      await deliverer.stop();
    },
  };
}

function directoryOf(book: Workshop['book']): Directory {
  return {
    version: () => book.version,
    namesOf: async (chain, holders) => {
      const names = await book.ask({ kind: 'names', chain, holders });
      return JSON.parse(names) as (NameTold | null)[];
    },
  };
}

/**
 * Those of one kind: where one source gives blocks, those that give blocks.
 * @throws InputError where no source of the chain is configured
 */
function feedsOf(
  chain: Chain,
  sources: readonly SourceConfig[],
  open: (config: SourceConfig) => Feed,
): readonly Feed[] {
  const own = sources.filter((source) => parseChain(source.chain, 'source').id === chain.id);
  const tried = own.map((config) => opened(config, open));
  const feeds = tried.filter((one): one is Feed => !(one instanceof InputError));
  const blocks = feeds.filter(({ kind }) => kind === 'blocks');
  const chosen = blocks.length > 0 ? blocks : feeds;
  if (chosen.length > 0) return chosen;
  const why = tried.find((one) => one instanceof InputError);
  if (why) throw why;
  throw new InputError('sources', `one for ${chain.name}`, 'none', 'docs/sources.md says how');
}

/** Or why a source cannot be asked as it is configured, such as one without its key. */
function opened(config: SourceConfig, open: (config: SourceConfig) => Feed): Feed | InputError {
  try {
    return open(config);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}

/** One's own node is asked often: what it costs is nobody else's. */
const OWN_MS = 200;
const LISTS_MS = 20_000;
/** What waits for a block is a longer list than what stands in one. */
const [OWN_POOL_MS, POOL_MS] = [2000, 10_000];
const [LEAST_MS, MOST_MS] = [1000, 5000];

function pollOf(chain: Chain, feeds: readonly Feed[], sources: readonly SourceConfig[]): number {
  if (feeds[0]?.kind === 'lists') return LISTS_MS;
  const isOwn = sources.some((source) => {
    return source.private && parseChain(source.chain, 'source').id === chain.id;
  });
  if (isOwn) return OWN_MS;
  const seconds = chain.evm?.blockSeconds ?? 12;
  return Math.min(MOST_MS, Math.max(LEAST_MS, seconds * 250));
}

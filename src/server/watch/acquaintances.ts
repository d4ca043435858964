import { CATEGORIES } from '../../attribution/categories.ts';
import { isBurn } from '../../attribution/names.ts';
import type { Who } from '../../casework/watch/alert.ts';
import type { Acquaintance } from '../../casework/watch/follow.ts';
import type { Feed } from '../../ledger/feed.ts';
import type { ChainId, Holder } from '../../ledger/port.ts';
import type { NameTold } from '../work/desk-book.ts';

/** Holders that are remembered; more begin anew. */
const MOST = 200_000;

/** Tags and lists, which change while a chain is followed. */
export interface Directory {
  /** Another one after each change. */
  readonly version: () => number;
  /** In the order of the holders. */
  readonly namesOf: (
    chain: ChainId,
    holders: readonly Holder[],
  ) => Promise<readonly (NameTold | null)[]>;
}

/**
 * Who is who on a chain: by tags and lists, and, of those nobody names, whether they are contracts.
 * Money in a contract that nobody names is not followed by what is seen of one block: it is mixed
 * with other people's. The extended trace tells where it went.
 */
export class Acquaintances implements Acquaintance {
  readonly #feed: Feed;
  readonly #directory: Directory;
  #version = 0;
  readonly #names = new Map<Holder, NameTold | null>();
  readonly #contracts = new Map<Holder, boolean>();

  constructor(feed: Feed, directory: Directory) {
    this.#feed = feed;
    this.#directory = directory;
  }

  /** Those of them that somebody names. */
  async whoAre(holders: ReadonlySet<Holder>): Promise<ReadonlyMap<Holder, Who>> {
    await this.#introduce([...holders]);
    const found = new Map<Holder, Who>();
    for (const holder of holders) {
      const name = this.#names.get(holder);
      if (!name) continue;
      const { entityType, ...rest } = name;
      found.set(holder, { ...rest, type: entityType ?? 'person.eoa' });
    }
    return found;
  }

  readonly follows = (holder: Holder): boolean | null => {
    if (isBurn(this.#feed.chain, holder)) return false;
    if (this.#version !== this.#directory.version()) return null;
    const name = this.#names.get(holder);
    if (name === undefined) return null;
    const type = name?.entityType ?? null;
    if (type !== null) return CATEGORIES[type].rule === 'continue';
    const isContract = this.#contracts.get(holder);
    return isContract === undefined ? null : !isContract;
  };

  async learn(holders: ReadonlySet<Holder>, signal?: AbortSignal): Promise<void> {
    await this.#introduce([...holders]);
    const asked = [...holders].filter((holder) => this.follows(holder) === null);
    const contracts = await this.#feed.contracts(asked, signal);
    if (this.#contracts.size > MOST) this.#contracts.clear();
    for (const holder of asked) this.#contracts.set(holder, contracts.has(holder));
  }

  /** Asks for the names of those who are not known by the newest tags and lists. */
  async #introduce(holders: readonly Holder[]): Promise<void> {
    const version = this.#directory.version();
    if (version !== this.#version || this.#names.size > MOST) this.#names.clear();
    this.#version = version;
    const asked = holders.filter((holder) => !this.#names.has(holder));
    if (asked.length === 0) return;
    const names = await this.#directory.namesOf(this.#feed.chain, asked);
    asked.forEach((holder, i) => {
      this.#names.set(holder, names[i] ?? null);
    });
  }
}

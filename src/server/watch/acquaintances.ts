import { CATEGORIES } from '../../attribution/categories.ts';
import { isBurn, type Name, type Names } from '../../attribution/names.ts';
import type { Who } from '../../casework/watch/alert.ts';
import type { Acquaintance } from '../../casework/watch/follow.ts';
import type { Feed } from '../../ledger/feed.ts';
import type { Holder } from '../../ledger/port.ts';

/** Holders that are remembered; more begin anew. */
const MOST = 200_000;

/**
 * Who is who on a chain: by tags and lists, and, of those nobody names, whether they are contracts.
 * Money in a contract that nobody names is not followed by what is seen of one block: it is mixed
 * with other people's. The extended trace tells where it went.
 */
export class Acquaintances implements Acquaintance {
  readonly #feed: Feed;
  readonly #names: Names;
  readonly #contracts = new Map<Holder, boolean>();

  constructor(feed: Feed, names: Names) {
    this.#feed = feed;
    this.#names = names;
  }

  /** Null where nobody names them. */
  who(holder: Holder): Who | null {
    return shown(this.#names.nameOf(this.#feed.chain, holder));
  }

  readonly follows = (holder: Holder): boolean | null => {
    if (isBurn(this.#feed.chain, holder)) return false;
    const type = this.#names.nameOf(this.#feed.chain, holder)?.entityType ?? null;
    if (type !== null) return CATEGORIES[type].rule === 'continue';
    const isContract = this.#contracts.get(holder);
    return isContract === undefined ? null : !isContract;
  };

  async learn(holders: ReadonlySet<Holder>, signal?: AbortSignal): Promise<void> {
    const asked = [...holders];
    const contracts = await this.#feed.contracts(asked, signal);
    if (this.#contracts.size > MOST) this.#contracts.clear();
    for (const holder of asked) this.#contracts.set(holder, contracts.has(holder));
  }
}

function shown(name: Name | null): Who | null {
  if (!name) return null;
  const { label, entity, entityType, source, grade } = name;
  return { label, entity, type: entityType ?? 'person.eoa', source, grade };
}

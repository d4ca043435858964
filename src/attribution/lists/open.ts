import { InputError } from '../../base/errors.ts';
import type { UnixTime } from '../../base/time.ts';
import type { Day } from '../tags.ts';
import { withKnownDays } from './delistings.ts';
import { isListedOn } from './history.ts';
import { type KeptVersion, readCurrent, readParties, readPast, readVersion } from './kept.ts';
import type { SanctionsList } from './list.ts';
import type { ListedParty } from './party.ts';
import { type WalletStatement, walletsOf } from './statements.ts';

const DAY = 86_400;

/** What is wrong with a list, in words. */
interface ListProblem {
  readonly list: string;
  readonly text: string;
}

/** A list as it is known now. */
interface OpenList {
  readonly list: SanctionsList;
  readonly version: KeptVersion;
  /** Seconds since anybody could say that this is the publisher's newest version. */
  readonly age: number;
  readonly stale: boolean;
  /** Those of the version, and after them the closed intervals of earlier ones. */
  readonly parties: readonly ListedParty[];
}

export interface OpenLists {
  readonly lists: readonly OpenList[];
  /**
   * Lists that are on and have no version or one past its limit, and what cannot be read, in words.
   * While one stands here, nothing may be called clean.
   */
  readonly problems: readonly ListProblem[];
}

/**
 * Opens the current version of each list that is there. Versions that cannot be read or are not
 * there are said, and never passed over: whoever screens must not answer "not listed" then.
 */
export function openLists(
  folder: string,
  wanted: readonly SanctionsList[],
  now: UnixTime,
): OpenLists {
  const lists: OpenList[] = [];
  const problems: ListProblem[] = [];
  const say = (list: SanctionsList, text: string) => problems.push({ list: list.id, text });
  for (const list of wanted) {
    try {
      const open = openList(folder, list, now);
      if (open) lists.push(open);
      else if (list.on) say(list, 'never imported');
      if (open?.stale && list.on) {
        const days = Math.floor(open.age / DAY);
        const limit = `its limit is ${list.staleDays}`;
        say(list, `version ${open.version.version} is ${days} days old, ${limit}`);
      }
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      say(list, error.message);
    }
  }
  return { lists, problems };
}

function openList(folder: string, list: SanctionsList, now: UnixTime): OpenList | null {
  const current = readCurrent(folder, list.id);
  if (current === null) return null;
  const version = readVersion(folder, list.id, current.version);
  const age = Math.max(0, now - current.checked);
  const all = [...readParties(folder, version), ...readPast(folder, list.id, current)];
  const parties = all.map((party) => withKnownDays(party, version.published));
  return { list, version, age, stale: age > list.staleDays * DAY, parties };
}

/** The parties that a list had on a day, by all that its versions say. */
export function partiesAt({ parties }: OpenList, day: Day): readonly ListedParty[] {
  return parties.filter((party) => isListedOn(party, day));
}

/** What all lists say of addresses: also those that are listed no more, with their days. */
export function statementsOf({ lists }: OpenLists): readonly WalletStatement[] {
  return lists.flatMap(({ list, version, parties }) =>
    parties.flatMap((party) => walletsOf(party, list, version.version)),
  );
}

/** The parties of all lists, for matching by name: all but those that have wallets alone. */
export function namedParties({ lists }: OpenLists): readonly ListedParty[] {
  return lists.flatMap(({ parties }) => parties.filter(({ names }) => names.length > 0));
}

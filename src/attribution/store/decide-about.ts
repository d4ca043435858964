import { InputError } from '../../base/errors.ts';
import { formatTime } from '../../base/time.ts';
import { type Decision, withDecision } from './decisions.ts';
import { assertRoomFor, decide, openStore } from './folder.ts';
import { lookUp } from './show.ts';
import type { TagStore } from './store.ts';

/** What somebody says about the tags of an address. */
interface Said {
  readonly kind: Decision['kind'];
  /** Only tags of this source, or on this ledger. */
  readonly source?: string | null | undefined;
  readonly chain: string | null;
  readonly statement: string;
  readonly by: string;
  readonly outcome?: Decision['outcome'] | undefined;
  /** Unix seconds. */
  readonly now: number;
}

/** What becomes of the tags of an address, and how many there are. */
interface Weighed {
  readonly address: string;
  readonly tags: number;
  readonly outcome: Decision['outcome'];
  readonly decisions: readonly Decision[];
}

/**
 * Contests or withdraws the tags of an address in the store of a folder.
 * @throws InputError where there is no store, or no such tag in it
 */
export function decideAbout(folder: string, text: string, said: Said): Weighed {
  const weighed = weigh(folder, text, said);
  decide(folder, (all) => weighed.decisions.reduce(withDecision, [...all]));
  return weighed;
}

/**
 * What a decision on the tags of an address says, before it is taken.
 * @throws InputError where there is no store, or no such tag in it
 */
export function weigh(
  folder: string,
  text: string,
  { kind, chain, statement, by, now, ...said }: Said,
): Weighed {
  const today = formatTime(now).slice(0, 10);
  const store = openFilled(folder);
  const found = lookUp(store, text, chain === null ? {} : { chain });
  store.close();
  const source = said.source ?? null;
  const tags = found.tags.filter((tag) => source === null || tag.source === source);
  if (tags.length === 0) throw new InputError('address', 'one that such a tag names', text);
  const outcome = kind === 'withdrawn' ? 'upheld' : (said.outcome ?? 'open');
  const common = { kind, chain, source, day: today, by, statement };
  const decided = outcome === 'open' ? null : today;
  const holders = [...new Set(tags.map(({ holder }) => holder))];
  const decisions = holders.map((holder) => ({ ...common, holder, outcome, decided }));
  // what was decided must fit when it is written
  assertRoomFor(folder, decisions);
  return { address: found.address, tags: tags.length, outcome, decisions };
}

/** @throws InputError where nothing was imported into the folder */
export function openFilled(folder: string): TagStore {
  const store = openStore(folder);
  if (store) return store;
  throw noStore(folder);
}

export function noStore(folder: string): InputError {
  const hint = 'hue tags import FILE fills it';
  return new InputError(`tags in ${folder}`, 'a store', 'nothing', hint);
}

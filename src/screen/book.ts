import {
  type AddressKey,
  type AddressReading,
  STRENGTHS,
  type Strength,
} from '../attribution/forms/key.ts';
import { keyOfHolder, readAddressText } from '../attribution/forms/read.ts';
import { relatedBytes, sameness } from '../attribution/forms/related.ts';
import type { OpenLists } from '../attribution/lists/open.ts';
import { statementsOf } from '../attribution/lists/open.ts';
import type { WalletStatement } from '../attribution/lists/statements.ts';
import { joinNames, type Name } from '../attribution/names.ts';
import { KEY_WORDS, putKey } from '../attribution/store/key.ts';
import type { Tag } from '../attribution/tags.ts';
import type { EntityType } from '../attribution/taxonomy.ts';
import { sha256 } from '../base/digest.ts';
import type { ChainId, Holder } from '../ledger/port.ts';
import type { Directory, Known, Listing, SourceAge } from './directory.ts';

/** Tags by the 20 bytes of a key, of one build of a store. */
interface TagFinder {
  readonly size: number;
  readonly sets: readonly {
    readonly id: string;
    readonly sourceDate: string | null;
    readonly digest: string;
    readonly imported: number;
  }[];
  find(key: Uint8Array): number;
  findMany(words: Int32Array, count: number, out: Int32Array): void;
  tagsOf(found: number, filter: { readonly liveAt: number }): readonly Tag[];
}

/** A directory that can be asked of many addresses at once, and of the places of a trace. */
export interface Book extends Directory {
  readonly size: number;
  /** What is claimed of a place of a ledger, sanctions among it. */
  tagsAt(chain: ChainId, holder: Holder): readonly Tag[];
  /** For each, whether anything may be known of it: what is false here, `find` finds nothing of. */
  may(readings: readonly AddressReading[]): boolean[];
}

interface Filed {
  readonly key: AddressKey;
  readonly statement: WalletStatement;
}

const DAY = 86_400;

/**
 * Tags and lists as one directory. Lists are filed under every key of what they name, so that a
 * listed address is found in any form; how sure that is stands beside each answer.
 */
export function openBook(store: TagFinder | null, lists: OpenLists, now: number): Book {
  const filed = fileOf(lists);
  const tagsUnder = (bytes: Uint8Array): readonly Tag[] =>
    store ? store.tagsOf(store.find(bytes), { liveAt: now }) : [];
  const find = (reading: AddressReading): Known => {
    const hits = surest(reading.keys.flatMap((key) => filedUnder(filed, key, reading.chain)));
    // several readings of one text share their bytes: what stands under them counts once
    const under = new Map(
      reading.keys.flatMap(relatedBytes).map((bytes) => [filingOf(bytes), bytes]),
    );
    const near = [...under.values()].flatMap(tagsUnder).flatMap((tag) => {
      const own = keyOfHolder(tag.chain, tag.holder);
      const [strength] = reading.keys
        .flatMap((key) => sameness(own, key, tag.chain, reading.chain) ?? [])
        .sort((a, b) => STRENGTHS.indexOf(a) - STRENGTHS.indexOf(b));
      return strength === undefined ? [] : [{ tag, strength }];
    });
    const [key] = reading.keys;
    const place = { chain: reading.chain ?? `other:${key?.family ?? ''}`, holder: key?.text ?? '' };
    return {
      name: key ? nameFrom(place, near, hits, now) : null,
      tags: near.map(({ tag }) => tag),
      listings: hits.map(listingOf),
    };
  };
  const size = (store?.size ?? 0) + filed.size;
  const tagsAt = (chain: ChainId, holder: Holder): readonly Tag[] => {
    const key = keyOfHolder(chain, holder);
    const tags = tagsUnder(key.bytes).filter((tag) => standsFor(tag, chain, holder));
    const hits = filedUnder(filed, key, chain).filter(({ strength }) =>
      isSamePlace(strength, chain),
    );
    return [...tags, ...hits.map((hit) => tagOfListing(hit, chain, holder))];
  };
  return {
    find,
    size,
    tagsAt,
    names: joinNames(size, tagsAt),
    sources: [...listAges(lists), ...tagAges(store, now)],
    problems: lists.problems.map(({ list, text }) => `${list}: ${text}`),
    may: (readings) => mayOf(readings, store, filed),
  };
}

interface Hit extends Filed {
  readonly strength: Strength;
}

/** Bytes as the key of a map. */
function filingOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

function fileOf(lists: OpenLists): ReadonlyMap<string, readonly Filed[]> {
  const filed = new Map<string, Filed[]>();
  for (const statement of statementsOf(lists)) {
    const reading = readAddressText(statement.published, statement.symbol || null, true);
    if ('fault' in reading) continue;
    // the symbol orders the readings: the first is what the list means
    const [key] = reading.keys;
    for (const bytes of key ? relatedBytes(key) : []) {
      const one = { key: key as AddressKey, statement };
      const place = filingOf(bytes);
      const known = filed.get(place);
      if (known) known.push(one);
      else filed.set(place, [one]);
    }
  }
  return filed;
}

function filedUnder(
  filed: ReadonlyMap<string, readonly Filed[]>,
  key: AddressKey,
  chain: ChainId | null,
): Hit[] {
  const found = relatedBytes(key).flatMap((bytes) => filed.get(filingOf(bytes)) ?? []);
  return [...new Set(found)].flatMap((one) => {
    const strength = sameness(one.key, key, null, chain);
    return strength === null ? [] : [{ ...one, strength }];
  });
}

/** Each listing once, as sure as any of the readings makes it. */
function surest(hits: readonly Hit[]): Hit[] {
  const best = new Map<string, Hit>();
  const rank = ({ strength }: Hit) => STRENGTHS.indexOf(strength);
  for (const hit of hits) {
    // one entry may name its address under several symbols: that is one listing
    const { list, id, published, state } = hit.statement;
    const key = JSON.stringify([list, id, published, state.from, state.to]);
    const known = best.get(key);
    if (!known || rank(hit) < rank(known)) best.set(key, hit);
  }
  return [...best.values()];
}

function listingOf({ statement, strength }: Hit): Listing {
  const { list, version, id, entity, programs, state, published } = statement;
  const { from, to } = state;
  const name = entity ?? 'a party that the list does not name';
  const url = /^https?:/.test(state.reference ?? '') ? state.reference : null;
  const what = { list, version, id, name, programs, state: state.state };
  return { ...what, from, to, published, strength, url };
}

/** A listing as a tag of the place that it was found for: so names join it with the others. */
function tagOfListing({ statement }: Hit, chain: ChainId, holder: Holder): Tag {
  const { entity, state, grade, licence, published, id } = statement;
  return {
    ...{ chain, holder, label: entity ?? `${state.by} ${id}`, entity: null, entityType: null },
    ...{ category: state.state, conduct: [], states: [state], source: state.by },
    ...{ sourceDate: state.from, url: null, grade, level: null, inherited: false },
    ...{ firstSeen: null, lastSeen: null, shareable: null, licence },
    origin: { file: published, line: 0 },
  };
}

/** Best what was said of this very place, else of the same key elsewhere. */
function nameFrom(
  { chain, holder }: { readonly chain: ChainId; readonly holder: Holder },
  near: readonly { readonly tag: Tag; readonly strength: Strength }[],
  hits: readonly Hit[],
  now: number,
): Name | null {
  const listed = hits.map((hit) => tagOfListing(hit, chain, holder));
  const own = near.filter(({ strength }) => strength === 'exact' || strength === 'same-key');
  const other = near.filter(({ tag }) => !isOwnCode(tag.entityType));
  const tags = [...(own.length > 0 ? own : other).map(({ tag }) => tag), ...listed];
  return joinNames(tags.length, () => tags).nameOf(chain, holder, now);
}

/** Contracts are at one address on many chains only where somebody put the same code there. */
function isOwnCode(type: EntityType | null): boolean {
  return /^(contract|dex|aggregator|bridge|token|lending|staking|mixer\.pool|multisig)/.test(
    type ?? '',
  );
}

/** On EVM chains one key holds the same address everywhere. */
function standsFor(tag: Tag, chain: ChainId, holder: Holder): boolean {
  if (tag.chain === chain) return tag.holder === holder;
  const both = tag.chain.startsWith('eip155:') && chain.startsWith('eip155:');
  return both && tag.holder === holder && !isOwnCode(tag.entityType);
}

function isSamePlace(strength: Strength, chain: ChainId): boolean {
  if (strength === 'exact' || strength === 'same-key') return true;
  return strength === 'same-key-other-chain' && chain.startsWith('eip155:');
}

function listAges({ lists, problems }: OpenLists): SourceAge[] {
  const there = lists.map(({ list, version, age, stale }): SourceAge => {
    const ageDays = Math.floor(age / DAY);
    // what is off by default is used where it is there, and not waited for
    const isLate = stale && list.on;
    return { kind: 'list', name: list.id, version: version.version, ageDays, stale: isLate };
  });
  const known = new Set(there.map(({ name }) => name));
  const missing = problems
    .filter(({ list }) => !known.has(list))
    .map(({ list }): SourceAge => {
      return { kind: 'list', name: list, version: null, ageDays: null, stale: true };
    });
  return [...there, ...missing];
}

/** All sets together: which they are stands with each statement, and `hue tags show` lists them. */
function tagAges(store: TagFinder | null, now: number): SourceAge[] {
  if (!store || store.sets.length === 0) return [];
  const digest = sha256(store.sets.map((set) => `${set.id} ${set.digest}\n`).join(''));
  const last = store.sets.reduce((most, { imported }) => Math.max(most, imported), 0);
  const version = `${store.sets.length} sets, ${digest.slice(0, 12)}`;
  const ageDays = Math.max(0, Math.floor((now - last) / DAY));
  return [{ kind: 'tags', name: 'imported tags', version, ageDays, stale: false }];
}

/** Flat loops: a thousand addresses take less time here than reading them took. */
function mayOf(
  readings: readonly AddressReading[],
  store: TagFinder | null,
  filed: ReadonlyMap<string, readonly Filed[]>,
): boolean[] {
  const found = new Array<boolean>(readings.length).fill(false);
  const owners: number[] = [];
  const all: Uint8Array[] = [];
  for (let i = 0; i < readings.length; i += 1) {
    for (const key of readings[i]!.keys) {
      for (const bytes of relatedBytes(key)) {
        owners.push(i);
        all.push(bytes);
        if (filed.size > 0 && filed.has(filingOf(bytes))) found[i] = true;
      }
    }
  }
  if (!store) return found;
  const words = new Int32Array(all.length * KEY_WORDS);
  for (let at = 0; at < all.length; at += 1) putKey(all[at]!, words, at * KEY_WORDS);
  const out = new Int32Array(all.length);
  store.findMany(words, all.length, out);
  for (let at = 0; at < all.length; at += 1) if (out[at]! >= 0) found[owners[at]!] = true;
  return found;
}

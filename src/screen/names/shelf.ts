import type { ListedParty, PartyName } from '../../attribution/lists/party.ts';
import { type ReadName, readName } from './read.ts';
import { createWord, type Word } from './sound.ts';
import { createVocabulary, type Vocabulary } from './vocabulary.ts';
import type { Rarity } from './weights.ts';

/** All names of all parties, read once and laid out in typed arrays. Counts are below 2^32. */
export interface Shelf {
  readonly parties: readonly ListedParty[];
  readonly names: number;
  readonly vocabulary: Vocabulary;
  /** Party of a name, and which of its names it is. */
  readonly partyOf: Uint32Array;
  readonly placeOf: Uint32Array;
  /** Whether the name was read as a person's. */
  readonly personal: Uint8Array;
  /** Whether the list calls the name a weak alias. */
  readonly weak: Uint8Array;
  /** Names in which a word of the vocabulary stands: `postings[starts[id]..starts[id + 1]]`. */
  readonly starts: Uint32Array;
  readonly postings: Uint32Array;
  /** The weight of all words of a name. */
  readonly weights: Float32Array;
  readonly rarity: Rarity;
  nameOf(name: number): PartyName;
  read(name: number): ReadName;
  /** What `rarity` says of the words of a name. */
  raritiesOf(name: number): readonly number[];
}

/** How a party's names are read: an unknown kind both ways. */
function readings(party: ListedParty): readonly boolean[] {
  if (party.kind === 'person') return [true];
  return party.kind === 'other' || party.kind === 'wallet' ? [true, false] : [false];
}

/** Words by which a name is looked for; frequent ones only where a name has no other. */
export function telling(name: ReadName): readonly Word[] {
  const strong = name.words.filter(({ kind }) => kind === 'name' || kind === 'number');
  const places = name.words.filter(({ kind }) => kind === 'place' || kind === 'patronymic');
  if (strong.length > 0) return [...strong, ...places];
  const rest = name.words.filter(({ kind }) => /^(generic|trade|initial)$/.test(kind));
  return [...places, ...rest];
}

/** Grows by doubling: plain arrays of millions of numbers would hold eight bytes each. */
class Numbers {
  array = new Uint32Array(1024);
  length = 0;

  push(value: number): void {
    if (this.length === this.array.length) {
      const larger = new Uint32Array(this.array.length * 2);
      larger.set(this.array);
      this.array = larger;
    }
    this.array[this.length++] = value;
  }

  done(): Uint32Array {
    return this.array.slice(0, this.length);
  }
}

/** Things once each, by key. */
class Unique<K> {
  readonly list: Word[] = [];
  readonly ids = new Map<K, number>();

  idOf(key: K, word: () => Word): number {
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    this.ids.set(key, this.list.length);
    return this.list.push(word()) - 1;
  }
}

const LEAST_NAMES = 200;

const RAREST = 1.15;
const SPREAD = 0.6;

/** A word in few names tells more than one in many: 1.15 down to 0.55. */
function rarityOf(frequency: ReadonlyMap<string, number>, names: number): Rarity {
  if (names < LEAST_NAMES) return () => 1;
  const most = Math.log(names);
  const weights = new Map<string, number>();
  for (const [text, count] of frequency) {
    weights.set(text, RAREST - SPREAD * (Math.log(count) / most));
  }
  return ({ text }) => weights.get(text) ?? RAREST;
}

/** A posting, and the names and words it joins, while a shelf is filled. */
interface Filling {
  readonly words: Unique<Word>;
  readonly terms: Unique<string>;
  readonly frequency: Map<string, number>;
  readonly partyOf: Numbers;
  readonly placeOf: Numbers;
  readonly personal: Numbers;
  readonly wordStarts: Numbers;
  readonly wordIds: Numbers;
  readonly postNames: Numbers;
  readonly postTerms: Numbers;
  readonly forms: (string | null)[];
  readonly systems: Numbers;
  /** Of the few names that have them. */
  readonly signs: Map<number, string>;
}

function file(filling: Filling, party: number, place: number, name: ReadName, person: boolean) {
  const id = filling.partyOf.length;
  filling.partyOf.push(party);
  filling.placeOf.push(place);
  filling.personal.push(person ? 1 : 0);
  filling.systems.push(name.systems);
  if (name.signs !== null) filling.signs.set(id, name.signs);
  filling.forms.push(name.form);
  for (const word of name.words) filling.wordIds.push(filling.words.idOf(word, () => word));
  filling.wordStarts.push(filling.wordIds.length);
  const texts = new Set<string>();
  for (const word of telling(name)) {
    if (texts.has(word.text)) continue;
    texts.add(word.text);
    filling.frequency.set(word.text, (filling.frequency.get(word.text) ?? 0) + 1);
    const kind = word.kind === 'number' ? 'number' : 'name';
    const key = word.vowels ? word.text : `${word.text} -`;
    const term = filling.terms.idOf(key, () => createWord(word.text, kind, word.vowels));
    filling.postTerms.push(term);
    filling.postNames.push(id);
  }
}

function turn(terms: Numbers, names: Numbers, size: number) {
  const starts = new Uint32Array(size + 1);
  for (let i = 0; i < terms.length; i++) starts[terms.array[i]! + 1]!++;
  for (let i = 1; i <= size; i++) starts[i]! += starts[i - 1]!;
  const next = starts.slice(0, -1);
  const postings = new Uint32Array(terms.length);
  for (let i = 0; i < terms.length; i++) postings[next[terms.array[i]!]!++] = names.array[i]!;
  return { starts, postings };
}

const numbers = () => new Numbers();

export function fillShelf(parties: readonly ListedParty[]): Shelf {
  const filling: Filling = {
    words: new Unique(),
    terms: new Unique(),
    frequency: new Map(),
    partyOf: numbers(),
    placeOf: numbers(),
    personal: numbers(),
    wordStarts: numbers(),
    wordIds: numbers(),
    postNames: numbers(),
    postTerms: numbers(),
    forms: [],
    systems: numbers(),
    signs: new Map(),
  };
  filling.wordStarts.push(0);
  for (const [at, party] of parties.entries()) {
    for (const person of readings(party)) {
      for (const [place, { text }] of party.names.entries()) {
        const name = readName(text, person);
        if (name.words.length > 0) file(filling, at, place, name, person);
      }
    }
  }
  return shelve(parties, filling);
}

function shelve(parties: readonly ListedParty[], filling: Filling): Shelf {
  const { words, terms, frequency, forms, signs } = filling;
  const names = filling.partyOf.length;
  const [partyOf, placeOf] = [filling.partyOf.done(), filling.placeOf.done()];
  const personal = Uint8Array.from(filling.personal.done());
  const nameOf = (name: number) => parties[partyOf[name]!]!.names[placeOf[name]!]!;
  const weak = Uint8Array.from(partyOf, (_, name) => (nameOf(name).strong ? 0 : 1));
  const systems = Uint8Array.from(filling.systems.done());
  const [wordStarts, wordIds] = [filling.wordStarts.done(), filling.wordIds.done()];
  const rarity = rarityOf(frequency, names);
  const list = words.list;
  const weights = new Float32Array(names);
  const read = (name: number): ReadName => {
    const own: Word[] = [];
    for (let at = wordStarts[name]!; at < wordStarts[name + 1]!; at++)
      own.push(list[wordIds[at]!]!);
    return {
      words: own,
      form: forms[name] ?? null,
      systems: systems[name]!,
      signs: signs.get(name) ?? null,
      notes: [],
    };
  };
  const rarities = Float64Array.from(list, rarity);
  const raritiesOf = (name: number) => {
    const own: number[] = [];
    for (let at = wordStarts[name]!; at < wordStarts[name + 1]!; at++)
      own.push(rarities[wordIds[at]!]!);
    return own;
  };
  for (let name = 0; name < names; name++) {
    for (const word of telling(read(name))) weights[name]! += rarity(word);
  }
  return {
    parties,
    names,
    vocabulary: createVocabulary(terms.list),
    partyOf,
    placeOf,
    personal,
    weak,
    ...turn(filling.postTerms, filling.postNames, terms.list.length),
    weights,
    rarity,
    nameOf,
    read,
    raritiesOf,
  };
}

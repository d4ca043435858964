import type { ReadName } from './read.ts';
import { isChineseSyllables } from './scripts/wade-giles.ts';
import { type Shelf, telling } from './shelf.ts';
import { CHINESE, createWord, type Word } from './sound.ts';
import { kindOf } from './words.ts';

/** Finds the names that are worth comparing word by word. */
type Candidates = (
  readings: readonly ReadName[],
  most: number,
  /** Parties to look at; null for all. */
  wanted: ((party: number) => boolean) | null,
  /** Names that share less of the shorter side's weight are not worth comparing. */
  least: number,
) => readonly number[];

const BINS = 256;
/** A word cut in two: each part must have this many letters. */
const LEAST_PART = 2;
const LONGEST_PARTICLE = 4;
const JOINED_ALIKE = 0.92;

/** Words to look for: those of all readings, neighbours joined, and words cut in two. */
function lookFor(readings: readonly ReadName[]): readonly Word[] {
  const words = new Map<string, Word>();
  for (const name of readings) {
    for (const word of telling(name)) if (!words.has(word.text)) words.set(word.text, word);
  }
  return [...words.values()];
}

function joinedWords(readings: readonly ReadName[]): ReadonlySet<string> {
  const joined = new Set<string>();
  for (const { words } of readings) {
    for (let i = 0; i + 1 < words.length; i++) {
      const two = words[i]!.text + words[i + 1]!.text;
      joined.add(two);
      if (i + 2 < words.length) joined.add(two + words[i + 2]!.text);
    }
  }
  return joined;
}

/**
 * What the words that each listed name shares with a query weigh. The arrays are made once and
 * cleared by what was touched.
 */
class Tally {
  readonly shelf: Shelf;
  /** Of each name, beside each other: what it shares, and what it weighs. */
  readonly cells: Float32Array;
  readonly touched: Uint32Array;
  /** Beside each posting, what its name weighs at least, in sixteenths. */
  readonly light: Uint8Array;
  /** A bit for each name: met by one word, and by several. */
  readonly once: Int32Array;
  readonly twice: Int32Array;
  readonly ids: number[] = [];
  readonly adds: number[] = [];
  readonly bins = new Uint32Array(BINS);
  count = 0;

  constructor(shelf: Shelf) {
    this.shelf = shelf;
    this.cells = new Float32Array(2 * shelf.names);
    for (let name = 0; name < shelf.names; name++) this.cells[2 * name + 1] = shelf.weights[name]!;
    this.touched = new Uint32Array(shelf.names);
    this.once = new Int32Array((shelf.names >>> 5) + 1);
    this.twice = new Int32Array((shelf.names >>> 5) + 1);
    const lightOf = (name: number) => Math.min(255, Math.floor(shelf.weights[name]! * 16));
    this.light = Uint8Array.from(shelf.postings, lightOf);
  }

  add(id: number, weight: number): void {
    this.ids.push(id);
    this.adds.push(weight);
  }

  /**
   * Adds all up. Most names share one word, and too little: they are told by the postings and two
   * bits, without a look at the name.
   */
  addUp(least: number, whole: number): void {
    const { ids, adds, light, once, twice } = this;
    const { starts, postings } = this.shelf;
    once.fill(0);
    twice.fill(0);
    for (const id of ids) {
      const end = starts[id + 1]!;
      for (let at = starts[id]!; at < end; at++) {
        const name = postings[at]!;
        const bit = 1 << (name & 31);
        twice[name >>> 5]! |= once[name >>> 5]! & bit;
        once[name >>> 5]! |= bit;
      }
    }
    for (let i = 0; i < ids.length; i++) {
      const weight = adds[i]!;
      // Of names that weigh no more, this word alone may be enough
      const enough = weight >= least * whole * 0.999 ? 255 : (weight / least) * 16 * 1.001;
      const end = starts[ids[i]! + 1]!;
      for (let at = starts[ids[i]!]!; at < end; at++) {
        const name = postings[at]!;
        if (light[at]! > enough && ((twice[name >>> 5]! >>> (name & 31)) & 1) === 0) continue;
        this.addTo(name, weight);
      }
    }
    ids.length = 0;
    adds.length = 0;
  }

  addTo(name: number, weight: number): void {
    const shared = this.cells[2 * name]!;
    if (shared === 0) this.touched[this.count++] = name;
    this.cells[2 * name] = shared + weight;
  }

  /** Forgets the names that are not wanted, and those that share too little of the shorter side. */
  keep(wanted: ((party: number) => boolean) | null, least: number, whole: number): void {
    const { partyOf } = this.shelf;
    const { cells, touched } = this;
    let kept = 0;
    for (let i = 0; i < this.count; i++) {
      const name = touched[i]!;
      const enough = cells[2 * name]! >= least * Math.min(whole, cells[2 * name + 1]!);
      if (enough && (wanted === null || wanted(partyOf[name]!))) touched[kept++] = name;
      else cells[2 * name] = 0;
    }
    this.count = kept;
  }

  binOf(name: number, whole: number): number {
    const common = this.cells[2 * name]!;
    const ofListed = Math.min(1, common / this.cells[2 * name + 1]!);
    const worth = Math.min(1, 0.65 * (common / whole) + 0.35 * ofListed);
    return Math.floor(worth * (BINS - 1));
  }

  /** The names that share most of both sides, counted into bins instead of sorted. */
  best(whole: number, most: number): readonly number[] {
    this.bins.fill(0);
    for (let i = 0; i < this.count; i++) this.bins[this.binOf(this.touched[i]!, whole)]!++;
    let cut = BINS - 1;
    for (let sum = this.bins[cut]!; cut > 0 && sum < most; ) sum += this.bins[--cut]!;
    const full: number[] = [];
    const edge: number[] = [];
    for (let i = 0; i < this.count; i++) {
      const name = this.touched[i]!;
      const bin = this.binOf(name, whole);
      if (bin > cut) full.push(name);
      else if (bin === cut && edge.length < most) edge.push(name);
    }
    return [...full, ...edge.slice(0, Math.max(0, most - full.length))];
  }

  clear(): void {
    for (let i = 0; i < this.count; i++) this.cells[2 * this.touched[i]!] = 0;
    this.count = 0;
  }
}

/** A word that no list has may be two that one has: `alassad`, `jongun`. */
function addCut(tally: Tally, text: string, weight: number): void {
  const { vocabulary } = tally.shelf;
  for (let cut = LEAST_PART; cut <= text.length - LEAST_PART; cut++) {
    const head = vocabulary.idOf(text.slice(0, cut));
    const particle = cut <= LONGEST_PARTICLE && kindOf(text.slice(0, cut), true) === 'particle';
    if (head === undefined && !particle) continue;
    const tail = vocabulary.idOf(text.slice(cut));
    if (tail === undefined) continue;
    if (head !== undefined && !particle) tally.add(head, weight * 0.5);
    tally.add(tail, weight * (particle ? 0.9 : 0.5));
  }
}

export function createCandidates(shelf: Shelf): Candidates {
  const tally = new Tally(shelf);
  return (readings, most, wanted, least) => {
    let whole = 0;
    for (const word of lookFor(readings)) {
      const { ids, alike } = shelf.vocabulary.similar(word);
      const known = alike.includes(1);
      const weight = known ? shelf.rarity(word) : 1;
      whole += weight;
      for (let i = 0; i < ids.length; i++) tally.add(ids[i]!, weight * (alike[i]! - 0.6) * 2.5);
      if (!known) addCut(tally, word.text, weight);
    }
    const chinese = readings.some(({ systems }) => (systems & CHINESE) !== 0);
    for (const text of joinedWords(readings)) {
      const id = shelf.vocabulary.idOf(text);
      const word = createWord(text, 'name');
      if (id !== undefined) tally.add(id, 1.5 * shelf.rarity(word));
      else if (chinese && isChineseSyllables(text)) {
        const { ids, alike } = shelf.vocabulary.similar(word);
        for (let i = 0; i < ids.length; i++) {
          // Hsiao-ping is Xiaoping: the system is another, and the word the same
          if (alike[i]! >= JOINED_ALIKE) tally.add(ids[i]!, 1.5);
        }
      }
    }
    tally.addUp(least, whole);
    tally.keep(wanted, least, whole);
    const found = tally.best(Math.max(whole, 0.1), most);
    tally.clear();
    return found;
  };
}

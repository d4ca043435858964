import type { ReadName } from './read.ts';
import { type Shelf, telling } from './shelf.ts';
import { createWord, type Word } from './sound.ts';
import { kindOf } from './words.ts';

/** Finds the names that are worth comparing word by word. */
export type Candidates = (
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
 * Adds up, for each listed name, what the words it shares with the query weigh, and gives the names
 * that share most of both sides. The arrays are made once and cleared by what was touched.
 */
export function createCandidates(shelf: Shelf): Candidates {
  const shared = new Float32Array(shelf.names);
  const touched = new Uint32Array(shelf.names);
  const bins = new Uint32Array(BINS);
  let count = 0;

  const post = (id: number, weight: number): void => {
    for (let at = shelf.starts[id]!; at < shelf.starts[id + 1]!; at++) {
      const name = shelf.postings[at]!;
      if (shared[name] === 0) touched[count++] = name;
      shared[name]! += weight;
    }
  };

  const postCut = (text: string, weight: number): void => {
    for (let cut = LEAST_PART; cut <= text.length - LEAST_PART; cut++) {
      const head = shelf.vocabulary.idOf(text.slice(0, cut));
      const particle = cut <= LONGEST_PARTICLE && kindOf(text.slice(0, cut), true) === 'particle';
      if (head === undefined && !particle) continue;
      const tail = shelf.vocabulary.idOf(text.slice(cut));
      if (tail === undefined) continue;
      if (head !== undefined && !particle) post(head, weight * 0.5);
      post(tail, weight * (particle ? 0.9 : 0.5));
    }
  };

  const worthOf = (name: number, whole: number): number => {
    const common = shared[name]!;
    return Math.min(1, 0.65 * (common / whole) + 0.35 * Math.min(1, common / shelf.weights[name]!));
  };

  function best(whole: number, most: number): readonly number[] {
    bins.fill(0);
    for (let i = 0; i < count; i++) {
      bins[Math.floor(worthOf(touched[i]!, whole) * (BINS - 1))]!++;
    }
    let cut = BINS - 1;
    for (let sum = bins[cut]!; cut > 0 && sum < most; ) sum += bins[--cut]!;
    const full: number[] = [];
    const edge: number[] = [];
    for (let i = 0; i < count; i++) {
      const name = touched[i]!;
      const bin = Math.floor(worthOf(name, whole) * (BINS - 1));
      if (bin > cut) full.push(name);
      else if (bin === cut && edge.length < most) edge.push(name);
    }
    return [...full, ...edge.slice(0, most - full.length)];
  }

  const keep = (wanted: ((party: number) => boolean) | null, least: number, whole: number) => {
    let kept = 0;
    for (let i = 0; i < count; i++) {
      const name = touched[i]!;
      const enough = shared[name]! >= least * Math.min(whole, shelf.weights[name]!);
      if (enough && (wanted === null || wanted(shelf.partyOf[name]!))) touched[kept++] = name;
      else shared[name] = 0;
    }
    count = kept;
  };

  return (readings, most, wanted, least) => {
    count = 0;
    let whole = 0;
    for (const word of lookFor(readings)) {
      const similar = shelf.vocabulary.similar(word);
      const known = similar.find(({ alike }) => alike === 1);
      const weight = known ? shelf.rarity(word) : 1;
      whole += weight;
      for (const { id, alike } of similar) post(id, weight * (alike - 0.6) * 2.5);
      if (!known) postCut(word.text, weight);
    }
    for (const text of joinedWords(readings)) {
      const id = shelf.vocabulary.idOf(text);
      if (id !== undefined) post(id, 1.5 * shelf.rarity(createWord(text, 'name')));
    }
    keep(wanted, least, whole);
    const found = best(Math.max(whole, 0.1), most);
    for (let i = 0; i < count; i++) shared[touched[i]!] = 0;
    return found;
  };
}

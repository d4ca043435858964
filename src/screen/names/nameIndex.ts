import type { ListedParty, PartyName } from '../../attribution/lists/party.ts';
import type { Similarity } from './align.ts';
import { createCandidates } from './candidates.ts';
import { createComparer, type Feature } from './compare.ts';
import { documentKey, evidence } from './evidence.ts';
import { ofacScore } from './ofac.ts';
import {
  type Asked,
  ask,
  type MatchOptions,
  type NameQuery,
  type Settings,
  settingsOf,
} from './query.ts';
import { fillShelf, type Shelf } from './shelf.ts';
import { similarity, type Word } from './sound.ts';

/** A candidate: a person must confirm it. */
export interface NameMatch {
  readonly party: ListedParty;
  /** The party's name that fits best, and the query's; null where only a document agrees. */
  readonly name: PartyName | null;
  readonly queried: string;
  /** 0 to 1: the sum of the contributions of all features. */
  readonly score: number;
  readonly threshold: number;
  readonly match: boolean;
  readonly features: readonly Feature[];
  /** What a reader of the query's name should know: mixed alphabets, characters not read. */
  readonly notes: readonly string[];
}

export interface NameIndex {
  readonly parties: number;
  readonly names: number;
  /** Parties that came again under one list and id; both are kept and answered once. */
  readonly duplicates: number;
  /**
   * The parties that reach their threshold, best first.
   * @throws InputError for an empty query or a date that is none; LimitError for one too long
   */
  match(query: NameQuery, options?: MatchOptions): readonly NameMatch[];
  /** How one party compares, whether it reaches its threshold or not; null where it is unknown. */
  explain(query: NameQuery, list: string, id: string, options?: MatchOptions): NameMatch | null;
}

/** Names compared word by word for each name of a query, and at least so many times the limit. */
const COMPARED = 40;
const COMPARED_PER_RESULT = 4;
/** What a candidate shares of the shorter name's weight, as part of the lowest threshold. */
const SHARED = 0.7;
/** Evidence beside the name (birth and country) raises a score by no more than this. */
const MOST_RAISED = 0.1;
/** For sums that should be equal and are not to the last bit. */
const SLACK = 1e-9;
const WEAK_ALIAS = -0.04;

/** Comparing the same two words again, within one query, costs a look-up. */
function remember(): Similarity {
  const known = Array.from({ length: 4 }, () => new Map<Word, Map<Word, number>>());
  return (a, b, systems) => {
    const rows = known[systems]!;
    let row = rows.get(a);
    if (!row) {
      row = new Map();
      rows.set(a, row);
    }
    let alike = row.get(b);
    if (alike === undefined) {
      alike = similarity(a, b, systems);
      row.set(b, alike);
    }
    return alike;
  };
}

const total = (features: readonly Feature[]) =>
  features.reduce((sum, feature) => sum + feature.contribution, 0);

function finish(features: readonly Feature[]): { score: number; features: readonly Feature[] } {
  const sum = total(features);
  const score = Math.min(1, Math.max(0, sum));
  if (Math.abs(score - sum) < 1e-12) return { score, features };
  const how = 'a score lies between 0 and 1';
  const plain = { query: null, listed: null, similarity: null, weight: 0 };
  const bounds = { ...plain, feature: 'bounds', how, contribution: score - sum } as const;
  return { score, features: [...features, bounds] };
}

function ofacFeatures(query: string, listed: string): readonly Feature[] {
  const score = ofacScore(query, listed);
  const how = "the score of OFAC's Sanctions List Search";
  return [
    { feature: 'ofac', query, listed, how, similarity: score, weight: 1, contribution: score },
  ];
}

/** Which score is asked for, and the least that is worth explaining. */
interface Look {
  readonly mode: 'own' | 'ofac';
  readonly least: number;
  /** Names that score less are left out. */
  readonly floor: number;
}

type Scored = Omit<NameMatch, 'threshold' | 'match'>;

type Comparer = ReturnType<typeof createComparer>;
/** Of a query's name read as a person's, and as another's. */
type Comparers = readonly [Comparer, Comparer];

class Matcher {
  readonly shelf: Shelf;
  readonly candidates: ReturnType<typeof createCandidates>;
  readonly byDocument = new Map<string, number[]>();
  readonly byId = new Map<string, number[]>();

  constructor(parties: readonly ListedParty[]) {
    this.shelf = fillShelf(parties);
    this.candidates = createCandidates(this.shelf);
    for (const [at, party] of parties.entries()) {
      push(this.byId, `${party.list} ${party.id}`, at);
      for (const { number } of party.documents) {
        const key = documentKey(number);
        if (key !== null) push(this.byDocument, key, at);
      }
    }
  }

  /** The score of one listed name, without evidence beside it. */
  nameFeatures(queried: string, name: number, look: Look, comparers: Comparers) {
    if (look.mode === 'ofac') return ofacFeatures(queried, this.shelf.nameOf(name).text);
    const compare = comparers[this.shelf.personal[name] === 1 ? 0 : 1];
    const rarities = this.shelf.raritiesOf(name);
    const { score, features } = compare(this.shelf.read(name), rarities, look.least);
    if (features.length === 0 || score === 0 || this.shelf.weak[name] === 0) return features;
    const how = 'the list calls this alias weak';
    const plain = { query: null, listed: null, similarity: null, weight: 0 };
    return [...features, { ...plain, feature: 'alias', how, contribution: WEAK_ALIAS } as const];
  }

  /** The best of some names of some texts, for each party. */
  best(asked: Asked, names: (text: number) => Iterable<number>, look: Look) {
    const best = new Map<number, Best | undefined>();
    for (const text of asked.texts.keys()) {
      const [person, other] = asked.readings[text]!;
      const { rarity } = this.shelf;
      const alike = remember();
      const comparers: Comparers = [
        createComparer(person, true, rarity, alike),
        createComparer(other, false, rarity, alike),
      ];
      for (const name of names(text)) {
        const features = this.nameFeatures(asked.texts[text]!, name, look, comparers);
        const sum = total(features);
        const party = this.shelf.partyOf[name]!;
        if (sum > (best.get(party)?.sum ?? look.floor))
          best.set(party, { text, name, sum, features });
      }
    }
    return best;
  }

  judge(asked: Asked, party: number, mode: 'own' | 'ofac', best: Best | undefined): Scored {
    const listed = this.shelf.parties[party]!;
    const features = best?.features ?? [];
    const beside =
      mode === 'ofac' ? [] : evidence(asked.known, listed, Math.max(0, best?.sum ?? 0));
    return {
      party: listed,
      name: best ? this.shelf.nameOf(best.name) : null,
      queried: best ? asked.texts[best.text]! : (asked.texts[0] ?? ''),
      notes: best ? asked.readings[best.text]![0].notes : [],
      ...finish([...features, ...beside]),
    };
  }
}

interface Best {
  readonly text: number;
  readonly name: number;
  readonly sum: number;
  readonly features: readonly Feature[];
}

function push(map: Map<string, number[]>, key: string, value: number): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function withThreshold(scored: Scored, { thresholdOf }: Settings): NameMatch {
  const threshold = thresholdOf(scored.party.list);
  return { ...scored, threshold, match: scored.score >= threshold };
}

function byScore(a: NameMatch, b: NameMatch): number {
  const id = (match: NameMatch) => `${match.party.list} ${match.party.id}`;
  return b.score - a.score || (id(a) < id(b) ? -1 : 1);
}

/** One answer for each list and id. */
function once(matches: readonly NameMatch[]): readonly NameMatch[] {
  const seen = new Set<string>();
  return matches.filter(({ party }) => {
    const id = `${party.list} ${party.id}`;
    return !seen.has(id) && seen.add(id);
  });
}

/** Reads all names of all parties; matching then needs no other memory. */
export function createNameIndex(parties: readonly ListedParty[]): NameIndex {
  const matcher = new Matcher(parties);
  const { shelf } = matcher;

  function match(query: NameQuery, options: MatchOptions = {}): readonly NameMatch[] {
    const asked = ask(query);
    const settings = settingsOf(options);
    const most = Math.max(COMPARED, settings.limit * COMPARED_PER_RESULT);
    const wanted = (party: number) => settings.lists?.has(parties[party]!.list) ?? true;
    const filter = settings.lists && wanted;
    const least = SHARED * settings.lowest;
    const names = (text: number) => matcher.candidates(asked.readings[text]!, most, filter, least);
    const worthwhile = settings.lowest - MOST_RAISED;
    const floor = asked.known.documents.length > 0 ? -1 : worthwhile - SLACK;
    const look = { mode: settings.mode, least: worthwhile, floor };
    const best = matcher.best(asked, names, look);
    for (const number of asked.known.documents) {
      for (const party of matcher.byDocument.get(documentKey(number) ?? '') ?? []) {
        if (wanted(party) && !best.has(party)) best.set(party, undefined);
      }
    }
    const judged = [...best].map(([party, found]) =>
      withThreshold(matcher.judge(asked, party, settings.mode, found), settings),
    );
    return once(judged.filter(({ match }) => match).sort(byScore)).slice(0, settings.limit);
  }

  function explain(query: NameQuery, list: string, id: string, options: MatchOptions = {}) {
    const asked = ask(query);
    const settings = settingsOf(options);
    const found = matcher.byId.get(`${list} ${id}`);
    if (!found) return null;
    const own = function* () {
      for (let name = 0; name < shelf.names; name++) {
        if (found.includes(shelf.partyOf[name]!)) yield name;
      }
    };
    const best = matcher.best(asked, own, { mode: settings.mode, least: 0, floor: -1 });
    const judged = found.map((party) =>
      withThreshold(matcher.judge(asked, party, settings.mode, best.get(party)), settings),
    );
    return judged.sort(byScore)[0] ?? null;
  }

  return {
    parties: parties.length,
    names: shelf.names,
    duplicates: parties.length - matcher.byId.size,
    match,
    explain,
  };
}

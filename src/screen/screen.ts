import type { AddressReading } from '../attribution/forms/key.ts';
import type { Tag } from '../attribution/tags.ts';
import { graver, type Severity } from '../attribution/taxonomy.ts';
import type { PolicyId } from '../trace/policies/policy.ts';
import type { ExposureSide, ScreenAnswer } from './answer.ts';
import { type DecisionRules, decide, rulesDigest, type Undecided } from './decide.ts';
import type { Directory, Listing, Located } from './directory.ts';
import type { NameIndex } from './names/nameIndex.ts';
import type { MatchOptions, NameQuery } from './names/query.ts';
import { sentenceOf as sentenceOfMatch } from './names/sentence.ts';
import { risksOf } from './risk.ts';
import { DEFAULT_LIMITS, type ScreenLedger, sideOf, transactionSide } from './side.ts';
import type { ScreenLimits } from './surroundings.ts';

export interface ScreenOptions {
  readonly directory: Directory;
  readonly rules: DecisionRules;
  /** Today, in unix seconds: what is listed now. */
  readonly now: number;
  readonly policy?: PolicyId;
  readonly limits?: Partial<ScreenLimits>;
  readonly signal?: AbortSignal | undefined;
}

/** How it is asked: by whom is another's business. */
interface AddressQuestion {
  readonly reading: AddressReading;
  /** Where it stands on a ledger of ours, or null. */
  readonly located: Located | null;
  /** Asked for exposure; null: only what the address itself is. */
  readonly ledger: ScreenLedger | null;
}

interface TransactionQuestion {
  readonly asked: string;
  /** As its ledger writes it. */
  readonly id: string;
  readonly ledger: ScreenLedger;
}

const HEAD = { format: 'hueandcry.screen', version: 1 } as const;

/**
 * What an address is and what it is exposed to, with the paths that show it, and what the rules
 * make of that. Looking at the address itself asks nobody; exposure asks the ledger.
 */
export async function screenAddress(
  { reading, located, ledger }: AddressQuestion,
  options: ScreenOptions,
): Promise<ScreenAnswer> {
  const { directory, now } = options;
  const known = directory.find(reading);
  const { name, listings } = known;
  const self = (name ? risksOf(name, now) : []).filter(({ severity }) => severity !== 'INFO');
  const [incoming, outgoing] =
    located && ledger
      ? [
          await sideOf(ledger, located.holder, 'in', sideOptions(options)),
          await sideOf(ledger, located.holder, 'out', sideOptions(options)),
        ]
      : [null, null];
  const undecided: Undecided = {
    ...HEAD,
    subject: {
      kind: 'address',
      asked: reading.published,
      chain: located?.chain ?? reading.chain,
      canonical: reading.keys[0]?.text ?? null,
      checksum: reading.keys.length > 0 ? reading.checksum : null,
    },
    knowledge: knowledgeOf(reading, known.tags.length + listings.length),
    day: dayOf(now),
    self,
    statements: known.tags.map(statementOf),
    states: (name?.states ?? []).map((state) => ({ ...state, current: isCurrent(state, now) })),
    listings: listings.map((listing) => ({
      ...listing,
      programs: [...listing.programs],
      sentence: sentenceOf(listing),
    })),
    names: [],
    incoming,
    outgoing,
    severity: severityOf(self, [incoming, outgoing]),
    policy: options.policy ?? 'haircut',
    sources: sourcesOf(options, ledger),
    gaps: [...directory.problems, ...gapsOf(located, ledger, [incoming, outgoing])],
  };
  return decided(undecided, options.rules);
}

/** One transaction, by what it brought: the addresses in it are screened apart. */
export async function screenTransaction(
  { asked, id, ledger }: TransactionQuestion,
  options: ScreenOptions,
): Promise<ScreenAnswer> {
  const incoming = await transactionSide(ledger, id, sideOptions(options));
  const undecided: Undecided = {
    ...HEAD,
    subject: { kind: 'transaction', asked, chain: ledger.chain.id, canonical: id, checksum: null },
    knowledge: incoming === null ? 'not_found' : 'found',
    day: dayOf(options.now),
    ...{ self: [], statements: [], states: [], listings: [], names: [] },
    incoming,
    outgoing: null,
    severity: severityOf([], [incoming]),
    policy: options.policy ?? 'haircut',
    sources: sourcesOf(options, ledger),
    gaps: [
      ...options.directory.problems,
      ...(incoming?.gaps ?? [`${ledger.name} does not know the transaction.`]),
    ],
  };
  return decided(undecided, options.rules);
}

/** A name, held against all listed parties: candidates with their reasons. */
export function screenName(
  query: NameQuery,
  index: NameIndex,
  options: ScreenOptions & { readonly match?: MatchOptions },
): ScreenAnswer {
  const { directory, now } = options;
  const versions = new Map(directory.sources.map(({ name, version }) => [name, version]));
  const names = index.match(query, options.match).map((match) => ({
    list: match.party.list,
    version: versions.get(match.party.list) ?? null,
    id: match.party.id,
    name: match.name?.text ?? match.party.names[0]?.text ?? '',
    kind: match.party.kind,
    programs: [...match.party.programs],
    from: match.party.from,
    to: match.party.to,
    score: match.score,
    threshold: match.threshold,
    features: match.features.map(({ feature, query: asked, listed, how, contribution }) => {
      return { feature, query: asked, listed, how, contribution };
    }),
    sentence: sentenceOfMatch(match),
  }));
  const asked = query.names.join(' / ');
  const undecided: Undecided = {
    ...HEAD,
    subject: { kind: 'name', asked, chain: null, canonical: null, checksum: null },
    knowledge: names.length > 0 ? 'found' : 'not_found',
    day: dayOf(now),
    ...{ self: [], statements: [], states: [], listings: [] },
    names,
    ...{ incoming: null, outgoing: null, severity: null },
    policy: options.policy ?? 'haircut',
    sources: [...directory.sources].filter(({ kind }) => kind === 'list'),
    gaps: [...directory.problems],
  };
  return decided(undecided, options.rules);
}

/** The answer with what the rules make of it. */
function decided(answer: Undecided, rules: DecisionRules): ScreenAnswer {
  const named = { name: rules.name, digest: rulesDigest(rules) };
  return { ...answer, decision: decide(answer, rules), rules: named };
}

function sideOptions({ directory, policy = 'haircut', limits, signal }: ScreenOptions) {
  const bounds = { ...DEFAULT_LIMITS, ...limits };
  return { names: directory.names, policy, limits: bounds, signal };
}

function knowledgeOf({ keys }: AddressReading, claims: number): ScreenAnswer['knowledge'] {
  if (keys.length === 0) return 'not_an_address';
  return claims > 0 ? 'found' : 'not_found';
}

function statementOf(tag: Tag): ScreenAnswer['statements'][number] {
  const { label, entity, entityType, conduct, grade, source, sourceDate, url, inherited } = tag;
  const type = entityType;
  return { label, entity, type, conduct: [...conduct], grade, source, sourceDate, url, inherited };
}

function dayOf(time: number): string {
  return new Date(time * 1000).toISOString().slice(0, 10);
}

function isCurrent(
  { from, to }: { readonly from: string | null; readonly to: string | null },
  now: number,
): boolean {
  const day = dayOf(now);
  return (from ?? day) <= day && (to === null || day < to);
}

const SAME: Readonly<Record<Listing['strength'], string>> = {
  exact: 'this very address',
  'same-key': 'another address of the same key',
  'same-key-other-chain': 'the same key on another chain',
  'same-text': 'the same text, which is no address of a known kind',
};

function sentenceOf({ list, version, name, id, published, strength, from, to }: Listing): string {
  const span = `${from === null ? '' : ` from ${from}`}${to === null ? '' : ` until ${to}`}`;
  const what = `${published}, ${SAME[strength]}, under ${name} (${id})`;
  return `${list} (${version}) lists ${what}${span}.`;
}

function severityOf(
  self: ScreenAnswer['self'],
  sides: readonly (ExposureSide | null)[],
): Severity | null {
  const rows = sides.flatMap((side) => side?.rows.filter(({ axis }) => axis !== 'none') ?? []);
  const all = [...self, ...rows].map(({ severity }) => severity);
  return all.reduce<Severity | null>((most, one) => (most ? graver(most, one) : one), null);
}

function sourcesOf(
  { directory }: ScreenOptions,
  ledger: ScreenLedger | null,
): ScreenAnswer['sources'] {
  const asked = ledger
    ? [{ kind: 'ledger' as const, name: ledger.name, version: null, ageDays: null, stale: false }]
    : [];
  return [...directory.sources, ...asked];
}

/** Whether an earlier answer had the rules and versions that one of now would have. */
export function restsOnSame(
  { subject, rules, policy, sources }: ScreenAnswer,
  options: ScreenOptions,
  ledger: ScreenLedger | null,
): boolean {
  const now = sourcesOf(options, subject.kind === 'name' ? null : ledger).filter(
    ({ kind }) => subject.kind !== 'name' || kind === 'list',
  );
  const keyOf = (all: ScreenAnswer['sources']): string => {
    return JSON.stringify(
      all.map(({ kind, name, version, stale }) => [kind, name, version, stale]),
    );
  };
  if (rules.digest !== rulesDigest(options.rules)) return false;
  return policy === (options.policy ?? 'haircut') && keyOf(sources) === keyOf(now);
}

function gapsOf(
  located: Located | null,
  ledger: ScreenLedger | null,
  sides: readonly (ExposureSide | null)[],
): string[] {
  if (!ledger) return ['No ledger was asked: what the address is exposed to is not known.'];
  if (!located) return ['The address is on no ledger that can be asked.'];
  return [...new Set(sides.flatMap((side) => side?.gaps ?? []))];
}

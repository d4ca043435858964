import type { ExposureSide, ScreenAnswer } from './answer.ts';

/** Something that is different in a later answer, in words. */
interface ScreenChange {
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
}

interface ScreenChanges {
  readonly decision: { readonly before: string; readonly after: string } | null;
  /** What is different in what is known. */
  readonly changes: readonly ScreenChange[];
  /** Why it can be: other versions of lists, tags, rules, or another ledger. */
  readonly reasons: readonly ScreenChange[];
}

/** What a later screening of the same text says that an earlier one did not, and why. */
export function screenChanges(before: ScreenAnswer, after: ScreenAnswer): ScreenChanges {
  const { action: was } = before.decision;
  const { action: is } = after.decision;
  return {
    decision: was === is ? null : { before: was, after: is },
    changes: [
      ...differing('decision', ruleOf(before), ruleOf(after)),
      ...differing('severity', before.severity, after.severity),
      ...differing('knowledge', before.knowledge, after.knowledge),
      ...between('listed', listingsOf(before), listingsOf(after)),
      ...between('statement', statementsOf(before), statementsOf(after)),
      ...between('name', namesOf(before), namesOf(after)),
      ...between('incoming', exposureOf(before.incoming), exposureOf(after.incoming)),
      ...between('outgoing', exposureOf(before.outgoing), exposureOf(after.outgoing)),
    ],
    reasons: [
      ...between('source', sourcesOf(before), sourcesOf(after)),
      ...differing('rules', rulesOf(before), rulesOf(after)),
      ...differing('policy', before.policy, after.policy),
      ...differing('day', before.day, after.day),
    ],
  };
}

type Facts = ReadonlyMap<string, string>;

function ruleOf({ decision }: ScreenAnswer): string {
  return `${decision.action}: ${decision.reason}`;
}

function rulesOf({ rules }: ScreenAnswer): string {
  return `${rules.name} ${rules.digest}`;
}

function listingsOf({ listings }: ScreenAnswer): Facts {
  return new Map(
    listings.map(({ list, id, published, state, from, to, name }) => {
      return [`${list} ${id} ${published}`, `${name}: ${state} ${from ?? ''}–${to ?? ''}`];
    }),
  );
}

function statementsOf({ statements }: ScreenAnswer): Facts {
  return new Map(
    statements.map(({ source, label, entity, type, grade }) => {
      return [`${source}: ${label}`, `${entity ?? label}, ${type ?? 'of no kind'}, ${grade}`];
    }),
  );
}

function namesOf({ names }: ScreenAnswer): Facts {
  return new Map(names.map(({ list, id, name, score }) => [`${list} ${id}`, `${name}, ${score}`]));
}

function exposureOf(side: ExposureSide | null): Facts {
  if (side === null) return new Map();
  return new Map(
    side.rows.map(({ category, axis, usd, minHops }) => {
      return [
        `${category} (${axis})`,
        `${usd === null ? 'not known' : `$${usd}`}, ${minHops} hops`,
      ];
    }),
  );
}

function sourcesOf({ sources }: ScreenAnswer): Facts {
  return new Map(
    sources.map(({ kind, name, version, stale }) => {
      return [`${kind} ${name}`, `${version ?? 'no version'}${stale ? ', stale' : ''}`];
    }),
  );
}

function differing(field: string, before: string | null, after: string | null): ScreenChange[] {
  return before === after ? [] : [{ field, before, after }];
}

function between(what: string, before: Facts, after: Facts): ScreenChange[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  return keys.flatMap((key) => {
    return differing(`${what}: ${key}`, before.get(key) ?? null, after.get(key) ?? null);
  });
}

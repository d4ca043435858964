import type { TraceResult } from '../../trace/result.ts';
import type { Contents, Cover, Withheld } from './contents.ts';
import { redactContents, secretsOf } from './redact-contents.ts';
import { type LicencesAt, redactResult } from './redact-result.ts';
import { type Audience, RULE_WORDS, RULES, type Rule, rulesFor } from './rules.ts';
import { SecretWords } from './words.ts';

export interface Redacted {
  readonly result: TraceResult;
  readonly cover: Cover;
  /** What must stand in no byte of the pack. */
  readonly words: SecretWords;
}

export interface Asked {
  readonly audience: Audience;
  /** What is left out besides what the audience leaves out anyway. */
  readonly leaveOut: readonly Rule[];
}

/** A case and its trace as that audience receives them, and what of them it does not receive. */
export function redact(
  result: TraceResult,
  contents: Contents,
  { audience, leaveOut }: Asked,
  licencesAt: LicencesAt,
): Redacted {
  const rules = rulesFor(audience, leaveOut, contents.tlp);
  const counts = new Map<Rule, Map<string, number>>();
  const leave = (rule: Rule, what: string, count: number): void => {
    if (count === 0) return;
    const own = counts.get(rule) ?? new Map<string, number>();
    counts.set(rule, own.set(what, (own.get(what) ?? 0) + count));
  };
  const words = new SecretWords();
  secretsOf(contents, rules, words);
  const file = redactContents(contents, rules, words, leave);
  const shown = redactResult(result, { rules, licencesAt, words, leave });
  const withheld = RULES.flatMap((rule): Withheld[] =>
    [...(counts.get(rule) ?? [])].map(([what, count]) => ({
      rule,
      why: RULE_WORDS[rule],
      what,
      count,
    })),
  );
  const redaction = { audience, rules: [...rules], withheld };
  return {
    result: shown,
    cover: { format: 'hueandcry.pack', version: 1, redaction, file },
    words,
  };
}

import { sha256 } from '../../base/digest.ts';
import type { Anchor, CheckedProof } from '../../ledger/proof.ts';
import { checkProof, type Proof } from '../../ledger/proofs.ts';
import type { TraceResult } from '../../trace/result.ts';
import { type AnswerLookup, checkAnswers } from './answers.ts';
import { checkCertificate } from './certificate.ts';
import { checkConsistency } from './consistency.ts';
import { type CheckedHop, checkHops } from './hops.ts';
import type { Problem } from './problem.ts';

/** What was found when a result was checked. */
export interface Verification {
  /** All that does not verify; empty where everything does. */
  readonly problems: readonly Problem[];
  /** One for each hop of the result, in its order. */
  readonly hops: readonly CheckedHop[];
  /** How many proofs hold, by what ties their block to the chain. */
  readonly proofs: ReadonlyMap<Anchor, number>;
}

/**
 * Checks a result by nothing but itself, the recorded answers, and the proofs that came with it:
 * the certificate, what the result says twice, the digests, and every hop. Prices, names and the
 * choice of what was followed are not checked; for these, run the trace again.
 * @param proofs by the name of the file that each came in
 */
export function verifyResult(
  result: TraceResult,
  answers: AnswerLookup | null,
  proofs: ReadonlyMap<string, Proof>,
): Verification {
  const problems = [
    ...checkCertificate(result),
    ...checkConsistency(result),
    ...checkEvidence(result),
    ...(answers ? checkAnswers(result, answers) : []),
  ];
  const shown = new Map<string, NonNullable<CheckedProof['shows']>>();
  const held = new Map<Anchor, number>();
  for (const [name, proof] of proofs) {
    const { verdict, shows } = checkProof(proof);
    const other = proof.chain === result.case.chain ? null : proof.chain;
    if (verdict.reason !== null) {
      problems.push({ where: name, expected: 'a proof that holds', found: verdict.reason });
    } else if (other !== null) {
      problems.push({ where: name, expected: `a proof on ${result.case.chain}`, found: other });
    } else if (shows) {
      shown.set(proof.tx, shows);
      held.set(shows.anchor, (held.get(shows.anchor) ?? 0) + 1);
    }
  }
  const hops = checkHops(result, shown, answers, problems);
  return { problems, hops, proofs: held };
}

/** The digest over all answers is that of the answers that the result lists. */
function checkEvidence({ evidence, inputs }: TraceResult): Problem[] {
  const answers = inputs.filter(({ role }) => role === 'evidence');
  if (evidence === null) {
    if (answers.length === 0) return [];
    return [
      { where: 'evidence', expected: `a digest over ${answers.length} answers`, found: 'none' },
    ];
  }
  const problems: Problem[] = [];
  const lines = answers.map(({ sha256: digest, name }) => `${digest} ${name}\n`);
  const sorted = [...new Set(lines)].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const root = sha256(sorted.join(''));
  if (root !== evidence.root) {
    problems.push({ where: 'evidence.root', expected: root, found: evidence.root });
  }
  const listed = evidence.sources.reduce((sum, source) => sum + source.answers, 0);
  if (evidence.answers !== answers.length || listed !== answers.length) {
    const found = `${evidence.answers}, of sources ${listed}`;
    problems.push({ where: 'evidence.answers', expected: `${answers.length}`, found });
  }
  return problems;
}

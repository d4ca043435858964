// Verifies a result again, with the answers and proofs that lie beside it: in a thread.

import { checkTrace } from '../../casework/bundle/check.ts';
import { looseTrace } from '../../casework/bundle/loose.ts';
import { traceFolder } from '../../casework/trace-folder.ts';
import type { Standing } from '../../casework/verify/hops.ts';
import { problemText } from '../../casework/verify/problem.ts';
import type { EvidenceState } from '../../store/tables/words.ts';
import type { Task } from '../work/tasks.ts';

interface Input {
  /** The result as it is kept. */
  readonly result: Uint8Array;
  /** Where its recorded answers are, if there are any. */
  readonly folder: string | null;
}

/** What was found: of the whole result, and of each answer it rests on. */
interface Output {
  /** At most so many as somebody reads. */
  readonly problems: readonly string[];
  readonly problemCount: number;
  readonly notes: readonly string[];
  readonly hops: { readonly [standing in Standing]: number };
  /** By the digest of the answer. */
  readonly states: ReadonlyMap<string, EvidenceState>;
}

export type CheckTask = Task<Input, never, Output>;

const MOST_PROBLEMS = 100;

export const checkTask: CheckTask = async ({ result: bytes, folder }) => {
  const files = new Map(folder === null ? [] : looseTrace(traceFolder(folder).result));
  // the version that the store keeps, whatever lies there
  files.set('result.json', bytes);
  files.delete('page.html');
  const { result, problems, notes, verification } = checkTrace(files);
  const hops = { proved: 0, recorded: 0, claimed: 0 };
  const states = new Map<string, EvidenceState>();
  const faulty = new Set(problems.map(({ where }) => where.split(', evidence ')[0]));
  const isKept = files.has('evidence/index.jsonl');
  for (const { role, name, sha256 } of result?.inputs ?? []) {
    if (role !== 'evidence') continue;
    const isFaulty = faulty.has(`answer to "${name}"`);
    states.set(sha256, isFaulty ? 'failed' : isKept ? 'recorded' : 'claimed');
  }
  for (const [i, { standing }] of (verification?.hops ?? []).entries()) {
    hops[standing] += 1;
    const digest = result?.inputs[result.hops[i]?.input ?? -1]?.sha256 ?? '';
    if (standing === 'proved' && states.get(digest) === 'recorded') states.set(digest, 'proved');
  }
  return {
    problems: problems.slice(0, MOST_PROBLEMS).map(problemText),
    problemCount: problems.length,
    notes,
    hops,
    states,
  };
};

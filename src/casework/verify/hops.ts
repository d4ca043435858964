import { InputError } from '../../base/errors.ts';
import { parseJson } from '../../base/parse-json.ts';
import { formatTime } from '../../base/time.ts';
import { NOBODY } from '../../ledger/address.ts';
import { type Chain, chainOf } from '../../ledger/chains.ts';
import type { CheckedProof, ProvedMovement, ProvedTransfer } from '../../ledger/proof.ts';
import type { ResultHop, TraceResult } from '../../trace/result.ts';
import { answerSays, type Said } from './answer.ts';
import { type AnswerTree, treeOf } from './answer-tree.ts';
import type { AnswerLookup } from './answers.ts';
import { coinsPay } from './coins.ts';
import { hopName } from './consistency.ts';
import { expectSame, type Problem } from './problem.ts';

/**
 * What stands behind a hop. *proved*: the ledger's own bytes, down to a block's header. *recorded*:
 * an answer of a source, kept with its digest, says so. *claimed*: the result alone says so.
 */
export type Standing = 'proved' | 'recorded' | 'claimed';

/** A hop and what was found to stand behind it. */
export interface CheckedHop {
  readonly standing: Standing;
  /** Why it is no better, or null. */
  readonly why: string | null;
}

type Shown = NonNullable<CheckedProof['shows']>;

/** Checks every hop against proofs that held and against recorded answers. */
export function checkHops(
  result: TraceResult,
  proofs: ReadonlyMap<string, Shown>,
  answers: AnswerLookup | null,
  problems: Problem[],
): CheckedHop[] {
  const chain = chainOf(result.case.chain);
  const pools = new Map<string, ProvedTransfer[]>();
  const kept = new Map<number, KeptAnswer | null>();
  return result.hops.map((hop, i): CheckedHop => {
    const where = hopName(result, i);
    const shown = proofs.get(hop.tx);
    const unproved = shown ? unprovedBy(hop, shown, pools, where, problems) : 'no proof';
    if (unproved === null) return { standing: 'proved', why: null };
    const input = result.inputs[hop.input];
    if (input?.role !== 'evidence') {
      return { standing: 'claimed', why: `${unproved}; it comes from the file ${input?.name}` };
    }
    if (!answers) return { standing: 'claimed', why: `${unproved}; no recorded answers are here` };
    let answer = kept.get(hop.input);
    if (answer === undefined) {
      answer = readAnswer(answers, input.sha256);
      kept.set(hop.input, answer);
    }
    if (answer === null) return { standing: 'claimed', why: `${unproved}; its answer is not here` };
    const said = saidOf(answer, input.name, hop, chain);
    if (said === 'so') return { standing: 'recorded', why: unproved };
    if (said === 'untold') {
      return { standing: 'recorded', why: `${unproved}; only a replay reads its answer` };
    }
    problems.push({
      where,
      expected: `what the answer to "${input.name}" says`,
      found: `${hop.amount} of ${hop.asset} from ${hop.from} to ${hop.to}, which it does not say`,
    });
    return { standing: 'claimed', why: 'its answer does not say so' };
  });
}

/** Null where the proof shows this hop; why not, where it cannot; a problem, where it denies it. */
function unprovedBy(
  hop: ResultHop,
  { block, time, moved }: Shown,
  pools: Map<string, ProvedTransfer[]>,
  where: string,
  problems: Problem[],
): string | null {
  const before = problems.length;
  if (hop.block !== null && block !== null) {
    expectSame(problems, `${where}, block, against its proof`, block, hop.block);
  }
  if (time !== null) {
    expectSame(problems, `${where}, time, against its proof`, formatTime(time), hop.time);
  }
  if (problems.length > before) return 'its proof is of another block';
  if (moved.kind === 'coins') {
    const answer = coinsPay(hop, moved.inputs, moved.outputs);
    if (answer.says) return null;
    if (answer.contradicts) problems.push({ where, expected: answer.found, found: hopText(hop) });
    return answer.found;
  }
  if (hop.to === NOBODY) return 'A proof does not show what a transaction cost.';
  const pool = pools.get(hop.tx) ?? [...moved.transfers];
  pools.set(hop.tx, pool);
  const at = pool.findIndex((transfer) => isSame(transfer, hop));
  // two hops of one transaction need two transfers
  if (at >= 0) pool.splice(at, 1);
  if (at >= 0) return null;
  const { blind } = moved;
  if (blind?.to === 'all' || (blind && hop.asset.includes('/slip44:'))) return blind.why;
  problems.push({ where, expected: expectedText(moved, hop), found: hopText(hop) });
  return 'its proof shows something else';
}

function isSame({ from, to, asset, amount }: ProvedTransfer, hop: ResultHop): boolean {
  return (
    from === hop.from &&
    to === hop.to &&
    asset === hop.asset &&
    (hop.amount === null || amount === BigInt(hop.amount))
  );
}

function expectedText(moved: ProvedMovement & { kind: 'transfers' }, hop: ResultHop): string {
  const near = moved.transfers.find(
    ({ from, to, asset }) => asset === hop.asset && (from === hop.from || to === hop.to),
  );
  if (!near) return 'a transfer that its proof shows';
  return `${near.amount} of ${near.asset} from ${near.from} to ${near.to}, as its proof shows`;
}

function hopText({ amount, asset, from, to }: ResultHop): string {
  return `${amount} of ${asset} from ${from} to ${to}`;
}

/** What is recorded, and its JSON, which is null where it is none. */
interface KeptAnswer {
  readonly tree: AnswerTree | null;
}

/** Null where it is not here, or damaged, which is told where the answers are checked. */
function readAnswer(answers: AnswerLookup, digest: string): KeptAnswer | null {
  try {
    const bytes = answers.read(digest);
    return bytes && { tree: treeOf(parseJson(bytes)) };
  } catch (error) {
    if (error instanceof InputError) return null;
    if (error instanceof SyntaxError) return { tree: null };
    throw error;
  }
}

function saidOf({ tree }: KeptAnswer, question: string, hop: ResultHop, chain: Chain | null): Said {
  return tree === null || chain === null ? 'untold' : answerSays(tree, question, hop, chain);
}

import { formatTime } from '../base/time.ts';
import type { BlockFacts } from '../ledger/bitcoin/blocks.ts';
import type { InputFile } from '../ledger/port.ts';
import type { TraceResult } from '../trace/result.ts';

type Finding = TraceResult['findings'][number];

/** More blocks than this are told in one sentence. */
const MOST = 20;

/** What was verified of the blocks: proof of work, merkle root and witness commitment. */
export function blockFindings(
  facts: readonly BlockFacts[],
  inputs: readonly InputFile[],
): Finding[] {
  if (facts.length > MOST) {
    const proven = facts.filter((block) => block.proofOfWork && block.merkleRoot).length;
    const statement = `${proven} of ${facts.length} blocks meet their target and merkle root.`;
    return [finding('blocks verified', statement, 'the headers of these blocks')];
  }
  return facts.flatMap((block) => {
    const name = block.height === null ? block.hash : `${block.height}, ${block.hash}`;
    const source = inputs[block.input]?.name ?? 'the ledger of this case';
    const work = block.proofOfWork ? 'meets' : 'does not meet';
    const root = block.merkleRoot ? 'are' : 'are not';
    const when = `${formatTime(block.time)} UTC`;
    return [
      finding(
        'proof of work',
        `The header of block ${name}, mined at ${when}, ${work} the target that it claims.`,
        source,
      ),
      finding(
        'merkle root',
        `The ${block.transactions} transactions ${root} those that the header of block ` +
          `${block.height ?? block.hash} commits to (witness commitment: ${block.witness}).`,
        source,
      ),
    ];
  });
}

function finding(kind: string, statement: string, source: string): Finding {
  const none = { tx: null, holder: null, amount: null, asset: null };
  return { kind, statement, basis: 'observed', grade: 'G1', ...none, source };
}

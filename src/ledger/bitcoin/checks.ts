import { type WitnessCommitment, witnessCommitment } from './bip141.ts';
import type { Block } from './block.ts';
import { equalBytes, toDisplay } from './hash.ts';
import { merkleRoot } from './merkle.ts';
import { MAINNET, type Network } from './network.ts';
import { isCoinbase } from './transaction.ts';
import { meetsTarget, targetOf } from './work.ts';

/** Something that a valid block cannot show. */
interface BlockFault {
  readonly code: 'proof-of-work' | 'merkle-root' | 'repeated-part' | 'witness' | 'coinbase';
  readonly field: string;
  readonly expected: string;
  readonly found: string;
}

export interface BlockChecks {
  readonly proofOfWork: boolean;
  readonly merkleRoot: boolean;
  readonly witness: WitnessCommitment;
  /** Empty for a block that is what its header commits to. */
  readonly faults: readonly BlockFault[];
}

/**
 * Checks a block against its own header: work, merkle root, witness commitment, one coinbase at its
 * head. It does not run scripts or signatures, and a header alone cannot show that the block
 * belongs to the chain with the most work.
 */
export function checkBlock(block: Block, network: Network = MAINNET): BlockChecks {
  const faults: BlockFault[] = [];
  const fault = (code: BlockFault['code'], field: string, expected: string, found: string) =>
    faults.push({ code, field, expected, found });

  const work = meetsTarget(block.header.hash, block.header.bits, network);
  if (!work) fault('proof-of-work', 'block hash', targetText(block, network), block.hash);

  const { root, mutated } = merkleRoot(block.ids);
  const rootFits = equalBytes(root, block.header.merkleRoot);
  if (!rootFits) {
    fault('merkle-root', 'merkle root', toDisplay(block.header.merkleRoot), toDisplay(root));
  }
  if (mutated) {
    fault('repeated-part', 'transactions', 'no repeated part (CVE-2012-2459)', 'one');
  }
  const coinbases = block.transactions.filter(isCoinbase).length;
  if (coinbases !== 1 || !block.transactions[0] || !isCoinbase(block.transactions[0])) {
    fault('coinbase', 'coinbase', 'one, as the first transaction', `${coinbases}`);
  }
  const witness = witnessCommitment(block);
  if (witness === 'wrong' || witness === 'missing') {
    fault('witness', 'witness commitment', 'one that fits the witnesses', witness);
  }
  return { proofOfWork: work, merkleRoot: rootFits && !mutated, witness, faults };
}

function targetText(block: Block, network: Network): string {
  const target = targetOf(block.header.bits);
  if (target === null || target > network.powLimit) return `a target of ${network.name}`;
  return `at most ${target.toString(16).padStart(64, '0')}`;
}

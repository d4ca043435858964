import type { Block } from './block.ts';
import { equalBytes, sha256d } from './hash.ts';
import { merkleRoot } from './merkle.ts';
import { type RawTransaction, witnessId } from './transaction.ts';

/**
 * `none`: no commitment and no witness, as before segwit. `met`: the commitment fits. `bare`: a
 * commitment stands and there is no witness: made before segwit was active, or left out of this
 * copy (ids and amounts are not affected). `missing`: witnesses that nothing commits to. `wrong`: a
 * commitment to something else.
 */
export type WitnessCommitment = 'none' | 'met' | 'bare' | 'missing' | 'wrong';

const MARK = Buffer.from('6a24aa21a9ed', 'hex');

/** Checks the commitment to all witnesses in the coinbase (BIP141, "Commitment structure"). */
export function witnessCommitment(block: Block): WitnessCommitment {
  const coinbase = block.transactions[0] as RawTransaction;
  const stated = statedCommitment(coinbase);
  const any = block.transactions.some((tx) => tx.segwit);
  if (!stated) return any ? 'missing' : 'none';
  if (!any) return 'bare';
  const reserved = coinbase.inputs[0]?.witness ?? [];
  if (reserved.length !== 1 || reserved[0]?.length !== 32) return 'wrong';
  // The coinbase cannot commit to itself: zeros stand in its place.
  const ids = block.transactions.map((tx, i) => (i === 0 ? new Uint8Array(32) : witnessId(tx)));
  const root = merkleRoot(ids).root;
  const computed = sha256d(Buffer.concat([root, reserved[0]]));
  return equalBytes(computed, stated) ? 'met' : 'wrong';
}

/** The last output that carries the mark counts. */
function statedCommitment(coinbase: RawTransaction): Uint8Array | null {
  const output = coinbase.outputs.findLast(
    ({ script }) => script.length >= 38 && MARK.equals(script.subarray(0, MARK.length)),
  );
  return output ? output.script.subarray(MARK.length, 38) : null;
}

import { z } from 'zod';
import { bitcoinProofSchema, checkBitcoinProof } from './bitcoin/proof.ts';
import { checkEvmProof, evmProofSchema } from './evm/proof.ts';
import type { CheckedProof } from './proof.ts';
import { checkTronProof, tronProofSchema } from './tron/proof.ts';

/** A proof of any kind of ledger. One kind more is its schema here, and its check below. */
export const proofSchema = z.discriminatedUnion('kind', [
  bitcoinProofSchema,
  evmProofSchema,
  tronProofSchema,
]);

export type Proof = z.infer<typeof proofSchema>;

/** Checks a proof by nothing but itself. */
export function checkProof(proof: Proof): CheckedProof {
  switch (proof.kind) {
    case 'bitcoin':
      return checkBitcoinProof(proof);
    case 'evm':
      return checkEvmProof(proof);
    case 'tron':
      return checkTronProof(proof);
  }
}

import { z } from 'zod';
import { InputError } from '../base/errors.ts';
import type { UnixTime } from '../base/time.ts';
import type { AssetId, Holder, Outpoint } from './port.ts';

/**
 * A proof that a transaction is in a block, which a reader can check with nothing but the proof:
 * no network, no clock, no trust in whoever made it. Each kind of ledger has its own schema and
 * its own check beside it (`evm/proof.ts`, `bitcoin/proof.ts`, `tron/proof.ts`); `proofs.ts` joins
 * them. Bytes are lower-case hex.
 */
export const proofFields = {
  format: z.literal('hueandcry.proof'),
  version: z.literal(1),
  chain: z.string().describe('CAIP-2'),
  tx: z.string().describe('Transaction id as the chain writes it'),
} as const;

/** What a check came to. */
interface ProofVerdict {
  /** True only if every step held. */
  readonly proved: boolean;
  /** What was recomputed and held, in order, each a whole sentence. */
  readonly steps: readonly string[];
  /** What did not hold: expected and found; null where all did. */
  readonly reason: string | null;
}

/** A movement that proved bytes state. */
export interface ProvedTransfer {
  readonly from: Holder;
  readonly to: Holder;
  readonly asset: AssetId;
  readonly amount: bigint;
}

/** A coin that proved bytes spend or make; null where they do not say. */
export interface ProvedCoin extends Outpoint {
  readonly holder: Holder | null;
  readonly amount: bigint | null;
}

/**
 * What proved bytes say moved. Of an account ledger: the transfers, and whether these are all (a
 * receipt shows no internal ones). Of a ledger of coins: what was spent and what was made.
 */
export type ProvedMovement =
  | {
      readonly kind: 'transfers';
      readonly transfers: readonly ProvedTransfer[];
      /** What the bytes cannot show: of the chain's own asset or of all, and why; or null. */
      readonly blind: { readonly to: 'native' | 'all'; readonly why: string } | null;
    }
  | {
      readonly kind: 'coins';
      readonly inputs: readonly ProvedCoin[];
      readonly outputs: readonly ProvedCoin[];
    };

/**
 * Why the block is taken to be part of the chain. `known`: a block that the program knows builds on
 * it. `work`: work was done on it that costs about what the chain's own does; the steps say how
 * much. `signed`: by its producer. `sources`: two or more gave its
 * hash. `nothing`: one source alone did.
 */
export type Anchor = 'known' | 'work' | 'signed' | 'sources' | 'nothing';

/** A checked proof: its verdict, and what it shows, which is null unless it is proved. */
export interface CheckedProof {
  readonly verdict: ProofVerdict;
  readonly shows: {
    readonly block: number | null;
    readonly time: UnixTime | null;
    readonly anchor: Anchor;
    readonly moved: ProvedMovement;
  } | null;
}

/**
 * Runs a check: it notes each step that held, and throws an InputError at what does not.
 */
export function checked(run: (steps: string[]) => CheckedProof['shows']): CheckedProof {
  const steps: string[] = [];
  try {
    const shows = run(steps);
    return { verdict: { proved: true, steps, reason: null }, shows };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { verdict: { proved: false, steps, reason: error.message }, shows: null };
  }
}

import type { FreezeDraft, LetterDetails } from '../../src/casework/requests/draft.ts';

/** Freeze requests, as far as the pages read them. */

type Totals = FreezeDraft['totals'];

/** What a trace would ask of somebody, in a line. */
export interface ListedDraft {
  readonly id: string;
  readonly recipient: string;
  readonly power: string;
  readonly strength: 'can' | 'may';
}

export interface Drafted {
  readonly draft: FreezeDraft;
  readonly letter: string;
  readonly letterSha256: string;
}

/** As they are typed: what is left out is empty. */
export type Details = Partial<LetterDetails>;

export type RequestState =
  | 'asked'
  | 'not released'
  | 'released'
  | 'sent'
  | 'acknowledged'
  | 'acted'
  | 'refused'
  | 'withdrawn';

interface Recipient {
  readonly kind: 'email' | 'webhook';
  /** Empty where the target was taken away. */
  readonly address: string;
}

export interface FreezeRequest {
  readonly id: string;
  readonly caseId: string;
  readonly traceId: string;
  readonly draftId: string;
  readonly recipient: string;
  readonly power: string;
  readonly usd: string | null;
  readonly totals: Totals;
  readonly places: number;
  readonly letterSha256: string;
  /** None: somebody sends it by hand. */
  readonly to: readonly Recipient[];
  readonly state: RequestState;
  readonly askedBy: string;
  readonly askedAt: string;
  readonly releasedBy: string | null;
  readonly releasedAt: string | null;
  /** Why one person released it alone. */
  readonly alone: string | null;
  readonly sentAt: string | null;
  readonly acknowledgedAt: string | null;
  readonly actedAt: string | null;
  readonly refusedAt: string | null;
  readonly withdrawnAt: string | null;
  readonly withdrawnFor: string | null;
  readonly expiresAt: string;
  readonly answer: string;
  readonly supersedes: string | null;
  readonly supersededBy: string | null;
  /** By when each step is due; null where it is done, or is not waited for. */
  readonly due: {
    readonly sent: string | null;
    readonly acknowledged: string | null;
    readonly acted: string | null;
    readonly review: string | null;
  };
  /** What it would ask for now, where the money has moved since. */
  readonly outdated: { readonly usd: string | null; readonly isGone: boolean } | null;
}

export interface WholeRequest extends FreezeRequest {
  readonly letter: string;
  readonly draft: FreezeDraft;
  readonly deliveries: readonly (Recipient & {
    readonly what: 'request' | 'withdrawal';
    readonly state: 'pending' | 'sent' | 'failed';
    readonly attempts: number;
    readonly lastError: string | null;
    readonly sentAt: string | null;
  })[];
}

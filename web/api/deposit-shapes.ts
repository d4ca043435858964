/** Deposits at an exchange, as the desk's API answers them. */

import type { DepositAnswer, DepositRequest } from '../../src/casework/deposit/deposit.ts';

export type DepositState = 'held' | 'cleared' | 'escalated';

export interface Deposit {
  readonly id: string;
  readonly request: DepositRequest;
  readonly state: DepositState;
  /** Of the rules. */
  readonly decision: DepositAnswer['decision']['action'];
  readonly severity: string | null;
  /** Known to a case of this house, whose owner was told. */
  readonly isKnown: boolean;
  readonly assignee: string | null;
  readonly answerSha256: string;
  readonly jobId: string | null;
  readonly createdAt: string;
  readonly changedAt: string;
}

export interface DepositFile extends Deposit {
  readonly decisions: readonly {
    readonly number: number;
    readonly state: DepositState;
    readonly reason: string;
    readonly by: string;
    readonly answerSha256: string;
    readonly at: string;
  }[];
}

export type { DepositAnswer };

import { parseTime } from '../base/time.ts';
import { POLICY_IDS, type PolicyId } from '../trace/policies/policy.ts';
import type { Limits } from '../trace/question.ts';
import type { CaseFile } from './case.ts';

export interface Settings {
  readonly policy: PolicyId;
  readonly policies: readonly PolicyId[];
  readonly limits: Limits;
  /** Time allowed for exploring, in seconds, or null. */
  readonly seconds: number | null;
}

/**
 * The case's settings over the defaults. Haircut is locked unless the case says otherwise: it alone
 * treats every claimant to mixed money alike and does not turn on the order of payments.
 */
export function settingsOf(stated: CaseFile['settings']): Settings {
  return {
    policy: stated.policy ?? 'haircut',
    policies: POLICY_IDS,
    seconds: stated.seconds ?? null,
    limits: {
      majority: stated.majority ?? 0.95,
      dustUsd: stated.dustUsd ?? 1,
      maxDepth: stated.maxDepth ?? 200,
      maxHolders: stated.maxHolders ?? 100_000,
      maxFanOut: stated.maxFanOut ?? 1000,
      maxTransfers: stated.maxTransfers ?? 100_000,
      until: stated.until === undefined ? null : parseTime(stated.until, 'settings: until'),
    },
  };
}

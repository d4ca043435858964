import type { VictimAnswer } from '../../src/casework/victim.ts';

export type HowStolen = 'malware' | 'approval' | 'secret' | 'fraud' | 'unknown';

/** A trace as somebody without an account sees it. */
export interface VictimState {
  readonly status: 'waiting' | 'looking' | 'found' | 'failed';
  readonly typed: string;
  readonly expiresAt: string;
  /** False while more may be found. */
  readonly isWhole: boolean;
  readonly answer: VictimAnswer | null;
  readonly steps: VictimAnswer['steps'];
  readonly warning: VictimAnswer['warning'];
}

/** Who is told of alerts, as the desk's API answers it. */

import type { Alert } from './shapes.ts';

export interface Target {
  readonly id: string;
  readonly kind: 'webhook' | 'email';
  readonly address: string;
  /** Deposits: of those alone that name its id as their callback. */
  readonly tells: 'alerts' | 'deposits';
  /** How it has fared: deliveries by state, the last that arrived and what went wrong last. */
  readonly pending: number;
  readonly sent: number;
  readonly failed: number;
  readonly lastSent: string | null;
  readonly lastError: string | null;
}

/** An alert on its way to a target. */
export interface Delivery {
  readonly id: string;
  readonly channel: Target['kind'];
  readonly address: string;
  readonly state: 'pending' | 'sent' | 'failed';
  readonly attempts: number;
  readonly nextAt: string | null;
  readonly lastError: string | null;
  readonly sentAt: string | null;
}

/** What an alert said before it was rewritten. */
export type AlertVersion = Pick<Alert, 'severity' | 'kind' | 'title' | 'body'> & {
  readonly version: number;
  readonly until: string;
};

/** What of a watch is not told: moves of a holder, or of a kind. */
export interface Mute {
  readonly id: string;
  readonly holder: string | null;
  readonly kind: string | null;
  readonly reason: string;
  readonly until: string;
}

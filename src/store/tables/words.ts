// The words that columns may hold; migrations/ checks the same.

export type Role = 'viewer' | 'analyst' | 'investigator' | 'approver' | 'administrator';
export type MemberRole = 'lead' | 'editor' | 'reader';
export type Tlp = 'clear' | 'green' | 'amber' | 'amber+strict' | 'red';
export type Scope = 'read' | 'screen' | 'deposit' | 'write' | 'admin';
export type DepositState = 'held' | 'cleared' | 'escalated';
export type ScreenAction = 'allow' | 'review' | 'hold' | 'block';
export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
export type TraceStatus = JobState | 'partial';
export type EvidenceState = 'recorded' | 'proved' | 'claimed' | 'failed';
export type Basis = 'observed' | 'inferred' | 'unverified';
export type RoomKind =
  | 'transactions'
  | 'affected'
  | 'movements'
  | 'attackers'
  | 'roles'
  | 'freezes'
  | 'gaps';
export type PackKind = 'page' | 'pdf' | 'csv' | 'json' | 'bundle';
export type Severity = 'info' | 'low' | 'medium' | 'high' | 'critical';
export type AlertState = 'open' | 'acknowledged' | 'closed' | 'muted' | 'retracted';
export type Channel = 'webhook' | 'email';
export type ApprovalKind = 'share' | 'freeze_request' | 'pack_release' | 'member';

/** Who did something; `system` is the program itself. */
export interface Doer {
  readonly kind: 'person' | 'key' | 'system';
  readonly id: string;
  readonly name: string;
}

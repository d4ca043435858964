import type { TraceResult } from '../../src/trace/result.ts';

/** What the desk's API answers, as far as the pages read it. */

export type Role = 'viewer' | 'analyst' | 'investigator' | 'approver' | 'administrator';
export type Severity = 'info' | 'low' | 'medium' | 'high' | 'critical';
export type TraceStatus = 'queued' | 'running' | 'partial' | 'done' | 'failed' | 'cancelled';
export type AlertState = 'open' | 'acknowledged' | 'closed' | 'muted' | 'retracted';
export type MemberRole = 'lead' | 'editor' | 'reader';
export type Tlp = 'clear' | 'green' | 'amber' | 'amber+strict' | 'red';

export interface Paged<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export interface Person {
  readonly id: string;
  readonly name: string;
  /** Null for whoever may not know it. */
  readonly email: string | null;
  readonly role: Role;
  readonly disabled: boolean;
}

export interface Invitation {
  readonly id: string;
  readonly email: string | null;
  readonly role: Role;
  readonly expiresAt: string;
}

export interface Session {
  /** Whoever is signed in, or null. */
  readonly person: { readonly id: string; readonly name: string; readonly role: Role } | null;
  readonly csrf: string | null;
  /** How one can sign in besides with a passkey. */
  readonly oidc: { readonly name: string; readonly start: string } | null;
  /** Whether a victim without an account is served. */
  readonly victim: boolean;
}

/** What a pasted text can be. */
export interface Identified {
  readonly kind: 'transaction' | 'address' | 'name' | 'unreadable';
  readonly readings: readonly {
    readonly chain: string;
    readonly id: string;
    readonly label: string | null;
  }[];
  /** What is wrong with it, where it looks meant for something. */
  readonly reason: string | null;
}

export interface TraceProgress {
  readonly hops: number;
  readonly holders: number;
  readonly placedUsd: string | null;
  readonly stolenUsd: string | null;
  readonly round: number;
}

interface Fault {
  readonly title: string;
  readonly detail: string;
}

export interface Trace {
  readonly id: string;
  readonly caseId: string | null;
  readonly title: string;
  readonly status: TraceStatus;
  readonly progress: TraceProgress | null;
  readonly headline: string | null;
  readonly error: Fault | null;
  readonly resultSha256: string | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
}

export interface Case {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly summary: string;
  readonly status: 'open' | 'closed';
  readonly tlp: Tlp;
  readonly createdAt: string;
  readonly closedAt: string | null;
}

export interface Member {
  readonly personId: string;
  readonly name: string;
  readonly role: MemberRole;
  readonly addedAt: string;
}

export interface Victim {
  readonly id: string;
  readonly name: string;
  readonly contact: string;
  readonly note: string;
}

export interface Theft {
  readonly id: string;
  readonly chain: string;
  readonly transaction: string;
  readonly victimId: string | null;
  readonly occurredAt: string | null;
  readonly note: string;
}

export interface Note {
  readonly id: string;
  readonly body: string;
  readonly subject: string | null;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly editedAt: string | null;
}

export interface Task {
  readonly id: string;
  readonly title: string;
  readonly dueAt: string | null;
  readonly assignee: string | null;
  readonly doneAt: string | null;
}

export interface TimelineEntry {
  readonly id: string;
  readonly at: string;
  readonly text: string;
  readonly source: string;
}

export interface Evidence {
  readonly id: string;
  readonly sha256: string;
  readonly kind: string;
  readonly source: string;
  readonly takenAt: string;
  readonly state: 'recorded' | 'proved' | 'claimed' | 'failed';
}

export interface CustodyRow {
  readonly seq: string;
  readonly at: string;
  readonly actor: { readonly kind: string; readonly name: string };
  readonly action: string;
  readonly subject: unknown;
  readonly hash: string;
}

export interface Pack {
  readonly id: string;
  readonly traceId: string;
  readonly kind: 'page' | 'pdf' | 'csv' | 'json' | 'bundle';
  readonly name: string;
  readonly sha256: string;
  readonly createdAt: string;
  readonly releasedAt: string | null;
}

export interface Alert {
  readonly id: string;
  readonly caseId: string | null;
  readonly traceId: string | null;
  readonly severity: Severity;
  readonly kind: string;
  readonly title: string;
  readonly body: { readonly text?: string; readonly transaction?: string };
  readonly state: AlertState;
  readonly assignee: string | null;
  readonly reason: string | null;
  readonly createdAt: string;
  readonly changedAt: string;
}

export interface Watch {
  readonly id: string;
  readonly traceId: string;
  readonly status: 'active' | 'paused' | 'ended';
  readonly source: string;
  readonly lastBlock: string | null;
  readonly createdAt: string;
}

export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: readonly string[];
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
  readonly usedAt: string | null;
  readonly createdAt: string;
}

export interface Approval {
  readonly id: string;
  readonly caseId: string;
  readonly kind: 'share' | 'freeze_request' | 'pack_release' | 'member';
  readonly subject: { readonly text?: string; readonly name?: string };
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly decision: 'approved' | 'refused' | null;
  readonly decidedBy: string | null;
  readonly reason: string | null;
  readonly decidedAt: string | null;
}

export interface Target {
  readonly id: string;
  readonly kind: 'webhook' | 'email';
  readonly address: string;
  readonly disabledAt: string | null;
}

export interface ListVersion {
  readonly list: string;
  readonly version: string;
  readonly publishedAt: string | null;
  readonly fetchedAt: string;
  readonly entries: number;
}

export interface Screening<Answer> {
  readonly id: string;
  readonly input: { readonly text?: string };
  readonly answer: Answer;
  readonly decision: string | null;
  readonly jobId: string | null;
  readonly createdAt: string;
  readonly earlierId: string | null;
}

export interface Job {
  readonly id: string;
  readonly kind: string;
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly progress: unknown;
}

/** One thing that a second screening says otherwise, and why. */
export interface ScreeningChange {
  readonly what: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly why: string;
}

/** A trace as somebody without an account sees it. */
export interface VictimTrace {
  readonly status: TraceStatus;
  readonly error: { readonly title: string; readonly detail: string } | null;
  readonly result: TraceResult | null;
}

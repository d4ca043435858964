import type { z } from 'zod';
import type { Wanted } from '../../src/base/errors.ts';
import type * as file from '../../src/casework/file/entries.ts';
import type { Gist } from '../../src/casework/file/gist.ts';
import type { Redaction } from '../../src/casework/redaction/contents.ts';
import type { alertOf } from '../../src/casework/watch/alert.ts';
import type { ScreenAnswer } from '../../src/screen/answer.ts';

/** What the desk's API answers, as far as the pages read it. */

export type Role = 'viewer' | 'analyst' | 'investigator' | 'approver' | 'administrator';
export type Severity = 'info' | 'low' | 'medium' | 'high' | 'critical';
export type TraceStatus = 'queued' | 'running' | 'partial' | 'done' | 'failed' | 'cancelled';
export type AlertState = 'open' | 'acknowledged' | 'closed' | 'muted' | 'retracted';
export type Tlp = Case['tlp'];

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

/** What a text can be, the likeliest first. */
export interface Identified {
  readonly text: string;
  readonly readings: readonly {
    readonly kind: 'transaction' | 'address' | 'name';
    readonly text: string;
    readonly family: string | null;
    readonly chains: readonly string[];
    readonly canTrace: boolean;
    readonly canScreen: boolean;
  }[];
  /** What is wrong with it, where it can be nothing. */
  readonly fault: string | null;
}

export interface TraceProgress {
  readonly hops: number;
  readonly holders: number;
  readonly placedUsd: string | null;
  readonly stolenUsd: string | null;
  readonly round: number;
}

export interface Trace {
  readonly id: string;
  readonly caseId: string | null;
  readonly title: string;
  /** What was asked, where it was not files. */
  readonly text: string | null;
  readonly status: TraceStatus;
  readonly progress: TraceProgress | null;
  readonly headline: string | null;
  readonly error: {
    readonly message: string;
    /** What it cannot go on without, where somebody can give it. */
    readonly wanted?: Wanted;
  } | null;
  readonly resultSha256: string | null;
  readonly partialSha256: string | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
}

export type Case = z.infer<typeof file.caseViewSchema>;
export type Member = z.infer<typeof file.memberViewSchema>;

/** Who comes into a case marked red once a second person agrees. */
export interface WaitingMember {
  readonly approvalId: string;
  readonly personId: string;
  readonly role: Member['role'];
  readonly requestedBy: string;
  readonly requestedAt: string;
}
export type Victim = z.infer<typeof file.victimViewSchema>;
export type Theft = z.infer<typeof file.theftViewSchema>;
export type Note = z.infer<typeof file.noteViewSchema>;
export type Task = z.infer<typeof file.taskViewSchema>;

/** One thing that happened: written down, done to the file, or seen on a ledger. */
export interface TimelineItem {
  readonly at: string;
  readonly kind: 'custody' | 'entry' | 'ledger';
  readonly id: string;
  readonly text: string;
  readonly note: string;
  readonly source: string;
  readonly basis: 'observed' | 'inferred' | 'unverified';
  readonly by: string | null;
  readonly traceId: string | null;
  /** Whether it stands out; the rest may be folded. */
  readonly isKey: boolean;
}

interface OfTrace {
  readonly traceId: string;
  readonly title: string;
  readonly status: TraceStatus;
}

/** What a trace of the case did not follow; null where it has no result yet. */
export interface TraceCoverage extends OfTrace {
  readonly coverage: Gist['coverage'] | null;
}

/** A name about which sources disagree, or that was contested or withdrawn here. */
export type Contested = OfTrace &
  Gist['contested'][number] & {
    readonly decisions: readonly {
      readonly chain: string;
      readonly action: 'contest' | 'retract' | 'assert';
      readonly by: string;
      readonly at: string;
    }[];
  };

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
  readonly actor: { readonly kind: string; readonly id: string; readonly name: string };
  readonly action: string;
  /** What it was done to, by its names as they are now; null where it has none. */
  readonly about: readonly {
    readonly what: string;
    readonly id: string;
    readonly name: string | null;
  }[];
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
  /** For whom, and what was left out; null: the trace alone, whole. */
  readonly redaction: Redaction | null;
}

export interface Alert {
  readonly id: string;
  readonly caseId: string | null;
  readonly traceId: string | null;
  readonly watchId: string | null;
  readonly severity: Severity;
  readonly kind: string;
  readonly title: string;
  readonly body: ReturnType<typeof alertOf>['body'] & { readonly deposit?: string };
  readonly state: AlertState;
  readonly assignee: string | null;
  readonly reason: string | null;
  readonly createdAt: string;
  readonly changedAt: string;
}

export interface Watch {
  readonly id: string;
  readonly traceId: string;
  readonly chain: string;
  readonly status: 'active' | 'paused' | 'ended';
  readonly lastBlock: number | null;
  /** What could not be seen, or why it does not begin. */
  readonly note: string | null;
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
  /** What is asked for: a pack, a member, or whatever is to be shared. */
  readonly subject: { readonly [name: string]: unknown };
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly decision: 'approved' | 'refused' | null;
  readonly decidedBy: string | null;
  readonly reason: string;
  readonly decidedAt: string | null;
}

/** A request that was refused. */
export interface Denial {
  readonly id: string;
  readonly at: string;
  readonly actor: { readonly kind: string; readonly name: string } | null;
  readonly route: string;
  readonly reason: string;
  readonly address: string;
}

/** A result that a trace has had. */
export interface TraceVersion {
  readonly version: number;
  readonly resultSha256: string;
  readonly reason: string;
  readonly createdAt: string;
}

/** A list of sanctioned or flagged parties, as it is kept here. */
export interface KeptList {
  readonly list: string;
  readonly title: string;
  readonly on: boolean;
  readonly current: string | null;
  /** Seconds since it was surely the publisher's newest. */
  readonly age: number | null;
  readonly stale: boolean;
}

export interface Lists {
  readonly lists: readonly KeptList[];
  /** What keeps an answer from being "not listed". */
  readonly problems: readonly string[];
}

export interface Screening {
  readonly id: string;
  readonly caseId: string | null;
  readonly text: string;
  readonly decision: string | null;
  readonly answer: ScreenAnswer | null;
  /** Why there is no answer. */
  readonly fault: string | null;
  readonly createdAt: string;
  readonly earlierId: string | null;
  readonly jobId: string | null;
}

/** An answer of a list. */
export interface ListAnswer extends Screening {
  /** Of the screening that it repeats. */
  readonly earlierDecision: string | null;
}

/** A list that was screened. */
export interface ScreenedList {
  readonly jobId: string;
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  /** The list that it repeats. */
  readonly earlierJobId: string | null;
  /** Answers by decision; `none`: could not be screened. */
  readonly decisions: { readonly [decision: string]: number };
  /** Answers decided otherwise than before. */
  readonly changed: number;
}

interface Changed {
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What a second screening says otherwise, and what of its ground has changed. */
export interface ScreeningChanges {
  readonly decision: { readonly before: string; readonly after: string } | null;
  readonly changes: readonly Changed[];
  readonly reasons: readonly Changed[];
}

/** Work that waits, runs or has ended. */
export interface Job {
  readonly id: string;
  readonly kind: string;
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly error: { readonly message: string } | null;
  readonly caseId: string | null;
  readonly createdAt: string;
}

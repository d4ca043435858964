// The case file and what is in it. What the columns mean stands
// in migrations/.

import type { ColumnType, Generated } from 'kysely';
import type { Counted, Fixed, Json, JsonOrNull, Optional } from './columns.ts';
import type { Basis, EvidenceState, MemberRole, PackKind, RoomKind, Tlp } from './words.ts';

interface CaseFileTable {
  id: Fixed<string>;
  number: Counted<number>;
  title: string;
  summary: Generated<string>;
  status: Generated<'open' | 'closed'>;
  tlp: Generated<Tlp>;
  created_by: Fixed<string>;
  created_at: Generated<Date>;
  closed_at: Optional<Date>;
  revision: Generated<number>;
  room: ColumnType<unknown, string | undefined, string>;
}

interface MemberTable {
  case_id: Fixed<string>;
  person_id: Fixed<string>;
  role: MemberRole;
  added_at: Generated<Date>;
}

interface VictimTable {
  id: Fixed<string>;
  case_id: Fixed<string>;
  name: string;
  contact: Generated<string>;
  note: Generated<string>;
  created_at: Generated<Date>;
}

interface TheftTable {
  id: Fixed<string>;
  case_id: Fixed<string>;
  chain: string;
  transaction: string;
  victim_id: Optional<string>;
  occurred_at: Optional<Date>;
  note: Generated<string>;
  created_at: Generated<Date>;
}

interface NoteTable {
  id: Fixed<string>;
  case_id: Fixed<string>;
  trace_id: Optional<string>;
  subject: Optional<string>;
  body: string;
  created_by: Fixed<string>;
  created_at: Generated<Date>;
  edited_at: Optional<Date>;
}

interface TaskTable {
  id: Fixed<string>;
  case_id: Fixed<string>;
  title: string;
  due_at: Optional<Date>;
  assignee: Optional<string>;
  done_at: Optional<Date>;
  created_by: Fixed<string>;
  created_at: Generated<Date>;
}

interface TimelineEntryTable {
  id: Fixed<string>;
  case_id: Fixed<string>;
  at: Date;
  text: string;
  source: string;
  created_by: Fixed<string>;
  created_at: Generated<Date>;
  note: Generated<string>;
  basis: Generated<Basis>;
}

interface RoomRowTable {
  id: Fixed<string>;
  case_id: Fixed<string>;
  kind: Fixed<RoomKind>;
  body: Json;
  created_by: Fixed<string>;
  created_at: Generated<Date>;
}

interface VictimRequestTable {
  token_hash: Fixed<string>;
  trace_id: Fixed<string>;
  how: Fixed<string>;
  expires_at: Date;
  created_at: Generated<Date>;
}

interface EvidenceTable {
  id: Fixed<string>;
  case_id: Optional<string>;
  trace_id: Optional<string>;
  sha256: Fixed<string>;
  kind: string;
  source: string;
  taken_at: Date;
  state: Generated<EvidenceState>;
  detail: ColumnType<unknown, string | undefined, string>;
  created_at: Generated<Date>;
}

interface PackTable {
  id: Fixed<string>;
  case_id: Fixed<string>;
  trace_id: Fixed<string>;
  kind: Fixed<PackKind>;
  sha256: Fixed<string>;
  name: string;
  created_by: Fixed<string>;
  created_at: Generated<Date>;
  released_at: Optional<Date>;
  redaction: JsonOrNull | undefined;
}

interface FreezeRequestTable {
  id: Fixed<string>;
  case_id: Fixed<string>;
  trace_id: Fixed<string>;
  result_sha256: Fixed<string>;
  draft_id: Fixed<string>;
  amounts: Fixed<string>;
  draft: Json;
  details: Json;
  letter: Fixed<string>;
  letter_sha256: Fixed<string>;
  recipients: Json;
  approval_id: Fixed<string>;
  supersedes: Optional<string>;
  asked_by: Fixed<string>;
  asked_at: Fixed<Date>;
  released_by: Optional<string>;
  released_at: Optional<Date>;
  alone: Optional<string>;
  sent_at: Optional<Date>;
  acknowledged_at: Optional<Date>;
  acted_at: Optional<Date>;
  refused_at: Optional<Date>;
  withdrawn_at: Optional<Date>;
  answer: Generated<string>;
  withdrawn_for: Optional<string>;
}

export interface CaseworkTables {
  case_file: CaseFileTable;
  member: MemberTable;
  victim: VictimTable;
  theft: TheftTable;
  note: NoteTable;
  task: TaskTable;
  timeline_entry: TimelineEntryTable;
  room_row: RoomRowTable;
  victim_request: VictimRequestTable;
  evidence: EvidenceTable;
  pack: PackTable;
  freeze_request: FreezeRequestTable;
}

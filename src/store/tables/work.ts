// What is traced and screened, and the jobs that do it. What the columns mean stands in
// migrations/.

import type { ColumnType, Generated } from 'kysely';
import type { Fixed, Json, JsonOrNull, Optional } from './columns.ts';
import type { JobState, TraceStatus } from './words.ts';

interface BlobTable {
  sha256: Fixed<string>;
  bytes: Fixed<Buffer>;
  size: ColumnType<bigint, bigint | number, never>;
  media: string;
  created_at: Generated<Date>;
}

interface JobTable {
  id: Fixed<string>;
  kind: Fixed<string>;
  body: Json;
  state: Generated<JobState>;
  priority: Generated<number>;
  attempts: Generated<number>;
  run_at: Generated<Date>;
  lease_until: Optional<Date>;
  lease_seconds: Optional<number>;
  worker: Optional<string>;
  progress: JsonOrNull;
  result: JsonOrNull;
  error: JsonOrNull;
  cancel_requested_at: Optional<Date>;
  created_by: Fixed<string>;
  case_id: Optional<string>;
  created_at: Generated<Date>;
  ended_at: Optional<Date>;
  key_id: Optional<string>;
}

interface TraceTable {
  id: Fixed<string>;
  case_id: Optional<string>;
  created_by: Fixed<string>;
  title: string;
  request: Json;
  status: Generated<TraceStatus>;
  job_id: Optional<string>;
  progress: JsonOrNull;
  headline: Optional<string>;
  created_at: Generated<Date>;
  started_at: Optional<Date>;
  ended_at: Optional<Date>;
  error: JsonOrNull;
  result_sha256: Optional<string>;
  partial_sha256: Optional<string>;
  schema_version: Generated<number>;
  revision: Generated<number>;
}

interface TraceVersionTable {
  trace_id: Fixed<string>;
  version: Fixed<number>;
  result_sha256: Fixed<string>;
  reason: Fixed<string>;
  created_at: Generated<Date>;
  run: Optional<string>;
}

interface AnswerTable {
  sha256: Fixed<string>;
  pack: Fixed<string>;
  at: ColumnType<bigint, number, never>;
  size: ColumnType<bigint, number, never>;
}

interface RecordingTable {
  run: Fixed<string>;
  trace_id: Fixed<string>;
  name: Fixed<string>;
  at: ColumnType<bigint, number, never>;
  size: ColumnType<bigint, number, never>;
  sha256: Fixed<string>;
}

interface AnnotationTable {
  trace_id: Fixed<string>;
  node: Fixed<string>;
  hidden: Generated<boolean>;
  pinned: Generated<boolean>;
  x: Optional<number>;
  y: Optional<number>;
  colour: Optional<string>;
  note: Generated<string>;
  by: string;
  at: Generated<Date>;
}

interface ExpansionTable {
  id: Fixed<string>;
  trace_id: Fixed<string>;
  address: Fixed<string>;
  direction: Fixed<'in' | 'out'>;
  since: Optional<Date>;
  until: Optional<Date>;
  status: Generated<'queued' | 'done' | 'failed' | 'cancelled'>;
  job_id: string;
  answer_sha256: Optional<string>;
  evidence_sha256: Optional<string>;
  error: JsonOrNull;
  created_by: Fixed<string>;
  created_at: Generated<Date>;
  ended_at: Optional<Date>;
  removed_at: Optional<Date>;
}

interface TagDecisionTable {
  id: Fixed<string>;
  chain: Fixed<string>;
  address: Fixed<string>;
  action: Fixed<'contest' | 'retract' | 'assert'>;
  body: Json;
  by: Fixed<string>;
  at: Generated<Date>;
  seq: Optional<bigint>;
}

interface ListVersionTable {
  list: Fixed<string>;
  sha256: Fixed<string>;
  version: string;
  published_at: Optional<Date>;
  fetched_at: Date;
  entries: number;
  changes: ColumnType<unknown, string | undefined, string>;
}

interface ScreeningTable {
  id: Fixed<string>;
  case_id: Optional<string>;
  created_by: Fixed<string>;
  input: Json;
  answer: JsonOrNull;
  decision: Optional<string>;
  created_at: Generated<Date>;
  earlier_id: Optional<string>;
  job_id: Optional<string>;
}

export interface WorkTables {
  blob: BlobTable;
  job: JobTable;
  trace: TraceTable;
  trace_version: TraceVersionTable;
  answer: AnswerTable;
  recording: RecordingTable;
  annotation: AnnotationTable;
  expansion: ExpansionTable;
  tag_decision: TagDecisionTable;
  list_version: ListVersionTable;
  screening: ScreeningTable;
}

// What is watched, and who is told. What the columns mean stands
// in migrations/.

import type { ColumnType, Generated } from 'kysely';
import type { Fixed, Json, Optional } from './columns.ts';
import type { AlertState, Channel, Severity } from './words.ts';

interface WatchTable {
  id: Fixed<string>;
  case_id: Optional<string>;
  trace_id: Fixed<string>;
  status: Generated<'active' | 'paused' | 'ended'>;
  source: string;
  cursor: ColumnType<unknown, string | undefined, string>;
  last_block: Optional<bigint>;
  created_by: Fixed<string>;
  created_at: Generated<Date>;
}

interface AlertTable {
  id: Fixed<string>;
  case_id: Optional<string>;
  watch_id: Optional<string>;
  trace_id: Optional<string>;
  severity: Severity;
  kind: string;
  title: string;
  body: Json;
  state: Generated<AlertState>;
  assignee: Optional<string>;
  reason: Optional<string>;
  created_at: Generated<Date>;
  changed_at: Generated<Date>;
  dedup: Fixed<string>;
  revision: Generated<number>;
}

interface AlertVersionTable {
  alert_id: Fixed<string>;
  version: Fixed<number>;
  severity: Fixed<Severity>;
  kind: Fixed<string>;
  title: Fixed<string>;
  body: Json;
  until: Generated<Date>;
}

interface TargetTable {
  id: Fixed<string>;
  kind: Fixed<Channel>;
  address: string;
  secret: Optional<string>;
  created_by: Fixed<string>;
  created_at: Generated<Date>;
  disabled_at: Optional<Date>;
  tells: Generated<'alerts' | 'deposits'>;
}

/** Of an alert, a request or a deposit, to a target or to a mailbox. */
interface DeliveryTable {
  id: Fixed<string>;
  alert_id: Optional<string>;
  request_id: Optional<string>;
  deposit_id: Optional<string>;
  notice: Generated<'raised' | 'updated' | 'released' | 'withdrawn'>;
  channel: Fixed<Channel>;
  target_id: Optional<string>;
  address: Optional<string>;
  state: Generated<'pending' | 'sent' | 'failed'>;
  attempts: Generated<number>;
  next_at: Generated<Date>;
  last_error: Optional<string>;
  sent_at: Optional<Date>;
  created_at: Generated<Date>;
}

export interface WatchingTables {
  watch: WatchTable;
  alert: AlertTable;
  alert_version: AlertVersionTable;
  target: TargetTable;
  delivery: DeliveryTable;
}

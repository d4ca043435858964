// What happened, and what the program remembers of itself. What the columns mean stands
// in migrations/.

import type { ColumnType, Generated } from 'kysely';
import type { Counted, Fixed, Json, JsonOrNull, Optional } from './columns.ts';
import type { Doer } from './words.ts';

interface EventTable {
  id: Counted<bigint>;
  topic: Fixed<string>;
  case_id: Optional<string>;
  kind: Fixed<string>;
  body: Json;
  at: Generated<Date>;
}

interface CustodyTable {
  seq: Fixed<bigint>;
  case_id: ColumnType<string | null, string | null, never>;
  at: Fixed<Date>;
  actor: ColumnType<Doer, string, never>;
  action: Fixed<string>;
  subject: ColumnType<unknown, string, never>;
  before_sha256: ColumnType<string | null, string | null, never>;
  after_sha256: ColumnType<string | null, string | null, never>;
  detail: ColumnType<unknown, string, never>;
  previous: Fixed<string>;
  hash: Fixed<string>;
}

interface DenialTable {
  id: Fixed<string>;
  at: Generated<Date>;
  actor: JsonOrNull<Doer>;
  route: string;
  reason: string;
  address: string;
}

interface IdempotencyTable {
  key: Fixed<string>;
  person_id: Fixed<string>;
  route: Fixed<string>;
  request_sha256: Fixed<string>;
  status: Optional<number>;
  body: JsonOrNull;
  created_at: Generated<Date>;
}

interface SettingTable {
  name: Fixed<string>;
  value: Json;
}

export interface RecordTables {
  event: EventTable;
  custody: CustodyTable;
  denial: DenialTable;
  idempotency: IdempotencyTable;
  setting: SettingTable;
}

// Deposits that were asked about, and where traced money is. What the columns mean stands in
// migrations/.

import type { Generated } from 'kysely';
import type { Fixed, Json, Optional } from './columns.ts';
import type { DepositState, Doer, ScreenAction } from './words.ts';

interface DepositTable {
  id: Fixed<string>;
  created_by: Fixed<string>;
  reference: Fixed<string>;
  request: Json;
  request_sha256: Fixed<string>;
  state: DepositState;
  decision: ScreenAction;
  severity: Optional<string>;
  answer_sha256: string;
  is_known: Generated<boolean>;
  job_id: Optional<string>;
  assignee: Optional<string>;
  target_id: Optional<string>;
  created_at: Generated<Date>;
  changed_at: Generated<Date>;
  revision: Generated<number>;
}

interface DepositDecisionTable {
  deposit_id: Fixed<string>;
  number: Fixed<number>;
  state: Fixed<DepositState>;
  reason: Fixed<string>;
  by: Json<Doer>;
  answer_sha256: Fixed<string>;
  at: Generated<Date>;
}

interface TracedTable {
  place: Fixed<string>;
  result_sha256: Fixed<string>;
  how: Fixed<'holder' | 'stop' | 'transaction'>;
}

interface TracedResultTable {
  result_sha256: Fixed<string>;
}

export interface DepositTables {
  deposit: DepositTable;
  deposit_decision: DepositDecisionTable;
  traced: TracedTable;
  traced_result: TracedResultTable;
}

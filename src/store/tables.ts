import type { Kysely, Selectable, Transaction } from 'kysely';
import type { CaseworkTables } from './tables/casework.ts';
import type { DepositTables } from './tables/deposits.ts';
import type { PeopleTables } from './tables/people.ts';
import type { RecordTables } from './tables/record.ts';
import type { WatchingTables } from './tables/watching.ts';
import type { WorkTables } from './tables/work.ts';

/** Every table of the store. */
export interface Tables
  extends CaseworkTables,
    DepositTables,
    PeopleTables,
    RecordTables,
    WatchingTables,
    WorkTables {}

/** A row as it is read. */
export type Row<Name extends keyof Tables> = Selectable<Tables[Name]>;

/** Every function of the store takes one first, so that callers put several in one transaction. */
export type Db = Kysely<Tables> | Transaction<Tables>;

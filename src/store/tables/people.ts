// Who may come in, and who decided. What the columns mean stands
// in migrations/.

import type { ColumnType, Generated } from 'kysely';
import type { Fixed, Json, Optional } from './columns.ts';
import type { ApprovalKind, Role, Scope } from './words.ts';

interface PersonTable {
  id: Fixed<string>;
  email: string;
  name: string;
  role: Role;
  disabled_at: Optional<Date>;
  created_at: Generated<Date>;
}

interface InvitationTable {
  id: Fixed<string>;
  token_hash: Fixed<string>;
  email: Optional<string>;
  role: Role;
  expires_at: Date;
  used_at: Optional<Date>;
  created_by: Optional<string>;
  created_at: Generated<Date>;
}

interface PasskeyTable {
  id: Fixed<string>;
  person_id: Fixed<string>;
  public_key: Fixed<Buffer>;
  counter: ColumnType<bigint, bigint | number, bigint | number>;
  transports: ColumnType<string[], string | undefined, string>;
  name: Generated<string>;
  created_at: Generated<Date>;
  used_at: Optional<Date>;
}

interface OidcIdentityTable {
  issuer: Fixed<string>;
  subject: Fixed<string>;
  person_id: Fixed<string>;
  created_at: Generated<Date>;
}

interface SessionTable {
  id: Fixed<string>;
  token_hash: string;
  person_id: Fixed<string>;
  csrf: string;
  created_at: Generated<Date>;
  seen_at: Generated<Date>;
  expires_at: Date;
}

interface ChallengeTable {
  id: Fixed<string>;
  kind: Fixed<string>;
  value: Fixed<string>;
  person_id: Optional<string>;
  body: ColumnType<unknown, string | undefined, string>;
  expires_at: Date;
}

interface ApiKeyTable {
  id: Fixed<string>;
  name: string;
  prefix: Fixed<string>;
  hash: Fixed<string>;
  person_id: Fixed<string>;
  scopes: Json<Scope[]>;
  expires_at: Optional<Date>;
  revoked_at: Optional<Date>;
  used_at: Optional<Date>;
  created_at: Generated<Date>;
}

interface ApprovalTable {
  id: Fixed<string>;
  case_id: Fixed<string>;
  kind: Fixed<ApprovalKind>;
  subject: Json;
  requested_by: Fixed<string>;
  requested_at: Generated<Date>;
  decided_by: Optional<string>;
  decision: Optional<'approved' | 'refused'>;
  reason: Generated<string>;
  decided_at: Optional<Date>;
}

export interface PeopleTables {
  person: PersonTable;
  invitation: InvitationTable;
  passkey: PasskeyTable;
  oidc_identity: OidcIdentityTable;
  session: SessionTable;
  challenge: ChallengeTable;
  api_key: ApiKeyTable;
  approval: ApprovalTable;
}

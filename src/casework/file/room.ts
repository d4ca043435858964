import { z } from 'zod';
import { BASES } from './entries.ts';

// The tables that responders fill in (product reference §5), so that a case pastes in and out of a
// war room. All values are texts: what nobody knows is empty, which is neither zero nor "no".

const LONG = 4000;
const text = z.string().trim().max(LONG).default('');
const needed = z.string().trim().min(1).max(LONG);
const number = z
  .string()
  .trim()
  .regex(/^[0-9]{0,30}$/)
  .default('');
/** UTC, `2025-02-21 14:29:47`, seconds and time of day optional: as people type it. */
const time = z
  .string()
  .trim()
  .regex(/^(\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d)?)?(?: ?(?:Z|UTC))?)?$/)
  .default('');
const grade = z.enum(['', 'G1', 'G2', 'G3', 'G4', 'G5', 'G6', 'G7', 'G8']).default('');

const transaction = z.strictObject({
  link: needed,
  notes: text,
  chain: text,
  block: number,
  logIndex: number,
  role: text,
  grade,
});
const affected = z.strictObject({
  link: needed,
  status: z
    .enum(['at risk', 'impacted', 'paused', 'saved', 'needs review', 'uncertain'])
    .default('needs review'),
  notes: text,
});
const movement = z.strictObject({
  origin: text,
  transaction: needed,
  amount: text,
  destination: text,
  recovery: z
    .enum(['needs review', 'in progress', 'recovered', 'uncertain'])
    .default('needs review'),
  notes: text,
  units: number,
  power: text,
  deadline: time,
});
const attacker = z.strictObject({
  address: needed,
  fundedBy: text,
  notes: text,
  grade,
});
const role = z.strictObject({
  role: z.enum([
    'operations',
    'scribe',
    'strategy lead',
    'protocol lead',
    'web/infrastructure lead',
    'external communicator',
  ]),
  person: needed,
});
const event = z.strictObject({
  time,
  event: needed,
  notes: text,
  source: text,
  status: z.enum(['', ...BASES]).default(''),
});
const freeze = z.strictObject({
  recipient: needed,
  power: text,
  channel: text,
  sent: time,
  acknowledged: time,
  acted: time,
  expiry: time,
  withdrawn: time,
  appeal: text,
});
const gap = z.strictObject({ missing: needed, why: text, endpoint: text, effect: text });

/** A table: its rows, and its columns in their order with what stands over them. */
export interface RoomTable {
  readonly id: RoomTableId;
  readonly title: string;
  readonly row: z.ZodObject<Record<string, z.ZodType<string, string | undefined>>>;
  readonly heads: Readonly<Record<string, string>>;
}

const ROOM_TABLE_IDS = [
  'timeline',
  'transactions',
  'affected',
  'movements',
  'attackers',
  'roles',
  'freezes',
  'gaps',
] as const;
export type RoomTableId = (typeof ROOM_TABLE_IDS)[number];

function table(
  id: RoomTableId,
  title: string,
  row: z.ZodObject,
  heads: Readonly<Record<string, string>>,
): RoomTable {
  return { id, title, row: row as RoomTable['row'], heads };
}

export const ROOM_TABLES: readonly RoomTable[] = [
  table('timeline', 'Timeline', event, {
    time: 'Time (UTC)',
    event: 'Event',
    notes: 'Notes',
    source: 'Source',
    status: 'Status',
  }),
  table('transactions', 'Transactions', transaction, {
    link: 'Link',
    notes: 'Notes',
    chain: 'Chain',
    block: 'Block',
    logIndex: 'Log index',
    role: 'Role',
    grade: 'Grade',
  }),
  table('affected', 'Affected addresses', affected, {
    link: 'Link',
    status: 'Status',
    notes: 'Notes',
  }),
  table('movements', 'Funds movement', movement, {
    origin: 'Origin',
    transaction: 'Transaction',
    amount: 'Amount and asset',
    destination: 'Destination',
    recovery: 'Recovery status',
    notes: 'Notes',
    units: 'Exact units',
    power: 'Freeze power',
    deadline: 'Deadline',
  }),
  table('attackers', 'Attacker', attacker, {
    address: 'Address',
    fundedBy: 'Funded by',
    notes: 'Notes',
    grade: 'Grade',
  }),
  table('roles', 'Roles', role, { role: 'Role', person: 'Person' }),
  table('freezes', 'Freeze requests', freeze, {
    recipient: 'Recipient',
    power: 'Power',
    channel: 'Channel',
    sent: 'Sent',
    acknowledged: 'Acknowledged',
    acted: 'Acted',
    expiry: 'Expiry',
    withdrawn: 'Withdrawn',
    appeal: 'Appeal',
  }),
  table('gaps', 'Gaps', gap, {
    missing: 'What is missing',
    why: 'Why',
    endpoint: 'Endpoint',
    effect: 'Effect on the figures',
  }),
];

export type RoomRow = Readonly<Record<string, string>>;

/** The whole war room on paper. */
export interface Room {
  readonly header: {
    readonly protocol: string;
    readonly attack: string;
    readonly atRisk: string;
    readonly description: string;
  };
  readonly issue: {
    readonly description: string;
    readonly hypotheses: string;
    readonly alternatives: string;
    readonly limitations: string;
  };
  readonly tables: Readonly<Record<RoomTableId, readonly RoomRow[]>>;
}

const short = z.string().trim().max(LONG);
export const roomHeadSchema = z.strictObject({
  header: z.strictObject({
    protocol: short.default(''),
    attack: short.default('').describe('The transactions of the attack'),
    atRisk: short.default('').describe('In US dollars or in tokens'),
    description: short.default(''),
  }),
  issue: z.strictObject({
    description: short.default(''),
    hypotheses: short.default(''),
    alternatives: short.default(''),
    limitations: short.default(''),
  }),
});

export const EMPTY_ROOM: Room = {
  header: { protocol: '', attack: '', atRisk: '', description: '' },
  issue: { description: '', hypotheses: '', alternatives: '', limitations: '' },
  tables: Object.fromEntries(ROOM_TABLE_IDS.map((id) => [id, []])) as unknown as Room['tables'],
};

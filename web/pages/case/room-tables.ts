import type { RoomRow, RoomTableId } from '../../../src/casework/file/room.ts';

/** A column of a war room's table: a text, one of several words, or a text of many lines. */
interface RoomColumn {
  readonly name: string;
  readonly words: string;
  readonly required?: true;
  readonly lines?: number;
  readonly choices?: readonly string[];
  readonly hint?: string;
  /** Shown where it is empty, too: what is waited for. */
  readonly always?: true;
}

export interface RoomTable {
  readonly id: Exclude<RoomTableId, 'timeline'>;
  readonly title: string;
  /** What a row is called on the button that adds one. */
  readonly one: string;
  readonly none: string;
  readonly columns: readonly RoomColumn[];
}

export type KeptRow = { readonly id: string; readonly row: RoomRow };

const GRADES = ['', 'G1', 'G2', 'G3', 'G4', 'G5', 'G6', 'G7', 'G8'];
const MOMENT = 'UTC, such as 2025-02-21 14:29';
const notes: RoomColumn = { name: 'notes', words: 'Notes', lines: 2 };
const grade: RoomColumn = { name: 'grade', words: 'Grade', choices: GRADES };

function moments(...names: readonly (readonly [string, string])[]): readonly RoomColumn[] {
  return names.map(([name, words]) => ({ name, words, hint: MOMENT }));
}

/** The tables that responders fill in, those with a deadline first. */
export const ROOM_TABLES: readonly RoomTable[] = [
  {
    id: 'freezes',
    title: 'Freeze requests',
    one: 'a request',
    none: 'No request of others stands here. Those of this desk: the tab Freeze requests.',
    columns: [
      { name: 'recipient', words: 'Recipient', required: true },
      { name: 'power', words: 'Power' },
      { name: 'channel', words: 'Channel' },
      ...moments(['sent', 'Sent'], ['acknowledged', 'Acknowledged'], ['acted', 'Acted']).map(
        (column) => ({ ...column, always: true as const }),
      ),
      ...moments(['expiry', 'Expiry'], ['withdrawn', 'Withdrawn']),
      { name: 'appeal', words: 'Appeal' },
    ],
  },
  {
    id: 'movements',
    title: 'Funds movement',
    one: 'a movement',
    none: 'No movement was written down.',
    columns: [
      { name: 'origin', words: 'Origin' },
      { name: 'transaction', words: 'Transaction', required: true },
      { name: 'amount', words: 'Amount and asset' },
      { name: 'destination', words: 'Destination' },
      {
        name: 'recovery',
        words: 'Recovery status',
        choices: ['needs review', 'in progress', 'recovered', 'uncertain'],
      },
      notes,
      { name: 'units', words: 'Exact units' },
      { name: 'power', words: 'Freeze power' },
      ...moments(['deadline', 'Deadline']),
    ],
  },
  {
    id: 'affected',
    title: 'Affected addresses',
    one: 'an address',
    none: 'No address of the victim stands here.',
    columns: [
      { name: 'link', words: 'Link', required: true },
      {
        name: 'status',
        words: 'Status',
        choices: ['needs review', 'at risk', 'impacted', 'paused', 'saved', 'uncertain'],
      },
      notes,
    ],
  },
  {
    id: 'attackers',
    title: 'Attacker',
    one: 'an address',
    none: 'No address of the attacker stands here.',
    columns: [
      { name: 'address', words: 'Address', required: true },
      { name: 'fundedBy', words: 'Funded by' },
      notes,
      grade,
    ],
  },
  {
    id: 'transactions',
    title: 'Transactions',
    one: 'a transaction',
    none: 'No transaction was written down.',
    columns: [
      { name: 'link', words: 'Link', required: true },
      notes,
      { name: 'chain', words: 'Chain' },
      { name: 'block', words: 'Block' },
      { name: 'logIndex', words: 'Log index' },
      { name: 'role', words: 'Role' },
      grade,
    ],
  },
  {
    id: 'roles',
    title: 'Roles',
    one: 'a role',
    none: 'Nobody was named: one person for each role.',
    columns: [
      {
        name: 'role',
        words: 'Role',
        choices: [
          'operations',
          'scribe',
          'strategy lead',
          'protocol lead',
          'web/infrastructure lead',
          'external communicator',
        ],
      },
      { name: 'person', words: 'Person', required: true },
    ],
  },
  {
    id: 'gaps',
    title: 'Gaps',
    one: 'a gap',
    none: 'No gap was written down. What the traces did not follow stands at the foot.',
    columns: [
      { name: 'missing', words: 'What is missing', required: true },
      { name: 'why', words: 'Why' },
      { name: 'endpoint', words: 'Endpoint' },
      { name: 'effect', words: 'Effect on the figures' },
    ],
  },
];

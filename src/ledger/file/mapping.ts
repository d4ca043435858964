import { z } from 'zod';
import { TIME_FORMS } from './cells.ts';

/** Kinds of list an explorer exports for one account. */
type ListKind = 'native' | 'internal' | 'token' | 'nft';

/**
 * A field: the name of its column, several names of which the first with a value counts, or a
 * value that is the same in every row. In names, case does not count and `*` stands for anything.
 */
const field = z.union([
  z.string().min(1),
  z.array(z.string().min(1)).min(1).max(16),
  z.strictObject({ constant: z.string() }),
]);
export type Field = z.infer<typeof field>;

/** Rows in which the column holds one of `values` (or, with `not`, anything else). */
const test = z.strictObject({
  column: z.string().min(1),
  values: z.array(z.string()).max(32),
  not: z.boolean().default(false),
});
export type RowTest = z.output<typeof test>;

const unit = z.enum(['base', 'decimal', 'usd']);
const kind = z.enum(['native', 'internal', 'token', 'gas']);

/** How the columns of a file are to be read; the same form describes the layouts built in. */
export const mappingSchema = z.strictObject({
  /** Transaction id. */
  tx: field,
  /** Absent: the time is taken from the block. */
  time: field.optional(),
  timeForm: z.enum(TIME_FORMS).default('auto'),
  block: field.optional(),
  txIndex: field.optional(),
  /** Position inside the transaction (or, for logs, inside the block). */
  index: field.optional(),
  from: field,
  to: field,
  amount: field,
  /** `base`: whole numbers of the smallest unit; `decimal`: whole tokens; `usd`: the worth. */
  unit,
  /** Token contract; absent or empty means the chain's own asset. */
  contract: field.optional(),
  symbol: field.optional(),
  /** Places of the token, where the file says so. */
  decimals: field.optional(),
  /** A constant kind, or a column whose values are kinds. Absent: native, or token by contract. */
  kind: z.union([kind, z.strictObject({ column: z.string().min(1) })]).optional(),
  /** Reverted: nothing moved. */
  failed: test.optional(),
  /** Rows that tell of no transfer; they are left out and counted. */
  skip: z.array(test).max(8).default([]),
  /** Network fee of the transaction, burnt by `from`. */
  fee: field.optional(),
  /** The fee is `fee` times this (gas used times gas price). */
  feeTimes: field.optional(),
  feeUnit: z.enum(['base', 'decimal']).default('decimal'),
  /** The account whose list the row stands in. */
  account: field.optional(),
  /** Name or CAIP-2 id; rows of other chains are left out. */
  chain: field.optional(),
  /** Columns that are known and not needed. */
  ignore: z.array(z.string()).max(256).default([]),
});

/** A mapping as a case file writes it. */
export type MappingInput = z.input<typeof mappingSchema>;
export type Mapping = z.output<typeof mappingSchema>;

/** Fields that may stand in columns. */
export type FieldName =
  | 'tx'
  | 'time'
  | 'block'
  | 'txIndex'
  | 'index'
  | 'from'
  | 'to'
  | 'amount'
  | 'contract'
  | 'symbol'
  | 'decimals'
  | 'fee'
  | 'feeTimes'
  | 'account'
  | 'chain'
  | 'item';

/** A layout that is recognised by its header. */
export interface Layout extends Mapping {
  /** As shown, e.g. `etherscan-token`. */
  readonly id: string;
  /** The file is one account's list of this kind: every row has the account on one side. */
  readonly list?: ListKind;
  /** ERC-721 and ERC-1155 lists: the column of the token's number. */
  readonly item?: Field;
  /** Fields whose column may be missing. */
  readonly optional?: readonly string[];
}

/** A layout as it is written: a mapping, what it is called, and what may be missing. */
export type LayoutInput = MappingInput & Pick<Layout, 'id' | 'list' | 'item' | 'optional'>;

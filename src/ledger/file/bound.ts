import { BoundField, Meanings } from './fields.ts';
import type { Layout, RowTest } from './mapping.ts';

/** A test of a row, bound to the columns of one file; each different text is tried once. */
export interface BoundTest {
  readonly field: BoundField;
  readonly holds: Meanings<boolean>;
}

/** The fields of a layout, bound to a header. */
export interface Bound {
  readonly layout: Layout;
  readonly width: number;
  readonly tx: BoundField;
  readonly time: BoundField;
  readonly block: BoundField;
  readonly txIndex: BoundField;
  readonly index: BoundField;
  readonly from: BoundField;
  readonly to: BoundField;
  readonly amount: BoundField;
  readonly fee: BoundField;
  readonly feeTimes: BoundField;
  readonly account: BoundField;
  readonly chain: BoundField;
  readonly kind: BoundField;
  readonly failed: BoundTest | null;
  readonly skip: readonly BoundTest[];
}

export function bind(layout: Layout, header: readonly string[]): Bound {
  const { kind, failed } = layout;
  const test = (rule: RowTest): BoundTest => {
    const values = new Set(rule.values.map((value) => value.toLowerCase()));
    return {
      field: new BoundField(rule.column, header),
      holds: new Meanings((text) => values.has(text.toLowerCase()) !== rule.not),
    };
  };
  return {
    layout,
    width: header.length,
    tx: new BoundField(layout.tx, header),
    time: new BoundField(layout.time, header),
    block: new BoundField(layout.block, header),
    txIndex: new BoundField(layout.txIndex, header),
    index: new BoundField(layout.index, header),
    from: new BoundField(layout.from, header),
    to: new BoundField(layout.to, header),
    amount: new BoundField(layout.amount, header),
    fee: new BoundField(layout.fee, header),
    feeTimes: new BoundField(layout.feeTimes, header),
    account: new BoundField(layout.account, header),
    chain: new BoundField(layout.chain, header),
    kind: new BoundField(typeof kind === 'object' ? kind.column : undefined, header),
    failed: failed ? test(failed) : null,
    skip: layout.skip.map(test).filter(({ field }) => field.isGiven),
  };
}

import { InputError, show } from '../../base/errors.ts';
import type { Warning } from '../port.ts';

/** Faults of Bitcoin files that do not end the reading; each says what was done about it. */
type FaultCode =
  /** The block does not meet a target that it may claim: left out. */
  | 'proof-of-work'
  /** The transactions are not those that the header commits to: the block is left out. */
  | 'merkle-root'
  /** Part of the transactions stands twice under one merkle root (CVE-2012-2459): left out. */
  | 'repeated-part'
  /** The witnesses are not those that the coinbase commits to: the block is left out. */
  | 'witness'
  /** No coinbase at the head, or more than one: the block is left out. */
  | 'coinbase'
  /** The block was read before, and is not read again. A note: it ends no strict reading. */
  | 'repeated-block'
  /** Another branch on the same parent carries more work: left out. */
  | 'stale-block'
  /** The block states another height than its links say: the links count. */
  | 'height'
  /**
   * Another block of this height is there, and their links do not say which one counts: both kept.
   */
  | 'same-height'
  /**
   * A transaction of this id came before in the chain (or, in lines, with other content): left out.
   */
  | 'repeated-transaction'
  /** An output is spent by two transactions: the first in chain order counts as its spender. */
  | 'spent-twice'
  /** An input says another amount or script than the output that it spends: the output counts. */
  | 'other-output'
  /** Transactions that spend one another in a circle: they stand at their time. */
  | 'circle'
  /** The line is not of its form: left out. */
  | 'line';

export interface FaultList {
  /** Counts a fault, or throws it where the reading is strict. */
  add(code: FaultCode, place: FaultPlace, expected: string, found: string): void;
  /** By file, line and code. */
  list(): readonly Warning[];
}

export interface FaultPlace {
  readonly file: string;
  readonly line: number;
  readonly field: string;
}

/** @param strict whether the first fault ends the reading with an InputError */
export function faultList(strict: boolean): FaultList {
  const faults = new Map<string, Warning>();
  return {
    add(code, { file, line, field }, expected, found) {
      if (strict && code !== 'repeated-block')
        throw new InputError(`${file}, line ${line}, ${field}`, expected, found);
      const key = `${file}\n${code}\n${field}`;
      const known = faults.get(key);
      const count = (known?.count ?? 0) + 1;
      if (known && known.line <= line) faults.set(key, { ...known, count });
      else faults.set(key, { code, file, line, field, expected, found: show(found), count });
    },
    list() {
      const key = (warning: Warning) =>
        `${warning.file}\n${String(warning.line).padStart(10, '0')}\n${warning.code}`;
      return [...faults.values()].sort((a, b) => (key(a) < key(b) ? -1 : 1));
    },
  };
}

import type { Bound } from './bound.ts';
import { type AmountCell, newAmountCell, readAmount, toLanes, unitsOf } from './cells.ts';
import { type BoundField, type Cell, newCell, textIn } from './fields.ts';
import type { Row } from './rows.ts';
import type { WarningCode } from './warnings.ts';

/** Text that says that a value is not known. */
const UNKNOWN_VALUE = /^(|-|null|none|nan|n\/?a|unknown|undefined)$/i;
const COMMA = 44;

/** Counts a fault of the row. */
type Refuse = (code: WarningCode, field: string, expected: string, found: string) => void;

/** Reads the amount and the fee of a row into `amount`. */
export class AmountReader {
  readonly amount: AmountCell = newAmountCell();
  /** Was the last amount missing, and not wrong? */
  isUnknown = false;
  readonly #bound: Bound;
  /** Between semicolons a comma may be a decimal point, so it is not read as a group's. */
  readonly #refusesCommas: boolean;
  readonly #refuse: Refuse;
  readonly #cell: Cell = newCell();

  constructor(bound: Bound, refusesCommas: boolean, refuse: Refuse) {
    this.#bound = bound;
    this.#refusesCommas = refusesCommas;
    this.#refuse = refuse;
  }

  /** The amount in units of 10^-decimals; false where the row is left out for it. */
  read(row: Row, decimals: number): boolean {
    const { layout, amount: field } = this.#bound;
    if (!field.isGiven) {
      toLanes(1n, this.amount);
      return true;
    }
    const cell = this.#cell;
    field.locateAmount(row, cell);
    const places = layout.unit === 'base' ? 0 : decimals;
    const isNumber = this.#readCell(places);
    const isBase = layout.unit === 'base';
    if (isNumber && !this.amount.cut && !(isBase && this.amount.rounded)) return true;
    const text = textIn(cell);
    if (isNumber && !isBase) {
      this.#refuse('digits-cut', 'amount', `at most ${places} decimals`, text);
      return true;
    }
    this.isUnknown = layout.unit === 'usd' && UNKNOWN_VALUE.test(text);
    if (this.isUnknown) this.#refuse('value-unknown', 'amount', 'a value in US dollars', text);
    else if (isBase) {
      this.#refuse('amount', 'amount', 'a whole number of base units', text);
    } else this.#refuse('amount', 'amount', 'a non-negative number', text);
    return false;
  }

  /** The fee in units of 10^-decimals; false where there is none. */
  readFee(row: Row, decimals: number): boolean {
    const { layout, fee, feeTimes } = this.#bound;
    const { amount } = this;
    if (!this.#readPart(row, fee, layout.feeUnit === 'base' ? 0 : decimals)) return false;
    if (feeTimes.isGiven) {
      const units = unitsOf(amount);
      if (!this.#readPart(row, feeTimes, 0)) return false;
      toLanes(units * unitsOf(amount), amount);
    }
    return amount.hi !== 0 || amount.lo !== 0 || amount.big !== null;
  }

  #readPart(row: Row, field: BoundField, places: number): boolean {
    field.locate(row, this.#cell);
    if (this.#readCell(places)) return true;
    this.#refuse('amount', 'fee', 'a non-negative number', textIn(this.#cell));
    return false;
  }

  #readCell(places: number): boolean {
    const { bytes, start, end } = this.#cell;
    if (!readAmount(bytes, start, end, places, this.amount)) return false;
    return !this.#refusesCommas || !bytes.subarray(start, end).includes(COMMA);
  }
}

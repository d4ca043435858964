import fc from 'fast-check';
import type { EventWriter, HolderKind } from '../../src/trace/accounts.ts';

/** One call of an `EventWriter`, as data. */
export type Step = (writer: EventWriter) => void;

const HOLDERS = 6;
const ASSETS = 3;
const LABELS = 3;

const holder = fc.nat(HOLDERS - 1);
const asset = fc.nat(ASSETS - 1);
const label = fc.nat(LABELS - 1);
const KINDS: readonly HolderKind[] = ['plain', 'terminal', 'source'];

/** Few different sizes, so that equal amounts, exact emptyings and remainders all happen. */
function sizes(unit: bigint): fc.Arbitrary<bigint> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.bigInt(0n, 12n) },
    { weight: 3, arbitrary: fc.bigInt(0n, 40n * unit) },
    { weight: 3, arbitrary: fc.nat(12).map((n) => BigInt(n) * unit) },
  );
}

function moves(amount: fc.Arbitrary<bigint>): fc.Arbitrary<Step[]> {
  const payment = fc.tuple(holder, amount);
  // holders of a payment to several are few, so that one can be paid twice or pay itself
  return fc
    .tuple(fc.nat(5), holder, asset, fc.array(payment, { minLength: 1, maxLength: 4 }))
    .map(([tx, from, of, payments]) =>
      payments.map(
        ([to, n]) =>
          (writer) =>
            writer.move(tx, from, to, of, n),
      ),
    );
}

function single(amount: fc.Arbitrary<bigint>): fc.Arbitrary<Step> {
  const at = fc.tuple(fc.nat(5), holder, asset, amount);
  const labelled = fc.tuple(at, label);
  return fc.oneof(
    {
      weight: 3,
      arbitrary: at.map(
        (a): Step =>
          (w) =>
            w.receive(...a),
      ),
    },
    {
      weight: 3,
      arbitrary: labelled.map(
        ([a, l]): Step =>
          (w) =>
            w.seed(...a, l),
      ),
    },
    {
      weight: 2,
      arbitrary: at.map(
        (a): Step =>
          (w) =>
            w.fee(...a),
      ),
    },
    {
      weight: 1,
      arbitrary: at.map(
        (a): Step =>
          (w) =>
            w.burn(...a),
      ),
    },
    {
      weight: 1,
      arbitrary: at.map(
        (a): Step =>
          (w) =>
            w.writeOff(...a),
      ),
    },
    {
      weight: 2,
      arbitrary: fc.tuple(fc.nat(5), holder, holder, asset, amount).map(
        (a): Step =>
          (w) =>
            w.aside(...a),
      ),
    },
    {
      weight: 3,
      arbitrary: fc.tuple(at, holder, asset, amount).map(
        ([a, to, of, out]): Step =>
          (w) =>
            w.convert(...a, to, of, out),
      ),
    },
  );
}

function rare(amount: fc.Arbitrary<bigint>): fc.Arbitrary<Step> {
  const at = fc.tuple(fc.nat(5), holder, asset, amount, label);
  const kinds = fc.tuple(holder, fc.constantFrom(...KINDS), label);
  return fc.oneof(
    {
      weight: 2,
      arbitrary: at.map(
        (a): Step =>
          (w) =>
            w.claim(...a),
      ),
    },
    {
      weight: 1,
      arbitrary: kinds.map(
        (k): Step =>
          (w) =>
            w.setHolder(...k),
      ),
    },
    {
      weight: 1,
      arbitrary: fc.nat(99).map(
        (n): Step =>
          (w) =>
            w.block(`${n}`),
      ),
    },
  );
}

/**
 * Random event streams: several holders, assets and labels, payments to several, swaps, terminals,
 * sources, claims and fees. `unit` sets the width of amounts; `spice` adds what only a few ledgers
 * have: claims and kinds that change midway.
 */
export function streams(unit: bigint, spice: boolean): fc.Arbitrary<Step[]> {
  const amount = sizes(unit);
  const kinds = fc.uniqueArray(fc.tuple(holder, fc.constantFrom(...KINDS), label), {
    maxLength: 2,
    selector: ([h]) => h,
  });
  const part = fc.oneof(
    { weight: 8, arbitrary: moves(amount) },
    { weight: 7, arbitrary: single(amount).map((step) => [step]) },
    { weight: spice ? 3 : 0, arbitrary: rare(amount).map((step) => [step]) },
  );
  return fc.tuple(kinds, fc.array(part, { minLength: 4, maxLength: 40 })).map(([set, parts]) => [
    ...set.map(
      (k): Step =>
        (w) =>
          w.setHolder(...k),
    ),
    ...parts.flat(),
  ]);
}

export const SIZES = { holders: HOLDERS, assets: ASSETS } as const;

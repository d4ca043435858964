import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import * as vectors from '../../../test/vectors/account-ledger.ts';
import { ReferenceLedger } from './ledger.ts';
import { byLabel } from './lots.ts';
import { type Lot, POLICY_IDS, type PolicyId } from './policy.ts';

const HOLDER = 0;
const PLACES = { Y: 1, Z: 2, W: 3, V: 4 } as const;
const LABELS = { A: 0, B: 1 } as const;
const ASSET = 0;
const NAMES = ['A', 'B'] as const;

const plain = (lots: readonly Lot[]): vectors.PlainLot[] =>
  lots.map(({ label, amount }) => [label === null ? null : (NAMES[label] ?? null), amount]);

function fill(ledger: ReferenceLedger, tx: number, [name, amount]: vectors.PlainLot): void {
  if (name === null) ledger.receive(tx, HOLDER, ASSET, amount);
  else ledger.seed(tx, HOLDER, ASSET, amount, LABELS[name]);
}

function replay(policy: PolicyId): ReferenceLedger {
  const ledger = new ReferenceLedger(policy);
  vectors.steps.forEach((step, tx) => {
    if ('in' in step) fill(ledger, tx, step.in);
    else ledger.move(tx, HOLDER, PLACES[step.to], ASSET, step.out);
  });
  return ledger;
}

for (const policy of POLICY_IDS) {
  test(`one account ledger under ${policy} (§4.4)`, () => {
    const ledger = replay(policy);
    for (const [name, place] of Object.entries(PLACES)) {
      const dirt = byLabel(ledger.contents(place, ASSET));
      const named = Object.fromEntries([...dirt].map(([label, n]) => [NAMES[label], n]));
      deepEqual(named, vectors.expected[policy][name as keyof vectors.Row], name);
    }
    equal(ledger.assumed(HOLDER, ASSET), vectors.assumed);
    for (const row of ledger.certificate()) equal(row.difference, 0n);
  });
}

test('payments carry their lots oldest first (§4.4)', () => {
  for (const { policy, at, lots } of vectors.lots) {
    deepEqual(plain(replay(policy).contents(PLACES[at], ASSET)), lots, `${policy} ${at}`);
  }
});

test('TIHO deals the payments of one transaction together (§4.4)', () => {
  const ledger = new ReferenceLedger('tiho');
  for (const lot of vectors.tiho.ledger) fill(ledger, 0, lot);
  for (const [i, amount] of vectors.tiho.payments.entries()) {
    ledger.move(1, HOLDER, 1 + i, ASSET, amount);
  }
  vectors.tiho.expected.forEach((lots, i) => {
    deepEqual(plain(ledger.contents(1 + i, ASSET)), lots);
  });
  deepEqual(plain(ledger.contents(HOLDER, ASSET)), vectors.tiho.stays);
});

test('a swap re-denominates lots by largest remainder (§4.4)', () => {
  for (const { lots, amountOut, expected } of vectors.redenomination) {
    const ledger = new ReferenceLedger('fifo');
    for (const lot of lots) fill(ledger, 0, lot);
    ledger.convert(1, HOLDER, ASSET, 10n, HOLDER, 1, amountOut);
    deepEqual(
      ledger.contents(HOLDER, 1).map((lot) => lot.amount),
      expected,
    );
    for (const row of ledger.certificate()) equal(row.difference, 0n);
  }
});

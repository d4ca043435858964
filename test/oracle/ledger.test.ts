import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { byLabel } from '../../src/trace/policies/lots.ts';
import { stickyPoison } from '../../src/trace/policies/poison.ts';
import {
  type Lot,
  POLICY_IDS,
  type Policy,
  type PolicyId,
} from '../../src/trace/policies/policy.ts';
import * as vectors from '../vectors/account-ledger.ts';
import { ReferenceLedger } from './ledger.ts';

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

function replay(policy: PolicyId | Policy): ReferenceLedger {
  const ledger = new ReferenceLedger(policy);
  vectors.steps.forEach((step, tx) => {
    if ('in' in step) fill(ledger, tx, step.in);
    else ledger.move(tx, HOLDER, PLACES[step.to], ASSET, step.out);
  });
  return ledger;
}

function pays(ledger: ReferenceLedger, expected: vectors.Row): void {
  for (const [name, place] of Object.entries(PLACES)) {
    const dirt = byLabel(ledger.contents(place, ASSET));
    const named = Object.fromEntries([...dirt].map(([label, n]) => [NAMES[label], n]));
    deepEqual(named, expected[name as keyof vectors.Row], name);
  }
}

test('one account ledger under poison that sticks (§4.4)', () => {
  const ledger = replay(stickyPoison);
  pays(ledger, vectors.sticky);
  deepEqual(
    ledger.held().filter(({ holder }) => holder === HOLDER),
    [0, 1].map((label) => ({ holder: HOLDER, asset: ASSET, label, amount: 0n })),
  );
});

for (const policy of POLICY_IDS) {
  test(`one account ledger under ${policy} (§4.4)`, () => {
    const ledger = replay(policy);
    pays(ledger, vectors.expected[policy]);
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

const CONSERVING = POLICY_IDS.filter((id) => id !== 'poison');
const dirt = (ledger: ReferenceLedger, holder: number) => [
  ...byLabel(ledger.contents(holder, ASSET)),
];

test('what a source pays is stolen: first what came back, then new seeds', () => {
  for (const policy of CONSERVING) {
    const ledger = new ReferenceLedger(policy);
    ledger.setHolder(HOLDER, 'source', 1);
    ledger.receive(0, HOLDER, ASSET, 500n);
    ledger.seed(1, 1, ASSET, 30n, 0);
    ledger.move(2, 1, HOLDER, ASSET, 30n);
    ledger.move(3, HOLDER, 2, ASSET, 20n);
    deepEqual(dirt(ledger, 2), [[0, 20n]], policy);
    ledger.move(4, HOLDER, 3, ASSET, 50n);
    const expected = [
      [0, 10n],
      [1, 40n],
    ];
    deepEqual(dirt(ledger, 3), expected, policy);
    deepEqual(
      ledger.certificate().map(({ label, seeds, difference }) => [label, seeds, difference]),
      [
        [0, 30n, 0n],
        [1, 40n, 0n],
      ],
    );
    equal(ledger.assumed(HOLDER, ASSET), 0n);
  }
});

test('lots stay at a terminal, and what it pays is clean', () => {
  for (const policy of POLICY_IDS) {
    const ledger = new ReferenceLedger(policy);
    ledger.setHolder(1, 'terminal');
    ledger.seed(0, HOLDER, ASSET, 30n, 0);
    ledger.move(1, HOLDER, 1, ASSET, 30n);
    ledger.move(2, 1, 2, ASSET, 1_000n);
    deepEqual(ledger.held(), [{ holder: 1, asset: ASSET, label: 0, amount: 30n }], policy);
    for (const row of ledger.certificate()) equal(row.atTerminals, 30n);
  }
});

test('a claim on units of another theft supersedes it, or notes the later one (§1)', () => {
  for (const policy of CONSERVING) {
    for (const collision of ['seed', 'first'] as const) {
      const ledger = new ReferenceLedger(policy, collision);
      ledger.receive(0, HOLDER, ASSET, 10n);
      ledger.seed(1, HOLDER, ASSET, 4n, 0);
      const event = ledger.claim(2, HOLDER, ASSET, 6n, 1);
      const won = [[1, 6n]];
      const kept = [
        [0, 4n],
        [1, 2n],
      ];
      deepEqual(dirt(ledger, HOLDER), collision === 'seed' ? won : kept, policy);
      deepEqual(ledger.collisions(), [{ event, asset: ASSET, earlier: 0, later: 1, amount: 4n }]);
      const [earlier, later] = ledger.certificate();
      deepEqual(
        [earlier?.superseded, later?.seeds],
        collision === 'seed' ? [4n, 6n] : [0n, 2n],
        policy,
      );
    }
  }
});

test('every kind of loss is booked as such, with the opening balance that it needs', () => {
  for (const policy of CONSERVING) {
    const ledger = new ReferenceLedger(policy);
    ledger.seed(0, HOLDER, ASSET, 30n, 0);
    ledger.fee(1, HOLDER, ASSET, 5n);
    ledger.burn(2, HOLDER, ASSET, 6n);
    ledger.writeOff(3, HOLDER, ASSET, 7n);
    ledger.convert(4, HOLDER, ASSET, 22n, 1, 1, 44n);
    equal(ledger.assumed(HOLDER, ASSET), 10n);
    const [row, other] = ledger.certificate();
    deepEqual(row, {
      policy,
      label: 0,
      asset: ASSET,
      seeds: 30n,
      convertedIn: 0n,
      held: 0n,
      atTerminals: 0n,
      fees: 5n,
      burnt: 6n,
      writtenOff: 7n,
      convertedOut: 12n,
      superseded: 0n,
      difference: 0n,
    });
    deepEqual([other?.asset, other?.convertedIn, other?.held], [1, 24n, 24n]);
  }
});

test('a lot in an account leads back to the event that seeded it', () => {
  const ledger = new ReferenceLedger('fifo');
  const seed = ledger.seed(0, HOLDER, ASSET, 30n, 0);
  const move = ledger.move(1, HOLDER, 1, ASSET, 20n);
  const swap = ledger.convert(2, 1, ASSET, 20n, 1, 1, 10n);
  deepEqual(ledger.lots(1, 1), [
    { holder: 1, asset: 1, label: 0, amount: 10n, events: [swap, move, seed] },
  ]);
  deepEqual(ledger.flows(), [
    { event: seed, label: 0, amount: 30n, amountOut: 30n },
    { event: move, label: 0, amount: 20n, amountOut: 20n },
    { event: swap, label: 0, amount: 20n, amountOut: 10n },
  ]);
});

test('poison holds the whole balance until it is zero, and zero value never spreads it', () => {
  const ledger = new ReferenceLedger('poison');
  ledger.seed(0, HOLDER, ASSET, 1n, 0);
  ledger.receive(1, HOLDER, ASSET, 9n);
  ledger.move(2, HOLDER, 1, ASSET, 0n);
  deepEqual(ledger.held(), [{ holder: HOLDER, asset: ASSET, label: 0, amount: 10n }]);
  ledger.convert(3, HOLDER, ASSET, 4n, 2, 1, 8n);
  deepEqual(ledger.held(), [
    { holder: HOLDER, asset: ASSET, label: 0, amount: 6n },
    { holder: 2, asset: 1, label: 0, amount: 8n },
  ]);
  ledger.move(4, HOLDER, 3, ASSET, 6n);
  ledger.receive(5, HOLDER, ASSET, 5n);
  deepEqual(dirt(ledger, HOLDER), []);
});

import { deepEqual, equal, throws } from 'node:assert/strict';
import { test } from 'node:test';
import * as vectors from '../../../test/vectors/account-ledger.ts';
import { InputError } from '../../base/errors.ts';
import type { Accounts, EventWriter } from '../accounts.ts';
import { POLICY_IDS, type PolicyId } from '../policies/policy.ts';
import { type AccountEngine, createAccounts } from './accounts.ts';

const HOLDER = 0;
const PLACES = { Y: 1, Z: 2, W: 3, V: 4 } as const;
const LABELS = { A: 0, B: 1 } as const;
const NAMES = ['A', 'B'] as const;

function fill(writer: EventWriter, tx: number, [name, amount]: vectors.PlainLot): void {
  if (name === null) writer.receive(tx, HOLDER, 0, amount);
  else writer.seed(tx, HOLDER, 0, amount, LABELS[name]);
}

function replay(): Accounts {
  const engine = createAccounts(POLICY_IDS);
  vectors.steps.forEach((step, tx) => {
    if ('in' in step) fill(engine, tx, step.in);
    else engine.move(tx, HOLDER, PLACES[step.to], 0, step.out);
  });
  return engine.finish();
}

function dirtOf(accounts: Accounts, policy: PolicyId, holder: number): [string, bigint][] {
  const held = accounts.held(policy).filter((holding) => holding.holder === holder);
  return held.map(({ label, amount }) => [NAMES[label] ?? '?', amount]);
}

test('one account ledger under every policy at once (§4.4)', () => {
  const accounts = replay();
  for (const policy of POLICY_IDS) {
    for (const [name, place] of Object.entries(PLACES)) {
      const dirt = Object.fromEntries(dirtOf(accounts, policy, place));
      deepEqual(dirt, vectors.expected[policy][name as keyof vectors.Row], `${policy} ${name}`);
    }
  }
  equal(accounts.assumed(HOLDER, 0), vectors.assumed);
  for (const { difference } of accounts.certificate()) equal(difference, 0n);
});

test('payments carry their dirty lots oldest first (§4.4)', () => {
  const accounts = replay();
  for (const { policy, at, lots } of vectors.lots) {
    const carried = accounts.lots(policy, PLACES[at], 0);
    deepEqual(
      carried.map(({ label, amount }) => [NAMES[label], amount]),
      lots.filter(([label]) => label !== null),
    );
  }
});

test('a lot leads back to its seed', () => {
  const engine = createAccounts(['fifo']);
  const seed = engine.seed(0, 0, 0, 10n, 0);
  const first = engine.move(1, 0, 1, 0, 7n);
  const swap = engine.convert(2, 1, 0, 7n, 2, 1, 70n);
  deepEqual(engine.finish().lots('fifo', 2, 1), [
    { holder: 2, asset: 1, label: 0, amount: 70n, events: [swap, first, seed] },
  ]);
});

test('TIHO deals the payments of one transaction together (§4.4)', () => {
  const engine = createAccounts(['tiho']);
  for (const lot of vectors.tiho.ledger) fill(engine, 0, lot);
  for (const [i, amount] of vectors.tiho.payments.entries()) {
    engine.move(1, HOLDER, 1 + i, 0, amount);
  }
  const dirty = vectors.tiho.expected.map((lots) => lots.filter(([label]) => label !== null));
  const accounts = engine.finish();
  deepEqual(
    dirty.map((_, i) => dirtOf(accounts, 'tiho', 1 + i)),
    dirty,
  );
});

test('a swap re-denominates lots by largest remainder (§4.4)', () => {
  for (const { lots, amountOut, expected } of vectors.redenomination) {
    const engine = createAccounts(['fifo']);
    for (const lot of lots) fill(engine, 0, lot);
    engine.convert(1, HOLDER, 0, 10n, HOLDER, 1, amountOut);
    const accounts = engine.finish();
    deepEqual(
      accounts.lots('fifo', HOLDER, 1).map(({ amount }) => amount),
      expected.filter((_, i) => lots[i]?.[0] !== null),
    );
    for (const { difference } of accounts.certificate()) equal(difference, 0n);
  }
});

test('amounts beyond 2^128 are exact (§4.5, 8)', () => {
  const engine = createAccounts(POLICY_IDS);
  const stolen = 2n ** 140n + 1n;
  engine.receive(0, 0, 0, 2n ** 139n);
  engine.seed(1, 0, 0, stolen, 0);
  engine.move(2, 0, 1, 0, 2n ** 139n + 3n);
  const accounts = engine.finish();
  for (const policy of POLICY_IDS) {
    const sum = accounts.held(policy).reduce((total, { amount }) => total + amount, 0n);
    equal(sum, policy === 'poison' ? 2n ** 139n + stolen : stolen, policy);
  }
});

test('lots outgrow their first buffer wherever that happens', () => {
  const engine = createAccounts(POLICY_IDS);
  for (let holder = 0; holder < 600; holder++) {
    engine.receive(holder, holder, 0, 5n);
    engine.seed(holder, holder, 0, 7n, holder % 3);
    if (holder > 0) engine.move(holder, holder - 1, holder, 0, 3n);
  }
  const accounts = engine.finish();
  for (const { difference, seeds } of accounts.certificate()) {
    equal(difference, 0n);
    equal(seeds, 1400n);
  }
});

function ledgerOf(blocks: number, engine: AccountEngine): void {
  for (let i = 0; i < blocks; i++) {
    engine.block(`${i}`);
    if (i === 0) engine.seed(0, 0, 0, 1000n, 0);
    engine.move(i + 1, i, i + 1, 0, BigInt(1000 - i));
  }
}

test('a head is rolled back within its journals and beyond them (§2.5)', () => {
  for (const blocks of [10, 200]) {
    const direct = createAccounts(POLICY_IDS);
    ledgerOf(5, direct);
    const rolled = createAccounts(POLICY_IDS);
    ledgerOf(blocks, rolled);
    rolled.finish();
    rolled.rollback('4');
    equal(rolled.digest(), direct.digest(), `${blocks} blocks`);
  }
});

test('an unknown block cannot be rolled back to', () => {
  throws(() => createAccounts(['fifo']).rollback('none'), InputError);
});

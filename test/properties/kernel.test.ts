import { deepEqual, equal, notEqual } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type AccountEngine, createAccounts } from '../../src/trace/kernel/accounts.ts';
import { POLICY_IDS } from '../../src/trace/policies/policy.ts';
import { ReferenceLedger } from '../oracle/ledger.ts';
import { calmStreams, SIZES, type Step, streams, told } from './kernel.ts';
import { seeded } from './policies.ts';

function compare(steps: readonly Step[]): void {
  const engine = createAccounts(POLICY_IDS);
  for (const step of steps) step(engine);
  const accounts = engine.finish();
  const certificate = accounts.certificate();
  for (const policy of POLICY_IDS) {
    const oracle = new ReferenceLedger(policy);
    for (const step of steps) step(oracle);
    deepEqual(accounts.held(policy), oracle.held(), `${policy}: held`);
    deepEqual(accounts.flows(policy), oracle.flows(), `${policy}: flows`);
    const rows = certificate.filter((row) => row.policy === policy);
    deepEqual(rows, oracle.certificate(), `${policy}: certificate`);
    for (const row of rows) equal(row.difference, 0n, policy);
    for (let holder = 0; holder < SIZES.holders; holder++) {
      for (let asset = 0; asset < SIZES.assets; asset++) {
        const lots = accounts.lots(policy, holder, asset);
        deepEqual(lots, oracle.lots(holder, asset), `${policy}: lots of ${holder}:${asset}`);
        if (policy !== POLICY_IDS[0]) continue;
        equal(accounts.assumed(holder, asset), oracle.assumed(holder, asset), 'assumed');
      }
    }
  }
}

function explained(check: (steps: readonly Step[]) => void): (steps: readonly Step[]) => void {
  return (steps) => {
    try {
      check(steps);
    } catch (error) {
      throw new Error(`these calls part:\n${told(steps)}`, { cause: error });
    }
  };
}

const WIDTHS = {
  'single units': 1n,
  'one lane': 10n ** 8n,
  'beyond 2^53': 10n ** 18n + 7n,
  'near 2^100': 2n ** 94n + 123456789012345678901n,
  'beyond 2^128': 2n ** 131n + 3n ** 60n,
} as const;

for (const [name, unit] of Object.entries(WIDTHS)) {
  test(`the kernel agrees with the plain ledger: ${name}`, (t) => {
    for (const many of [calmStreams(unit), streams(unit, false), streams(unit, true)]) {
      fc.assert(fc.property(many, explained(compare)), seeded(t, 150));
    }
  });
}

test('long streams agree: lists, histories and flows outgrow their first buffers', (t) => {
  fc.assert(fc.property(calmStreams(10n ** 18n + 7n, 700), explained(compare)), seeded(t, 8));
});

function write(engine: AccountEngine, steps: readonly Step[], from: number, every: number): void {
  steps.forEach((step, i) => {
    if (i % every === 0) engine.block(`${from + i}`);
    step(engine);
  });
}

/** Blocks that are undone leave nothing, whether or not they were accounted for in between. */
function undoes(
  [before, undone, after]: readonly [Step[], Step[], Step[]],
  every: number,
  eager: boolean,
): void {
  const direct = createAccounts(POLICY_IDS);
  write(direct, before, 0, every);
  direct.block('fork');
  write(direct, after, 1000, every);
  const rolled = createAccounts(POLICY_IDS);
  write(rolled, before, 0, every);
  rolled.block('fork');
  if (eager) rolled.finish();
  write(rolled, undone, 2000, every);
  rolled.rollback('fork');
  write(rolled, after, 1000, every);
  if (!eager) rolled.finish();
  const text = `${told(before)}\nfork\n${told(undone)}\nrolled back\n${told(after)}`;
  equal(rolled.digest(), direct.digest(), text);
}

for (const [name, unit] of [
  ['one lane', 10n ** 8n],
  ['beyond 2^53', 10n ** 18n + 7n],
  ['beyond 2^128', 2n ** 131n + 3n ** 60n],
] as const) {
  test(`a block rolled back and replaced leaves the direct digest (§4.5.7): ${name}`, (t) => {
    for (const many of [calmStreams(unit), streams(unit, true)]) {
      const parts = fc.tuple(many, many, many);
      // one step a block makes more blocks than journals are kept for
      const property = fc.property(parts, fc.constantFrom(1, 4, 1000), fc.boolean(), undoes);
      fc.assert(property, seeded(t, 60));
    }
  });
}

test('finishing in between changes nothing', (t) => {
  const property = fc.property(streams(10n ** 8n, true), fc.integer({ min: 1, max: 5 }), (s, n) => {
    const whole = createAccounts(POLICY_IDS);
    const parts = createAccounts(POLICY_IDS);
    s.forEach((step, i) => {
      step(whole);
      step(parts);
      if (i % n === 0) parts.finish();
    });
    equal(parts.digest(), whole.digest(), told(s));
  });
  fc.assert(property, seeded(t, 150));
});

test('the digest tells different ledgers apart', () => {
  const digests = [1n, 2n].map((amount) => {
    const engine = createAccounts(POLICY_IDS);
    engine.seed(0, 0, 0, amount, 0);
    return engine.digest();
  });
  notEqual(digests[0], digests[1]);
});

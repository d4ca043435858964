import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { EventWriter } from '../../src/trace/accounts.ts';
import { createAccounts } from '../../src/trace/kernel/accounts.ts';
import { ReferenceLedger } from '../../src/trace/policies/ledger.ts';
import { POLICY_IDS } from '../../src/trace/policies/policy.ts';
import { SIZES, type Step, streams } from './kernel.ts';

/** The calls as text, since a failing stream has to be read. */
function told(steps: readonly Step[]): string {
  const lines: string[] = [];
  const teller = new Proxy({} as EventWriter, {
    get:
      (_, name) =>
      (...args: unknown[]) =>
        lines.push(`${String(name)}(${args.join(', ')})`),
  });
  for (const step of steps) step(teller);
  return lines.join('\n');
}

function agrees(steps: readonly Step[]): void {
  try {
    compare(steps);
  } catch (error) {
    throw new Error(`the streams part:\n${told(steps)}`, { cause: error });
  }
}

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
        if (policy !== accounts.policies[0]) continue;
        equal(accounts.assumed(holder, asset), oracle.assumed(holder, asset), 'assumed');
      }
    }
  }
}

const WIDTHS: readonly (readonly [string, bigint])[] = [
  ['single units', 1n],
  ['one lane', 10n ** 8n],
  ['beyond 2^53', 10n ** 18n + 7n],
  ['beyond 2^100', 2n ** 99n + 12345678901n],
  ['beyond 2^128', 2n ** 131n + 3n ** 60n],
];

for (const [name, unit] of WIDTHS) {
  for (const spice of [false, true]) {
    test(`the kernel agrees with the plain ledger: ${name}${spice ? ', claims' : ''}`, (t) => {
      const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
      t.diagnostic(`seed ${seed}`);
      fc.assert(fc.property(streams(unit, spice), agrees), {
        seed,
        numRuns: Number(process.env.RUNS ?? 200),
      });
    });
  }
}

import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatUnits, parseAmount } from '../../src/base/amount.ts';
import { toJson } from '../../src/base/json.ts';
import type { Holding } from '../../src/trace/accounts.ts';
import { blocksciHaircut } from '../../src/trace/blocksci.ts';
import { fifo } from '../../src/trace/policies/fifo.ts';
import { policies } from '../../src/trace/policies/index.ts';
import { byLabel, deal, join, sum } from '../../src/trace/policies/lots.ts';
import { stickyPoison } from '../../src/trace/policies/poison.ts';
import {
  type Lot,
  POLICY_IDS,
  type Policy,
  type PolicyId,
} from '../../src/trace/policies/policy.ts';
import { ReferenceLedger } from '../oracle/ledger.ts';
import { inverted, overdrawn } from '../vectors/account-ledger.ts';
import { additivity } from '../vectors/single-transactions.ts';
import { streams } from './kernel.ts';
import { type Payment, payments, seeded } from './policies.ts';

const RULES = POLICY_IDS.map((id) => policies[id]);
const CONSERVING = RULES.filter((rule) => rule.conserves);

const dirty = (lots: readonly Lot[]) => sum(lots.filter((lot) => lot.label !== null));
const only = (lots: readonly Lot[], label: number) =>
  lots.map((lot) => (lot.label === label ? lot : { ...lot, label: null, history: -1 }));

/** Holds results of one payment against what was asked for and what came in. */
function conservation({ inputs, amounts }: Payment): (columns: readonly Lot[][]) => void {
  const came = byLabel(inputs.flat());
  return (columns) => {
    equal(columns.length, amounts.length);
    for (const [j, lots] of columns.entries()) equal(sum(lots), amounts[j], 'C1');
    const left = byLabel(columns.flat());
    equal(left.size, came.size, 'C2');
    for (const [label, amount] of left) equal(amount, came.get(label), 'C2');
  };
}

test('every result sums to what was asked, and no label gains or loses a unit (§4.5, 1)', (t) => {
  const property = fc.property(payments, (payment) => {
    const { inputs, amounts } = payment;
    const ledger = join(inputs.flat());
    const conserves = conservation(payment);
    for (const rule of CONSERVING) {
      const columns = rule.outputs(inputs, amounts);
      conserves(columns);
      conserves(rule.outflow(ledger, amounts));
      deepEqual(rule.outputs(inputs, amounts), columns, 'C3');
    }
    const { outputs, outflow } = policies.poison;
    for (const [j, lots] of [...outputs(inputs, amounts), ...outflow(ledger, amounts)].entries()) {
      const amount = amounts[j % amounts.length];
      for (const lot of lots) equal(lot.amount, amount, 'C1, for each label');
      if (amount === 0n) equal(lots.length, 0, 'no value, no dirt');
    }
  });
  fc.assert(property, seeded(t, 20_000));
});

test('every dirty output of every policy is dirty under poison (§4.5, 2)', (t) => {
  const property = fc.property(payments, ({ inputs, amounts }) => {
    const reach = policies.poison.outputs(inputs, amounts).map(byLabel);
    for (const rule of CONSERVING) {
      for (const [j, lots] of rule.outputs(inputs, amounts).entries()) {
        for (const label of byLabel(lots).keys()) ok(reach[j]?.has(label), `${rule.id} ${j}`);
      }
    }
  });
  fc.assert(property, seeded(t, 5_000));
});

test('what is dirty in an account is dirty there under poison too (§4.5, 2)', (t) => {
  const key = ({ holder, asset, label }: Holding) => `${holder}:${asset}:${label}`;
  const property = fc.property(streams(1n, true), (steps) => {
    const held = (rule: Policy) => {
      const ledger = new ReferenceLedger(rule);
      for (const step of steps) step(ledger);
      return new Map(ledger.held().map((holding) => [key(holding), holding.amount]));
    };
    const [reach, sticky] = [held(policies.poison), held(stickyPoison)];
    for (const [place, amount] of reach) ok(amount <= (sticky.get(place) ?? -1n), place);
    for (const rule of CONSERVING) {
      for (const [place, amount] of held(rule)) {
        // TIHO's payments to several may carry dirt that poison has seen leave: see the next test
        if (rule.together) ok(sticky.has(place), `${rule.id} ${place}`);
        else ok(amount <= (reach.get(place) ?? -1n), `${rule.id} ${place}`);
      }
    }
  });
  fc.assert(property, seeded(t, 500));
});

test('TIHO may reach past poison where one transaction pays more than is known to be there', () => {
  const got = [policies.poison, policies.tiho, stickyPoison].map((policy) => {
    const ledger = new ReferenceLedger(policy);
    ledger.seed(0, 0, 0, overdrawn.dirty, 0);
    for (const [i, amount] of overdrawn.payments.entries()) ledger.move(1, 0, 1 + i, 0, amount);
    return overdrawn.payments.map((_, i) => dirty(ledger.contents(1 + i, 0)));
  });
  const { poison, tiho, sticky } = overdrawn.expected;
  deepEqual(got, [poison, tiho, sticky]);
});

type Interval = readonly [
  input: number,
  fromInput: bigint,
  output: number,
  fromOutput: bigint,
  units: bigint,
];

/** Where the units of columns stand in the wholes that their labels number. */
function intervals(columns: readonly (readonly Lot[])[]): Interval[] {
  const at = new Map<number, bigint>();
  return columns.flatMap((lots, column) => {
    let offset = 0n;
    return lots.map(({ label, amount }): Interval => {
      const from = at.get(label ?? -1) ?? 0n;
      at.set(label ?? -1, from + amount);
      offset += amount;
      return [label ?? -1, from, column, offset - amount, amount];
    });
  });
}

const whole = (amounts: readonly bigint[]): Lot[][] =>
  amounts.map((amount, label) => (amount > 0n ? [{ amount, label, history: label }] : []));

test('FIFO forward and backward are inverse interval maps (§4.5, 3)', (t) => {
  const property = fc.property(payments, ({ inputs, amounts }) => {
    const values = inputs.map(sum);
    const forward = intervals(fifo.outputs(whole(values), amounts));
    const backward = intervals(fifo.outputs(whole(amounts), values));
    const inverse = backward.map(([output, fromOutput, input, fromInput, units]): Interval => {
      return [input, fromInput, output, fromOutput, units];
    });
    deepEqual(inverse, forward);
    // and so every lot comes back to the input from which it came
    const returned = deal(fifo.outputs(inputs, amounts).flat(), values);
    deepEqual(returned, inputs.map(join));
  });
  fc.assert(property, seeded(t, 5_000));
});

test('a single withdrawal lies between clean_first and dirty_first (§2.4)', (t) => {
  const property = fc.property(payments, ({ inputs, amounts }) => {
    const ledger = join(inputs.flat());
    const total = sum(ledger);
    const out = amounts[0] ?? 0n;
    const left = (id: PolicyId) => dirty(policies[id].outflow(ledger, [out, total - out])[0] ?? []);
    const [least, most] = [left('clean_first'), left('dirty_first')];
    const dirt = dirty(ledger);
    const beyondClean = out - (total - dirt);
    equal(least, beyondClean > 0n ? beyondClean : 0n, 'lowest intermediate balance');
    equal(most, out < dirt ? out : dirt, 'drugs in, first out');
    equal(left('tiho'), most);
    for (const id of ['fifo', 'lifo', 'haircut'] as const) {
      ok(least <= left(id) && left(id) <= most, id);
    }
  });
  fc.assert(property, seeded(t, 5_000));
});

test('at a sink some withdrawals later the order of policies may turn round (§2.4)', () => {
  const [low, high] = (['clean_first', 'dirty_first'] as const).map((policy) => {
    const ledger = new ReferenceLedger(policy);
    ledger.seed(0, 0, 0, inverted.dirty, 0);
    ledger.receive(1, 0, 0, inverted.clean);
    ledger.move(2, 0, 1, 0, inverted.elsewhere);
    ledger.move(3, 0, 2, 0, inverted.sink);
    return dirty(ledger.contents(2, 0));
  });
  deepEqual({ clean_first: low, dirty_first: high }, inverted.expected);
});

test('thefts add up under FIFO, LIFO and, but for rounding, haircut (§2.4)', (t) => {
  const property = fc.property(payments, ({ inputs, amounts }) => {
    for (const id of ['fifo', 'lifo', 'haircut', 'poison'] as const) {
      const both = policies[id].outputs(inputs, amounts).map(byLabel);
      for (const label of [0, 1]) {
        const alone = policies[id].outputs(
          inputs.map((lots) => only(lots, label)),
          amounts,
        );
        for (const [j, lots] of alone.entries()) {
          const apart = (byLabel(lots).get(label) ?? 0n) - (both[j]?.get(label) ?? 0n);
          const rounding = id === 'haircut' ? 1n : 0n;
          ok(-rounding <= apart && apart <= rounding, `${id}: ${apart}`);
        }
      }
    }
  });
  fc.assert(property, seeded(t, 5_000));
});

test('thefts do not add up where another seed changes priorities (§2.4)', () => {
  for (const { policy, inputs, amounts, expected } of additivity) {
    const lots = inputs.map(([label, amount]) => [{ amount, label, history: label }]);
    const both = policies[policy].outputs(lots, amounts).map((column) => byLabel(column));
    const alone = policies[policy].outputs(
      lots.map((list) => only(list, 1)),
      amounts,
    );
    deepEqual(
      both.map((column) => column.get(1) ?? 0n),
      expected.both,
    );
    deepEqual(
      alone.map((column) => byLabel(column).get(1) ?? 0n),
      expected.alone,
    );
  }
});

test('one label for two keeps dirty totals, but for rounding in haircut (§2.4)', (t) => {
  const property = fc.property(payments, ({ inputs, amounts }) => {
    const one = inputs.map((lots) =>
      lots.map((lot) => (lot.label === 1 ? { ...lot, label: 0 } : lot)),
    );
    for (const { id, outputs } of CONSERVING) {
      const totals = outputs(one, amounts).map(dirty);
      for (const [j, lots] of outputs(inputs, amounts).entries()) {
        const apart = dirty(lots) - (totals[j] ?? 0n);
        const rounding = id === 'haircut' ? 1n : 0n;
        ok(-rounding <= apart && apart <= rounding, `${id}: ${apart}`);
      }
    }
  });
  fc.assert(property, seeded(t, 5_000));
});

test('the certificate of the account ledger is zero at every step (§4.5, 5)', (t) => {
  for (const unit of [1n, 2n ** 131n + 3n]) {
    const property = fc.property(streams(unit, true), (steps) => {
      for (const { id } of CONSERVING) {
        for (const collision of ['seed', 'first'] as const) {
          const ledger = new ReferenceLedger(id, collision);
          for (const step of steps) {
            step(ledger);
            for (const row of ledger.certificate()) equal(row.difference, 0n, id);
          }
        }
      }
    });
    fc.assert(property, seeded(t, 150));
  }
});

test('amounts beyond 2^53 and 2^128 survive policies, JSON and display (§4.5, 8)', (t) => {
  const wide = fc.bigInt(2n ** 53n, 2n ** 200n);
  const property = fc.property(wide, wide, fc.nat(30), (stolen, other, decimals) => {
    const lots = [{ amount: stolen, label: 0, history: 0 }, ...whole([other]).flat()];
    const conserves = conservation({ inputs: [lots], amounts: [other, stolen] });
    for (const { outputs } of CONSERVING) conserves(outputs([lots], [other, stolen]));
    const read = JSON.parse(toJson({ stolen })) as { stolen: string };
    equal(BigInt(read.stolen), stolen);
    deepEqual(parseAmount(formatUnits(stolen, decimals), decimals, 'amount'), {
      units: stolen,
      cut: false,
    });
  });
  fc.assert(property, seeded(t, 1_000));
});

test("BlockSci's haircut loses units where ours does not (§2.3)", (t) => {
  let lost = 0;
  const property = fc.property(payments, ({ inputs, amounts }) => {
    const stolen = inputs.map((lots) => only(lots, 0));
    const before = dirty(stolen.flat());
    equal(dirty(policies.haircut.outputs(stolen, amounts).flat()), before);
    if (dirty(blocksciHaircut.outputs(stolen, amounts).flat()) !== before) lost++;
  });
  fc.assert(property, seeded(t, 5_000));
  t.diagnostic(`${lost} of 5,000 transactions lost units`);
  ok(lost > 0);
});

import { found } from '../../base/assert.ts';
import { sha256 } from '../../base/digest.ts';
import { toJson } from '../../base/json.ts';
import type { Accounts, Flow, Holding, LotHistory } from '../accounts.ts';
import type { Lot, PolicyId } from '../policies/policy.ts';
import { certify } from './certificate.ts';
import type { Engine } from './engine.ts';
import { CONVERT } from './record.ts';
import type { FlowRecord, Nodes } from './trail.ts';

/** Records by event: TIHO deals a payment to several in another order than that of its moves. */
function inOrder(records: Iterable<FlowRecord>): Iterable<FlowRecord> {
  const list = [...records];
  const sorted = list.every((record, i) => i === 0 || list[i - 1]!.event <= record.event);
  return sorted ? list : list.sort((a, b) => a.event - b.event);
}

/** Flows with the parts of one event and label put together, labels in order. */
function flowsOf(engine: Engine, index: number): Flow[] {
  const flows: Flow[] = [];
  let event = -1;
  let parts = new Map<number, { amount: bigint; amountOut: bigint }>();
  const close = (): void => {
    const swap = parts.size > 0 && engine.log.kind(event) === CONVERT;
    for (const [label, { amount, amountOut }] of [...parts].sort(([a], [b]) => a - b)) {
      flows.push({ event, label, amount, amountOut: swap ? amountOut : amount });
    }
    parts = new Map();
  };
  for (const record of inOrder(engine.trail.flows[index]!.records())) {
    if (record.event !== event) close();
    event = record.event;
    const part = parts.get(record.label) ?? { amount: 0n, amountOut: 0n };
    if (record.out) part.amountOut += record.amount;
    else part.amount += record.amount;
    parts.set(record.label, part);
  }
  close();
  return flows;
}

function heldOf(engine: Engine, index: number): (Holding & { readonly terminal: boolean })[] {
  const { slots } = engine.log;
  const order = engine
    .dirtySlots(index)
    .map((slot) => ({ slot, dirty: engine.dirty(index, slot) }))
    .filter(({ dirty }) => dirty.size > 0)
    .map(({ slot, dirty }) => ({ ...engine.place(slot), holder: slots.holder(slot), dirty }))
    .sort((a, b) => a.holder - b.holder || a.asset - b.asset);
  return order.flatMap(({ holder, asset, kind, dirty }) =>
    [...dirty]
      .sort(([a], [b]) => a - b)
      .map(([label, amount]) => ({ holder, asset, label, amount, terminal: kind === 'terminal' })),
  );
}

/** Dirty neighbours of equal label and chain as one. */
function joinSame(nodes: Nodes, lots: readonly Lot[]): Lot[] {
  const joined: Lot[] = [];
  for (const lot of lots) {
    const last = joined.at(-1);
    if (lot.label === null) continue;
    if (last && last.label === lot.label && nodes.same(last.history, lot.history)) {
      joined[joined.length - 1] = { ...last, amount: last.amount + lot.amount };
    } else joined.push(lot);
  }
  return joined;
}

/** The results of an engine, read as they are asked for. */
export function view(engine: Engine): Accounts {
  const { policies, log, trail } = engine;
  const indexOf = (policy: PolicyId): number => {
    const index = policies.indexOf(policy);
    return found(index < 0 ? null : index, `policy ${policy} in this run`);
  };
  return {
    policies,
    held(policy) {
      return heldOf(engine, indexOf(policy)).map(({ holder, asset, label, amount }) => {
        return { holder, asset, label, amount };
      });
    },
    flows: (policy) => flowsOf(engine, indexOf(policy)),
    lots(policy, holder, asset): LotHistory[] {
      const slot = log.slots.find(holder, asset);
      const lots = slot === 0 ? [] : engine.lots(indexOf(policy), slot);
      return joinSame(trail.nodes, lots).map(({ label, amount, history }) => {
        return { holder, asset, label: label ?? 0, amount, events: trail.nodes.chain(history) };
      });
    },
    assumed(holder, asset) {
      const slot = log.slots.find(holder, asset);
      return slot === 0 ? 0n : engine.assumed(slot);
    },
    certificate() {
      return policies.flatMap((policy, index) => {
        if (policy === 'poison') return [];
        return certify(policy, index, log, trail, heldOf(engine, index));
      });
    },
  };
}

/** SHA-256 of all that the results say: equal for equal events, whatever way led to them. */
export function digestOf(engine: Engine, accounts: Accounts): string {
  const { slots } = engine.log;
  const held = accounts.policies.map((policy) => {
    const holdings = accounts.held(policy);
    const lots = holdings.map(({ holder, asset }) => accounts.lots(policy, holder, asset));
    return { policy, holdings, lots, flows: accounts.flows(policy) };
  });
  const assumed: bigint[] = [];
  for (let slot = 1; slot < slots.count; slot++) assumed.push(engine.assumed(slot));
  return sha256(toJson({ held, assumed, certificate: accounts.certificate() }));
}

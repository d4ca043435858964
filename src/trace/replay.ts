import type { AssetId, Holder } from '../ledger/port.ts';
import type { Accounts, EventNumber, EventWriter, LabelNumber } from './accounts.ts';
import { Purses } from './identified.ts';
import type { Follow, Reach } from './reach.ts';
import type { Step } from './steps.ts';

/** Names in the order in which accounting knows them by number. */
class Numbers<T> {
  readonly names: T[] = [];
  readonly #numbers = new Map<T, number>();

  of(name: T): number {
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.names.length;
      this.#numbers.set(name, number);
      this.names.push(name);
    }
    return number;
  }

  get(name: T): number | undefined {
    return this.#numbers.get(name);
  }
}

export interface Engine extends EventWriter {
  finish(): Accounts;
}

interface Cast {
  sourceSince(holder: Holder): number | null;
  labelOf(holder: Holder): LabelNumber;
  stops(holder: Holder): boolean;
  /** The zero address: it gives from outside and takes for good. */
  nobody(holder: Holder): boolean;
  /** True if traced money ever arrives here: other recipients get theirs in an account apart. */
  reached(holder: Holder): boolean;
}

export interface Replay {
  readonly accounts: Accounts;
  readonly holders: Numbers<Holder>;
  readonly assets: Numbers<AssetId>;
  /** The step of each event. */
  readonly stepOf: ReadonlyMap<EventNumber, number>;
}

/** The account of dirt that had to leave with other money: it is stated there and not followed. */
export function asideHolder(holder: Holder): Holder {
  return `aside:${holder}`;
}

/** The holder of such an account, or null. */
export function asideOf(holder: Holder): Holder | null {
  return holder.startsWith('aside:') ? holder.slice(6) : null;
}

/**
 * Writes steps as events, in their order, and accounts for them. A step is one event, or none; it
 * is more where part of it is passed on by itself.
 */
export function replay(
  steps: readonly Step[],
  { follow, identified }: Pick<Reach, 'follow' | 'identified'>,
  cast: Cast,
  engine: Engine,
): Replay {
  const holders = new Numbers<Holder>();
  const assets = new Numbers<AssetId>();
  const stepOf = new Map<EventNumber, number>();
  const purses = new Purses(identified);
  const txs = new Numbers<string>();
  const number = (holder: Holder): number => {
    const known = holders.get(holder);
    if (known !== undefined) return known;
    const fresh = holders.of(holder);
    if (cast.sourceSince(holder) !== null) engine.setHolder(fresh, 'source', cast.labelOf(holder));
    else if (cast.stops(holder)) engine.setHolder(fresh, 'terminal');
    return fresh;
  };
  for (const [i, step] of steps.entries()) {
    const how = follow[i] as Follow;
    if (how === 'outside') continue;
    for (const part of purses.partsOf(step, i)) {
      const event = write(part, how, cast, engine, txs.of(step.group.tx), number, assets);
      if (event >= 0) stepOf.set(event, i);
    }
  }
  return { accounts: engine.finish(), holders, assets, stepOf };
}

function write(
  step: Step,
  how: Follow,
  cast: Cast,
  engine: Engine,
  tx: number,
  number: (holder: Holder) => number,
  assets: Numbers<AssetId>,
): number {
  const asset = assets.of(step.asset);
  const { from, amount } = step;
  if (step.kind === 'unvalued') return -1;
  if (step.kind === 'fee') return engine.fee(tx, number(from), asset, amount);
  if (how === 'arrives') {
    if (cast.stops(step.to)) return -1;
    if (step.kind !== 'convert') return engine.receive(tx, number(step.to), asset, amount);
    return engine.receive(tx, number(step.to), assets.of(step.assetOut), step.amountOut);
  }
  if (step.kind === 'convert') {
    const out = assets.of(step.assetOut);
    return engine.convert(tx, number(from), asset, amount, number(step.to), out, step.amountOut);
  }
  if (step.kind === 'seed') {
    return engine.seed(tx, number(step.to), asset, amount, step.label);
  }
  if (cast.nobody(step.to)) return engine.burn(tx, number(from), asset, amount);
  if (how !== 'aside') return engine.move(tx, number(from), number(step.to), asset, amount);
  const to = cast.reached(step.to) ? step.to : asideHolder(step.to);
  return engine.aside(tx, number(from), number(to), asset, amount);
}

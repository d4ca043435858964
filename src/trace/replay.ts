import type { AssetId, Holder } from '../ledger/port.ts';
import type { Accounts, EventWriter, LabelNumber } from './accounts.ts';
import type { Step } from './steps.ts';

/** Names in the order in which accounting knows them by number. */
export class Numbers<T> {
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

export interface Cast {
  sourceSince(holder: Holder): number | null;
  labelOf(holder: Holder): LabelNumber;
  stops(holder: Holder): boolean;
  /** The zero address: it gives from outside and takes for good. */
  nobody(holder: Holder): boolean;
  labelOfSeed(step: Step): LabelNumber;
}

export interface Replay {
  readonly accounts: Accounts;
  readonly holders: Numbers<Holder>;
  readonly assets: Numbers<AssetId>;
  /** The event of each step. */
  readonly events: Int32Array;
}

/** Writes steps as events, in their order, one event a step, and accounts for them. */
export function replay(steps: readonly Step[], cast: Cast, engine: Engine): Replay {
  const holders = new Numbers<Holder>();
  const assets = new Numbers<AssetId>();
  const events = new Int32Array(steps.length);
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
    events[i] = write(step, cast, engine, txs.of(step.group.tx), number, assets);
  }
  return { accounts: engine.finish(), holders, assets, events };
}

function write(
  step: Step,
  cast: Cast,
  engine: Engine,
  tx: number,
  number: (holder: Holder) => number,
  assets: Numbers<AssetId>,
): number {
  const asset = assets.of(step.asset);
  const { from, amount } = step;
  if (step.kind === 'convert') {
    const out = assets.of(step.assetOut);
    return engine.convert(tx, number(from), asset, amount, number(step.to), out, step.amountOut);
  }
  if (step.kind === 'fee') return engine.fee(tx, number(from), asset, amount);
  const to = number(step.to);
  if (step.kind === 'seed') return engine.seed(tx, to, asset, amount, cast.labelOfSeed(step));
  const since = cast.sourceSince(from);
  if (cast.nobody(from) || (since !== null && step.group.time < since)) {
    return engine.receive(tx, to, asset, amount);
  }
  if (cast.nobody(step.to)) return engine.burn(tx, number(from), asset, amount);
  return engine.move(tx, number(from), to, asset, amount);
}

import { found } from '../../base/assert.ts';
import { TOPIC } from '../evm/logs.ts';
import type { Holder, Origin } from '../port.ts';
import type { Asking, Asks } from './asks.ts';
import { type Movement, movementOf } from './log.ts';
import { askLogs, topicOf } from './rpc-asks.ts';
import type { RpcLog } from './rpc-shapes.ts';

/** Blocks that java-tron gives logs of at once, unless it is set otherwise. */
const RANGE = 5000;
/** Holders in one question. */
const HOLDERS = 500;

/** A transfer of a token, and where it stands. */
export interface LogRow {
  readonly log: RpcLog;
  readonly moved: Movement;
  readonly origin: Origin;
}

/** Finds token transfers of holders in logs, range after range; those of a holder are kept. */
export class LogFinder {
  readonly #asks: Asks;
  readonly #found = new Map<Holder, { readonly rows: Map<string, LogRow>; last: number }>();

  constructor(asks: Asks) {
    this.#asks = asks;
  }

  /** Rows of each holder from `first` to `last`, which begin at the same block every time. */
  async of(
    holders: readonly Holder[],
    first: number,
    last: number,
    asking: Asking,
  ): Promise<LogRow[][]> {
    const open = Map.groupBy(holders, (holder) => this.#found.get(holder)?.last ?? first - 1);
    for (const [read, group] of open) {
      for (let i = 0; i < group.length; i += HOLDERS) {
        await this.#read(group.slice(i, i + HOLDERS), read + 1, last, asking);
      }
    }
    return holders.map((holder) => [...(this.#found.get(holder)?.rows.values() ?? [])]);
  }

  async #read(
    holders: readonly Holder[],
    first: number,
    last: number,
    asking: Asking,
  ): Promise<void> {
    const topics = holders.map(topicOf);
    const ranges: [number, number][] = [];
    for (let from = first; from <= last; from += RANGE) {
      ranges.push([from, Math.min(last, from + RANGE - 1)]);
    }
    const name = TOPIC.transfer;
    const answers = await Promise.all(
      ranges.flatMap((range) => [
        this.#logs(range, [name, topics], asking),
        this.#logs(range, [name, null, topics], asking),
      ]),
    );
    const wanted = new Set(holders);
    for (const holder of holders) {
      const known = this.#found.get(holder);
      if (known) known.last = Math.max(known.last, last);
      else this.#found.set(holder, { rows: new Map(), last });
    }
    for (const row of answers.flat()) {
      const { log, moved } = row;
      for (const holder of [moved.from, moved.to]) {
        if (!wanted.has(holder)) continue;
        const { rows } = found(this.#found.get(holder), 'rows of a holder');
        rows.set(`${log.transactionHash} ${log.logIndex}`, row);
      }
    }
  }

  /** A range that the source finds too wide is halved until it answers. */
  async #logs(
    [first, last]: readonly [number, number],
    topics: Parameters<typeof askLogs>[2],
    asking: Asking,
  ): Promise<LogRow[]> {
    const { value, evidence } = await askLogs(this.#asks, [first, last], topics, asking);
    if (value === null && first < last) {
      const middle = Math.floor((first + last) / 2);
      const halves = await Promise.all([
        this.#logs([first, middle], topics, asking),
        this.#logs([middle + 1, last], topics, asking),
      ]);
      return halves.flat();
    }
    return (value ?? []).flatMap((log, i) => {
      const moved = movementOf(log);
      const origin = { input: evidence, line: i + 1 };
      return typeof moved === 'string' ? [] : [{ log, moved, origin }];
    });
  }
}

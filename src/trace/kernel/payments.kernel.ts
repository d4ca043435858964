import type { EventLog } from './log.ts';
import { TIHO, takeQueue } from './queue.kernel.ts';
import type { Slot } from './slots.ts';
import { LISTS, type State } from './state.kernel.ts';

/** Dirty lots that TIHO has dealt to the moves of one payment to several, until each comes. */
export class Payments {
  /** Lots may wait for the events before this one, whatever their senders have left. */
  until = 0;
  #first = 0;
  #lists: number[] = [];

  /** The dirty lots of the move `event` out of `slot` (0: none). */
  take(s: State, log: EventLog, slot: Slot, hi: number, lo: number, event: number): number {
    if (event < this.until) return this.#lists[event - this.#first]!;
    if (s.lists[slot * LISTS + TIHO] === 0) return 0;
    const next = event + 1;
    if (next >= log.length || !log.continues(next)) return takeQueue(s, slot, TIHO, hi, lo, event);
    this.#deal(s, log, slot, event);
    return this.#lists[0]!;
  }

  /** Forgets what was dealt: event numbers begin to mean something else. */
  clear(): void {
    this.#first = 0;
    this.until = 0;
    this.#lists = [];
  }

  /** The highest payment takes first, ties to the earlier, as far as the dirt goes. */
  #deal(s: State, log: EventLog, slot: Slot, first: number): void {
    const moves = [{ event: first, amount: log.amount(first) }];
    for (let event = first + 1; event < log.length && log.continues(event); event++) {
      moves.push({ event, amount: log.amount(event) });
    }
    this.#first = first;
    this.#lists = moves.map(() => 0);
    this.until = first + moves.length;
    moves.sort((a, b) => {
      return a.amount === b.amount ? a.event - b.event : a.amount > b.amount ? -1 : 1;
    });
    for (const { event } of moves) {
      if (s.lists[slot * LISTS + TIHO] === 0) return;
      const { hi, lo } = log.lanes(event);
      if (hi === 0 && lo === 0) return;
      this.#lists[event - first] = takeQueue(s, slot, TIHO, hi, lo, event);
    }
  }
}

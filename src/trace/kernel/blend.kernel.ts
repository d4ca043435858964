import { HISTORY, LABEL, LOT_REALS, LOT_WORDS, NEXT, type State } from './state.kernel.ts';

// Under haircut and poison histories are blended when value leaves: one lot per label, labels in
// order, with the history of the oldest. Arrivals only append, so that many of them cost little.

/**
 * Makes the circular list that ends with `tail` one lot per label, labels rising, and returns its
 * new end. `s.count` says how many lots there are.
 */
export function blend(s: State, tail: number): number {
  const { lw } = s;
  const head = lw[tail * LOT_WORDS + NEXT]!;
  let count = 1;
  let lot = head;
  while (lot !== tail) {
    const next = lw[lot * LOT_WORDS + NEXT]!;
    if (lw[next * LOT_WORDS + LABEL]! <= lw[lot * LOT_WORDS + LABEL]!) return sort(s, head, tail);
    lot = next;
    count++;
  }
  s.count = count;
  return tail;
}

function sort(s: State, head: number, tail: number): number {
  const { lw } = s;
  if (s.journal !== null) copyAll(s, head, tail);
  let count = 1;
  let first = head;
  let end = head;
  let lot = lw[head * LOT_WORDS + NEXT]!;
  lw[head * LOT_WORDS + NEXT] = 0;
  for (let last = head; last !== tail; ) {
    last = lot;
    const next = lw[lot * LOT_WORDS + NEXT]!;
    const label = lw[lot * LOT_WORDS + LABEL]!;
    let before = 0;
    let at = first;
    if (lw[end * LOT_WORDS + LABEL]! < label) {
      before = end;
      at = 0;
    }
    while (at !== 0 && lw[at * LOT_WORDS + LABEL]! < label) {
      before = at;
      at = lw[at * LOT_WORDS + NEXT]!;
    }
    if (at !== 0 && lw[at * LOT_WORDS + LABEL] === label) {
      s.grow(at, s.lr[lot * LOT_REALS]!, s.lr[lot * LOT_REALS + 1]!);
      s.drop(lot);
    } else {
      lw[lot * LOT_WORDS + NEXT] = at;
      if (before === 0) first = lot;
      else lw[before * LOT_WORDS + NEXT] = lot;
      if (at === 0) end = lot;
      count++;
    }
    lot = next;
  }
  lw[end * LOT_WORDS + NEXT] = first;
  s.count = count;
  return end;
}

function copyAll(s: State, head: number, tail: number): void {
  for (let lot = head; ; lot = s.lw[lot * LOT_WORDS + NEXT]!) {
    s.copyLot(lot);
    if (lot === tail) return;
  }
}

/** Lets a whole list leave: each lot gets its event and a flow of its own units. */
export function leaveWhole(s: State, policy: number, tail: number, event: number): void {
  const { lr, lw, nodes, journal } = s;
  const flow = s.flows[policy]!;
  let lot = tail;
  do {
    lot = lw[lot * LOT_WORDS + NEXT]!;
    if (journal !== null) s.copyLot(lot);
    lw[lot * LOT_WORDS + HISTORY] = nodes.add(lw[lot * LOT_WORDS + HISTORY]!, event);
    const code = lw[lot * LOT_WORDS + LABEL]! * 2;
    flow.addLanes(event, code, lr[lot * LOT_REALS]!, lr[lot * LOT_REALS + 1]!);
    s.moved++;
  } while (lot !== tail);
}

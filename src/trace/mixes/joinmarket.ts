import type { UtxoTransaction } from '../../ledger/port.ts';
import {
  type MixAnswer,
  type MixClass,
  mostFrequent,
  repeatedAmounts,
  type Shape,
  shapeOf,
} from './mix.ts';

/** From this many equal outputs on the shape alone tells; below it the shape needs support. */
const CERTAIN = 5;
const FEWEST = 3;
const MOST_PUTS = 100;
const MOST_RATIO = 4;
/** Of all inputs and outputs, the share that one script may have, in percent. */
const MOST_OF_ONE_SCRIPT = 34;

/**
 * JoinMarket (tracing.md §5.3): n equal outputs and a change for each, or for each but the taker.
 * Alone with n ≥ 5; rounds of three or four are found by `smallRounds` over a set.
 */
export const joinmarket: MixClass = {
  id: 'joinmarket',
  name: 'JoinMarket',
  answer: (shape) => (equalCount(shape) >= CERTAIN ? fits(shape) : 'no'),
};

/** True for the shape with three or four equal outputs: a round only if `smallRounds` says so. */
export function mayBeSmallRound(shape: Shape): boolean {
  const n = equalCount(shape);
  return n >= FEWEST && n < CERTAIN && fits(shape) === 'yes';
}

/**
 * Rounds of three or four among the transactions: those of which an output is spent by a round that
 * is already accepted, again and again until no more is found. Coins move from round to round;
 * other transactions of that shape stay what they are.
 */
export function smallRounds(transactions: readonly UtxoTransaction[]): Set<string> {
  const candidates = new Map<string, Shape>();
  const open: UtxoTransaction[] = [];
  for (const tx of transactions) {
    const shape = shapeOf(tx);
    if (joinmarket.answer(shape) === 'yes') open.push(tx);
    else if (mayBeSmallRound(shape)) candidates.set(tx.id, shape);
  }
  const accepted = new Set<string>();
  for (let round = open.pop(); round !== undefined; round = open.pop()) {
    for (const { tx: id } of round.inputs) {
      const candidate = candidates.get(id);
      if (candidate === undefined || accepted.has(id)) continue;
      accepted.add(id);
      open.push(candidate.tx);
    }
  }
  return accepted;
}

function equalCount(shape: Shape): number {
  return mostFrequent(shape).times;
}

function fits(shape: Shape): MixAnswer {
  const { inputCount, outputCount, inputs, outputs } = shape;
  const n = equalCount(shape);
  if (outputCount !== 2 * n && outputCount !== 2 * n - 1) return 'no';
  if (repeatedAmounts(shape).length !== 1 || shape.opReturns > 0) return 'no';
  if (inputCount > MOST_PUTS || outputCount > MOST_PUTS) return 'no';
  const [few, many] = [Math.min(inputCount, outputCount), Math.max(inputCount, outputCount)];
  if (many > MOST_RATIO * few || inputCount < n) return 'no';
  if (inputs === null) return 'inputs-unknown';
  if (new Set(inputs.map(({ script }) => script)).size < n) return 'no';
  const uses = new Map<string, number>();
  for (const { script } of [...inputs, ...outputs]) uses.set(script, (uses.get(script) ?? 0) + 1);
  const most = Math.max(...uses.values());
  return most * 100 > MOST_OF_ONE_SCRIPT * (inputCount + outputCount) ? 'no' : 'yes';
}

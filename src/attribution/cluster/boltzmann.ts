import { found } from '../../base/assert.ts';

/** How a transaction's inputs and outputs can belong together (tracing.md §5.6). */
export interface LinkCounts {
  /**
   * Ways to part the inputs into owners and give each output to one of them, such that each owner
   * puts in at least what he takes out.
   */
  readonly interpretations: bigint;
  /** log₂ of their number. */
  readonly entropy: number;
  /** Of output o and input i: in how many interpretations they are one owner's. */
  readonly links: readonly (readonly bigint[])[];
  /** Links that every interpretation has. */
  readonly deterministic: readonly { readonly output: number; readonly input: number }[];
}

/** Amounts that are alike are counted together: so many of each. */
interface Side {
  readonly values: readonly bigint[];
  readonly counts: readonly number[];
  /** Index into `values` of each input or output. */
  readonly kinds: readonly number[];
}

/** Some of the inputs, or of the outputs: how many of each amount. */
interface Choice {
  readonly counts: readonly number[];
  readonly sum: bigint;
}

/** A choice of inputs with one of outputs that it can pay for, the rest of both fitting too. */
interface Pair {
  readonly ins: Choice;
  readonly outs: Choice;
  readonly key: string;
}

const MOST_CHOICES = 2 ** 16;
/** Pairs are compared with each other: nine million times. */
const MOST_PAIRS = 3000;

/**
 * Counts the interpretations of a transaction, exactly.
 *
 * An owner leaves at most the whole fee behind, so of all choices only those matter whose inputs
 * exceed their outputs by no more. N(S, T) is the sum, over the owners of one input of S, of N over
 * what is left.
 * @param inputs amounts, satoshi, at least one; together no less than the outputs
 * @returns null, "not computed", where there are too many choices
 */
export function linkCounts(
  inputs: readonly bigint[],
  outputs: readonly bigint[],
): LinkCounts | null {
  const [ins, outs] = [sideOf(inputs), sideOf(outputs)];
  const pairs = pairsOf(ins, outs);
  if (pairs === null) return null;
  const all = found(pairs.at(-1), 'pair of everything');
  const counted = countAll(pairs);
  const interpretations = found(counted.get(all.key), 'count');
  const byKinds = outs.values.map(() => ins.values.map(() => 0n));
  for (const block of pairs) {
    const rest = counted.get(keyOf(minus(all.ins, block.ins), minus(all.outs, block.outs)));
    if (!rest) continue;
    const ways = choose(ins.counts, block.ins.counts) * choose(outs.counts, block.outs.counts);
    for (const [o, byInput] of byKinds.entries()) {
      for (const i of byInput.keys()) {
        // of n alike and k chosen, each one is chosen in k/n of the ways
        const k = BigInt((block.ins.counts[i] ?? 0) * (block.outs.counts[o] ?? 0));
        const n = BigInt((ins.counts[i] ?? 0) * (outs.counts[o] ?? 0));
        byInput[i]! += (rest * ways * k) / n;
      }
    }
  }
  const links = outs.kinds.map((o) => ins.kinds.map((i) => byKinds[o]?.[i] ?? 0n));
  const deterministic = links.flatMap((row, output) =>
    row.flatMap((count, input) => (count === interpretations ? [{ output, input }] : [])),
  );
  return { interpretations, entropy: log2(interpretations), links, deterministic };
}

function sideOf(amounts: readonly bigint[]): Side {
  const values = [...new Set(amounts)];
  const kinds = amounts.map((amount) => values.indexOf(amount));
  const counts = values.map((value) => amounts.filter((amount) => amount === value).length);
  return { values, counts, kinds };
}

/** Every choice of some of a side, each after all those that it contains; null if too many. */
function choicesOf({ values, counts }: Side): Choice[] | null {
  const many = counts.reduce((product, count) => product * (count + 1), 1);
  if (many > MOST_CHOICES) return null;
  let choices: Choice[] = [{ counts: [], sum: 0n }];
  for (const [kind, value] of values.entries()) {
    const upTo = [...Array((counts[kind] ?? 0) + 1).keys()];
    choices = upTo.flatMap((k) =>
      choices.map(({ counts: before, sum }) => {
        return { counts: [...before, k], sum: sum + BigInt(k) * value };
      }),
    );
  }
  return choices;
}

/** Pairs in an order in which each stands after those that it contains; null if too many. */
function pairsOf(ins: Side, outs: Side): Pair[] | null {
  const [chosenIns, chosenOuts] = [choicesOf(ins), choicesOf(outs)];
  if (chosenIns === null || chosenOuts === null) return null;
  const fee = (chosenIns.at(-1)?.sum ?? 0n) - (chosenOuts.at(-1)?.sum ?? 0n);
  const sorted = chosenOuts.map((choice, rank) => ({ choice, rank }));
  sorted.sort((x, y) => (x.choice.sum < y.choice.sum ? -1 : Number(x.choice.sum > y.choice.sum)));
  const pairs: Pair[] = [];
  for (const some of chosenIns) {
    const fitting: typeof sorted = [];
    for (let i = firstFrom(sorted, some.sum - fee); i < sorted.length; i++) {
      const one = sorted[i];
      if (!one || one.choice.sum > some.sum) break;
      if (pairs.length + fitting.length === MOST_PAIRS) return null;
      fitting.push(one);
    }
    fitting.sort((x, y) => x.rank - y.rank);
    for (const { choice } of fitting) {
      pairs.push({ ins: some, outs: choice, key: keyOf(some.counts, choice.counts) });
    }
  }
  return pairs;
}

/** Where the choices of at least this sum begin: binary search. */
function firstFrom(sorted: readonly { readonly choice: Choice }[], sum: bigint): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle]?.choice.sum ?? 0n) < sum) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Interpretations of every pair by itself, by key. */
function countAll(pairs: readonly Pair[]): Map<string, bigint> {
  const counted = new Map<string, bigint>();
  for (const whole of pairs) {
    const first = whole.ins.counts.findIndex((count) => count > 0);
    if (first < 0) {
      // outputs that nobody pays for: none but worthless ones reach this, and they need an owner
      counted.set(whole.key, whole.outs.counts.every((count) => count === 0) ? 1n : 0n);
      continue;
    }
    let sum = 0n;
    for (const { ins, outs } of pairs) {
      if ((ins.counts[first] ?? 0) === 0) continue;
      if (!isWithin(ins, whole.ins) || !isWithin(outs, whole.outs)) continue;
      const rest = counted.get(keyOf(minus(whole.ins, ins), minus(whole.outs, outs)));
      if (!rest) continue;
      // the owner of one input of the first amount: it is chosen, the others of it are free
      const free = (counts: readonly number[]) =>
        counts.map((count, kind) => (kind === first ? count - 1 : count));
      sum +=
        rest *
        choose(free(whole.ins.counts), free(ins.counts)) *
        choose(whole.outs.counts, outs.counts);
    }
    counted.set(whole.key, sum);
  }
  return counted;
}

function isWithin(part: Choice, whole: Choice): boolean {
  return part.counts.every((count, kind) => count <= (whole.counts[kind] ?? 0));
}

function minus(whole: Choice, part: Choice): number[] {
  return whole.counts.map((count, kind) => count - (part.counts[kind] ?? 0));
}

function keyOf(ins: readonly number[], outs: readonly number[]): string {
  return `${ins};${outs}`;
}

/** In how many ways so many of each can be chosen. */
function choose(from: readonly number[], chosen: readonly number[]): bigint {
  return from.reduce((ways, n, kind) => ways * binomial(n, chosen[kind] ?? 0), 1n);
}

function binomial(n: number, k: number): bigint {
  let ways = 1n;
  for (let i = 1; i <= k; i++) ways = (ways * BigInt(n - k + i)) / BigInt(i);
  return ways;
}

function log2(count: bigint): number {
  const over = Math.max(0, count.toString(2).length - 53);
  return Math.log2(Number(count >> BigInt(over))) + over;
}

/** Equal outputs of a mix, and how much each of them may be anybody's. */
export interface EqualWeight {
  readonly amount: bigint;
  readonly outputs: readonly number[];
  /** 1/n as a fraction: link probabilities do not sum to one, so they are no weights. */
  readonly weight: string;
  readonly grade: 'G7';
}

export function equalWeights(
  equal: readonly { readonly amount: bigint; readonly outputs: readonly number[] }[],
): EqualWeight[] {
  return equal.map(({ amount, outputs }) => {
    return { amount, outputs, weight: `1/${outputs.length}`, grade: 'G7' };
  });
}

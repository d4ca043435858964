import fc from 'fast-check';
import type { EventWriter, HolderKind } from '../../src/trace/accounts.ts';

/** One call of an `EventWriter`. */
export type Step = (writer: EventWriter) => void;

type Name = keyof EventWriter;
/** One call as data: simple to generate, and to print. */
type Call = readonly [name: Name, ...args: readonly unknown[]];

const HOLDERS = 6;
const ASSETS = 3;
const LABELS = 3;
export const SIZES = { holders: HOLDERS, assets: ASSETS } as const;

/** How much of what is rare in ledgers a stream has. */
type Spice =
  /** Nobody pays himself, no sources: what the fast loop is for. */
  | 'calm'
  /** Payments to oneself, sources. */
  | 'usual'
  /** Claims, and kinds that change midway. */
  | 'spiced';

const tx = fc.nat(5);
const holder = fc.nat(HOLDERS - 1);
const asset = fc.nat(ASSETS - 1);
const label = fc.nat(LABELS - 1);

/** Few different sizes, so that equal amounts, exact emptyings and remainders all happen. */
function sizes(unit: bigint): fc.Arbitrary<bigint> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.bigInt(0n, 12n) },
    { weight: 3, arbitrary: fc.bigInt(0n, 40n * unit) },
    { weight: 3, arbitrary: fc.nat(12).map((n) => BigInt(n) * unit) },
  );
}

function call(name: Name, ...args: readonly fc.Arbitrary<unknown>[]): fc.Arbitrary<Call[]> {
  return fc.tuple(...args).map((values) => [[name, ...values]]);
}

/** A payment to up to four holders; one can be paid twice, or pay itself. */
function payments(amount: fc.Arbitrary<bigint>, spice: Spice): fc.Arbitrary<Call[]> {
  const parts = fc.array(fc.tuple(holder, amount), { minLength: 1, maxLength: 4 });
  return fc
    .tuple(tx, holder, asset, parts)
    .map(([n, from, of, to]) =>
      to
        .filter(([recipient]) => spice !== 'calm' || recipient !== from)
        .map(([recipient, units]) => ['move', n, from, recipient, of, units]),
    );
}

function calls(amount: fc.Arbitrary<bigint>, spice: Spice): fc.Arbitrary<Call[]> {
  const kind = fc.constantFrom<HolderKind>('plain', 'terminal', 'source');
  const rare = [
    { weight: 2, arbitrary: call('claim', tx, holder, asset, amount, label) },
    { weight: 1, arbitrary: call('setHolder', holder, kind, label) },
    { weight: 1, arbitrary: call('block', fc.constant('')) },
  ];
  return fc.oneof(
    { weight: 16, arbitrary: payments(amount, spice) },
    { weight: 3, arbitrary: call('receive', tx, holder, asset, amount) },
    { weight: 3, arbitrary: call('seed', tx, holder, asset, amount, label) },
    { weight: 2, arbitrary: call('fee', tx, holder, asset, amount) },
    { weight: 1, arbitrary: call('burn', tx, holder, asset, amount) },
    { weight: 1, arbitrary: call('writeOff', tx, holder, asset, amount) },
    { weight: 2, arbitrary: call('aside', tx, holder, holder, asset, amount) },
    { weight: 3, arbitrary: call('convert', tx, holder, asset, amount, holder, asset, amount) },
    ...(spice === 'spiced' ? rare : []),
  );
}

function kinds(spice: Spice): fc.Arbitrary<Call[]> {
  const kind = fc.constantFrom<HolderKind>('terminal', spice === 'calm' ? 'terminal' : 'source');
  const named = fc.uniqueArray(fc.tuple(holder, kind, label), {
    maxLength: 2,
    selector: ([h]) => h,
  });
  return named.map((list) => list.map((args) => ['setHolder', ...args]));
}

function toStep([name, ...args]: Call): Step {
  return (writer) => Reflect.apply(writer[name], writer, args);
}

function streamsOf(unit: bigint, spice: Spice, calledAtMost = 40): fc.Arbitrary<Step[]> {
  // without a size, fast-check makes ten calls at most
  const length = { minLength: 4, maxLength: calledAtMost, size: 'max' } as const;
  const many = fc.array(calls(sizes(unit), spice), length);
  return fc
    .tuple(kinds(spice), many)
    .map(([first, parts]) => [...first, ...parts.flat()].map(toStep));
}

/**
 * Random event streams: several holders, assets and labels, payments to several, swaps, terminals,
 * sources and fees, if `spiced` claims too. `unit` sets the width of amounts.
 */
export function streams(unit: bigint, spiced: boolean): fc.Arbitrary<Step[]> {
  return streamsOf(unit, spiced ? 'spiced' : 'usual');
}

/** Streams without sources and payments to oneself. */
export function calmStreams(unit: bigint, calledAtMost?: number): fc.Arbitrary<Step[]> {
  return streamsOf(unit, 'calm', calledAtMost);
}

/** The calls of a stream as text: a stream that fails has to be read. */
export function told(steps: readonly Step[]): string {
  const lines: string[] = [];
  const teller = new Proxy({} as EventWriter, {
    get: (_, name) => {
      return (...args: unknown[]) => lines.push(`${String(name)}(${args.join(', ')})`);
    },
  });
  for (const step of steps) step(teller);
  return lines.join('\n');
}

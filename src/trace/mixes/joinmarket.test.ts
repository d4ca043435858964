import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  type Coin,
  coins,
  fromKeys,
  payTo,
  SCRIPTS,
  toKeys,
  transactionOf,
  withoutInputs,
} from '../../../test/ledger/bitcoin-mixes.ts';
import type { UtxoTransaction } from '../../ledger/port.ts';
import { joinmarket, mayBeSmallRound, smallRounds } from './joinmarket.ts';
import { shapeOf } from './mix.ts';

const answer = (tx: UtxoTransaction) => joinmarket.answer(shapeOf(tx));
const change = (count: number): Coin[] =>
  Array.from({ length: count }, (_, i): Coin => [111_000n + BigInt(i), 500 + i]);

/** n makers and takers; `spends` gives ids whose first output is among the inputs. */
function round(n: number, id = `${n}`.repeat(64).slice(0, 64), spends: string[] = []) {
  const made = fromKeys(coins(n, 5_000_000n, 1 + (spends[0]?.charCodeAt(0) ?? 0)));
  const inputs = made.map((input, i) => {
    const tx = spends[i];
    return tx === undefined ? input : { ...input, tx, index: 0 };
  });
  return transactionOf(inputs, toKeys([...coins(n, 3_000_000n, 100), ...change(n)]), id);
}

test('five equal outputs and a change for each, or for each but the taker', () => {
  equal(answer(round(5)), 'yes');
  const tx = round(5);
  equal(answer({ ...tx, outputs: tx.outputs.slice(0, -1) }), 'yes');
  equal(answer({ ...tx, outputs: tx.outputs.slice(0, -2) }), 'no');
  equal(answer({ ...tx, outputs: [...tx.outputs, payTo(SCRIPTS.p2tr(1), 9n)] }), 'no');
});

test('a second repeated amount or an OP_RETURN is against it', () => {
  const tx = round(5);
  const [a] = tx.outputs.slice(-1);
  equal(answer({ ...tx, outputs: [...tx.outputs.slice(0, -2), a!, a!] }), 'no');
  const note = payTo(SCRIPTS.opReturn(40), 0n);
  equal(answer({ ...tx, outputs: [...tx.outputs.slice(0, -1), note] }), 'no');
});

test('owners are as many as equal outputs', () => {
  const tx = round(6);
  const [one] = tx.inputs;
  equal(
    answer({ ...tx, inputs: tx.inputs.map((input) => ({ ...one!, index: input.index })) }),
    'no',
  );
  equal(answer(withoutInputs(tx)), 'inputs-unknown');
});

test('no script stands for more than a third of all', () => {
  const tx = round(5);
  const own = fromKeys(coins(20, 5_000n, 1)).map((input, i) => {
    return i < 5 ? input : { ...input, holder: tx.inputs[0]?.holder ?? null };
  });
  equal(answer({ ...tx, inputs: own }), 'no');
  equal(answer({ ...tx, inputs: fromKeys(coins(20, 5_000n, 1)) }), 'yes');
});

test('sides of at most a hundred, at most four to one', () => {
  const tx = round(5);
  equal(answer({ ...tx, inputs: fromKeys(coins(40, 5_000n, 1)) }), 'yes');
  equal(answer({ ...tx, inputs: fromKeys(coins(41, 5_000n, 1)) }), 'no');
  equal(answer(round(50)), 'yes');
  equal(answer(round(51)), 'no');
});

test('rounds of three or four are rounds if an accepted round spends them', () => {
  const small = round(3, 'a'.repeat(64));
  const smaller = round(4, 'b'.repeat(64), [small.id]);
  const large = round(5, 'c'.repeat(64), [smaller.id]);
  equal(mayBeSmallRound(shapeOf(small)), true);
  equal(answer(small), 'no');
  deepEqual([...smallRounds([small, smaller])], []);
  deepEqual([...smallRounds([small, smaller, large])].sort(), [small.id, smaller.id]);
});

test('the fixpoint does not depend on order', () => {
  const chain = [round(5, 'e'.repeat(64), ['d'.repeat(64)])];
  for (const [from, to] of ['ab', 'bc', 'cd'] as const) {
    chain.push(round(3, to!.repeat(64), [from!.repeat(64)]));
  }
  chain.push(round(4, 'a'.repeat(64)), round(3, '9'.repeat(64)));
  fc.assert(
    fc.property(fc.shuffledSubarray(chain, { minLength: chain.length }), (list) => {
      deepEqual([...smallRounds(list)].map((id) => id[0]).sort(), ['a', 'b', 'c', 'd']);
    }),
  );
});

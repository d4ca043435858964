import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import {
  coins,
  fromKeys,
  payTo,
  SCRIPTS,
  toKeys,
  transactionOf,
  withoutInputs,
} from '../../../test/ledger/bitcoin-mixes.ts';
import { matchOutputs } from './match.ts';

const [listed, other] = toKeys(coins(2, 5n, 1)).map((output) => output.holder ?? '');
const tags = new Map([[listed ?? '', 'sanctioned']]);
const tx = transactionOf(fromKeys(coins(2, 10n, 1)), [
  ...toKeys([
    [7n, 2],
    [8n, 1],
  ]),
  payTo(SCRIPTS.opReturn(4), 0n),
]);

test('outputs to a listed address, and inputs from one where they are known', () => {
  const found = matchOutputs([tx], tags);
  const place = { tx: tx.id, holder: listed, block: null, time: tx.time, tag: 'sanctioned' };
  deepEqual(found.outputs, [{ ...place, index: 1, amount: 8n }]);
  const [input] = tx.inputs;
  const spends = { tx: input?.tx, index: input?.index };
  deepEqual(found.inputs, [{ ...place, index: 0, amount: 10n, spends }]);
  deepEqual(found.notKnowable, []);
  deepEqual(found.seen, {
    transactions: 1,
    outputs: 3,
    outputsWithoutAddress: 1,
    inputs: 2,
    inputsUnknown: 0,
  });
});

test('addresses are compared whole', () => {
  const near = new Map([[(listed ?? '').slice(0, -1), 'x']]);
  deepEqual(matchOutputs([tx], near).outputs, []);
  equal(matchOutputs([tx], new Map([[other ?? '', 'x']])).outputs[0]?.index, 0);
});

test('what cannot be known is said', () => {
  const found = matchOutputs([withoutInputs(tx)], tags);
  deepEqual(found.inputs, []);
  equal(found.seen.inputsUnknown, 2);
  equal(found.notKnowable.length, 2);
});

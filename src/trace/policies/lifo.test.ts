import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { options, outpoint } from '../../../test/vectors/coins.ts';
import { blocks } from '../../../test/vectors/fixture-chain.ts';
import { testVectors } from '../../../test/vectors/policies.ts';
import { Coins } from '../coins.ts';
import { lifo } from './lifo.ts';
import type { CoinRule } from './policy.ts';

testVectors(lifo);

test('an output keeps its lots in the order taken: reversing them is another policy (§2.3)', () => {
  const reversing: CoinRule = {
    ...lifo,
    outputs: (inputs, amounts) => lifo.outputs(inputs, amounts).map((lots) => lots.reverse()),
  };
  const seeds = [{ ...outpoint('S:0'), label: 0 }];
  const trace = new Coins(options({ rules: [reversing], seeds, fees: 'coinbase' }));
  for (const block of blocks(196)) trace.apply(block);
  deepEqual(
    trace.held('lifo').map(({ tx, amount }) => [tx, amount]),
    [
      ['C195', 10_000n],
      ['C196', 10_000n],
      ['M3', 99_970_000n],
    ],
  );
});

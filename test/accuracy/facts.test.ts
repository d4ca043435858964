import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bybitFacts, nomadFacts, tronFacts } from '../../bench/accuracy/facts.ts';
import { playReference, REFERENCE_POLICIES } from '../../bench/accuracy/reference.ts';
import { ANSWERED, dataMissing, dataRoot, readTruth } from '../../bench/accuracy/truth.ts';

const skip = dataMissing() ?? false;

test('the answered cases have the published size', { skip }, () => {
  const sizes = ANSWERED.map(([number]) => {
    const truth = readTruth(dataRoot(), number);
    return [truth.onPath.size, truth.rows.length, truth.terminals.size, truth.stolen.toFixed(2)];
  });
  assert.deepEqual(sizes, [
    [93, 135, 33, '9685530.20'],
    [837, 1307, 465, '575011.90'],
  ]);
});

test('all stolen money of the answered cases is somewhere under every policy', { skip }, () => {
  for (const [number] of ANSWERED) {
    const truth = readTruth(dataRoot(), number);
    for (const policy of REFERENCE_POLICIES) {
      const stops = new Set(truth.terminals.keys());
      const result = playReference(truth.rows, { policy, sources: truth.sources, stops });
      const back = [...truth.sources].reduce((sum, a) => sum + (result.received.get(a) ?? 0), 0);
      const held = [...result.held.values()].reduce((sum, usd) => sum + usd, 0);
      assert.ok(Math.abs(held + back - truth.stolen) < 0.01, `${number} ${policy}`);
    }
  }
});

test('Bybit: 42 first-hop recipients, four impersonator tokens', { skip }, () => {
  const facts = bybitFacts(dataRoot());
  assert.equal(facts.firstHop.size, 42);
  assert.equal(facts.fakeTokens.size, 4);
  assert.equal(facts.senders.size, 5);
  for (const address of facts.firstHop) assert.ok(!facts.fakeOnly.has(address));
});

test('Nomad: 561 recipients, 14 tokens, 960 transactions', { skip }, () => {
  const facts = nomadFacts(dataRoot());
  assert.deepEqual([facts.recipients.size, facts.taken.size, facts.transactions], [561, 14, 960]);
});

test('Tron: 40 wallets; what moves between two of them is counted once', { skip }, () => {
  const wallets = [...tronFacts(dataRoot()).values()];
  assert.equal(wallets.length, 40);
  for (const wallet of wallets) assert.ok(wallet.transfers > 0);
});

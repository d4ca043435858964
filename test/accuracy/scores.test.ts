import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Found, FoundClaim } from '../../bench/accuracy/found.ts';
import { entityOf, sameEntity } from '../../bench/accuracy/names.ts';
import { edgeKey } from '../../bench/accuracy/rows.ts';
import { score, trueAmounts, wronglyFollowed } from '../../bench/accuracy/scores.ts';
import { near, rowsOf, truthOf } from './cases.ts';

const ROWS = rowsOf('S>A 100', 'A>T 60', 'A>U 30', 'O>U 50');
const TRUTH = truthOf(ROWS.slice(0, 3), { T: 'Binance 14', U: 'TH Terminus' });

function claim(usd: number, low = usd, high = usd, name: string | null = null): FoundClaim {
  return { usd, low, high, name, service: name !== null };
}

function found(claims: Record<string, FoundClaim>, extra: readonly string[] = []): Found {
  return {
    onPath: new Set(['A', 'T', 'U', ...extra]),
    edges: new Set(TRUTH.rows.map(edgeKey)),
    claims: new Map(Object.entries(claims)),
  };
}

test('a right answer scores one everywhere', () => {
  const answer = found({ T: claim(60, 60, 60, 'Binance'), U: claim(30), A: claim(10) });
  const s = score(TRUTH, answer, ROWS, 'haircut');
  for (const value of [s.addressRecall, s.addressPrecision, s.edgeRecall, s.edgePrecision]) {
    near(value, 1, 'share');
  }
  assert.equal(s.terminalsFound, 2);
  near(s.located.strict, 1, 'located');
  near(s.band.holdsLocked.count, 1, 'band');
  near(s.over.total, 1, 'claimed');
  assert.deepEqual(s.over.beyondArrivals, []);
  near(s.naming.share, 60 / 90, 'named');
  assert.deepEqual(s.naming.wrong, []);
});

test('located counts a claim only where the money rests, and never beyond what rests there', () => {
  const s = score(TRUTH, found({ T: claim(80), X: claim(20) }), ROWS, 'haircut');
  near(s.located.strict, 0.6, 'located');
  near(s.located.stated, 1, 'stated');
});

test('an address beside the path costs precision, a missing one recall', () => {
  const more = score(TRUTH, found({}, ['X']), ROWS, 'haircut');
  near(more.addressPrecision, 3 / 4, 'precision');
  const less: Found = { onPath: new Set(['A']), edges: new Set(), claims: new Map() };
  const s = score(TRUTH, less, ROWS, 'haircut');
  near(s.addressRecall, 1 / 3, 'recall');
  near(s.terminalUsdRecall, 0, 'terminals');
  assert.deepEqual(wronglyFollowed(found({}, ['X']), new Set(['X', 'Y'])), ['X']);
});

test('a band that misses the truth is no hit; an unstated terminal has the band nought', () => {
  const s = score(TRUTH, found({ T: claim(50, 40, 59) }), ROWS, 'haircut');
  near(s.band.holdsLocked.count, 0, 'band');
  const wide = score(TRUTH, found({ T: claim(50, 40, 61) }), ROWS, 'haircut');
  near(wide.band.holdsLocked.count, 0.5, 'band');
  near(wide.band.holdsLocked.usd, 60 / 90, 'band by value');
});

test('a claim beyond all arrivals, and a wrong name, are told', () => {
  const s = score(TRUTH, found({ T: claim(61, 0, 61, 'Kraken') }), ROWS, 'haircut');
  assert.deepEqual(s.over.beyondArrivals, ['T']);
  assert.deepEqual(s.naming.wrong, ['T']);
});

test('the true amounts are the policies on the truth rows alone', () => {
  const rows = rowsOf('S>A 100', 'O>A 100', 'A>T 100');
  const amounts = trueAmounts(truthOf(rows, { T: '' }));
  const at = (policy: 'haircut' | 'fifo' | 'lifo') => amounts.get(policy)?.get('T') ?? 0;
  assert.deepEqual([at('haircut'), at('fifo'), at('lifo')], [50, 100, 0]);
});

test('entities are read from labels, and thieves have none', () => {
  const cases = {
    Binance_Deposit_0x864a: 'binance',
    'Binance 14': 'binance',
    'Stake.com 5': 'stake',
    'Paxos 3 THT': 'paxos',
    'Tornado.Cash: Router': 'tornado',
    THORChain_vault_21d8_7427: 'thorchain',
    'TH Terminus': null,
    'LI.FI Exploiter 10': null,
    '': null,
  };
  for (const [label, entity] of Object.entries(cases)) assert.equal(entityOf(label), entity, label);
  assert.ok(sameEntity('ChangeNOW: hot wallet', 'ChangeNOW_Deposit_0x3a31'));
  assert.ok(!sameEntity('Kraken 5', 'Coinbase 5'));
  assert.ok(!sameEntity('TH Terminus', 'TH Terminus'));
});

import assert from 'node:assert/strict';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { openCase } from '../../src/casework/case.ts';
import { investigate } from '../../src/casework/investigate.ts';
import { type TraceResult, traceResultSchema } from '../../src/trace/result.ts';
import { DATA, needsData } from '../needs.ts';
import { addressOf, closes, id, KEYS, LEDGER, traced } from './coins-ledger.ts';

const BY_TX = { transactions: [{ tx: id('a'), victims: [addressOf(KEYS.victim)] }] };

function at(result: TraceResult, holder: string) {
  return result.destinations.filter((place) => place.holder === holder);
}

test('stolen coins are followed to the exchange, into the mix and not beyond', async () => {
  const result = await traced({ theft: BY_TX });
  closes(result);
  assert.deepEqual(
    result.stolen.map(({ amount }) => amount),
    ['6000000'],
  );
  const [exchange] = at(result, addressOf(KEYS.exchange));
  assert.equal(exchange?.status, 'at service');
  assert.equal(exchange?.amounts.haircut, '3000000');
  assert.deepEqual(exchange?.band, { low: '2000000', high: '4000000' });
  assert.equal(exchange?.freeze[0]?.actor, 'Binance');
  const [mix] = at(result, `mix:${id('d')}`);
  assert.equal(mix?.status, 'in mix');
  assert.equal(mix?.grade, 'G7');
  const ids = result.holders.map((holder) => holder.id);
  for (const key of [70, 71, 74, 80]) assert.ok(!ids.includes(addressOf(key)), `key ${key}`);
  const [change] = at(result, addressOf(KEYS.change));
  assert.equal(change?.status, 'not covered');
  assert.match(change?.why ?? '', /toxic change/);
  assert.equal(change?.freeze[0]?.power, 'nobody');
  assert.deepEqual(change?.path, [id('a'), id('b'), id('c')]);
  assert.equal(at(result, addressOf(50))[0]?.rule, 'tx0-fee');
  assert.ok(result.hops.some((hop) => hop.via === 'mix' && hop.to === `mix:${id('d')}`));
});

test('the forms of naming what was stolen agree', async () => {
  const coin = await traced({ theft: { outputs: [{ tx: id('a'), index: 0 }] } });
  const thief = await traced({ theft: { sources: [{ holder: addressOf(KEYS.thief) }] } });
  const robbed = { holder: addressOf(KEYS.victim), role: 'victim' };
  const victim = await traced({ theft: { sources: [robbed] } });
  const tx = await traced({ theft: BY_TX });
  for (const result of [thief, victim, tx]) {
    assert.deepEqual(result.destinations, coin.destinations);
    assert.deepEqual(result.seeds, coin.seeds);
  }
});

test('without the victim, all outputs of the theft transaction count, as stated', async () => {
  const result = await traced({ theft: { transactions: [{ tx: id('a') }] } });
  closes(result);
  assert.equal(result.stolen[0]?.amount, '9990000');
  assert.ok(result.coverage.statements.some((text) => text.includes('all are taken to be')));
});

test('the order of lines and files changes nothing', async () => {
  const plain = (result: TraceResult) =>
    JSON.stringify({
      ...result,
      inputs: [],
      hops: result.hops.map((hop) => ({ ...hop, input: 0, line: 0 })),
    });
  const expected = plain(await traced({ theft: BY_TX }));
  const [a, b, ...rest] = LEDGER;
  assert.ok(a && b);
  for (const files of [[[...LEDGER].reverse()], [rest, [b], [a]]]) {
    assert.equal(plain(await traced({ theft: BY_TX, files })), expected);
  }
  assert.equal(plain(await traced({ theft: BY_TX, gzip: true })), expected);
});

test('a coin is held only where every spend would be seen', async () => {
  const coverage = { outgoing: 'all', incoming: 'all' };
  const more = { ledger: { files: ['ledger-0.jsonl'], coverage } };
  const result = await traced({ theft: BY_TX, more });
  assert.equal(at(result, addressOf(KEYS.change))[0]?.status, 'held');
});

test('what comes to an address of return is returned', async () => {
  const returns = [addressOf(KEYS.hoard)];
  const result = await traced({ theft: { ...BY_TX, returns } });
  closes(result);
  const [place] = at(result, addressOf(KEYS.hoard));
  assert.equal(place?.status, 'returned');
  assert.equal(result.holders.find((holder) => holder.id === place?.holder)?.role, 'recovered');
});

test('a theft that is not in the ledger is an error; part of one, a gap', async () => {
  await assert.rejects(traced({ theft: { transactions: [{ tx: id('9') }] } }), /stolen coin/);
  const transactions = [...BY_TX.transactions, { tx: id('9') }];
  const result = await traced({ theft: { transactions } });
  assert.ok(result.coverage.gaps.some(({ reason }) => reason.includes(id('9'))));
});

test('accounts are stated to the unit, and unknown is not zero', async () => {
  const accounts = [addressOf(KEYS.thief), addressOf(999)];
  const { statements } = await traced({ theft: BY_TX, more: { accounts } });
  assert.deepEqual(
    statements.map((row) => [row.covered, row.in, row.out, row.net]),
    [
      [true, '6000000', '6000000', '0'],
      [false, null, null, null],
    ],
  );
});

async function publicCase(name: string): Promise<TraceResult> {
  const open = openCase(path.join(DATA, 'cases/public', name));
  return traceResultSchema.parse(await investigate(open));
}

function kinds(result: TraceResult): Record<string, number> {
  const groups = Map.groupBy(result.findings, ({ kind }) => kind);
  return Object.fromEntries([...groups].map(([kind, list]) => [kind, list.length]));
}

describe('case 07: Whirlpool', { skip: needsData('btc-coinjoin') }, () => {
  test('every premix coin, the owner’s other Tx0s, candidates; nothing behind a mix', async () => {
    const result = await publicCase('07-btc-whirlpool-2024-03.json');
    closes(result);
    const { tx0, 'premix in mix': premix, 'mix candidates': candidates } = kinds(result);
    assert.deepEqual([tx0, premix, candidates], [5, 192, 5]);
    const statuses = new Set(result.destinations.map(({ status }) => status));
    assert.deepEqual([...statuses].sort(), ['at service', 'in mix', 'not covered']);
    assert.equal(result.stolen[0]?.amount, '1811369673');
  });
});

describe('case 08: block 574200', { skip: needsData('btc-mainnet-blocks') }, () => {
  let result: TraceResult;
  before(async () => {
    result = await publicCase('08-btc-block-574200-sanctions.json');
  });

  test('one output to a sanctioned address, eight to other labels, and no more', () => {
    assert.deepEqual(kinds(result), {
      'proof of work': 1,
      'merkle root': 1,
      'sanctioned output': 1,
      'labelled output': 8,
    });
    const hit = result.findings.find(({ kind }) => kind === 'sanctioned output');
    assert.equal(hit?.holder, '1NpHuti9NSM9fVTXLkvSDU4AnhqGQ5N53d');
    assert.equal(hit?.amount, '38796959');
    assert.equal(hit?.tx, '41f366c2afcc222fe45398b6dc13dcca8874ca6ed288420700575495d03f8dad');
    assert.match(hit?.statement ?? '', /^Output 0 of /);
    assert.ok(result.coverage.gaps.some(({ effect }) => /4083 of 5054 inputs/.test(effect)));
    assert.deepEqual([result.stolen, result.certificate], [[], []]);
  });
});

describe('case 05: Nomad', { skip: needsData('bridge-theft-nomad') }, () => {
  test('takers, returns by address and token, and who returned without having taken', async () => {
    const result = await publicCase('05-nomad-bridge-2022.json');
    assert.equal(new Set(result.seeds.map(({ holder }) => holder)).size, 561);
    assert.equal(result.stolen.length, 14);
    const { returned, 'returned by another': another } = kinds(result);
    assert.deepEqual([returned, another], [130, 13]);
    const senders = result.findings.flatMap(({ kind, holder }) =>
      kind === 'returned in all' ? [] : (holder ?? []),
    );
    const takers = new Set(result.seeds.map(({ holder }) => holder));
    assert.equal(new Set(senders).size, 89);
    assert.equal(new Set(senders.filter((holder) => !takers.has(holder))).size, 11);
    const back = result.destinations.filter(({ status }) => status === 'returned');
    assert.equal(back.length, 12);
    assert.ok(back.every(({ freeze }) => freeze[0]?.power === 'nobody'));
  });
});

import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import {
  at,
  CASE,
  folder,
  HEADER,
  LEDGER,
  MAPPING,
  row,
  TAGS,
  traced,
  tx,
  USDT,
} from '../../test/scenarios/folder.ts';
import { InputError } from '../base/errors.ts';
import { toJson } from '../base/json.ts';
import { type TraceResult, traceResultSchema } from '../trace/result.ts';
import { openCase } from './case.ts';
import { withFlags } from './case-flags.ts';
import { investigate } from './investigate.ts';

const ETH = 'eip155:1/slip44:60';
const TETHER = `eip155:1/erc20:${USDT}`;

/** `b 6000000000000000000 held` for each destination. */
function places(result: TraceResult): string[] {
  return result.destinations.map(({ holder, amounts, status }) => {
    return `${holder[2]} ${amounts[result.settings.policy]} ${status}`;
  });
}

describe('a small case from files to its result', () => {
  test('the result keeps to its schema and says where the money is', async () => {
    const result = traceResultSchema.parse(await traced());
    deepEqual(places(result), [
      'b 6000000000000000000 held',
      'c 4000000000000000000 held',
      'e 500000000 at service',
    ]);
    deepEqual(
      result.stolen.map(({ theft, asset, amount, usd }) => [theft, asset, amount, usd]).sort(),
      [
        ['theft', TETHER, '500000000', '500.00'],
        ['theft', ETH, '10000000000000000000', '33330.00'],
      ],
    );
    for (const part of ['10 ETH', '500 USDT', '$33,830', '$500', 'Binance']) {
      ok(result.summary.headline.includes(part), result.summary.headline);
    }
    deepEqual(
      result.inputs.map(({ role, name, rows }) => [role, name, rows]),
      [
        ['case', 'case.json', 1],
        ['ledger', 'ledger.csv', 6],
        ['tags', 'tags.csv', 1],
        ['prices', 'eth.csv', 2],
      ],
    );
  });

  test('each hop leads back to its line in its input', async () => {
    const result = await traced();
    const lines = LEDGER.split('\n');
    for (const { input, line, tx: id, from, to } of result.hops) {
      equal(result.inputs[input]?.name, 'ledger.csv');
      ok(lines[line - 1]?.startsWith(`${id},`) && lines[line - 1]?.includes(`${from},${to}`));
    }
    equal(result.hops.length, 4);
  });

  test('who can stop it: the exchange, the issuer, nobody, unknown', async () => {
    const rows = [HEADER, row(1, 'a', 'b', '10'), row(2, 'a', 'c', '500', USDT)];
    const unknown = row(3, 'a', 'd', '7', at('7'));
    // a token that nobody vouches for counts as stolen only where the case names it
    const tokens = [{ contract: at('7'), symbol: 'ODD', decimals: 18 }];
    const result = await traced(
      { ledger: { ...CASE.ledger, tokens } },
      { 'ledger.csv': [...rows, unknown, ''].join('\n') },
    );
    const first = (asset: string) => {
      const [action] = result.destinations.find((place) => place.asset === asset)?.freeze ?? [];
      return [action?.actor, action?.strength];
    };
    deepEqual(first(TETHER), ['Tether', 'can']);
    deepEqual(first(ETH), ['nobody', 'none']);
    equal(first(`eip155:1/erc20:${at('7')}`)[1], 'unknown');
    equal(result.summary.freezableUsd, '500.00');
    const pretended = await traced({}, { 'ledger.csv': [...rows, unknown, ''].join('\n') });
    equal(pretended.stolen.length, 2);
    match(pretended.noise[0]?.reason ?? '', /^unverified token that the case does not name/);
  });

  test('the same files give the same bytes, wherever they lie and whenever read', async () => {
    const one = toJson(await traced());
    const two = toJson(await traced());
    equal(two, one);
    const path = folder({ 'case.json': CASE });
    const three = toJson(await investigate(openCase(join(path, 'case.json'))));
    ok(!three.includes(path) && !three.includes('/tmp'));
    const year = new Date().getFullYear();
    ok(!three.includes(`"${year}-`) || year === 2025);
  });

  test('no path of the machine is in it, however the files were named', async () => {
    const place = folder({ 'case.json': { ...CASE, tags: [], prices: [] } });
    const flags = { tags: [join(place, 'tags.csv')], prices: [`ETH=${join(place, 'eth.csv')}`] };
    const open = withFlags(openCase(join(place, 'case.json')), flags);
    const absolute = { ...open.file.ledger, files: [join(place, 'ledger.csv')] };
    const file = { ...open.file, ledger: absolute };
    const result = await investigate({ ...open, file });
    ok(!toJson(result).includes(place));
    deepEqual(places(result), places(await traced()));
  });

  test('the order of rows changes nothing but where each row stands', async () => {
    const [header, ...rows] = LEDGER.trimEnd().split('\n');
    const turned = [header, ...rows.toReversed(), ''].join('\n');
    const bare = ({ hops, inputs, noise, ...rest }: TraceResult) => {
      const where = hops.map(({ line: _, ...hop }) => hop);
      return toJson({ ...rest, where, noise: noise.length, inputs: inputs.length });
    };
    equal(bare(await traced({}, { 'ledger.csv': turned })), bare(await traced()));
  });

  test('the ledger in two files is one ledger, and a row in both is one row', async () => {
    const rows = LEDGER.trimEnd().split('\n');
    const files = {
      'one.csv': `${rows.slice(0, 5).join('\n')}\n`,
      'two.csv': `${[rows[0], ...rows.slice(3)].join('\n')}\n`,
    };
    const ledger = { files: ['one.csv', 'two.csv'], mapping: MAPPING };
    deepEqual(places(await traced({ ledger }, files)), places(await traced()));
  });
});

describe('noise', () => {
  const twin = `0xbbb${'7'.repeat(33)}bbbb`;

  test('what moved nothing or only pretends to is kept, shown and not followed', async () => {
    const poison = row(5, 'c', 'x', '0', USDT).replace(at('x'), twin);
    const result = await traced({}, { 'ledger.csv': `${LEDGER}${poison}\n` });
    deepEqual(places(result), places(await traced()));
    deepEqual(
      result.noise.map(({ to, amount, line }) => [to, amount, line]),
      [[twin, '0', 8]],
    );
    ok(result.noise[0]?.reason.includes('address poisoning'));
  });
});

describe('settings of a case', () => {
  test('another policy is locked', async () => {
    const result = await traced({ settings: { policy: 'fifo' } });
    equal(result.settings.policy, 'fifo');
    deepEqual(places(result), places(await traced()));
  });

  test('limits cut, and what was cut is stated', async () => {
    const result = await traced({ settings: { maxDepth: 1 } });
    deepEqual(result.coverage.cuts.map(({ reason, count, usd }) => [reason, count, usd]).sort(), [
      ['limit: depth', 1, '33330.00'],
      ['limit: depth', 1, '500.00'],
    ]);
    equal(result.summary.unknownUsd, '33830.00');
  });

  test('an end before the first movement finds nothing, and says so', async () => {
    const result = await traced({ settings: { until: '2025-01-01 00:00:01' } });
    deepEqual(result.destinations, []);
    deepEqual(result.stolen, []);
    ok(!result.summary.headline.includes('$0'));
  });
});

describe('what was stolen', () => {
  test('in a transaction, from the victim that is named, or from whoever lost most', async () => {
    const transaction = (victims: string[]) => ({
      thefts: [{ id: 'theft', transactions: [{ tx: tx(1), victims }] }],
    });
    const named = await traced(transaction([at('a')]));
    deepEqual(places(named), ['b 6000000000000000000 held', 'c 4000000000000000000 held']);
    deepEqual(places(await traced(transaction([]))), places(named));
  });

  test('a source that the ledger does not know is a gap, and all of them a fault', async () => {
    const sources = (...letters: string[]) => ({
      thefts: [{ id: 'theft', sources: letters.map((letter) => ({ holder: at(letter) })) }],
    });
    const result = await traced(sources('a', '9'));
    ok(result.coverage.gaps.some(({ holder }) => holder === at('9')));
    await rejects(traced(sources('9')), InputError);
  });

  test('an address, time or transaction that is none is named', async () => {
    const theft = (part: object) => ({ thefts: [{ id: 'theft', ...part }] });
    await rejects(traced(theft({ sources: [{ holder: '0x12' }] })), /thefts: theft: source: /);
    const since = [{ holder: at('a'), since: 'soon' }];
    await rejects(traced(theft({ sources: since })), /source: since: /);
    await rejects(traced(theft({ transactions: [{ tx: '0x12' }] })), /transaction: /);
    const nowhere = [{ tx: `0x${'9'.repeat(64)}` }];
    await rejects(traced(theft({ transactions: nowhere })), /a transaction of the ledger/);
    await rejects(traced({ thefts: [] }), /thefts: /);
    await rejects(traced({ chain: 'moon' }), /chain: expected a known chain/);
  });

  test('one source in two thefts is refused: nobody could say whose it is', async () => {
    const thefts = [
      { id: 'one', sources: [{ holder: at('a') }] },
      { id: 'two', sources: [{ holder: at('a') }] },
    ];
    await rejects(traced({ thefts }), /two/);
  });
});

describe('inputs that cannot be used', () => {
  test('are named', async () => {
    await rejects(traced({ tags: ['gone.csv'] }), /tags file gone\.csv: .*ENOENT/);
    const prices = [{ asset: 'ETH', file: 'gone.csv' }];
    await rejects(traced({ prices }), /prices file gone\.csv: .*ENOENT/);
    await rejects(traced({ ledger: { files: ['gone.csv'] } }), /gone\.csv: .*ENOENT/);
    const plain = { files: ['ledger.csv'] };
    await rejects(traced({ ledger: plain }), /ledger\.csv, header: /);
    const mapping = { ...MAPPING, amount: 'value' };
    await rejects(traced({ ledger: { ...plain, mapping } }), /the mapped column value/);
  });

  test('a row that cannot be read is counted and left out, or ends a strict run', async () => {
    const files = { 'ledger.csv': `${LEDGER}${row(7, 'c', 'b', 'much')}\n` };
    const result = await traced({}, files);
    equal(result.warnings.length, 1);
    const [warning] = result.warnings;
    deepEqual([warning?.file, warning?.line, warning?.count], ['ledger.csv', 8, 1]);
    const path = folder({ ...files, 'case.json': CASE });
    const open = openCase(join(path, 'case.json'));
    await rejects(investigate(open, { strict: true }), InputError);
  });

  test('assumed decimals end a strict run if the answer holds any of the token', async () => {
    const junk = `0x${'7'.repeat(40)}`;
    // pretends to come from the source; moves between strangers; comes to somebody followed
    const pairs = ['ab', '89', '8c'] as const;
    const rows = pairs.map(([from = '', to = ''], i) => row(7 + i, from, to, '9', junk));
    const strictly = (change: object = {}) => {
      const files = { 'ledger.csv': `${LEDGER}${rows.join('\n')}\n` };
      const path = folder({ ...files, 'case.json': { ...CASE, ...change } });
      return investigate(openCase(join(path, 'case.json')), { strict: true });
    };
    const { destinations, warnings } = await strictly();
    deepEqual(destinations, (await traced()).destinations);
    deepEqual(
      warnings.map(({ code, line }) => [code, line]),
      [['decimals-assumed', 8]],
    );
    const stated = { label: 'ledger.csv, line 8, decimals', found: `"${junk}"` };
    await rejects(strictly({ accounts: [at('c')] }), stated);
    // a token with a price is worth something: what left the source is stolen
    await rejects(strictly({ prices: [...CASE.prices, { asset: junk, usd: '1' }] }), stated);
  });

  test('a price of an asset that is not there is said to be one', async () => {
    const prices = [...CASE.prices, { asset: 'EHT', usd: '3000' }];
    const { warnings, summary } = await traced({ prices });
    equal(summary.stolenUsd, '33830.00');
    deepEqual(
      warnings.map(({ code, found }) => [code, found]),
      [['price-asset', 'EHT']],
    );
  });

  test('two files of tags that disagree are both shown', async () => {
    const other = TAGS.replace('Binance: Hot Wallet 1', 'Kraken').replace('a list', 'b list');
    const result = await traced({ tags: ['tags.csv', 'other.csv'] }, { 'other.csv': other });
    const name = result.destinations.find(({ holder }) => holder === at('e'))?.name;
    equal(name?.others.length, 1);
  });
});

test('a trace can be cancelled', async () => {
  const path = folder({ 'case.json': CASE });
  const open = openCase(join(path, 'case.json'));
  const signal = AbortSignal.abort();
  await rejects(investigate(open, { signal }), { name: 'AbortError' });
});

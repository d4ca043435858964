import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostile } from '../../../test/browser/hostile.ts';
import { syntheticResult } from '../../../test/browser/synthetic.ts';
import { formatUnits } from '../../base/amount.ts';
import { renderArrivalsCsv, renderDestinationsCsv } from './csv.ts';

/** RFC 4180, read strictly. */
function parse(csv: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (let at = 0; at < csv.length; ) {
    let cell = '';
    if (csv[at] === '"') {
      for (at += 1; csv[at] !== '"' || csv[at + 1] === '"'; at += 1) {
        if (csv[at] === '"') at += 1;
        cell += csv[at];
      }
      at += 1;
    } else {
      while (csv[at] !== ',' && csv[at] !== '\r') {
        assert.notEqual(csv[at], '"');
        cell += csv[at];
        at += 1;
      }
    }
    row.push(cell);
    if (csv[at] === ',') at += 1;
    else {
      assert.equal(csv.slice(at, at + 2), '\r\n');
      at += 2;
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

test('one row for each place, amounts exact, addresses whole', () => {
  const result = syntheticResult({ holders: 60 });
  const [header = [], ...rows] = parse(renderDestinationsCsv(result));
  assert.equal(rows.length, result.destinations.length);
  const cell = (row: readonly string[], name: string) => row[header.indexOf(name)];
  result.destinations.forEach((place, i) => {
    const row = rows[i] ?? [];
    const asset = result.assets.find(({ id }) => id === place.asset);
    assert.equal(row.length, header.length);
    assert.equal(cell(row, 'holder'), place.holder);
    assert.equal(cell(row, 'units'), place.amounts.fifo);
    assert.equal(
      cell(row, 'amount'),
      formatUnits(BigInt(place.amounts.fifo), asset?.decimals ?? 0),
    );
    assert.equal(cell(row, 'usd'), place.usd ?? '');
  });
});

test('one row for each transaction that arrives at a place, with its whole hash and block', () => {
  const result = syntheticResult({ holders: 60 });
  const [header = [], ...rows] = parse(renderArrivalsCsv(result));
  const keys = new Set(result.destinations.map(({ holder, asset }) => `${holder} ${asset}`));
  const hops = result.hops.filter(({ to, asset }) => keys.has(`${to} ${asset}`));
  assert.equal(rows.length, hops.length);
  hops.forEach((hop, i) => {
    assert.equal(rows[i]?.[header.indexOf('tx')], hop.tx);
    assert.equal(rows[i]?.[header.indexOf('block')], String(hop.block));
  });
});

test('nothing that a spreadsheet would run starts a cell', () => {
  const result = syntheticResult({ holders: 60, change: hostile });
  for (const csv of [renderDestinationsCsv(result), renderArrivalsCsv(result)]) {
    for (const cell of parse(csv).flat()) assert.doesNotMatch(cell, /^[\s\p{Cf}]*[=+\-@|]/u);
  }
});

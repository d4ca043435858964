import { deepEqual, equal } from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { DATA, needsData } from '../../../test/needs.ts';
import { parseHeader } from './block.ts';
import { checkpointsOf, knownDifficulty, PERIOD } from './checkpoints.ts';
import { toDisplay } from './hash.ts';
import { MAINNET, REGTEST } from './network.ts';
import { targetOf } from './work.ts';

const points = checkpointsOf(MAINNET);

test('rise, each once, and near the end one for every period', () => {
  const heights = points.map(({ height }) => height);
  deepEqual(
    heights,
    [...new Set(heights)].sort((a, b) => a - b),
  );
  equal(new Set(points.map(({ hash }) => hash)).size, points.length);
  const late = heights.filter((height) => height > 600_000);
  deepEqual([late.length, late.at(-1)], [131, 931_391]);
  for (const height of late) equal((height + 1) % PERIOD, 0);
});

test('each has the work of its time', () => {
  for (const { height, hash } of points) {
    const bits = knownDifficulty(height, MAINNET)?.bits ?? 0;
    // difficulty never fell by more than half between two heights at which it is known
    equal(BigInt(`0x${hash}`) <= (targetOf(bits) ?? 0n) * 4n, true, `${height}`);
  }
});

test('the early ones are those that bcoin knows', () => {
  const require = createRequire(import.meta.url);
  const { main } = require('bcoin/lib/protocol/networks') as {
    readonly main: { readonly checkpointMap: Readonly<Record<string, string>> };
  };
  const known = Object.entries(main.checkpointMap).map(([height, hash]) => {
    return { height: Number(height), hash: toDisplay(Buffer.from(hash, 'hex')) };
  });
  deepEqual(
    points.filter(({ height }) => height > 0 && height < 600_000),
    known,
  );
});

test('of a test network only the first block is known', () => {
  deepEqual(checkpointsOf(REGTEST), [{ height: 0, hash: REGTEST.genesis }]);
  equal(knownDifficulty(5, REGTEST), null);
});

test('difficulties are those of real headers', { skip: needsData('btc-mainnet-blocks') }, () => {
  const folder = path.join(DATA, 'btc-mainnet-blocks', 'blocks');
  let known = 0;
  for (const name of readdirSync(folder)) {
    const height = Number(name.split('-')[0]);
    if (Number.isNaN(height)) continue;
    const { bits } = parseHeader(readFileSync(path.join(folder, name)).subarray(0, 80));
    const at = knownDifficulty(height, MAINNET);
    if (at?.height === height) {
      equal(at.bits, bits, name);
      known += 1;
    }
    // what a proof asks for at least, real blocks have
    equal((targetOf(bits) ?? 0n) <= (targetOf(at?.bits ?? 0) ?? 0n) * 4n, true, name);
  }
  equal(known, 12);
});

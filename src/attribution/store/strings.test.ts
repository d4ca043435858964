import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import fc from 'fast-check';
import { InputError } from '../../base/errors.ts';
import { createPart } from './part.ts';
import { createStrings, stringReader } from './strings.ts';

const place = fs.mkdtempSync(path.join(os.tmpdir(), 'hue-strings-'));
after(() => fs.rmSync(place, { recursive: true, force: true }));

/** Larger than what is brought into memory, so that it is read from the disk. */
const LARGE = 65 << 20;

describe('strings of a store', () => {
  test('come back as they were, from memory and from the disk', () => {
    const unit = fc.constantFrom('a', 'é', '中', '💰', '\u0000', ' ');
    const texts = fc.sample(fc.string({ unit, maxLength: 400 }), { numRuns: 300, seed: 5 });
    texts.push('x'.repeat(65_000), texts[0] ?? '', '');
    const file = path.join(place, 'strings.bin');
    const part = createPart(file);
    const strings = createStrings(part);
    const places = texts.map((text) => strings.put(text));
    assert.equal(strings.put(null), 0);
    assert.equal(places[301], places[0], 'a string is written once');
    assert.throws(() => strings.put('é'.repeat(33_000)), InputError);
    const { bytes } = part.close();
    fs.truncateSync(file, LARGE);
    const opened = fs.openSync(file, 'r');
    for (const size of [bytes, LARGE]) {
      const read = stringReader(opened, size);
      for (const order of [places, places.toReversed(), places]) {
        assert.deepEqual(
          order.map(read),
          order.map((at) => texts[places.indexOf(at)]),
        );
      }
      assert.equal(read(0), null);
      assert.throws(() => read(Math.ceil(size / 4)), InputError);
    }
    fs.closeSync(opened);
  });
});

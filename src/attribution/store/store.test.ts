import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import fc from 'fast-check';
import { InputError } from '../../base/errors.ts';
import type { Tag } from '../tags.ts';
import { createBuild } from './build.ts';
import { PARTS, type TagSet } from './format.ts';
import { keyOf, putKey } from './key.ts';
import { openBuild, verifyBuild } from './store.ts';

const place = fs.mkdtempSync(path.join(os.tmpdir(), 'hue-store-'));
after(() => fs.rmSync(place, { recursive: true, force: true }));
let builds = 0;

const SET: TagSet = {
  id: 'labels',
  layout: 'service-labels',
  source: 's',
  sourceDate: null,
  file: 'labels.csv',
  digest: '0'.repeat(64),
  imported: 1_700_000_000,
  told: '',
  tags: 0,
  leftOut: 0,
  former: [],
};

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
const text = fc.option(fc.string({ maxLength: 40 }), { nil: null });
const time = fc.option(fc.integer({ min: 1_300_000_000, max: 1_900_000_000 }), { nil: null });
/** Few addresses, so that many tags share one. */
const holder = fc.oneof(
  fc.integer({ min: 0, max: 9 }).map((n) => `0x${String(n).repeat(40)}`),
  hex(40).map((digits) => `0x${digits}`),
  fc.constantFrom('1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa', 'T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb'),
  fc.constantFrom('155dDX3rWoNsY4aiJFbsu6wLB91c2J2Ws5BgMfJKyM1eGnkS'),
);
const tag: fc.Arbitrary<Tag> = fc.record({
  chain: fc.constantFrom('eip155:1', 'eip155:56', 'other:polkadot'),
  holder,
  label: fc.string({ maxLength: 60 }),
  entity: text,
  entityType: fc.constantFrom(null, 'cex.hot', 'mixer.pool', 'person.eoa'),
  category: text,
  conduct: fc.constantFrom([], ['scam'], ['drainer', 'stolen_funds']),
  states: fc.constantFrom(
    [],
    [
      {
        state: 'sanctioned',
        by: 'OFAC',
        from: '2022-08-08',
        to: '2025-03-21',
        reference: null,
        confirmed: false,
      },
    ],
  ),
  source: fc.constantFrom('a', 'b'),
  sourceDate: fc.constantFrom(null, '2024-02-26'),
  url: text,
  grade: fc.constantFrom('G1', 'G8'),
  level: fc.constantFrom(null, 'override'),
  inherited: fc.boolean(),
  firstSeen: time,
  lastSeen: time,
  shareable: fc.constantFrom(null, true, false),
  licence: text,
  origin: fc.record({
    file: fc.constant('labels.csv'),
    line: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  }),
});

function built(tags: readonly Tag[], seed = 7): string {
  const folder = path.join(place, `build-${++builds}`);
  const build = createBuild(folder, seed, () => {});
  for (const each of tags) build.add(each, 0);
  build.finish([SET], '2026-11-28');
  return folder;
}

const names = (tags: readonly Tag[]): string[] => tags.map((one) => JSON.stringify(one)).sort();

/** What a stored tag has besides. */
function bare<T extends Tag>({ ...rest }: T): Tag {
  const stripped = { ...rest } as Record<string, unknown>;
  for (const key of ['set', 'retracted', 'notes']) delete stripped[key];
  const order = ['chain', 'holder', 'label', 'entity', 'entityType', 'category', 'conduct'];
  const keys = [
    ...order,
    ...Object.keys(stripped)
      .filter((key) => !order.includes(key))
      .sort(),
  ];
  return Object.fromEntries(keys.map((key) => [key, stripped[key]])) as unknown as Tag;
}

describe('a store of tags', () => {
  test('gives back every tag whole, under every seed, and nothing else', () => {
    fc.assert(
      fc.property(fc.array(tag, { maxLength: 60 }), fc.integer(), (tags, seed) => {
        const folder = built(tags, seed | 0);
        const store = openBuild(folder, 'b', null);
        try {
          assert.equal(store.size, tags.length);
          const groups = Map.groupBy(tags, ({ chain, holder: at }) => `${chain} ${at}`);
          for (const group of groups.values()) {
            const [{ chain, holder: at } = tags[0]!] = group;
            const found = store.tagsAt(chain, at);
            assert.deepEqual(names(found.map(bare)), names(group.map(bare)));
          }
          const keys = new Set(
            tags.map((one) => Buffer.from(keyOf(one.chain, one.holder)).toString('hex')),
          );
          assert.equal(store.keys, keys.size);
          const absent = Buffer.from('deadbeef'.repeat(5), 'hex');
          assert.equal(
            store.find(absent),
            keys.has(absent.toString('hex')) ? store.find(absent) : -1,
          );
        } finally {
          store.close();
        }
      }),
      { numRuns: 25 },
    );
  });

  test('finds many at once as it finds each alone', () => {
    fc.assert(
      fc.property(fc.array(tag, { maxLength: 600 }), fc.array(hex(40)), (tags, others) => {
        const store = openBuild(built(tags), 'b', null);
        const asked = [...others.map((digits) => `0x${digits}`), ...tags.map((one) => one.holder)];
        const words = new Int32Array(asked.length * 5);
        for (const [i, at] of asked.entries()) putKey(keyOf('eip155:1', at), words, i * 5);
        const out = new Int32Array(asked.length);
        store.findMany(words, asked.length, out);
        assert.deepEqual(
          [...out],
          asked.map((at) => store.find(keyOf('eip155:1', at))),
        );
        store.close();
      }),
      { numRuns: 6 },
    );
  });

  test('knows what is withdrawn, run out, and not to be passed on', () => {
    const [sample] = fc.sample(tag, { numRuns: 1, seed: 3 });
    assert.ok(sample);
    const base = { ...sample, chain: 'eip155:1', holder: `0x${'a1'.repeat(20)}` };
    const tags = [
      { ...base, label: 'shared', shareable: true, lastSeen: null },
      { ...base, label: 'silent', shareable: null, lastSeen: 1_600_000_000 },
      { ...base, label: 'private', shareable: false, lastSeen: 1_800_000_000 },
    ];
    const store = openBuild(built(tags), 'b', null);
    const labels = (filter: Parameters<typeof store.tagsAt>[2]) =>
      store.tagsAt(base.chain, base.holder, filter).map(({ label }) => label);
    assert.deepEqual(labels({}), ['shared', 'silent', 'private']);
    assert.deepEqual(labels({ shareableOnly: true }), ['shared']);
    assert.deepEqual(labels({ liveAt: 1_700_000_000 }), ['shared', 'private']);
    store.close();
  });

  test('is refused where a part is torn, truncated or changed', () => {
    const tags = fc.sample(tag, { numRuns: 50, seed: 1 });
    for (const [name, file] of Object.entries({ ...PARTS, header: 'header.json' })) {
      const cut = built(tags);
      const size = fs.statSync(path.join(cut, file)).size;
      fs.truncateSync(path.join(cut, file), size - 4);
      assert.throws(() => openBuild(cut, 'b', null), InputError, `${name} truncated`);
      fs.rmSync(path.join(cut, file));
      assert.throws(() => openBuild(cut, 'b', null), InputError, `${name} missing`);
      const torn = built(tags);
      const bytes = fs.readFileSync(path.join(torn, file));
      // a page that never reached the disk is zeros
      bytes.fill(0, bytes.length >> 1);
      fs.writeFileSync(path.join(torn, file), bytes);
      const open = name === 'strings' ? verifyBuild : () => openBuild(torn, 'b', null);
      assert.throws(() => open(torn, null), InputError, `${name} torn`);
    }
    const whole = built(tags);
    assert.equal(verifyBuild(whole, null).tags, 50);
    assert.throws(() => openBuild(whole, 'b', '0'.repeat(64)), /SHA-256/);
  });
});

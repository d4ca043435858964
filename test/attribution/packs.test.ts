// Real packs and labels: everything imports, and the known traps do not close.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { readLabelsCsv } from '../../src/attribution/csv.ts';
import { type Actor, readLabel } from '../../src/attribution/labels.ts';
import { createNames } from '../../src/attribution/names.ts';
import { readTags } from '../../src/attribution/read.ts';
import { readActorPack, readTagPack } from '../../src/attribution/tagpack.ts';
import type { TagFile } from '../../src/attribution/tags.ts';
import { InputError } from '../../src/base/errors.ts';
import { DATA, needsData } from '../needs.ts';

const PACKS = 'labels-graphsense-tagpacks';
const LABELS = 'cases/public/service-labels.csv';
const ETHEREUM = 'eip155:1';

function text(place: string): string {
  return fs.readFileSync(path.join(DATA, place), 'utf8');
}

describe('the GraphSense packs', { skip: needsData(PACKS) }, () => {
  let actors: ReadonlyMap<string, Actor>;
  let packs: ReadonlyMap<string, TagFile>;

  before(() => {
    actors = readActorPack('actors', text(`${PACKS}/actors/graphsense.actorpack.yaml`));
    const names = fs.readdirSync(path.join(DATA, PACKS, 'packs'));
    packs = new Map(
      names.map((name) => [name, readTagPack(name, text(`${PACKS}/packs/${name}`), actors)]),
    );
  });

  const pack = (name: string): TagFile => {
    const found = packs.get(name);
    assert.ok(found, name);
    return found;
  };

  test('import whole', () => {
    const files = [...packs.values()];
    assert.equal(files.length, 60);
    assert.equal(actors.size, 3813);
    assert.equal(
      files.reduce((sum, file) => sum + file.rows, 0),
      126_669,
    );
    assert.equal(
      files.reduce((sum, file) => sum + file.tags.length, 0),
      126_669,
    );
    const codes = new Set(files.flatMap(({ warnings }) => warnings.map(({ code }) => code)));
    assert.deepEqual([...codes].sort(), ['address', 'chain', 'checksum']);
  });

  test('count by source word as their authors do', () => {
    const tags = [...packs.values()].flatMap((file) => file.tags);
    const count = (word: string) =>
      tags.filter(({ category }) => category?.split(', ').includes(word)).length;
    assert.deepEqual(
      [count('miner'), count('coinjoin'), count('ransomware'), count('sextortion')],
      [37_895, 36_550, 14_635, 12_527],
    );
  });

  test('of a blacklist record its state and accuse no router, token or zero address', () => {
    const { tags } = pack('usdt_blacklist.yaml');
    assert.equal(tags.length, 774);
    for (const { entity, entityType, conduct, states } of tags) {
      assert.deepEqual([entity, entityType, conduct.length], [null, null, 0]);
      assert.deepEqual([states[0]?.state, states[0]?.confirmed], ['issuer_frozen', false]);
    }
    const known = createNames(tags);
    const router = known.nameOf(ETHEREUM, '0x881d40237659c251811cec9c364ef91dc08d300c');
    const curve = known.nameOf(ETHEREUM, '0xd533a949740bb3306d119cc777fa900ba034cd52');
    for (const name of [router, curve]) {
      assert.deepEqual([name?.severity, name?.rule, name?.conduct], ['INFO', 'continue', []]);
    }
    for (const end of ['0'.repeat(40), `${'0'.repeat(38)}18`, `${'0'.repeat(36)}18fe`]) {
      assert.equal(known.nameOf(ETHEREUM, `0x${end}`)?.entityType, 'burn', end);
    }
  });

  test('of hacks tell the robbed from the robber by tag', () => {
    const { tags } = pack('hacks.yaml');
    const robbed = tags.filter(({ label }) => label === 'Bitfinex');
    const robber = tags.filter(({ label }) => label === 'Bitfinex hack');
    assert.deepEqual([robbed.length, robber.length], [196, 99]);
    assert.ok(robbed.every(({ entity, conduct }) => entity === 'Bitfinex' && !conduct.length));
    assert.ok(robber.every(({ entity, conduct }) => entity === null && conduct.length === 1));
  });

  test('of an FBI notice attribute without listing, of OFAC list', () => {
    for (const { conduct, states, grade } of pack('lazarus2.yaml').tags) {
      assert.deepEqual([conduct, states.length, grade], [['dprk_attributed'], 0, 'G2']);
    }
    for (const { states } of pack('lazarus.yaml').tags) assert.equal(states[0]?.by, 'OFAC');
    const listed = pack('ofac.yaml').tags;
    assert.ok(listed.every(({ states }) => states[0]?.state === 'sanctioned'));
    assert.ok(
      listed.some(({ chain }) => chain.startsWith('tron:')),
      'one BTC entry is on Tron',
    );
  });

  test('never name an owner of the zero address', () => {
    const { tags } = pack('defi-protocols-csh.yaml');
    const zero = `0x${'0'.repeat(40)}`;
    assert.ok(tags.some(({ holder, label }) => holder === zero && label === 'maker_FAUCET'));
    const name = createNames(tags).nameOf(ETHEREUM, zero);
    assert.deepEqual([name?.entity, name?.entityType], [null, 'burn']);
  });

  test('put tokens on the ledger that the address has the form of', () => {
    const { tags } = pack('exchange-wallets-binance.yaml');
    const tron = tags.filter(({ label, chain }) => / USDT$/.test(label) && chain.includes('tron'));
    assert.ok(tron.length > 0);
    assert.ok(tron.every(({ holder }) => holder.startsWith('T')));
  });
});

describe('service-labels.csv', { skip: needsData(LABELS) }, () => {
  test('imports whole, and every row has a place in the taxonomy', () => {
    const { tags, rows, warnings } = readLabelsCsv('service-labels.csv', text(LABELS));
    assert.deepEqual([rows, tags.length, warnings.length], [68, 68, 0]);
    assert.ok(tags.every(({ entity, entityType }) => entity !== null && entityType !== null));
    const thor = tags.filter(({ entity }) => entity === 'THORChain');
    assert.ok(thor.every(({ entityType }) => entityType === 'bridge.native_swap'));
    assert.equal(thor.length, 10);
  });
});

describe('labels of explorers', () => {
  const place = 'labels-etherscan-brianleect/data';

  test('import on the chain of each, without its junk keys', { skip: needsData(place) }, () => {
    const read = (site: string, chain: string) => {
      const file = `${place}/${site}/combined/combinedAccountLabels.json`;
      const declared = { chain, source: site, category: 'labels', date: '2023-10-11' };
      return readTags('labels.json', text(file), { declared });
    };
    const ethereum = read('etherscan', 'ethereum');
    const bsc = read('bscscan', 'bsc');
    assert.deepEqual([ethereum.rows, ethereum.tags.length], [23_288, 20_020]);
    assert.deepEqual([bsc.rows, bsc.tags.length], [2875, 2863]);
    assert.ok(bsc.tags.every(({ chain }) => chain === 'eip155:56'));
    assert.ok(bsc.warnings.some(({ found }) => found.includes('no matching entries')));
    const warned = ethereum.tags.filter(({ label }) => /Hack Alert/.test(label));
    assert.ok(warned.length > 3000, 'people warned of a hack');
    assert.ok(warned.every(({ conduct }) => conduct.length === 0));
  });
});

describe('labels of a ground truth', () => {
  const place = 'evm-theft-groundtruth-mftracer';
  const files = ['LIFI/LIFI.csv', 'XScam/XScam.csv'];

  test('never make a service of an attacker', { skip: needsData(place) }, () => {
    const labels = files.flatMap((file) =>
      text(`${place}/${file}`)
        .split(/\r?\n/)
        .slice(1)
        .flatMap((line) => [line.split(',')[4] ?? '', line.split(',')[6] ?? '']),
    );
    const attackers = /Exploiter|Hack|Terminus|Fake_Phishing/;
    const seen = new Set(labels);
    assert.ok(seen.size > 300);
    for (const label of seen) {
      const { entity, entityType } = readLabel(label, null);
      if (attackers.test(label))
        assert.deepEqual([entity, entityType], [null, 'person.eoa'], label);
      const at = /^(\w+(?:\.com)?)_Deposit_0x/.exec(label)?.[1];
      if (at) assert.ok(entity?.startsWith(at), `${label}: ${entity}`);
    }
  });
});

describe('files that are no packs', () => {
  const broken = 'phishing/cryptoscamdb/uris.yaml';
  const list = 'sanctions/fbi-ofac-blocklist-threshold/src/blocked-wallets/blocklist.json';

  test('are refused, not half read', { skip: needsData(broken) }, () => {
    assert.throws(() => readTags('uris.yaml', text(broken)), InputError);
  });

  test('a list of FBI and OFAC in one sanctions nobody', { skip: needsData(list) }, () => {
    const source = 'Threshold block list: FBI and OFAC, not told apart';
    const declared = { chain: 'ethereum', source, category: 'heist', date: '2025-02-26' };
    const { tags, rows } = readTags('blocklist.json', text(list), { declared });
    assert.deepEqual([rows, tags.length], [119, 118]);
    assert.ok(tags.every(({ states, conduct }) => !states.length && conduct[0] === 'stolen_funds'));
  });
});

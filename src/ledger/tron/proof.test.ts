// Against real blocks of Tron: one whole block, four headers, five transactions with the way to
// their block's root.

import { deepEqual, equal, match, ok, throws } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import fc from 'fast-check';
import { DATA, needsData } from '../../../test/needs.ts';
import { seeded } from '../../../test/properties/policies.ts';
import { sha256Bytes } from '../../base/digest.ts';
import { InputError } from '../../base/errors.ts';
import type { Source } from '../source.ts';
import { tronHolder } from './address.ts';
import { effectOf } from './contracts.ts';
import { hex, readHeader } from './header.ts';
import { branchOf, rootFrom } from './merkle.ts';
import { RESULTS, readTransaction } from './message.ts';
import { checkTronProof, type TronProof, tronProofSchema } from './proof.ts';
import { bytesAt, fieldsOf, intAt, writeBytes, writeInt } from './protobuf.ts';
import { proveTron } from './prove.ts';

const FOLDER = 'tron-blocks-untron';
const CRATES = 'crates/tron/testdata/fixtures';
const CONTRACTS = 'packages/contracts/test/tron/fixtures';
const SKIP = { skip: needsData(FOLDER) };
const USDT = 'tron:0x2b6653dc/trc20:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';

interface Fixture {
  readonly txId: string;
  readonly encodedTx: string;
  readonly txLeaf: string;
  readonly headerTxTrieRoot: string;
  readonly proof: readonly string[];
  readonly indexBits: number | string;
  readonly blocks: readonly string[];
  readonly leaves?: readonly string[];
}

function read<T>(file: string): T {
  return JSON.parse(readFileSync(path.join(DATA, FOLDER, file), 'utf8'));
}

const plain = (text: string): string => text.replace(/^0x/, '');
const bytesOf = (text: string): Buffer => Buffer.from(plain(text), 'hex');

function proofOf(fixture: Fixture): TronProof {
  const [first = '', ...followers] = fixture.blocks.map(plain);
  const header = readHeader(bytesOf(first), 'header');
  const bits = Number(fixture.indexBits);
  return tronProofSchema.parse({
    format: 'hueandcry.proof',
    version: 1,
    kind: 'tron',
    chain: 'tron:0x2b6653dc',
    tx: plain(fixture.txId),
    block: { number: header.number, id: header.id, header: first, followers },
    transaction: plain(fixture.encodedTx),
    branch: fixture.proof.map((hash, i) => {
      return { side: ((bits >> i) & 1) === 1 ? 'left' : 'right', hash: plain(hash) };
    }),
  });
}

const FILES = [
  `${CONTRACTS}/transfer_79729218_eceb1b.json`,
  `${CONTRACTS}/trigger_79729218_caf54b.json`,
  `${CONTRACTS}/delegate_79707076_7fed5a.json`,
  `${CRATES}/tron_tx_proof_78812179_1d649769f0ecf78bd6812226d067144bca18b4d01fb34cfdb260fd51cc3072db.json`,
];

describe('proofs of real transactions', SKIP, () => {
  for (const file of FILES) {
    test(path.basename(file, '.json'), () => {
      const fixture = read<Fixture>(file);
      equal(hex(sha256Bytes(bytesOf(fixture.encodedTx))), plain(fixture.txLeaf));
      const { verdict, shows } = checkTronProof(proofOf(fixture));
      deepEqual([verdict.proved, verdict.reason], [true, null]);
      equal(shows?.anchor, 'signed');
      ok(verdict.steps.some((step) => step.startsWith('19 blocks follow on it; ')));
    });
  }

  test('shows what moved: TRX, a known token, and nothing that is delegated', () => {
    const [transfer, trigger, delegate] = FILES.map((file) => {
      return checkTronProof(proofOf(read<Fixture>(file))).shows?.moved;
    });
    const holder = (text: string): string => tronHolder(text) as string;
    deepEqual(transfer, {
      kind: 'transfers',
      transfers: [
        {
          from: holder('4159ed74912bc97e04e10bf06210487083b0debacb'),
          to: holder('417b8b8f1beaf05ecfcc163a2bac7e908253daf104'),
          asset: 'tron:0x2b6653dc/slip44:195',
          amount: 1n,
        },
      ],
      blind: null,
    });
    ok(trigger?.kind === 'transfers' && trigger.blind);
    deepEqual(trigger.transfers, [
      {
        from: holder('414e686c3e1f9f27f23f1e49c4516b315dfe693699'),
        to: holder('41bc636f5947ff59387bd3aedd2f5af3108d1b8bd8'),
        asset: USDT,
        amount: 0x55a24d60n,
      },
    ]);
    deepEqual(delegate, { kind: 'transfers', transfers: [], blind: null });
  });

  test('a change of any byte is found', (t) => {
    const whole = proofOf(read<Fixture>(FILES[0] as string));
    const followers = whole.block.followers.slice(0, 2);
    const proof = { ...whole, block: { ...whole.block, followers } };
    const flip = (text: string, at: number): string => {
      const place = at % text.length;
      const digit = (Number.parseInt(text[place] as string, 16) ^ 1).toString(16);
      return text.slice(0, place) + digit + text.slice(place + 1);
    };
    const { block } = proof;
    const [first = { side: 'left', hash: '' }, ...rest] = proof.branch;
    const changes: ((at: number) => TronProof)[] = [
      (at) => ({ ...proof, tx: flip(proof.tx, at) }),
      (at) => ({ ...proof, transaction: flip(proof.transaction, at) }),
      (at) => ({ ...proof, branch: [{ ...first, hash: flip(first.hash, at) }, ...rest] }),
      (at) => ({ ...proof, block: { ...block, id: flip(block.id, at) } }),
      () => ({ ...proof, block: { ...block, number: block.number + 1 } }),
      () => ({ ...proof, branch: rest }),
      () => ({ ...proof, block: { ...block, followers: block.followers.slice(1) } }),
      () => ({ ...proof, chain: 'eip155:1' }),
    ];
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(...changes), (at, change) => {
        const { verdict, shows } = checkTronProof(change(at));
        equal(verdict.proved, false);
        equal(shows, null);
        match(verdict.reason ?? '', /expected .+, found /);
      }),
      seeded(t, 200),
    );
    // the header's raw data are held by the id, and its signature by the key that it leads to
    const header = flip(block.header, block.header.length - 80);
    const { verdict, shows } = checkTronProof({
      ...proof,
      block: { ...block, header, followers: [] },
    });
    ok(!verdict.proved || shows?.anchor === 'nothing');
  });

  test('the tree over all leaves of a block has the root of its header', () => {
    const fixture = read<Fixture>(FILES[3] as string);
    const leaves = (fixture.leaves ?? []).map(bytesOf);
    equal(leaves.length, 446);
    for (const [index, leaf] of leaves.entries()) {
      const { root, siblings } = branchOf(leaves, index);
      equal(hex(root), plain(fixture.headerTxTrieRoot));
      equal(hex(rootFrom(leaf, siblings)), hex(root));
    }
  });

  test('headers alone: whose key signed them', () => {
    const { srs, witnessDelegatees } = read<Record<string, string[]>>(FILES[0] as string);
    const holder = (text: string | undefined) => tronHolder(`41${plain(text ?? '')}`);
    const allowed = new Map(srs?.map((sr, i) => [holder(sr), holder(witnessDelegatees?.[i])]));
    const { blockHeaderRawBytes, witnessSignatures, blockNumbers } = read<Record<string, string[]>>(
      `${CRATES}/tron_headers_78000000_78000099.sample.json`,
    );
    for (const [i, raw] of (blockHeaderRawBytes ?? []).entries()) {
      const signature = bytesOf(witnessSignatures?.[i] ?? '');
      const bytes = Buffer.concat([writeBytes(1, bytesOf(raw)), writeBytes(2, signature)]);
      const header = readHeader(bytes, 'header');
      equal(`${header.number}`, blockNumbers?.[i]);
      equal(header.signer, allowed.get(header.witness));
    }
  });
});

/** The block of the fixture, in the form in which a node gives it over HTTP. */
function nodeBlock() {
  const [file] = [
    'tron_blockext_raw_79072107_860981c986ef3c0313916283483e6e0f8614686b2c011c31d68d42e8efff6601',
  ];
  const { blockExtention } = read<{ blockExtention: string }>(`${CRATES}/${file}.json`);
  const block = fieldsOf(bytesOf(blockExtention), 'block');
  const ids: string[] = [];
  const types: string[] = [];
  let odd = 0;
  const transactions = block.flatMap(({ number, bytes }) => {
    if (number !== 1 || !bytes) return [];
    const encoded = bytesAt(fieldsOf(bytes, 'entry'), 1) as Uint8Array;
    const { tx, signatures, result } = readTransaction(encoded, 'transaction');
    ids.push(tx.txID);
    types.push(tx.raw_data.contract[0]?.type ?? '');
    const outer = fieldsOf(encoded, 'transaction');
    const raw = bytesAt(outer, 1) as Uint8Array;
    const unknown = fieldsOf(bytesAt(outer, 5) ?? new Uint8Array(), 'ret').flatMap((field) =>
      field.number > 3 ? [[field.number, [hex(field.bytes ?? new Uint8Array())]]] : [],
    );
    odd += unknown.length;
    const ret = { ret: [{ contractRet: result, ...Object.fromEntries(unknown) }] };
    return [{ txID: tx.txID, raw_data_hex: hex(raw), signature: signatures.map(hex), ...ret }];
  });
  const header = fieldsOf(bytesAt(block, 2) as Uint8Array, 'header');
  const raw = fieldsOf(bytesAt(header, 1) as Uint8Array, 'raw');
  const text = (field: number): string => hex(bytesAt(raw, field) ?? new Uint8Array());
  const number = Number(intAt(raw, 7));
  const json = {
    blockID: hex(bytesAt(block, 3) as Uint8Array),
    block_header: {
      raw_data: {
        number,
        txTrieRoot: text(2),
        witness_address: text(9),
        parentHash: text(3),
        version: Number(intAt(raw, 10)),
        timestamp: Number(intAt(raw, 1)),
      },
      witness_signature: hex(bytesAt(header, 2) as Uint8Array),
    },
    transactions,
  };
  return { number, ids, types, json, odd };
}

describe('proofs built from what a node gives over HTTP', SKIP, () => {
  let block: ReturnType<typeof nodeBlock>;
  before(() => {
    block = nodeBlock();
  });

  function source(json: unknown): Source {
    const refuse = () => Promise.reject(new Error('not asked for'));
    return {
      name: 'recorded',
      get: refuse,
      call: refuse,
      post: async (at) => {
        const value = at === '/walletsolidity/getblockbynum' ? json : {};
        return { status: 200, value, at: 0, evidence: 0 };
      },
    };
  }

  test('transactions of a block are proved, though one holds unknown fields', async () => {
    equal(block.odd, 1);
    equal(block.ids.length, 619);
    const some = block.ids.filter((_, i) => i % 60 === 0 || i === 618);
    const wanted = some.map((tx) => ({ tx, block: block.number }));
    const { proofs, unproved } = await proveTron(wanted, source(block.json), 2);
    deepEqual(unproved, []);
    equal(proofs.length, some.length);
    for (const proof of [proofs[0], proofs.at(-1)]) {
      deepEqual(tronProofSchema.parse(JSON.parse(JSON.stringify(proof))), proof);
    }
  });

  test('every type of contract in a block is known', () => {
    const counts = new Map<string, number>();
    for (const type of block.types) counts.set(type, (counts.get(type) ?? 0) + 1);
    deepEqual(
      [...counts.keys()].filter((type) => effectOf(type) === null),
      [],
    );
    deepEqual([counts.get('TransferContract'), counts.get('TransferAssetContract')], [230, 38]);
  });

  test('a source that leaves out or changes something proves nothing', async () => {
    const [first, ...rest] = block.json.transactions as Record<string, unknown>[];
    const wanted = [{ tx: block.ids[1] as string, block: block.number }];
    const lies = [{ ...first, ret: [{ contractRet: 'REVERT' }] }, undefined];
    for (const lie of lies) {
      const transactions = lie ? [lie, ...rest] : rest;
      const { proofs, unproved } = await proveTron(
        wanted,
        source({ ...block.json, transactions }),
        0,
      );
      deepEqual(proofs, []);
      match(unproved[0]?.why ?? '', /root of the transactions/);
    }
    const { unproved } = await proveTron(
      [{ tx: 'ab'.repeat(32), block: block.number }],
      source(block.json),
      0,
    );
    match(unproved[0]?.why ?? '', /does not hold it/);
  });
});

describe('protobuf', () => {
  test('fields are read as they were written', (t) => {
    const field = fc.oneof(
      fc.record({
        number: fc.integer({ min: 1, max: 2 ** 28 }),
        int: fc.bigInt({ min: 1n - 2n ** 63n, max: 2n ** 63n - 1n }).filter((n) => n !== 0n),
      }),
      fc.record({ number: fc.integer({ min: 1, max: 2 ** 28 }), bytes: fc.uint8Array() }),
    );
    fc.assert(
      fc.property(fc.array(field), (fields) => {
        const written = Buffer.concat(
          fields.map((one) =>
            'int' in one ? writeInt(one.number, one.int) : writeBytes(one.number, one.bytes),
          ),
        );
        const read = fieldsOf(written, 'test');
        equal(read.length, fields.length);
        for (const [i, one] of fields.entries()) {
          equal(read[i]?.number, one.number);
          if ('int' in one) equal(read[i]?.int, one.int);
          else deepEqual(Buffer.from(read[i]?.bytes ?? []), Buffer.from(one.bytes));
        }
      }),
      seeded(t, 100),
    );
  });

  test('any bytes are a message or an InputError', (t) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          fieldsOf(bytes, 'test');
        } catch (error) {
          ok(error instanceof InputError, String(error));
        }
      }),
      seeded(t, 300),
    );
  });

  test('lengths beyond the end, groups and long varints are refused', () => {
    for (const text of [
      '0aff',
      '0b',
      '0affffffffffffffffff01',
      '08ffffffffffffffffffffff01',
      '00',
    ]) {
      throws(() => fieldsOf(Buffer.from(text, 'hex'), 'test'), InputError, text);
    }
  });

  test('results are in the order of the enum', () => {
    deepEqual(
      [RESULTS[1], RESULTS[2], RESULTS[10], RESULTS.length],
      ['SUCCESS', 'REVERT', 'OUT_OF_ENERGY', 16],
    );
  });
});

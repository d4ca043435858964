import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { jsonOf, PORTAL, portalBlocks } from '../../../test/ledger/evm-blocks.ts';
import { needsData } from '../../../test/needs.ts';
import { parseChain } from '../chains.ts';
import { buildEvmProofs } from './block-proofs.ts';
import { checkEvmProof, type EvmProof, evmProofSchema } from './proof.ts';

const chain = parseChain('ethereum', 'chain');
const NUMBER = 14764013;

function proofsOf(number: number): readonly EvmProof[] {
  const { block, receipts } = jsonOf(portalBlocks([number])[0]!);
  const ids = block.transactions.map(({ hash }) => hash);
  const { proofs, unproved } = buildEvmProofs(
    { chain, block, receipts, agreed: ['node', 'explorer'] },
    ids,
  );
  deepEqual(unproved, []);
  equal(proofs.length, ids.length);
  return proofs;
}

const transfersOf = (proof: EvmProof) => {
  const moved = checkEvmProof(proof).shows?.moved;
  return moved?.kind === 'transfers' ? moved.transfers : [];
};

describe('a proof of a transaction and its receipt', { skip: needsData(PORTAL) }, () => {
  test('holds for every transaction of two real blocks', () => {
    let transfers = 0;
    for (const number of [14764013, 22431083]) {
      for (const proof of proofsOf(number)) {
        const { verdict, shows } = checkEvmProof(evmProofSchema.parse(proof));
        equal(verdict.reason, null);
        ok(verdict.proved && verdict.steps.some((step) => step.includes('node, explorer')));
        equal(shows?.block, number);
        transfers += transfersOf(proof).length;
      }
    }
    ok(transfers > 200, `${transfers}`);
  });

  test('shows what moved: the value that is paid, and tokens by their logs', () => {
    const { block, receipts } = jsonOf(portalBlocks([NUMBER])[0]!);
    const word = (text: string): string => `0x${text.slice(-40)}`;
    let native = 0;
    for (const [i, proof] of proofsOf(NUMBER).entries()) {
      const { value, to } = block.transactions[i] as unknown as { value: string; to: string };
      const shown = transfersOf(proof).map(({ from, to, asset, amount }) =>
        [from, to, asset, `${amount}`].join(' '),
      );
      const isTransfer = receipts[i]!.logs.filter(
        ({ topics }) => topics.length === 3 && topics[0]?.startsWith('0xddf252ad'),
      );
      for (const { address, topics, data } of isTransfer) {
        const asset = `eip155:1/erc20:${address}`;
        ok(shown.includes(`${word(topics[1]!)} ${word(topics[2]!)} ${asset} ${BigInt(data)}`));
      }
      if (BigInt(value) === 0n || receipts[i]!.status !== '0x1') continue;
      native++;
      ok(shown.some((line) => line.endsWith(` ${to} eip155:1/slip44:60 ${BigInt(value)}`)));
    }
    ok(native > 3, `${native}`);
  });

  test('any change to any byte is found', () => {
    const sized = [...proofsOf(15537393)].map((proof) => ({ proof, text: JSON.stringify(proof) }));
    const [{ proof } = sized[0]!] = sized.sort((a, b) => a.text.length - b.text.length);
    const holds = (text: string): boolean => {
      const read = evmProofSchema.safeParse(JSON.parse(text));
      return read.success && checkEvmProof(read.data).verdict.proved;
    };
    const { agreed: _, ...block } = proof!.block;
    ok(holds(JSON.stringify(proof)));
    const change = (digit: string): string => (digit === 'f' ? '0' : 'f');
    const parts: [string, string[], (texts: string[]) => EvmProof][] = [
      ['tx', [proof!.tx], ([tx = '']) => ({ ...proof!, tx })],
      ['hash', [block.hash], ([hash = '']) => ({ ...proof!, block: { ...proof!.block, hash } })],
      [
        'header',
        [block.header],
        ([header = '']) => ({ ...proof!, block: { ...proof!.block, header } }),
      ],
      ['transaction', proof!.transaction, (transaction) => ({ ...proof!, transaction })],
      ['receipt', proof!.receipt, (receipt) => ({ ...proof!, receipt })],
    ];
    let changes = 0;
    for (const [name, texts, put] of parts) {
      for (const [which, text] of texts.entries()) {
        for (let at = 2; at < text.length; at++) {
          const changed = text.slice(0, at) + change(text[at]!) + text.slice(at + 1);
          const all = texts.map((other, i) => (i === which ? changed : other));
          ok(!holds(JSON.stringify(put(all))), `${name} ${which}, digit ${at}`);
          changes++;
        }
      }
    }
    ok(changes > 1000, `${changes}`);
    ok(!holds(JSON.stringify({ ...proof!, index: proof!.index + 1 })));
    ok(!holds(JSON.stringify({ ...proof!, chain: 'eip155:10' })));
    ok(!holds(JSON.stringify({ ...proof!, block: { ...proof!.block, number: 1 } })));
    ok(!holds(JSON.stringify({ ...proof!, kind: 'bitcoin' })));
  });

  test('a proof of one transaction does not hold for another', () => {
    const [one, two] = proofsOf(14764013);
    const mixed = { ...one!, receipt: two!.receipt };
    const { verdict, shows } = checkEvmProof(mixed);
    ok(!verdict.proved && verdict.reason?.startsWith('receipt'), verdict.reason ?? '');
    equal(shows, null);
  });
});

test('a chain that is not known, or is none of this kind', { skip: needsData(PORTAL) }, () => {
  const [proof] = proofsOf(15537393);
  for (const id of ['eip155:987654321', 'tron:0x2b6653dc']) {
    ok(checkEvmProof({ ...proof!, chain: id }).verdict.reason?.includes(id));
  }
});

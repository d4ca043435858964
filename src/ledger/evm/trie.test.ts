import { equal, throws } from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { PORTAL, portalBlocks, RECENT, recentBlocks } from '../../../test/ledger/evm-blocks.ts';
import { needsData } from '../../../test/needs.ts';
import { seeded } from '../../../test/properties/policies.ts';
import { InputError } from '../../base/errors.ts';
import { encodeTransaction } from './encode.ts';
import { decodeHeader } from './header.ts';
import { hexOf } from './hex.ts';
import { listTrie, provedValue } from './trie.ts';

/** Yellow Paper: the root of the empty trie. */
const EMPTY = '0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421';

describe('the trie of a list', () => {
  test('of nothing has the known root', () => {
    equal(hexOf(listTrie([]).root), EMPTY);
  });

  test('transactions and receipts of 12 real blocks have the roots of their headers', {
    skip: needsData(PORTAL),
  }, () => {
    const blocks = portalBlocks();
    equal(blocks.length, 12);
    for (const { number, header, transactions, receipts } of blocks) {
      const stated = decodeHeader(header, 'header');
      equal(stated.number, number);
      equal(hexOf(listTrie(transactions).root), hexOf(stated.transactionsRoot), `${number}`);
      equal(hexOf(listTrie(receipts).root), hexOf(stated.receiptsRoot), `${number}`);
    }
  });

  test('transactions of 6 recent blocks, out of their JSON', { skip: needsData(RECENT) }, () => {
    const blocks = recentBlocks();
    equal(blocks.length, 6);
    for (const { transactions, transactionsRoot } of blocks) {
      const encoded = transactions.map((json) => encodeTransaction(json, 'transaction'));
      equal(hexOf(listTrie(encoded).root), transactionsRoot);
    }
  });

  test('every value is proved at its place, and at no other, and by no other nodes', (t) => {
    // short values stand in their parents, long ones behind hashes
    const value = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 3 }),
      fc.uint8Array({ minLength: 1, maxLength: 80 }),
    );
    const lists = fc.array(value, { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(lists, fc.nat(), fc.nat(), (values, a, b) => {
        const { root, path } = listTrie(values);
        const [index, other] = [a % values.length, b % values.length];
        const nodes = path(index);
        equal(hexOf(provedValue(root, index, nodes, 'value')), hexOf(values[index]!));
        throws(() => provedValue(root, index, nodes.slice(1), 'value'), InputError);
        throws(() => provedValue(root, index, [...nodes, nodes[0]!], 'value'), InputError);
        const elsewhere = (): Uint8Array => provedValue(root, other, nodes, 'value');
        try {
          // all nodes of the way may be shared; then the other value is proved, and no wrong one
          equal(hexOf(elsewhere()), hexOf(values[other]!));
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
        }
        const beyond = values.length + (b % 1000);
        throws(() => provedValue(root, beyond, path(index), 'value'), InputError);
      }),
      seeded(t, 150),
    );
  });

  test('one bit changed in any node is found, and the node is named', () => {
    const values = Array.from({ length: 200 }, (_, i) => Buffer.alloc(40, i));
    const { root, path } = listTrie(values);
    const nodes = path(131);
    for (const [which, node] of nodes.entries()) {
      for (let at = 0; at < node.length; at++) {
        const changed = nodes.map((bytes) => Uint8Array.from(bytes));
        changed[which]![at]! ^= 1 << (at % 8);
        throws(
          () => provedValue(root, 131, changed, 'receipt'),
          (error) => error instanceof InputError && error.label === `receipt, node ${which + 1}`,
        );
      }
    }
  });
});

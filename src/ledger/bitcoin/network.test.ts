import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import { CHAINS } from '../chains.ts';
import { fromDisplay, sha256d, toDisplay } from './hash.ts';
import { NETWORKS, networkOf } from './network.ts';
import { meetsTarget } from './work.ts';
import { headerBytes } from './writer.ts';

/** What each genesis block holds besides its version, 1, and its parent, none. */
const FIRST = '4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b';
const BIP94 = '7aa0a7ae1e223414cb807e40cd57e667b718e42aaf9306db9102fe28912b7b4e';
const GENESIS: Readonly<Record<string, readonly [number, number, number, string]>> = {
  mainnet: [1_231_006_505, 0x1d00ffff, 2_083_236_893, FIRST],
  testnet: [1_296_688_602, 0x1d00ffff, 414_098_458, FIRST],
  testnet4: [1_714_777_860, 0x1d00ffff, 393_743_547, BIP94],
  signet: [1_598_918_400, 0x1e0377ae, 52_613_770, FIRST],
  regtest: [1_296_688_602, 0x207fffff, 2, FIRST],
};

for (const network of NETWORKS) {
  test(`${network.name}: its genesis block has its hash and work, and names its chain`, () => {
    const [time, bits, nonce, root] = GENESIS[network.name] ?? [0, 0, 0, ''];
    const previous = new Uint8Array(32);
    const fields = { version: 1, previous, merkleRoot: fromDisplay(root), time, bits, nonce };
    const hash = sha256d(headerBytes(fields));
    equal(toDisplay(hash), network.genesis);
    equal(meetsTarget(hash, bits, network), true);
    equal(network.chain, `bip122:${network.genesis.slice(0, 32)}`);
    equal(networkOf(network.chain), network);
    equal(CHAINS.find(({ id }) => id === network.chain)?.family, 'bitcoin');
  });
}

test('a chain of another family is no network', () => {
  equal(networkOf('eip155:1'), null);
});

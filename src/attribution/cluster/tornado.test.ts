import { deepEqual, throws } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { DATA, needsData } from '../../../test/needs.ts';
import { InputError } from '../../base/errors.ts';
import { unzip } from '../../ledger/bitcoin/zip.ts';
import { anonymitySet, poolCounts, readPool } from './tornado.ts';

const EVENTS = 'tornado-events';
const word = (n: number) => `0x${n.toString(16).padStart(64, '0')}`;
const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));
const deposit = (leafIndex: number, blockNumber: number) => {
  const [transactionHash, commitment] = [word(leafIndex), word(1000 + leafIndex)];
  return { blockNumber, transactionHash, commitment, leafIndex, timestamp: '1600000000' };
};
const withdrawal = (n: number, blockNumber: number) => {
  const [transactionHash, nullifierHash] = [word(n), word(2000 + n)];
  const to = `0x${'Ab'.repeat(20)}`;
  return { blockNumber, transactionHash, nullifierHash, to, fee: n === 0 ? '0' : '5' };
};
const made = (deposits: unknown, withdrawals: unknown) =>
  readPool(bytes(deposits), bytes(withdrawals), 'made up');

test('the crowd of a withdrawal: deposits so far less withdrawals before it', () => {
  const deposits = [3, 1, 0, 2].map((leaf) => deposit(leaf, [10, 11, 20, 30][leaf] ?? 0));
  const pool = made(deposits, [withdrawal(1, 20), withdrawal(0, 12)]);
  deepEqual(anonymitySet(pool, word(2000)), { least: 2, most: 2 });
  // the third deposit stands in the same block: before the withdrawal or after it
  deepEqual(anonymitySet(pool, word(2001)), { least: 1, most: 2 });
  deepEqual(poolCounts(pool), {
    deposits: 4,
    withdrawals: 2,
    recipients: 1,
    relayed: 1,
    unspent: 2,
  });
  throws(() => anonymitySet(pool, word(9)), InputError);
});

test('gaps, repeats and other files are refused', () => {
  const whole = [deposit(0, 1), deposit(1, 2)];
  throws(() => made([deposit(0, 1), deposit(2, 2)], []), InputError);
  throws(() => made(whole, [withdrawal(0, 5), withdrawal(0, 6)]), InputError);
  throws(() => made([deposit(0, 1)], [withdrawal(0, 5), withdrawal(1, 6)]), InputError);
  throws(() => made({}, []), InputError);
  throws(() => readPool(Buffer.from('['), bytes([]), 'made up'), InputError);
});

describe('real events (tracing.md §5.8)', { skip: needsData(EVENTS) }, () => {
  const folder = `${DATA}/${EVENTS}`;

  test('the pool of 100 ETH', () => {
    const at = (name: string) => {
      const path = `${folder}/classic-ui-2022-06-13/${name}.json.zip`;
      const [entry] = unzip(readFileSync(path), path, { left: 2 ** 26 });
      return entry?.data ?? new Uint8Array();
    };
    const pool = readPool(at('deposits_eth_100'), at('withdrawals_eth_100'), 'ETH 100');
    deepEqual(poolCounts(pool), {
      deposits: 27_544,
      withdrawals: 25_608,
      recipients: 9_097,
      relayed: 18_848,
      unspent: 1_936,
    });
    const first = pool.withdrawals[0]?.nullifier ?? '';
    const last = pool.withdrawals.at(-1)?.nullifier ?? '';
    deepEqual(anonymitySet(pool, first), { least: 1, most: 1 });
    deepEqual(anonymitySet(pool, last), { least: 1_936, most: 1_936 });
    // deposits and other withdrawals stand in the same block
    const shared = pool.withdrawals.find(({ block }) => block === 11_091_609)?.nullifier ?? '';
    deepEqual(anonymitySet(pool, shared), { least: 269, most: 271 });
  });

  test('the pool of 100,000 DAI', () => {
    const at = (kind: string) =>
      readFileSync(`${folder}/cli-cache-2022-02/ethereum/${kind}_dai_100000.json`);
    const counts = poolCounts(readPool(at('deposits'), at('withdrawals'), 'DAI 100,000'));
    deepEqual(counts, {
      deposits: 2_337,
      withdrawals: 2_190,
      recipients: 615,
      relayed: 1_355,
      unspent: 147,
    });
  });
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type ListAction, linesOf } from '../../../test/fakes/explorer-rows.ts';
import {
  REAL_TRANSACTIONS,
  type RealTransaction,
  realTransactions,
} from '../../../test/fakes/real-transactions.ts';
import type { StagedLedger } from '../../../test/fakes/staged.ts';
import { factOf } from '../../../test/fakes/truth.ts';
import { needsData } from '../../../test/needs.ts';
import { AssetBook } from '../asset-book.ts';
import { tokenLookup } from '../assets.ts';
import { type Chain, chainOf, parseChain } from '../chains.ts';
import type { Holder, Transfer } from '../port.ts';
import { type ListRow, readRow } from './explorer-rows.ts';
import { type RowAssets, settledByLists } from './explorer-settled.ts';
import { ToldByLists } from './explorer-told.ts';
import { transfersOf } from './receipt.ts';
import { receiptSchema, transactionSchema } from './transaction.ts';

const ACTIONS: readonly ListAction[] = [
  ...(['txlist', 'txlistinternal', 'tokentx', 'tokennfttx', 'token1155tx'] as const),
];
const NAMES: Readonly<Record<string, string>> = {
  arbitrum_one: 'arbitrum',
  polygon_pos: 'polygon',
  // chains that the program does not know by name: the rules must hold there too
  hyperevm: 'ethereum',
  monad: 'ethereum',
};

function assetsOf(chain: Chain): RowAssets {
  const lookup = tokenLookup(chain);
  return { chain, lookup, book: new AssetBook(chain, lookup) };
}

type Listed = readonly { readonly holders: readonly Holder[]; readonly row: ListRow }[];

/** All rows that lists of accounts show of one transaction, and in whose lists they stand. */
function listedOf({ staged }: RealTransaction, kind: 'etherscan' | 'blockscout'): Listed {
  const ledger: StagedLedger = {
    ...{ chainNumber: 1, head: staged.block + 10, tokens: new Map(), transactions: [staged] },
    timeOf: (block) => block,
  };
  return ACTIONS.flatMap((action) =>
    linesOf(ledger, action, kind).flatMap(({ holders, fields }, i) => {
      const rows = readRow(action, fields, { input: 0, line: i + 1 }) ?? assert.fail(action);
      return rows.map((row) => ({ holders, row }));
    }),
  );
}

/** What is told if the lists of these holders are read. */
function toldTo(asked: readonly Holder[], listed: Listed): ToldByLists {
  const told = new ToldByLists();
  for (const holder of asked) {
    const own = listed.filter(({ holders }) => holders.includes(holder));
    told.add(
      holder,
      own.map(({ row }) => row),
    );
  }
  return told;
}

function truthOf(real: RealTransaction, assets: RowAssets): Transfer[] {
  const { staged, receipt, transaction } = real;
  const calls = staged.calls
    .filter(({ value, failed }) => value > 0n && !failed)
    .map(({ from, to, value: amount }, i) => {
      return { position: i + 1, from, to, amount, reverted: false };
    });
  const facts = {
    transaction: transactionSchema.parse(transaction),
    receipt: receiptSchema.parse(receipt),
    trace: { failed: staged.status === 0, calls },
    time: staged.time,
    inputs: { transaction: 0, receipt: 0, trace: 0 },
  };
  const claims = () => ({ symbol: '', decimals: null });
  return transfersOf(facts, { ...assets, claims, unreadable: () => {} });
}

/** Rollups charge for their data on Ethereum beside the gas: no list tells (see blind spots). */
function withoutGas(transfers: readonly Transfer[], chain: Chain): string[] {
  const isRollup = chain.id !== 'eip155:1';
  return transfers
    .filter(({ kind }) => kind !== 'gas' || !isRollup)
    .map(factOf)
    .sort();
}

describe('what lists alone settle', { skip: needsData(REAL_TRANSACTIONS) }, () => {
  const all = needsData(REAL_TRANSACTIONS) ? [] : realTransactions();

  test('is the whole of each real transaction, whoever was asked about', () => {
    const settled = new Map<string, number>();
    for (const real of all) {
      const { staged, chain: name } = real;
      const chain = chainOf(NAMES[name] ?? name) ?? parseChain('ethereum', name);
      const assets = assetsOf(chain);
      const truth = truthOf(real, assets);
      const parties = [...new Set(truth.flatMap(({ from, to }) => [from, to]))].slice(0, 8);
      const asked = [[staged.from], ...parties.map((holder) => [holder]), parties];
      for (const kind of ['etherscan', 'blockscout'] as const) {
        const listed = listedOf(real, kind);
        for (const holders of asked) {
          const told = toldTo(holders, listed);
          const transfers = settledByLists(told.of(staged.hash), assets);
          if (!transfers) continue;
          const [mine, theirs] = [withoutGas(transfers, chain), withoutGas(truth, chain)];
          assert.deepEqual(mine, theirs, `${name} ${staged.hash} as ${holders.join()} sees it`);
          settled.set(staged.hash, staged.logs.length);
        }
      }
    }
    // plain payments, failures, token transfers, approvals, wraps: the rule is not empty
    assert.ok(settled.size >= 20, `${settled.size} of ${all.length} settled`);
  });
});

// What really happened on a staged chain, read by the program from whole receipts and call traces.

import { AssetBook } from '../../src/ledger/asset-book.ts';
import { tokenLookup } from '../../src/ledger/assets.ts';
import { parseChain } from '../../src/ledger/chains.ts';
import { type Facts, transfersOf } from '../../src/ledger/evm/receipt.ts';
import { receiptSchema, transactionSchema } from '../../src/ledger/evm/transaction.ts';
import type { Transfer } from '../../src/ledger/port.ts';
import { receiptJson, transactionJson } from './explorer-rows.ts';
import type { StagedLedger, StagedTransaction } from './staged.ts';

/** All transfers of each transaction, by its hash. */
export function truthOf(
  ledger: StagedLedger,
  given?: AssetBook,
): ReadonlyMap<string, readonly Transfer[]> {
  const chain = parseChain(`eip155:${ledger.chainNumber}`, 'staged ledger');
  const book = given ?? new AssetBook(chain, tokenLookup(chain));
  const claims = (contract: string) =>
    ledger.tokens.get(contract) ?? { symbol: '', decimals: null };
  const assets = { chain, book, claims, unreadable: () => {} };
  return new Map(ledger.transactions.map((tx) => [tx.hash, transfersOf(factsOf(tx), assets)]));
}

function factsOf(tx: StagedTransaction): Facts {
  const calls = tx.calls.flatMap(({ from, to, value, failed = false }, i) => {
    return value > 0n ? [{ position: i + 1, from, to, amount: value, reverted: failed }] : [];
  });
  return {
    transaction: transactionSchema.parse(transactionJson(tx)),
    receipt: receiptSchema.parse(receiptJson(tx)),
    trace: { failed: tx.status === 0, calls: tx.status === 0 ? [] : calls },
    time: tx.time,
    inputs: { transaction: 0, receipt: 0, trace: 0 },
  };
}

/** What a transfer says, without where it was read and where it stands. */
export function factOf({
  tx,
  block,
  time,
  kind,
  from,
  to,
  asset,
  amount,
  failed,
}: Transfer): string {
  const place = `${tx} ${block} ${time} ${kind}`;
  return `${place} ${from} > ${to} ${amount} ${asset}${failed ? ' failed' : ''}`;
}

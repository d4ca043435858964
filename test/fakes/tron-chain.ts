// A staged piece of Tron's chain: what happened, from which the fake server makes every answer that
// TronGrid and a node would give, and the transfers that a ledger must find in it.

import { createHash } from 'node:crypto';
import { hexOf } from '../../src/ledger/tron/address.ts';

/** TRX or a TRC-10 token inside a contract; `note` as the node writes it, in text. */
export interface StagedInternal {
  readonly from: string;
  readonly to: string;
  readonly amount: bigint;
  readonly token?: string;
  readonly note?: string;
  readonly rejected?: boolean;
}

/** A log of a token: TRC-20, or TRC-721 where `item` is given. */
export interface StagedLog {
  readonly contract: string;
  readonly from: string;
  readonly to: string;
  readonly amount: bigint;
  readonly item?: bigint;
}

export interface StagedTransaction {
  readonly type: string;
  readonly owner: string;
  /** Fields of the contract beside the owner, as the HTTP interface writes them. */
  readonly value: Readonly<Record<string, string | number | bigint | object>>;
  readonly result?: 'SUCCESS' | 'REVERT' | 'OUT_OF_ENERGY';
  readonly fee?: bigint;
  readonly internal?: readonly StagedInternal[];
  readonly logs?: readonly StagedLog[];
  /** Fields of the outcome beside these, such as `withdraw_amount`. */
  readonly outcome?: Readonly<Record<string, number | bigint | string>>;
}

interface StagedToken {
  readonly symbol: string;
  readonly decimals: number;
}

export interface StagedChain {
  /** Number of the first block, and its time in unix seconds; one block follows each 3 seconds. */
  readonly firstBlock: number;
  readonly firstTime: number;
  readonly blocks: readonly (readonly StagedTransaction[])[];
  /** By contract, or by number. */
  readonly tokens: Readonly<Record<string, StagedToken>>;
}

/** A staged transaction where it stands. */
export interface Placed {
  readonly id: string;
  readonly block: number;
  readonly time: number;
  readonly position: number;
  readonly tx: StagedTransaction;
}

export function placed({ firstBlock, firstTime, blocks }: StagedChain): Placed[] {
  return blocks.flatMap((txs, i) =>
    txs.map((tx, position) => {
      const id = createHash('sha256')
        .update(`${firstBlock + i} ${position}`)
        .digest('hex');
      return { id, block: firstBlock + i, time: firstTime + 3 * i, position, tx };
    }),
  );
}

export function trx(owner: string, to: string, amount: bigint, fee = 0n): StagedTransaction {
  return { type: 'TransferContract', owner, value: { to_address: hexOf(to), amount }, fee };
}

export function trc10(owner: string, to: string, token: string, amount: bigint): StagedTransaction {
  const asset_name = Buffer.from(token).toString('hex');
  return {
    type: 'TransferAssetContract',
    owner,
    value: { asset_name, to_address: hexOf(to), amount },
  };
}

/** A call of `contract` that leads to logs and internal transfers. */
export function call(
  owner: string,
  contract: string,
  rest: Omit<StagedTransaction, 'type' | 'owner' | 'value'> & { readonly paid?: bigint } = {},
): StagedTransaction {
  const { paid = 0n, ...given } = rest;
  const value = {
    contract_address: hexOf(contract),
    data: 'a9059cbb',
    ...(paid > 0n ? { call_value: paid } : {}),
  };
  return { type: 'TriggerSmartContract', owner, value, ...given };
}

export function trc20(
  contract: string,
  from: string,
  to: string,
  amount: bigint,
  fee = 0n,
): StagedTransaction {
  return call(from, contract, { fee, logs: [{ contract, from, to, amount }] });
}

// What a ledger must find in a staged chain, worked out from what was staged and not from answers.

import type { Transfer } from '../../src/ledger/port.ts';
import type { Placed, StagedTransaction } from './tron-chain.ts';

/** The parts of a transfer that are the same whichever source tells of it. */
export type Said = Pick<
  Transfer,
  'tx' | 'time' | 'kind' | 'from' | 'to' | 'asset' | 'amount' | 'failed'
>;

const TRON = 'tron:0x2b6653dc';
const TRX = `${TRON}/slip44:195`;
const ZERO = 'T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb';

/** `holderOf` turns the hex of a staged contract field back into the address that was staged. */
export function expected(one: Placed, holderOf: (hex: string) => string): Said[] {
  const { id: tx, time } = one;
  const undone = (one.tx.result ?? 'SUCCESS') !== 'SUCCESS';
  const moved = [...paidBy(one.tx, holderOf), ...(undone ? [] : logged(one.tx))];
  const fee = one.tx.fee ?? 0n;
  const gas = { kind: 'gas', from: one.tx.owner, to: '', asset: TRX, amount: fee } as const;
  return [
    ...moved
      .filter(({ amount, kind }) => amount > 0n || kind === 'token')
      .map(({ rejected = false, ...rest }) => ({ tx, time, failed: undone || rejected, ...rest })),
    ...(fee > 0n ? [{ tx, time, failed: false, ...gas }] : []),
  ];
}

type Moved = Pick<Said, 'kind' | 'from' | 'to' | 'asset' | 'amount'> & { rejected?: boolean };

function paidBy(tx: StagedTransaction, holderOf: (hex: string) => string): Moved[] {
  const { owner: from, value, outcome = {} } = tx;
  const holder = (field: string): string => holderOf(String(value[field]));
  const amount = (field: string): bigint => BigInt(String(value[field] ?? 0));
  const inner = (tx.internal ?? [])
    .filter(({ note = 'call' }) => note === 'call' || note === 'suicide')
    .map(({ from, to, amount, token, rejected = false }): Moved => {
      const asset = token ? `${TRON}/trc10:${token}` : TRX;
      return { kind: token ? 'token' : 'internal', from, to, asset, amount, rejected };
    })
    .filter(({ amount }) => amount > 0n);
  switch (tx.type) {
    case 'TransferContract':
      return [
        { kind: 'native', from, to: holder('to_address'), asset: TRX, amount: amount('amount') },
      ];
    case 'TransferAssetContract': {
      const asset = `${TRON}/trc10:${Buffer.from(String(value.asset_name), 'hex')}`;
      return [{ kind: 'token', from, to: holder('to_address'), asset, amount: amount('amount') }];
    }
    case 'WithdrawBalanceContract': {
      const amount = BigInt(outcome.withdraw_amount ?? 0);
      return [{ kind: 'native', from: ZERO, to: from, asset: TRX, amount }];
    }
    case 'TriggerSmartContract': {
      const to = holder('contract_address');
      return [{ kind: 'native', from, to, asset: TRX, amount: amount('call_value') }, ...inner];
    }
    default:
      return [];
  }
}

function logged(tx: StagedTransaction): Moved[] {
  return (tx.logs ?? []).map(({ contract, from, to, amount, item }) => {
    const asset =
      item === undefined ? `${TRON}/trc20:${contract}` : `${TRON}/erc721:${contract}/${item}`;
    return { kind: 'token', from, to, asset, amount: item === undefined ? amount : 1n };
  });
}

import { NOBODY } from '../address.ts';
import { TRC10 } from '../assets.ts';
import type { Holder, Transfer } from '../port.ts';
import { tronHolder } from './address.ts';
import { effectOf, noteEffect } from './contracts.ts';
import { movementOf, tokenContracts } from './log.ts';
import { assemble, fault, type Part, type Place, pay, type Reading, SYSTEM } from './parts.ts';
import type { AccountRow, TronInfo, TronInternal, TronLog, TronTransaction } from './shapes.ts';

const DONE: ReadonlySet<string> = new Set(['SUCCESS', 'SUCESS', 'DEFAULT', '']);

/** True if the transaction was undone: it moved nothing but its fee. */
function hasFailed({ result = '', receipt }: TronInfo): boolean {
  return !DONE.has(result) || !DONE.has(receipt?.result ?? '');
}

/**
 * What a row of an account's list says of the outcome. It lacks logs and internal transfers, and
 * the address of a contract that was made.
 */
export function outcomeOf(row: AccountRow): TronInfo {
  const [{ contractRet, fee } = {}] = row.ret ?? [];
  return {
    id: row.txID,
    fee,
    blockNumber: row.blockNumber,
    blockTimeStamp: row.block_timestamp,
    result: contractRet,
    withdraw_amount: row.withdraw_amount,
    log: [],
    internal_transactions: [],
  };
}

/** True if what a transaction moved is not all in its row: its logs and internal transfers. */
export function needsInfo(row: AccountRow): boolean {
  const effect = effectOf(row.raw_data.contract[0]?.type ?? '');
  return (effect === 'call' || effect === 'deploy') && !hasFailed(outcomeOf(row));
}

/**
 * The transfers of one transaction: what it pays itself, internal transfers in the node's order,
 * tokens in log order, then the fee, which has no position.
 */
export function transfersOf(
  tx: TronTransaction,
  info: TronInfo,
  place: Place,
  reading: Reading,
): Transfer[] {
  const [contract] = tx.raw_data.contract;
  const value = contract?.parameter.value ?? {};
  const owner = tronHolder(textOf(value.owner_address));
  const { origin, outcome, ...standing } = place;
  const at = (parts: readonly Part[], row: number): Part[] => {
    const line = outcome.row ?? row;
    return parts.map((part) => ({ ...part, origin: { input: outcome.input, line } }));
  };
  const inner = info.internal_transactions.map((internal) => internalOf(internal, reading));
  const parts = [
    ...payOf(contract?.type ?? '', value, owner, info, reading),
    ...inner.flatMap((moved, i) => at(moved, i + 1)),
    ...info.log.flatMap((log, i) => at(logOf(log, reading), i + 1)),
    ...at(feeOf(owner, info.fee ?? 0n, reading), 1),
  ];
  return assemble(parts, tx.txID, hasFailed(info), { ...standing, origin }, reading);
}

type Value = Readonly<Record<string, unknown>>;

function payOf(
  type: string,
  value: Value,
  from: Holder | null,
  info: TronInfo,
  reading: Reading,
): Part[] {
  const kind = 'native';
  const effect = effectOf(type);
  switch (effect) {
    case 'transfer':
    case 'asset':
    case 'offering': {
      const token = effect === 'asset' ? tokenOf(value.asset_name) : '';
      const to = tronHolder(textOf(value.to_address));
      const paid = pay(reading, { kind, from, to, amount: unitsOf(value.amount), token });
      return effect === 'offering' ? [...paid, ...fault('kind', type, LISTED, 'TRX alone')] : paid;
    }
    case 'reward':
      return pay(reading, { kind, from: SYSTEM, to: from, amount: info.withdraw_amount ?? 0n });
    case 'call':
    case 'deploy': {
      const made = (value.new_contract ?? {}) as Value;
      const called = effect === 'call' ? textOf(value.contract_address) : info.contract_address;
      // the list of an account does not say where a contract was made
      if (called === undefined) return [];
      const to = tronHolder(called);
      const amount = unitsOf(effect === 'call' ? value.call_value : made.call_value);
      const tokens = unitsOf(value.call_token_value);
      const token = `${unitsOf(value.token_id)}`;
      return [
        ...pay(reading, { kind, from, to, amount }),
        ...pay(reading, { kind, from, to, amount: tokens, token }),
      ];
    }
    case 'nothing':
      return [];
    case 'elsewhere':
      return fault('kind', type, LISTED, 'a movement that is not listed');
    case null:
      return fault('kind', 'contract type', 'a type that is known', type);
  }
}

const LISTED = 'transfers between holders';

/** What an internal transaction moves. */
export function internalOf(internal: TronInternal, reading: Reading): Part[] {
  const { callValueInfo, rejected } = internal;
  const note = noteOf(internal.note);
  const effect = noteEffect(note);
  const paid = callValueInfo.filter(({ callValue = 0n }) => callValue !== 0n);
  if (paid.length === 0 || effect === 'nothing') return [];
  if (effect === null) {
    return fault('kind', 'note of an internal transaction', 'a note that is known', note);
  }
  const from = effect === 'reward' ? SYSTEM : tronHolder(internal.caller_address);
  const to = tronHolder(internal.transferTo_address);
  return paid.flatMap(({ callValue: amount = 0n, tokenId: token = '' }) =>
    pay(reading, { kind: 'internal', from, to, amount, token, rejected }),
  );
}

function logOf(log: TronLog, { book, claim }: Reading): Part[] {
  const moved = movementOf(log);
  if (moved === 'none') return [];
  if (moved === 'unreadable') {
    return fault('kind', 'log', 'a transfer of a TRC-20 or TRC-721 token', log.topics[0] ?? '');
  }
  const { contract, from, to, amount, item } = moved;
  const said = claim(contract);
  const asset =
    item === null ? book.token(contract, said) : book.nft('erc721', contract, item, said.symbol);
  return [{ kind: 'token', from, to, amount, asset, rejected: false }];
}

function feeOf(from: Holder | null, amount: bigint, { native }: Reading): Part[] {
  if (amount === 0n) return [];
  if (from === null || amount < 0n) {
    return fault('amount', 'fee', 'a fee of 0 or more that somebody pays', `${amount}`);
  }
  return [{ kind: 'gas', from, to: NOBODY, amount, asset: native, rejected: false }];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** An int64 of a contract, which is left out where it is 0; null where it is none. */
function unitsOf(value: unknown): bigint | null {
  if (value === undefined) return 0n;
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  return typeof value === 'string' && /^-?[0-9]{1,20}$/.test(value) ? BigInt(value) : null;
}

/** The number of a TRC-10 token, which is written in hex; its name before 2019. */
function tokenOf(value: unknown): string {
  return Buffer.from(textOf(value), 'hex').toString() || 'nothing';
}

/** A note: in hex from a node, as a text from TronGrid's lists. */
export function noteOf(note: string): string {
  return /^(?:[0-9a-fA-F]{2})+$/.test(note) ? Buffer.from(note, 'hex').toString() : note;
}

/** The tokens that a transaction names, for asking what they are. */
export function tokensOf(tx: TronTransaction, info: TronInfo): string[] {
  const value = tx.raw_data.contract[0]?.parameter.value ?? {};
  return [
    tokenOf(value.asset_name),
    `${unitsOf(value.token_id)}`,
    ...info.internal_transactions.flatMap(({ callValueInfo }) =>
      callValueInfo.map(({ tokenId = '' }) => tokenId),
    ),
  ]
    .filter((token) => TRC10.test(token))
    .concat(tokenContracts(info.log));
}

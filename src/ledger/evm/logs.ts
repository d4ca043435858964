import type { Holder } from '../port.ts';
import type { Log } from './transaction.ts';
import { addressOf, wordAt } from './wire.ts';

/** First topics: Keccak-256 of the events' signatures. */
export const TOPIC = {
  /** `Transfer(address,address,uint256)` of ERC-20 and of ERC-721. */
  transfer: '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef',
  /** `TransferSingle(address,address,address,uint256,uint256)` of ERC-1155. */
  single: '0xc3d58168c5ae7397731d063d5bbf3d657854427343f4c083240f7aacaa2d0f62',
  /** `TransferBatch(address,address,address,uint256[],uint256[])` of ERC-1155. */
  batch: '0x4a39dc06d4c0dbc64b70af90fd698a233a518aa5d07e595d983b8c0526c8f7fb',
  /** `Deposit(address,uint256)` of WETH9. */
  deposit: '0xe1fffcc4923d04b559f4d29a8bfc6cda04eb5b0d3c460751c2402c5c5cc9109c',
  /** `Withdrawal(address,uint256)` of WETH9. */
  withdrawal: '0x7fcf532c15f0a6db0bd6d0e038bea71d30d808c7d98cb3bf7268a95bf5081b65',
} as const;

/** What a log says was moved. */
export type Movement = {
  readonly from: Holder;
  readonly to: Holder;
  readonly contract: Holder;
  readonly amount: bigint;
} & (
  | { readonly kind: 'token' }
  | { readonly kind: 'nft'; readonly standard: 'erc721' | 'erc1155'; readonly item: string }
);

/** Most items of one ERC-1155 batch; each costs gas, and no block holds so many. */
const BATCH_MAX = 1 << 16;

/** Collections older than ERC-721 whose `Transfer` has no indexed arguments, as old tokens have. */
const UNINDEXED_NFTS: ReadonlySet<Holder> = new Set([
  '0x06012c8cf97bead5deae237070f9587f8e7a266d', // CryptoKitties
]);

/**
 * What a log moves: nothing for events that are no transfer, null for one that calls itself a
 * transfer and cannot be read as one. Arguments may stand in topics or, in tokens older than the
 * standards, in the data.
 */
export function movementsOf(log: Log): readonly Movement[] | null {
  switch (log.topics[0]) {
    case TOPIC.transfer:
      return transferOf(log);
    case TOPIC.single:
    case TOPIC.batch:
      return manyOf(log);
    default:
      return [];
  }
}

function transferOf({ address: contract, topics, data }: Log): Movement[] | null {
  const inData = (position: number): string | null => wordAt(data, position);
  const [, second, third, fourth] = topics;
  const words = [second, third, fourth].filter((word) => word !== undefined);
  for (let at = 0; words.length < 3; at += 1) {
    const word = inData(at);
    if (word === null) return null;
    words.push(word);
  }
  const [from, to] = [addressOf(words[0]!), addressOf(words[1]!)];
  if (from === null || to === null) return null;
  const value = BigInt(words[2]!);
  if (fourth === undefined && !UNINDEXED_NFTS.has(contract)) {
    return [{ kind: 'token', from, to, contract, amount: value }];
  }
  const item = value.toString();
  return [{ kind: 'nft', standard: 'erc721', item, from, to, contract, amount: 1n }];
}

function manyOf({ address: contract, topics, data }: Log): Movement[] | null {
  // the operator, who need not be one of the two, comes first
  const [name, , second, third] = topics;
  const [from, to] = [second && addressOf(second), third && addressOf(third)];
  if (!from || !to) return null;
  const ids = name === TOPIC.single ? [wordAt(data, 0)] : listAt(data, 0);
  const amounts = name === TOPIC.single ? [wordAt(data, 1)] : listAt(data, 1);
  if (!ids || !amounts || ids.length !== amounts.length) return null;
  const moved: Movement[] = [];
  for (const [i, id] of ids.entries()) {
    const amount = amounts[i];
    if (!id || !amount) return null;
    const item = BigInt(id).toString();
    const nft = { kind: 'nft', standard: 'erc1155', item } as const;
    moved.push({ ...nft, from, to, contract, amount: BigInt(amount) });
  }
  return moved;
}

/** A list whose place stands in the word at `position` (Solidity ABI, dynamic types). */
function listAt(data: string, position: number): (string | null)[] | null {
  const place = smallAt(data, position);
  if (place === null || place % 32 !== 0) return null;
  const length = smallAt(data, place / 32);
  if (length === null || length > BATCH_MAX) return null;
  return Array.from({ length }, (_, i) => wordAt(data, place / 32 + 1 + i));
}

function smallAt(data: string, position: number): number | null {
  const word = wordAt(data, position);
  return word !== null && /^0x0{56}/.test(word) ? Number(word) : null;
}

/** A deposit into or a withdrawal from a contract that wraps the chain's own asset, or null. */
export function wrapOf(log: Log): { holder: Holder; amount: bigint; isDeposit: boolean } | null {
  const [name, who] = log.topics;
  if (name !== TOPIC.deposit && name !== TOPIC.withdrawal) return null;
  const [holder, amount] = [who && addressOf(who), wordAt(log.data, 0)];
  if (!holder || amount === null) return null;
  return { holder, amount: BigInt(amount), isDeposit: name === TOPIC.deposit };
}

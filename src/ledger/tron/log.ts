import type { Holder } from '../port.ts';
import { tronHolder } from './address.ts';
import type { TronLog } from './shapes.ts';

/** First topics: Keccak-256 of the events' signatures, the same as on Ethereum. */
export const TRANSFER = 'ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';
/** TRC-1155, which is ERC-1155: single and batch. */
const MANY: ReadonlySet<string> = new Set([
  'c3d58168c5ae7397731d063d5bbf3d657854427343f4c083240f7aacaa2d0f62',
  '4a39dc06d4c0dbc64b70af90fd698a233a518aa5d07e595d983b8c0526c8f7fb',
]);

/** What a log of a token contract says was moved; `item` is the number of a TRC-721 unit. */
export interface Movement {
  readonly contract: Holder;
  readonly from: Holder;
  readonly to: Holder;
  readonly amount: bigint;
  readonly item: string | null;
}

/**
 * The movement in a log: `none` if the log is no transfer, `unreadable` if it calls itself one and
 * cannot be read. Sides and amount stand in topics or, in early contracts, in the data.
 */
export function movementOf(log: TronLog): Movement | 'none' | 'unreadable' {
  const topics = log.topics.map(plain);
  if (topics[0] !== undefined && MANY.has(topics[0])) return 'unreadable';
  if (topics[0] !== TRANSFER) return 'none';
  const words = [...topics.slice(1), ...(plain(log.data).match(/[0-9a-f]{64}/g) ?? [])];
  const [from, to, value] = words;
  const contract = tronHolder(log.address);
  const sides = [from, to].map((word) => (word === undefined ? null : tronHolder(word)));
  if (!contract || !sides[0] || !sides[1] || value === undefined || !WORD.test(value)) {
    return 'unreadable';
  }
  const isUnit = topics.length === 4;
  const amount = isUnit ? 1n : BigInt(`0x${value}`);
  const item = isUnit ? BigInt(`0x${value}`).toString() : null;
  return { contract, from: sides[0], to: sides[1], amount, item };
}

const WORD = /^[0-9a-f]{64}$/;

function plain(hex: string): string {
  return hex.replace(/^0x/, '').toLowerCase();
}

/** Contracts whose logs are transfers, for asking what tokens they are. */
export function tokenContracts(logs: readonly TronLog[]): Holder[] {
  return logs.flatMap((log) => {
    const moved = movementOf(log);
    return typeof moved === 'string' ? [] : [moved.contract];
  });
}

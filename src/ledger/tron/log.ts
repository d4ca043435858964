import { TOPIC } from '../evm/logs.ts';
import type { Holder } from '../port.ts';
import { tronHolder } from './address.ts';
import type { TronLog } from './shapes.ts';

/** The events are those of Ethereum; TRC-1155 is ERC-1155. */
const TRANSFER = plain(TOPIC.transfer);
const MANY: ReadonlySet<string> = new Set([TOPIC.single, TOPIC.batch].map(plain));

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
 * cannot be read. Sides and amount stand in topics or, in early contracts, in the data. It is not
 * read as on Ethereum: what stands before an address in its word need not be zero here.
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

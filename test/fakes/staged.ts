// What a staged chain holds: enough for an explorer, or a node, to answer from.

/** A log as a node gives it in a receipt. */
export interface StagedLog {
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
}

/** A call inside a transaction, in the order of execution; without value no list shows it. */
export interface StagedCall {
  readonly from: string;
  readonly to: string;
  readonly value: bigint;
  readonly failed?: boolean;
}

export interface StagedTransaction {
  readonly hash: string;
  readonly block: number;
  readonly time: number;
  /** Position in its block. */
  readonly txIndex: number;
  readonly from: string;
  /** Null where it makes a contract. */
  readonly to: string | null;
  readonly creates: string | null;
  readonly value: bigint;
  readonly input: string;
  readonly gas: bigint;
  readonly gasUsed: bigint;
  readonly gasPrice: bigint;
  readonly nonce: number;
  /** Null before Byzantium: `failed` stands beside. */
  readonly status: 0 | 1 | null;
  readonly calls: readonly StagedCall[];
  readonly logs: readonly StagedLog[];
  /** Number in the block of its first log. */
  readonly firstLog: number;
}

export interface StagedToken {
  readonly name: string;
  readonly symbol: string;
  readonly decimals: number;
}

export interface StagedLedger {
  /** EIP-155. */
  readonly chainNumber: number;
  /** The last block. */
  readonly head: number;
  timeOf(block: number): number;
  /** In chain order. */
  readonly transactions: readonly StagedTransaction[];
  readonly tokens: ReadonlyMap<string, StagedToken>;
}

const TRANSFER_TOPIC = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';
const SINGLE_TOPIC = '0xc3d58168c5ae7397731d063d5bbf3d657854427343f4c083240f7aacaa2d0f62';
export const ZERO = `0x${'0'.repeat(40)}`;

/** A token's movement as an explorer reads it out of a log. */
export interface TokenMove {
  readonly kind: 'erc20' | 'erc721' | 'erc1155';
  readonly contract: string;
  readonly from: string;
  readonly to: string;
  readonly value: bigint;
  readonly item: bigint | null;
  readonly logIndex: number;
}

/** The movements in a transaction's logs, as the standards define them; other logs move nothing. */
export function tokenMoves({ logs, firstLog }: StagedTransaction): TokenMove[] {
  return logs.flatMap(({ address, topics, data }, i): TokenMove[] => {
    const place = { contract: address.toLowerCase(), logIndex: firstLog + i };
    const words = (data.slice(2).match(/.{64}/g) ?? []).map((word) => BigInt(`0x${word}`));
    const at = (position: number): string =>
      `0x${(topics[position] ?? '').slice(-40).toLowerCase()}`;
    if (topics[0] === TRANSFER_TOPIC && topics.length === 3 && words.length === 1) {
      const value = words[0] ?? 0n;
      return [{ kind: 'erc20', ...place, from: at(1), to: at(2), value, item: null }];
    }
    if (topics[0] === TRANSFER_TOPIC && topics.length === 4) {
      const item = BigInt(topics[3] ?? 0);
      return [{ kind: 'erc721', ...place, from: at(1), to: at(2), value: 1n, item }];
    }
    if (topics[0] === SINGLE_TOPIC && topics.length === 4 && words.length === 2) {
      const [item = 0n, value = 0n] = words;
      return [{ kind: 'erc1155', ...place, from: at(2), to: at(3), value, item }];
    }
    return [];
  });
}

/** A 32-byte word of hex without `0x`. */
export function word(value: bigint | string): string {
  const hex = typeof value === 'string' ? value.slice(2) : value.toString(16);
  return hex.padStart(64, '0');
}

/** An ERC-20 transfer's log. */
export function transferLog(contract: string, from: string, to: string, value: bigint): StagedLog {
  const topics = [TRANSFER_TOPIC, `0x${word(from)}`, `0x${word(to)}`];
  return { address: contract, topics, data: `0x${word(value)}` };
}

import type { ChainId, Holder } from '../port.ts';
import { TOPIC } from './logs.ts';
import type { Log } from './transaction.ts';
import { addressOf, wordAt } from './wire.ts';

/** How some chains log movements of their own asset, which Ethereum so far does not. */
interface OwnLogs {
  readonly contract: Holder;
  readonly topic: string;
  /** Positions of sender and receiver among the topics. */
  readonly sides: readonly [from: number, to: number];
  /** Who takes and gives back the gas in such logs, beside what is paid; they are no payment. */
  readonly till: Holder | null;
}

/** Bor's `LogTransfer(address,address,address,uint256,uint256,uint256,uint256,uint256)`. */
const LOG_TRANSFER = '0xe6497e3ee548a3372136af2fcb0696db31fc6cf20260707645068bd3fe97f3c4';

const OWN_LOGS: ReadonlyMap<ChainId, OwnLogs> = new Map<ChainId, OwnLogs>([
  // Polygon PoS: every movement of POL, calls inside transactions too
  [
    'eip155:137',
    {
      contract: '0x0000000000000000000000000000000000001010',
      topic: LOG_TRANSFER,
      sides: [2, 3],
      till: null,
    },
  ],
  // ZKsync Era: ether is a system contract's token, gas is paid to the bootloader
  [
    'eip155:324',
    {
      contract: '0x000000000000000000000000000000000000800a',
      topic: TOPIC.transfer,
      sides: [1, 2],
      till: '0x0000000000000000000000000000000000008001',
    },
  ],
]);

/** Contracts whose tokens *are* the chain's own asset: what they log no call shows. */
const FACES: ReadonlyMap<ChainId, Holder> = new Map([
  ['eip155:42220', '0x471ece3750da237f93b8e339c536989b8978a438'], // Celo's GoldToken
  ['eip155:1284', '0x0000000000000000000000000000000000000802'], // Moonbeam's ERC-20 precompile
]);

/** EIP-7708: once a chain has it, ether that moves is logged by this address. */
const SYSTEM: Holder = '0xfffffffffffffffffffffffffffffffffffffffe';

/** True where logs show every movement of the chain's own asset. */
export function logsOwnAsset(chain: ChainId): boolean {
  return OWN_LOGS.has(chain);
}

/** The first topics, beside those of tokens, by which movements of the own asset are found. */
export function ownTopics(chain: ChainId): readonly string[] {
  const topic = OWN_LOGS.get(chain)?.topic;
  return topic === undefined || topic === TOPIC.transfer ? [] : [topic];
}

/** True for a token that is the chain's own asset under another name. */
export function isFace(chain: ChainId, contract: Holder): boolean {
  return FACES.get(chain) === contract;
}

/**
 * A log by which the chain itself says that its own asset moved, or null. `isGas`: it is the gas
 * going to the till or coming back from it.
 */
export function ownMovement(
  chain: ChainId,
  log: Log,
): { from: Holder; to: Holder; amount: bigint; isGas: boolean } | null {
  const own = OWN_LOGS.get(chain);
  const { contract, topic, sides, till } = own ?? EIP7708;
  if (log.address !== contract || log.topics[0] !== topic) return null;
  const [from, to] = sides.map((side) => addressOf(log.topics[side] ?? ''));
  const amount = wordAt(log.data, 0);
  if (!from || !to || amount === null) return null;
  return { from, to, amount: BigInt(amount), isGas: till !== null && [from, to].includes(till) };
}

const EIP7708: OwnLogs = { contract: SYSTEM, topic: TOPIC.transfer, sides: [1, 2], till: null };

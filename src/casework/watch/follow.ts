import { isSourceFault } from '../../base/errors.ts';
import type { BlockFeed, Feed, FeedBlock, ListFeed } from '../../ledger/feed.ts';
import type { Holder, Outpoint } from '../../ledger/port.ts';
import type { Balances, JournalBlock } from './balances.ts';
import { type BlockMoves, type Follows, type Move, movesIn } from './moves.ts';
import { nextStep } from './steps.ts';

/** Who is followed on. What is not known is learned between two readings of a block. */
export interface Acquaintance {
  readonly follows: Follows;
  learn(holders: ReadonlySet<Holder>, signal?: AbortSignal): Promise<void>;
}

/** What a watch comes upon, in the order of the chain. */
export type Happening =
  /** Moves that are certain, while the inside of the block is still awaited: to be told at once. */
  | { readonly kind: 'early'; readonly moves: readonly Move[] }
  /**
   * A whole block. The balances take it once the next happening is asked for: whoever keeps them
   * keeps the alerts first, so that a crash between the two repeats a block and skips none.
   */
  | {
      readonly kind: 'block';
      readonly moves: readonly Move[];
      readonly entry: JournalBlock;
      /** False where the source did not show what contracts paid. */
      readonly whole: boolean;
    }
  | { readonly kind: 'rollback'; readonly undone: readonly JournalBlock[] }
  | { readonly kind: 'lost' };

/**
 * Everything that happened since the balances' last block, up to the source's newest; it ends there
 * and is begun again for more.
 * @throws SourceError where the source fails: what was given before it stands
 */
export async function* follow(
  feed: Feed,
  balances: Balances,
  knows: Acquaintance,
  signal?: AbortSignal,
): AsyncGenerator<Happening, void, void> {
  if (feed.kind === 'blocks') yield* followBlocks(feed, balances, knows, signal);
  else yield* followLists(feed, balances, knows, signal);
}

async function* followBlocks(
  feed: BlockFeed,
  balances: Balances,
  knows: Acquaintance,
  signal?: AbortSignal,
): AsyncGenerator<Happening, void, void> {
  for (;;) {
    const step = await nextStep(feed, balances.blocks, signal);
    if (step === null) return;
    if (step.kind === 'lost') return yield step;
    if (step.kind === 'rollback') {
      yield { kind: 'rollback', undone: balances.rollback(step.height) };
      continue;
    }
    const { block } = step;
    const found = await learned(balances, block, knows, signal);
    const inside = block.model === 'account' ? block.inside : undefined;
    if (inside === undefined) {
      yield { kind: 'block', ...found, whole: true };
      balances.apply(found.entry);
      continue;
    }
    const reading = settled(inside);
    // it may fail before anybody waits for it, and is told to whoever then does
    reading.catch(() => undefined);
    if (found.moves.length > 0) yield { kind: 'early', moves: found.moves };
    const read = await reading;
    const all = read === null ? found : await learned(balances, read, knows, signal);
    yield { kind: 'block', ...all, whole: read !== null };
    balances.apply(all.entry);
  }
}

/** That the inside cannot be read now is told, and stops nothing. */
async function settled(inside: () => Promise<FeedBlock>): Promise<FeedBlock | null> {
  try {
    return await inside();
  } catch (error) {
    if (isSourceFault(error)) return null;
    throw error;
  }
}

async function* followLists(
  feed: ListFeed,
  balances: Balances,
  knows: Acquaintance,
  signal?: AbortSignal,
): AsyncGenerator<Happening, void, void> {
  const { last } = balances;
  if (last === null) throw new RangeError('at least one block');
  const head = await feed.head(signal);
  if (head.height <= last.height) return;
  const rests = [...balances.all()];
  const coins = rests.flatMap(({ key }) => outpointOf(key) ?? []);
  const asked = { holders: [...new Set(rests.map(({ holder }) => holder))], coins };
  const span = { after: last.height, since: last.time, upTo: head.height };
  const followed = async (paid: readonly Holder[]) => {
    const unknown = new Set(paid.filter((holder) => knows.follows(holder) === null));
    if (unknown.size > 0) await knows.learn(unknown, signal);
    return paid.filter((holder) => knows.follows(holder) !== false);
  };
  for (const block of await feed.blocks(asked, span, followed, signal)) {
    const found = await learned(balances, block, knows, signal);
    yield { kind: 'block', ...found, whole: true };
    balances.apply(found.entry);
  }
  if (balances.last?.height === head.height) return;
  const entry = { ...head, hash: '', after: [], transactions: [] };
  yield { kind: 'block', moves: [], entry, whole: true };
  balances.apply(entry);
}

/** The coin that a key names; null where it is a holder's. */
export function outpointOf(key: string): Outpoint | null {
  const parts = /^([0-9a-f]{64}):(\d+)$/.exec(key);
  return parts ? { tx: parts[1] ?? '', index: Number(parts[2]) } : null;
}

/** What a block moved, once all that it takes to say so is known. */
export async function learned(
  balances: Balances,
  block: FeedBlock,
  knows: Acquaintance,
  signal?: AbortSignal,
): Promise<BlockMoves> {
  for (;;) {
    const found = movesIn(balances, block, knows.follows);
    if (found.unknown.size === 0) return found;
    await knows.learn(found.unknown, signal);
  }
}

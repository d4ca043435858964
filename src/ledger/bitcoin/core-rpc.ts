import { SourceError } from '../../base/errors.ts';
import type { UnixTime } from '../../base/time.ts';
import type { LiveUtxoLedger } from '../live.ts';
import type {
  BlindSpot,
  Holder,
  HolderCoins,
  Outpoint,
  Tip,
  TransferQuery,
  UtxoTransaction,
  Warning,
} from '../port.ts';
import type { Source } from '../source.ts';
import { CoreNode, type NodeHeader } from './core-node.ts';
import { BlockScan, type BlockTransaction } from './core-scan.ts';
import { SpentOutputs } from './core-spent.ts';
import { toDisplay } from './hash.ts';
import { outpointKey } from './ledger.ts';
import { expectNetwork, type Network } from './network.ts';
import { coinsPaid, payerTo } from './paid.ts';
import type { RawOutput, RawTransaction } from './transaction.ts';
import { utxoTransaction } from './utxo.ts';

interface CoreOptions {
  /** The most blocks to read in search of spenders; 2,016, two weeks, unless told. */
  readonly mostBlocks?: number | undefined;
  /**
   * Heights of blocks in which to look for transactions that the node does not find by their id, as
   * without `txindex` it does not.
   */
  readonly blocks?: readonly number[] | undefined;
}

/** A transaction, the block that it is in, and what is known of what it spends. */
interface Sighting {
  readonly id: string;
  readonly raw: RawTransaction;
  readonly block: string | null;
  readonly index: number | null;
  readonly evidence: number;
  /** Where it stands in the answer, from 1. */
  readonly line: number;
  readonly spent: readonly (RawOutput | null)[];
}

/** Coins of a holder are sought from so long before: by so much a miner's clock may be ahead. */
const CLOCKS = 4 * 3600;
/** Blocks that are read side by side. */
const AT_ONCE = 16;

/**
 * Opens a Bitcoin node as a ledger: Bitcoin Core, or a node that answers the same calls. Its tip is
 * asked for once, and nothing past it is looked at.
 * @throws SourceError where it does not answer or serves another chain
 */
export async function openCoreLedger(
  source: Source,
  network: Network,
  options: CoreOptions = {},
  signal?: AbortSignal,
): Promise<LiveUtxoLedger> {
  const node = new CoreNode(source, network);
  const [info, genesis] = await Promise.all([node.chainInfo(signal), node.blockHash(0, signal)]);
  expectNetwork(source.name, genesis, network);
  const tip = await node.header(info.bestblockhash, signal);
  return new CoreLedger(node, tip, info.initialblockdownload, options);
}

function inBlock(tx: BlockTransaction): Sighting {
  return { ...tx, block: tx.hash, line: tx.index + 1, spent: [] };
}

class CoreLedger implements LiveUtxoLedger {
  readonly model = 'utxo';
  readonly chain: string;
  readonly sources: readonly string[];
  readonly #node: CoreNode;
  readonly #tip: NodeHeader;
  readonly #behind: boolean;
  readonly #blocks: readonly number[];
  readonly #most: number;
  readonly #scan: BlockScan;
  /** Null: not found, or not in a block up to the tip. */
  readonly #known = new Map<string, UtxoTransaction | null>();
  readonly #spent: SpentOutputs;
  readonly #waiting = new Set<string>();
  #saysUnspent = false;

  constructor(node: CoreNode, tip: NodeHeader, behind: boolean, options: CoreOptions) {
    this.chain = node.network.chain;
    this.sources = [node.source.name];
    this.#node = node;
    this.#spent = new SpentOutputs(node);
    this.#tip = tip;
    this.#behind = behind;
    this.#blocks = options.blocks ?? [];
    this.#most = options.mostBlocks ?? 2016;
    this.#scan = new BlockScan(node, tip.height, this.#most);
  }

  async tip(): Promise<Tip> {
    return { block: this.#tip.height, time: this.#tip.time };
  }

  /** @throws SourceError where it is not known if there is such a transaction, without an index */
  async transactions(ids: readonly string[], signal?: AbortSignal) {
    await this.#know(ids, signal);
    const missing = ids.find((id) => this.#known.get(id) === null && !this.#waiting.has(id));
    if (missing !== undefined && this.#node.findsTransactions === false) {
      const what =
        `finds transaction ${missing} only with an index: start it with -txindex, or name in ` +
        '"blocks" of its configuration the height of the block in which it is';
      throw new SourceError(this.#node.source.name, what, false);
    }
    return ids.flatMap((id) => this.#known.get(id) ?? []);
  }

  async #know(ids: readonly string[], signal?: AbortSignal): Promise<void> {
    const unknown = [...new Set(ids)].filter((id) => !this.#known.has(id));
    const answers = await this.#node.transactions(
      unknown.map((id) => ({ id, block: null })),
      signal,
    );
    const missing = new Set(unknown.filter((_, i) => answers[i] === null));
    const inBlocks = missing.size === 0 ? [] : await this.#lookIn(missing, signal);
    for (const id of unknown) this.#known.set(id, null);
    const direct = answers.flatMap((tx, i) =>
      tx ? { ...tx, id: unknown[i]!, index: null, line: 1 } : [],
    );
    await this.#enter([...direct, ...inBlocks], signal);
  }

  async spenders(outputs: readonly Outpoint[], signal?: AbortSignal) {
    await this.#know(
      outputs.map(({ tx }) => tx),
      signal,
    );
    const wanted = outputs.flatMap(({ tx, index }) => {
      const from = this.#known.get(tx)?.block ?? null;
      return from === null ? [] : { tx, index, from };
    });
    const found = await this.#scan.spenders(wanted, signal);
    this.#saysUnspent ||= found.size < wanted.length;
    await this.#enterFromBlocks([...found.values()], signal);
    return outputs.map(({ tx, index }) => {
      const spender = found.get(outpointKey(tx, index));
      return spender === undefined ? null : (this.#known.get(spender.id) ?? null);
    });
  }

  /**
   * Reads every block of the time asked for: a node keeps no index of addresses.
   * @throws SourceError where these are more than may be read: a part would look like all
   */
  async coinsOf(
    holders: readonly Holder[],
    query: Omit<TransferQuery, 'direction'>,
    signal?: AbortSignal,
  ): Promise<readonly HolderCoins[]> {
    const { since, until } = query;
    const to = until === null ? this.#tip.height : await this.#heightAfter(until, signal);
    const from = since ? await this.#heightAfter(since - CLOCKS, signal) : 0;
    const many = to - from + 1;
    if (many > this.#most) {
      const what =
        `keeps no index of addresses: ${many} blocks would be read for one, and ${this.#most} ` +
        'may be (ask an explorer, say a later time with --since, or set "mostBlocks")';
      throw new SourceError(this.#node.source.name, what, false);
    }
    const pays = payerTo(holders, this.#node.network);
    const paid: BlockTransaction[] = [];
    await this.#readAll(from, to, signal, (tx) => {
      if (pays(tx.raw)) paid.push(tx);
    });
    await this.#enterFromBlocks(paid, signal);
    const transactions = paid.flatMap(({ id }) => this.#known.get(id) ?? []);
    return coinsPaid(transactions, holders, query);
  }

  blindSpots(): readonly BlindSpot[] {
    const [name] = this.sources;
    const { read, first, last, cut } = this.#scan.facts;
    const spots: BlindSpot[] = [];
    if (this.#behind) {
      const reason = `${name} is still catching up: it knows the chain only up to its own tip`;
      spots.push({ reason, effect: 'What moved after that is not seen.' });
    }
    if (this.#saysUnspent) {
      const reason = `Spends that ${name} knows of and that have no block yet are not looked for`;
      spots.push({ reason, effect: 'What they spend is shown as unspent.' });
    }
    if (cut > 0) {
      const reason =
        `${name} has no index of spenders, and at most ${this.#most} blocks are read to find ` +
        `them: ${cut} searches ended at that bound. ${read} blocks were read, of heights ` +
        `${first} to ${last}`;
      spots.push({
        reason,
        effect: 'A spend elsewhere is not seen: its coin is shown as unspent.',
      });
    }
    return spots;
  }

  warnings(): readonly Warning[] {
    const [file = ''] = this.sources;
    const unknown = [...this.#known.values()].flatMap((tx) => tx?.inputs ?? []);
    const unpriced = unknown.filter(({ amount }) => amount === null).length;
    const warning = (
      code: string,
      field: string,
      expected: string,
      found: string,
      count: number,
    ) => (count === 0 ? [] : [{ code, file, line: 1, field, expected, found, count }]);
    const waiting = this.#waiting.size;
    return [
      ...warning('unconfirmed', 'block', 'a block up to the tip', 'none yet', waiting),
      ...warning('unknown-input', 'prevout', 'what the input spends', 'nothing', unpriced),
    ];
  }

  /** The first block whose median time, as that of all later ones, is past a time; or the tip. */
  async #heightAfter(time: UnixTime, signal?: AbortSignal): Promise<number> {
    let [low, high] = [0, this.#tip.height];
    while (low < high) {
      const middle = (low + high) >> 1;
      const hash = await this.#node.blockHash(middle, signal);
      const { medianTime } = await this.#node.header(hash, signal);
      if (medianTime > time) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  async #readAll(
    from: number,
    to: number,
    signal: AbortSignal | undefined,
    see: (tx: BlockTransaction) => void,
  ): Promise<void> {
    for (let at = from; at <= to; at += AT_ONCE) {
      const heights = Array.from({ length: Math.min(AT_ONCE, to - at + 1) }, (_, i) => at + i);
      for (const { block, evidence } of await this.#scan.read(heights, signal)) {
        for (const [index, raw] of block.transactions.entries()) {
          const id = toDisplay(block.ids[index]!);
          see({ id, hash: block.hash, index, raw, evidence });
        }
      }
    }
  }

  async #lookIn(ids: ReadonlySet<string>, signal?: AbortSignal): Promise<readonly Sighting[]> {
    const found: Sighting[] = [];
    for (const height of this.#blocks) {
      await this.#readAll(height, height, signal, (tx) => {
        if (ids.has(tx.id)) found.push(inBlock(tx));
      });
    }
    return found;
  }

  /** Enters transactions of blocks, with what the node says of their inputs. */
  async #enterFromBlocks(found: readonly BlockTransaction[], signal?: AbortSignal): Promise<void> {
    const fresh = found.filter(({ id }) => !this.#known.get(id));
    const wanted = fresh.map(({ id, hash }) => ({ id, block: hash }));
    const answers = await this.#node.transactions(wanted, signal);
    const sightings = fresh.map((tx, i): Sighting => {
      const direct = answers[i];
      const block = tx.hash;
      // an answer about the transaction alone is the plainer evidence
      return direct ? { ...tx, ...direct, block, line: 1 } : inBlock(tx);
    });
    await this.#enter(sightings, signal);
  }

  async #enter(sightings: readonly Sighting[], signal?: AbortSignal): Promise<void> {
    const hashes = new Set(sightings.flatMap(({ block }) => block ?? []));
    const read = [...hashes].map((hash) => this.#node.header(hash, signal));
    const headers = new Map((await Promise.all(read)).map((header) => [header.hash, header]));
    const placed = sightings.filter(({ id, block }) => {
      const header = block === null ? undefined : headers.get(block);
      const counts = header?.inChain === true && header.height <= this.#tip.height;
      if (counts) this.#waiting.delete(id);
      else this.#waiting.add(id);
      return counts;
    });
    const spent = await this.#spent.of(placed, signal);
    for (const { id, raw, block, index, evidence, line } of placed) {
      const { height, time } = headers.get(block ?? '')!;
      const origin = { input: evidence, line };
      const place = { id, block: height, time, txIndex: index, origin };
      const outputs = spent.get(id) ?? [];
      this.#spent.keep(id, raw.outputs);
      this.#known.set(
        id,
        utxoTransaction(raw, place, (k) => outputs[k], this.#node.network),
      );
    }
  }
}

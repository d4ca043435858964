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
import { EsploraApi, type EsploraBlock, type EsploraTransaction } from './esplora-api.ts';
import { toDisplay, toHex } from './hash.ts';
import { outpointKey } from './ledger.ts';
import { expectNetwork, type Network } from './network.ts';
import { coinsPaid } from './paid.ts';
import type { RawInput, RawOutput } from './transaction.ts';
import { utxoTransaction } from './utxo.ts';

/** A miner's clock may be ahead by two hours, so lists by height are not quite lists by time. */
const CLOCKS = 2 * 3600;
/** The most pages of one address: 10,000 transactions in pages of 25. */
const MOST_PAGES = 400;

/**
 * Opens an explorer that speaks Esplora's REST interface as a ledger: mempool.space,
 * blockstream.info, or one of one's own. Its tip is asked for once; what came later, and what waits
 * for a block, counts as not there. Each transaction's id is recomputed, so what is said of its
 * outputs and of what it spends cannot be false. Who spends an output is checked; that nobody does
 * is the explorer's word.
 *
 * Positions in a block are not asked for (`/tx/:txid/merkle-proof` tells them, one question for
 * each transaction): of two transactions in one block either one spends the other, which orders
 * them, or they share no coin, and then no policy's result turns on their order.
 * @throws SourceError where it does not answer or serves another chain
 */
export async function openEsploraLedger(
  source: Source,
  network: Network,
  signal?: AbortSignal,
): Promise<LiveUtxoLedger> {
  const api = new EsploraApi(source);
  const [height, genesis] = await Promise.all([api.tipHeight(signal), api.blockHash(0, signal)]);
  expectNetwork(source.name, genesis, network);
  const tip = await api.block(await api.blockHash(height, signal), signal);
  return new EsploraLedger(api, network, tip);
}

class EsploraLedger implements LiveUtxoLedger {
  readonly model = 'utxo';
  readonly chain: string;
  readonly sources: readonly string[];
  readonly #api: EsploraApi;
  readonly #network: Network;
  readonly #tip: EsploraBlock;
  /** Null: not found, or not in a block up to the tip. */
  readonly #known = new Map<string, UtxoTransaction | null>();
  readonly #hashes = new Map<number, string>();
  /** Outputs whose spend waits for a block, and transactions that do. */
  readonly #waiting = new Set<string>();
  #saysUnspent = false;
  #repeated = 0;
  #listed = false;
  readonly #unlisted = new Set<Holder>();

  constructor(api: EsploraApi, network: Network, tip: EsploraBlock) {
    this.chain = network.chain;
    this.sources = [api.source.name];
    this.#api = api;
    this.#network = network;
    this.#tip = tip;
    this.#hashes.set(tip.height, tip.hash);
  }

  async tip(): Promise<Tip> {
    return { block: this.#tip.height, time: this.#tip.time };
  }

  async transactions(ids: readonly string[], signal?: AbortSignal) {
    const unknown = [...new Set(ids)].filter((id) => !this.#known.has(id));
    const found = await Promise.all(unknown.map((id) => this.#api.transaction(id, signal)));
    for (const [i, tx] of found.entries()) {
      this.#known.set(unknown[i]!, null);
      if (tx) this.#enter(tx);
    }
    return ids.flatMap((id) => this.#known.get(id) ?? []);
  }

  async spenders(outputs: readonly Outpoint[], signal?: AbortSignal) {
    const ids = [...new Set(outputs.map(({ tx }) => tx))];
    const answers = await Promise.all(ids.map((id) => this.#api.spends(id, signal)));
    const spends = new Map(ids.map((id, i) => [id, answers[i]]));
    const spenders = outputs.map(({ tx, index }) => {
      const spend = spends.get(tx)?.[index] ?? null;
      this.#saysUnspent ||= spend === null;
      if (spend !== null && !this.#counts(spend.block)) this.#waiting.add(outpointKey(tx, index));
      return spend !== null && this.#counts(spend.block) ? spend : null;
    });
    await this.transactions(
      spenders.flatMap((spend) => spend?.id ?? []),
      signal,
    );
    return outputs.map((output, i) => {
      const spend = spenders[i] ?? null;
      return spend === null ? null : this.#spender(output, spend.id, spend.input);
    });
  }

  /** Lists come with the newest first: of more than the limit these are the newest. */
  async coinsOf(
    holders: readonly Holder[],
    query: Omit<TransferQuery, 'direction'>,
    signal?: AbortSignal,
  ): Promise<readonly HolderCoins[]> {
    this.#listed = true;
    const lists = new Map(holders.map((holder) => [holder, new AddressList(holder)]));
    for (;;) {
      const open = [...lists.values()].filter((list) => !list.done);
      if (open.length === 0) break;
      const pages = await Promise.all(
        open.map(({ holder, last }) => this.#api.page(holder, last, signal)),
      );
      for (const [i, list] of open.entries()) {
        const page = pages[i] ?? null;
        const rows = list.add(page, query.since);
        if (page === null) this.#unlisted.add(list.holder);
        if (page && page.length > rows.length) this.#repeated += page.length - rows.length;
        for (const tx of rows) if (!this.#known.get(tx.id)) this.#enter(tx);
        const known = rows.flatMap(({ id }) => this.#known.get(id) ?? []);
        list.count(coinsPaid(known, [list.holder], { ...query, limit: Infinity }), query.limit);
      }
    }
    return holders.map((holder) => {
      const list = lists.get(holder)!;
      const ids = [...list.ids].reverse();
      const transactions = ids.flatMap((id) => this.#known.get(id) ?? []);
      const [paid] = coinsPaid(transactions, [holder], { ...query, limit: Infinity });
      const coins = (paid?.coins ?? []).slice(-query.limit);
      return { holder, coins, truncated: list.truncated };
    });
  }

  blindSpots(): readonly BlindSpot[] {
    const [name] = this.sources;
    const spots: BlindSpot[] = [];
    if (this.#saysUnspent) {
      const reason = `That an output is unspent is the word of ${name}: nothing proves it`;
      spots.push({ reason, effect: 'A spend that it does not tell of is not seen.' });
    }
    if (this.#waiting.size > 0) {
      const reason =
        `${this.#waiting.size} spends and transactions that ${name} knows of have no block yet, ` +
        `or one after ${this.#tip.height}`;
      spots.push({ reason, effect: 'They do not count: what they spend is shown as unspent.' });
    }
    if (this.#listed) {
      const reason =
        `${name} lists what was paid to an address; what was paid to its bare key, as in the ` +
        'first years, is not among it';
      spots.push({ reason, effect: 'Coins paid so are not seen.' });
    }
    for (const holder of [...this.#unlisted].sort()) {
      const reason = `${name} does not list the transactions of ${holder}: there are too many`;
      spots.push({ reason, effect: 'What it was paid is not seen.' });
    }
    return spots;
  }

  warnings(): readonly Warning[] {
    const [file = ''] = this.sources;
    const rows = [
      ['unconfirmed', 'status', 'a block up to the tip', 'none yet', this.#waiting.size],
      ['repeated-row', 'txid', 'each transaction once', 'it again', this.#repeated],
    ] as const;
    return rows.flatMap(([code, field, expected, found, count]) =>
      count === 0 ? [] : { code, file, line: 1, field, expected, found, count },
    );
  }

  #counts(block: EsploraBlock | null): block is EsploraBlock {
    return block !== null && block.height <= this.#tip.height;
  }

  #enter({ id, raw, spent, block, evidence, line }: EsploraTransaction): void {
    if (!this.#counts(block)) {
      this.#waiting.add(id);
      return;
    }
    const hash = this.#hashes.get(block.height) ?? block.hash;
    if (hash !== block.hash) {
      const why = `its chain was reorganised at block ${block.height} while it was read: run again`;
      throw this.#api.fault(why, true);
    }
    this.#hashes.set(block.height, hash);
    const spends = (k: number): RawOutput | null =>
      this.#spent(id, raw.inputs[k]!, spent[k] ?? null);
    const origin = { input: evidence, line };
    const place = { id, block: block.height, time: block.time, txIndex: null, origin };
    this.#known.set(id, utxoTransaction(raw, place, spends, this.#network));
  }

  /** What an input spends: the earlier transaction's own output where that is known. */
  #spent(id: string, input: RawInput, said: RawOutput | null): RawOutput | null {
    const outpoint = outpointKey(toDisplay(input.previous), input.index);
    const own = this.#known.get(toDisplay(input.previous))?.outputs[input.index];
    if (!own) return said;
    const { amount, script } = own;
    if (said && (said.amount !== amount || toHex(said.script) !== script)) {
      const why = `it says that ${id} spends ${said.amount} of ${outpoint}, which holds ${amount}`;
      throw this.#api.fault(why);
    }
    return { amount, script: Buffer.from(script, 'hex') };
  }

  #spender({ tx, index }: Outpoint, id: string, input: number): UtxoTransaction {
    const spender = this.#known.get(id) ?? null;
    const spent = spender?.inputs[input];
    if (spender && spent?.tx === tx && spent.index === index) return spender;
    const why = `it says that ${id} spends ${outpointKey(tx, index)}, which it does not`;
    throw this.#api.fault(spender ? why : `it has no transaction ${id}, which it names`, !spender);
  }
}

/** The transactions of one address, page by page, the newest first. */
class AddressList {
  readonly holder: Holder;
  readonly ids = new Set<string>();
  done = false;
  truncated = false;
  /** The cursor: the last id of the page before. */
  last: string | null = null;
  #pages = 0;
  #coins = 0;

  constructor(holder: Holder) {
    this.holder = holder;
  }

  /** Takes a page in; returns its rows that were not there before. */
  add(
    page: readonly EsploraTransaction[] | null,
    since: UnixTime | null,
  ): readonly EsploraTransaction[] {
    const rows = (page ?? []).filter(({ id }) => !this.ids.has(id) && this.ids.add(id));
    this.#pages += 1;
    this.last = page?.at(-1)?.id ?? null;
    const oldest = since === null ? null : since - CLOCKS;
    const isOld = rows.some(
      ({ block }) => oldest !== null && block !== null && block.time < oldest,
    );
    // An empty page is the end; one of rows that all came before would come again for ever.
    this.done = rows.length === 0 || isOld || this.#pages >= MOST_PAGES;
    this.truncated = page === null || (this.done && !isOld && rows.length > 0);
    return rows;
  }

  /** Counts coins that were found; more than the limit are enough. */
  count([found]: readonly HolderCoins[], limit: number): void {
    this.#coins += found?.coins.length ?? 0;
    if (this.#coins <= limit) return;
    this.done = true;
    this.truncated = true;
  }
}

import type { Origin, Tip, Transfer } from '../port.ts';
import type { Asking, Asks } from './asks.ts';
import { needsInfo, outcomeOf, tokensOf, transfersOf } from './decode.ts';
import { askInfo, askInfos, askTransaction } from './node.ts';
import type { Place, Reading } from './parts.ts';
import type { AccountRow, TronInfo, TronTransaction } from './shapes.ts';
import type { Tokens } from './tokens.ts';

/** A transaction as far as it is known; `info` is null where it must still be asked for. */
interface Known {
  readonly tx: TronTransaction;
  readonly info: TronInfo | null;
  readonly block: number;
  readonly time: number;
  readonly origin: Origin;
  readonly outcome: Place['outcome'];
}

/** What `infos` says of one block: the outcomes by id, and their order. */
interface BlockInfos {
  readonly evidence: number;
  readonly byId: ReadonlyMap<string, { readonly info: TronInfo; readonly position: number }>;
}

/** Reads transactions by id, each once, and puts those of one block in order. */
export class Transactions {
  readonly #asks: Asks;
  readonly #reading: Reading;
  readonly #tokens: Tokens;
  readonly #rows = new Map<string, { readonly row: AccountRow; readonly origin: Origin }>();
  /** Ids of the transactions met, by block. */
  readonly #met = new Map<number, Set<string>>();
  #firstBlock: number | null = null;
  readonly #positions = new Map<number, ReadonlyMap<string, number>>();

  constructor(asks: Asks, reading: Reading, tokens: Tokens) {
    this.#asks = asks;
    this.#reading = reading;
    this.#tokens = tokens;
  }

  /** Notes a row of an account's list: what it says is not asked again. */
  note(row: AccountRow, origin: Origin): void {
    if (!this.#rows.has(row.txID)) this.#rows.set(row.txID, { row, origin });
  }

  /** The first block in which a transaction was met, or null. */
  get firstBlock(): number | null {
    return this.#firstBlock;
  }

  /** In order of the ids; of one that the source does not know, or not yet at `tip`, nothing. */
  async of(ids: readonly string[], tip: Tip, asking: Asking): Promise<Transfer[]> {
    const found = await Promise.all([...new Set(ids)].map((id) => this.#find(id, asking)));
    const known = found.filter((one) => one !== null && one.block <= (tip.block ?? 0)) as Known[];
    for (const { tx, block } of known) {
      const met = this.#met.get(block) ?? new Set();
      this.#met.set(block, met.add(tx.txID));
      this.#firstBlock = Math.min(this.#firstBlock ?? block, block);
    }
    const blocks = await this.#order(known, asking);
    const whole = await Promise.all(known.map((one) => this.#complete(one, blocks, asking)));
    const tokens = whole.flatMap(({ tx, info }) => tokensOf(tx, info));
    await this.#tokens.know(tokens, asking);
    return whole.flatMap(({ tx, info, ...place }) => {
      const txIndex = this.#positions.get(place.block)?.get(tx.txID) ?? null;
      return transfersOf(tx, info, { ...place, txIndex }, this.#reading);
    });
  }

  async #find(id: string, asking: Asking): Promise<Known | null> {
    const listed = this.#rows.get(id);
    if (listed) {
      const { row, origin } = listed;
      return {
        tx: row,
        info: needsInfo(row) ? null : outcomeOf(row),
        block: row.blockNumber,
        time: Math.floor(row.block_timestamp / 1000),
        origin,
        outcome: { input: origin.input, row: origin.line },
      };
    }
    const [tx, info] = await Promise.all([
      askTransaction(this.#asks, id, asking),
      askInfo(this.#asks, id, asking),
    ]);
    if (tx.value === null || info.value === null) return null;
    return {
      tx: tx.value,
      info: info.value,
      block: info.value.blockNumber,
      time: Math.floor(info.value.blockTimeStamp / 1000),
      origin: { input: tx.evidence, line: 1 },
      outcome: { input: info.evidence, row: null },
    };
  }

  /**
   * Asks for whole blocks only where two transactions met stand in one, so that their order
   * matters: such an answer is some hundred times as long as that about one transaction.
   */
  async #order(known: readonly Known[], asking: Asking): Promise<Map<number, BlockInfos>> {
    const open = [...new Set(known.map(({ block }) => block))].filter(
      (block) => !this.#positions.has(block) && (this.#met.get(block)?.size ?? 0) > 1,
    );
    const answers = await Promise.all(open.map((block) => askInfos(this.#asks, block, asking)));
    const blocks = new Map<number, BlockInfos>();
    for (const [i, block] of open.entries()) {
      const { value = [], evidence = 0 } = answers[i] ?? {};
      const byId = new Map(value.map((info, position) => [info.id, { info, position }] as const));
      blocks.set(block, { byId, evidence });
      this.#positions.set(block, new Map([...byId].map(([id, { position }]) => [id, position])));
    }
    return blocks;
  }

  async #complete(
    one: Known,
    blocks: ReadonlyMap<number, BlockInfos>,
    asking: Asking,
  ): Promise<Known & { readonly info: TronInfo }> {
    const { info, block, tx } = one;
    if (info) return { ...one, info };
    const infos = blocks.get(block);
    const inBlock = infos?.byId.get(tx.txID);
    if (infos && inBlock) {
      const outcome = { input: infos.evidence, row: inBlock.position + 1 };
      return { ...one, info: inBlock.info, outcome };
    }
    const { value, evidence } = await askInfo(this.#asks, tx.txID, asking);
    // what a list shows as confirmed and the node does not know: the row alone
    if (value === null) return { ...one, info: outcomeOf(tx as AccountRow) };
    return { ...one, info: value, outcome: { input: evidence, row: null } };
  }
}

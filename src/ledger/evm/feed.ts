import { z } from 'zod';
import { SourceError } from '../../base/errors.ts';
import { AssetBook } from '../asset-book.ts';
import type { TokenLookup } from '../assets.ts';
import type { Chain } from '../chains.ts';
import type { BlockFeed, FeedBlock, MovedTransaction } from '../feed.ts';
import type { Source } from '../source.ts';
import { type BlockCalls, CallsOfBlocks } from './block-calls.ts';
import { headerSchema } from './headers.ts';
import { hexOf, Node } from './node.ts';
import { logsOwnAsset } from './own-asset.ts';
import { type Assets, transfersOf } from './receipt.ts';
import { type Receipt, receiptSchema, transactionSchema } from './transaction.ts';
import { hashHex, readAnswer } from './wire.ts';

const linkedSchema = z.object({ ...headerSchema.shape, parentHash: hashHex });
const blockSchema = z.object({
  ...linkedSchema.shape,
  transactions: z.array(transactionSchema),
});
type Block = z.output<typeof blockSchema>;
const receiptsSchema = z.array(receiptSchema);
type AccountBlock = Extract<FeedBlock, { model: 'account' }>;

/** An EVM chain block by block, by the JSON-RPC of a node or provider. */
export function evmFeed(chain: Chain, source: Source, lookup: TokenLookup): BlockFeed {
  const feed = new EvmFeed(chain, source, lookup);
  return {
    kind: 'blocks',
    chain: chain.id,
    source: source.name,
    head: (signal) => feed.heeding(signal).head(),
    hashAt: (height, signal) => feed.heeding(signal).hashAt(height),
    block: (height, signal) => feed.heeding(signal).block(height),
    contracts: (holders, signal) => feed.heeding(signal).contracts(holders),
    coins: () => Promise.resolve([]),
  };
}

class EvmFeed {
  readonly #chain: Chain;
  readonly #lookup: TokenLookup;
  readonly #node: Node;
  readonly #calls: CallsOfBlocks;
  /** False once the node has said that it does not give all receipts of a block at once. */
  #givesReceipts = true;

  constructor(chain: Chain, source: Source, lookup: TokenLookup) {
    this.#chain = chain;
    this.#lookup = lookup;
    this.#node = new Node(source);
    this.#calls = new CallsOfBlocks(this.#node);
  }

  heeding(signal: AbortSignal | undefined): this {
    this.#node.heed(signal);
    return this;
  }

  async head() {
    const { result } = await this.#node.need('eth_getBlockByNumber', ['latest', false]);
    const { number, hash } = this.#read(headerSchema, result, 'the newest block');
    return { height: number, hash };
  }

  async hashAt(height: number): Promise<string | null> {
    const { result } = await this.#node.need('eth_getBlockByNumber', [hexOf(height), false]);
    return result === null ? null : this.#read(headerSchema, result, `block ${height}`).hash;
  }

  async block(height: number): Promise<FeedBlock | null> {
    const [{ result }, early] = await Promise.all([
      this.#node.need('eth_getBlockByNumber', [hexOf(height), true]),
      this.#givesReceipts ? this.#receiptsOf(height) : null,
    ]);
    if (result === null) return null;
    const block = this.#read(blockSchema, result, `block ${height}`);
    const receipts = early ?? (await this.#oneByOne(block));
    this.#agree(block, receipts);
    const outer = this.#blockOf(block, receipts, []);
    if (logsOwnAsset(this.#chain.id)) return outer;
    return {
      ...outer,
      inside: async () => this.#blockOf(block, receipts, await this.#calls.of(block)),
    };
  }

  async contracts(holders: readonly string[]): Promise<ReadonlySet<string>> {
    const codes = await Promise.all(
      holders.map((holder) => this.#node.ask('eth_getCode', [holder, 'latest'])),
    );
    return new Set(holders.filter((_, i) => isCode(codes[i]?.result)));
  }

  /** Null where the node does not offer the method. */
  async #receiptsOf(height: number): Promise<readonly Receipt[] | null> {
    const method = 'eth_getBlockReceipts';
    const { result, refusal } = await this.#node.ask(method, [hexOf(height)]);
    if (refusal?.kind === 'method') this.#givesReceipts = false;
    if (refusal !== null) return null;
    return result === null ? null : this.#read(receiptsSchema, result, `receipts of ${height}`);
  }

  #oneByOne({ transactions }: Block): Promise<Receipt[]> {
    return Promise.all(
      transactions.map(async ({ hash }) => {
        const { result } = await this.#node.need('eth_getTransactionReceipt', [hash]);
        return this.#read(receiptSchema, result, `receipt of ${hash}`);
      }),
    );
  }

  /** Two answers of a provider may come from nodes that stand on different branches. */
  #agree(block: Block, receipts: readonly Receipt[]): void {
    const { hash, number, transactions } = block;
    const fits =
      receipts.length === transactions.length &&
      receipts.every(
        (one, i) => one.blockHash === hash && one.transactionHash === transactions[i]?.hash,
      );
    if (fits) return;
    throw new SourceError(this.#node.name, `block ${number} and its receipts do not fit`, true);
  }

  #blockOf(block: Block, receipts: readonly Receipt[], calls: BlockCalls): AccountBlock {
    const { number: height, hash, parentHash: parent, timestamp: time } = block;
    const assets: Assets = {
      chain: this.#chain,
      // of its own: whoever likes can fill blocks with new tokens
      book: new AssetBook(this.#chain, this.#lookup),
      claims: () => ({ symbol: '', decimals: null }),
      unreadable: () => undefined,
    };
    const inputs = { transaction: 0, receipt: 0, trace: 0 };
    const transactions = block.transactions.map((transaction, i): MovedTransaction => {
      const receipt = receipts[i]!;
      const trace = calls[i] ?? null;
      const facts = { transaction, receipt, trace, time, inputs };
      return { id: transaction.hash, transfers: transfersOf(facts, assets) };
    });
    return { model: 'account', height, hash, parent, time, transactions };
  }

  #read<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
    return readAnswer(schema, value, { source: this.#node.name, what });
  }
}

/** Bytes at an address; an account that delegates its code (EIP-7702) is still its owner's. */
function isCode(code: unknown): boolean {
  return typeof code === 'string' && code.length > 2 && !/^0xef0100/i.test(code);
}

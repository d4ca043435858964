/**
 * What a chain says, and the one interface by which it is asked. Amounts are base units, times unix
 * seconds UTC, chains CAIP-2, assets CAIP-19 ids, holders canonical addresses (EVM: lower-case hex;
 * Tron and Bitcoin: as the chain writes them).
 */

/** CAIP-2, e.g. `eip155:1`, `tron:0x2b6653dc`, `bip122:000000000019d6689c085ae165831e93`. */
export type ChainId = string;
/** CAIP-19, e.g. `eip155:1/erc20:0xdac1…`; `…/iso4217:USD` where a ledger gives only US dollars. */
export type AssetId = string;
/** A canonical address. */
export type Holder = string;

export interface Asset {
  readonly id: AssetId;
  readonly chain: ChainId;
  /** `valuation`: the ledger lists only what a transfer was worth, in US dollars. */
  readonly kind: 'native' | 'token' | 'nft' | 'valuation';
  /** Token contract or mint, or null. */
  readonly contract: string | null;
  readonly symbol: string;
  readonly decimals: number;
  /** True if the program knows this contract to be the asset that its symbol says. */
  readonly verified: boolean;
}

/**
 * Where in the input a fact stands: index into the run's list of inputs, and line or row from 1.
 */
export interface Origin {
  readonly input: number;
  readonly line: number;
}

/** One movement on an account ledger. */
export interface Transfer {
  readonly tx: string;
  readonly block: number | null;
  readonly time: number;
  /** Position of the transaction in its block, or null where the source does not say. */
  readonly txIndex: number | null;
  /** Position inside the transaction (trace, then log order), or null. */
  readonly index: number | null;
  /** `unvalued`: the source does not say how much was paid; `amount` is 0 and means nothing. */
  readonly kind: 'native' | 'internal' | 'token' | 'gas' | 'unvalued';
  readonly from: Holder;
  readonly to: Holder;
  readonly asset: AssetId;
  readonly amount: bigint;
  /** True if the transaction or call was reverted: nothing moved. */
  readonly failed: boolean;
  readonly origin: Origin;
  /**
   * Set where the ledger gives only a part of a transaction, since none of those asked about so far
   * gives anything in it: to be asked for again once one does.
   */
  readonly partial?: true;
}

export interface Outpoint {
  readonly tx: string;
  readonly index: number;
}

export interface UtxoInput extends Outpoint {
  /** Null where the ledger does not hold the earlier transaction. */
  readonly amount: bigint | null;
  readonly holder: Holder | null;
}

export interface UtxoOutput {
  readonly amount: bigint;
  /** Null for outputs without an address (bare scripts, OP_RETURN). */
  readonly holder: Holder | null;
  /** The output's script, hex. */
  readonly script: string;
  /** Provably unspendable. */
  readonly burn: boolean;
}

/** One transaction on a UTXO ledger. */
export interface UtxoTransaction {
  readonly id: string;
  readonly block: number | null;
  readonly time: number;
  readonly txIndex: number | null;
  readonly coinbase: boolean;
  readonly inputs: readonly UtxoInput[];
  readonly outputs: readonly UtxoOutput[];
  readonly origin: Origin;
}

export interface HolderTransfers {
  readonly holder: Holder;
  readonly transfers: readonly Transfer[];
  /** True if there were more than the limit allowed. */
  readonly truncated: boolean;
}

/** What is cheap to know of a holder before its transfers are read. */
export interface Summary {
  readonly holder: Holder;
  readonly received: number;
  readonly sent: number;
  readonly counterparties: number;
  readonly first: number;
  readonly last: number;
  /** `null`: the source does not list this holder's outgoing transfers. */
  readonly outgoingListed: boolean;
}

export interface TransferQuery {
  readonly direction: 'in' | 'out' | 'both';
  /** Inclusive, unix seconds; null means from the beginning. */
  readonly since: number | null;
  readonly until: number | null;
  /** Per holder. */
  readonly limit: number;
}

/** An account ledger as a source of facts. Every method takes a batch. */
export interface AccountLedger {
  readonly model: 'account';
  readonly chain: ChainId;
  assets(): Promise<readonly Asset[]>;
  /** All transfers of the given transactions, in input order of the ids. */
  transactions(ids: readonly string[], signal?: AbortSignal): Promise<readonly Transfer[]>;
  transfers(
    holders: readonly Holder[],
    query: TransferQuery,
    signal?: AbortSignal,
  ): Promise<readonly HolderTransfers[]>;
  summaries(holders: readonly Holder[], signal?: AbortSignal): Promise<readonly Summary[]>;
  tip(signal?: AbortSignal): Promise<Tip>;
}

/**
 * How finely the order of transfers is known: by position in the transaction, by transaction in the
 * block, by block, or only by time.
 */
export type Order = 'log' | 'transaction' | 'block' | 'time';

/** Whose transfers a ledger lists as a whole, outgoing and incoming, and how that is known. */
export interface Coverage {
  readonly outgoing: 'all' | ReadonlySet<Holder>;
  readonly incoming: 'all' | ReadonlySet<Holder>;
  readonly reason: string;
}

/** What a ledger cannot show, and what an answer from it lacks for that, in a whole sentence. */
export interface BlindSpot {
  readonly reason: string;
  readonly effect: string;
}

/** An account ledger with what it says of itself beside its facts. */
export interface ReadLedger extends AccountLedger {
  readonly order: Order;
  readonly coverage: Coverage;
  /** Time of the first and last transfer, or of the last block that was asked for. */
  readonly since: number;
  readonly until: number;
  /** Number of transfers that were read. */
  readonly size: number;
  /** Tokens of which nobody has said how many decimals they have: where each stands first. */
  readonly assumed: ReadonlyMap<AssetId, { readonly file: string; readonly line: number }>;
  blindSpots(): readonly BlindSpot[];
  warnings(): readonly Warning[];
}

/** Coins that a holder was paid. */
export interface HolderCoins {
  readonly holder: Holder;
  /** In chain order; of more than the limit the first. */
  readonly coins: readonly { readonly tx: UtxoTransaction; readonly index: number }[];
  /** True if there were more than the limit allowed. */
  readonly truncated: boolean;
}

/** A UTXO ledger as a source of facts. */
export interface UtxoLedger {
  readonly model: 'utxo';
  readonly chain: ChainId;
  transactions(ids: readonly string[], signal?: AbortSignal): Promise<readonly UtxoTransaction[]>;
  /** The spending transaction of each output, null where the ledger knows of none. */
  spenders(
    outputs: readonly Outpoint[],
    signal?: AbortSignal,
  ): Promise<readonly (UtxoTransaction | null)[]>;
  /**
   * All outputs that pay these holders, spent or not, with their transactions, in the order of the
   * holders. Absent where the ledger keeps no index of addresses, as a bare node does.
   */
  coinsOf?(
    holders: readonly Holder[],
    query: Omit<TransferQuery, 'direction'>,
    signal?: AbortSignal,
  ): Promise<readonly HolderCoins[]>;
  tip(signal?: AbortSignal): Promise<Tip>;
}

/** The last block and time that the ledger holds. */
export interface Tip {
  readonly block: number | null;
  readonly time: number;
}

/** A fault in the input that was counted and listed, not fatal unless `--strict`. */
export interface Warning {
  readonly code: string;
  readonly file: string;
  /** First line where it was seen. */
  readonly line: number;
  readonly field: string;
  readonly expected: string;
  readonly found: string;
  /** How often. */
  readonly count: number;
}

/** A file that a run has read. */
export interface InputFile {
  readonly role: 'case' | 'ledger' | 'tags' | 'prices' | 'blocks' | 'evidence';
  /** Path as given, relative where it was relative. */
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
  /** Recognised layout, e.g. `public-case-usd`, `etherscan-token`. */
  readonly layout: string;
  readonly rows: number;
}

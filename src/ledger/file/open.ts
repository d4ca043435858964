import { InputError } from '../../base/errors.ts';
import { isNobody, parseAddress } from '../address.ts';
import { type TokenClaim, tokenLookup } from '../assets.ts';
import { type Chain, parseChain } from '../chains.ts';
import type { Asset, Coverage, Holder, InputFile, Order, ReadLedger, Transfer } from '../port.ts';
import { coverageOf, type FileCoverage, fileCoverage } from './coverage.ts';
import { type Mapping, type MappingInput, mappingSchema } from './mapping.ts';
import { merge } from './merge.ts';
import { arrange, checkTimes, orderOf } from './order.ts';
import { Queries } from './queries.ts';
import { RowReader } from './reader.ts';
import { readSource } from './source.ts';
import { fileOf, newStore, type Store } from './store.ts';
import { TextReader } from './text.ts';
import { fillTimes } from './times.ts';
import { DECIMALS_WANTED, Warnings } from './warnings.ts';

/** A file, or a file whose columns are described by a mapping of its own. */
type LedgerFile = string | { readonly path: string; readonly mapping?: MappingInput };

interface FileLedgerOptions {
  /** Name, alias or CAIP-2 id. */
  readonly chain: string;
  /** Where relative paths start. */
  readonly baseDir: string;
  /** For all files; without it the layout is recognised by the header. */
  readonly mapping?: MappingInput | undefined;
  /** Faults become errors. */
  readonly strict?: boolean | undefined;
  /** Tokens that the case file adds to those that the program knows. */
  readonly tokens?: readonly TokenClaim[] | undefined;
  /** Whose transfers the files list as a whole, if the case file says so. */
  readonly coverage?: {
    readonly outgoing: 'all' | readonly string[];
    readonly incoming: 'all' | readonly string[];
  };
  /** Place of the first file in the run's list of inputs. */
  readonly firstInput?: number | undefined;
  readonly onProgress?: ((progress: ReadProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Most bytes of text in one file, unpacked. */
  readonly maxBytes?: number | undefined;
}

interface ReadProgress {
  readonly file: string;
  /** Read so far, of `total` bytes on disk. */
  readonly bytes: number;
  readonly total: number;
  /** Transfers so far, of all files. */
  readonly transfers: number;
}

/** An account ledger read from files. */
export interface FileLedger extends ReadLedger {
  readonly inputs: readonly InputFile[];
  /** In chain order, which never depends on the order of the rows in a file. */
  all(): Iterable<Transfer>;
  holders(): Iterable<Holder>;
}

/**
 * Reads the files of one account ledger into memory and answers from there.
 * @throws InputError where a file cannot be used, and for every fault under `strict`
 * @throws LimitError where a file holds more than it may
 */
export async function openFileLedger(
  files: readonly LedgerFile[],
  options: FileLedgerOptions,
): Promise<FileLedger> {
  const chain = parseChain(options.chain, 'chain');
  if (chain.model !== 'account') {
    throw new InputError('chain', 'a chain of accounts', chain.name);
  }
  const warnings = new Warnings(options.strict ?? false);
  const store = newStore(chain, tokenLookup(chain, options.tokens), warnings);
  const inputs: InputFile[] = [];
  const covered: FileCoverage[] = [];
  for (const file of files) {
    const { input, coverage } = await readFile(store, file, options);
    inputs.push(input);
    if (coverage) covered.push(coverage);
  }
  if (store.columns.length === 0) {
    throw new InputError('ledger', 'at least one transfer', 'none', 'see the warnings');
  }
  const coverage = options.coverage
    ? statedCoverage(options.coverage, chain)
    : coverageOf(store, covered);
  const order = settle(store);
  return ledgerOf(store, { inputs, coverage, order, firstInput: options.firstInput ?? 0 });
}

async function readFile(store: Store, file: LedgerFile, options: FileLedgerOptions) {
  const name = typeof file === 'string' ? file : file.path;
  const own = typeof file === 'string' ? undefined : file.mapping;
  const input = store.files.push(name) - 1;
  const start = store.columns.length;
  const rows = new RowReader(store, input, name, parseMapping(own ?? options.mapping));
  const text = new TextReader(rows, `ledger file ${name}`);
  const read = await readSource(
    name,
    {
      baseDir: options.baseDir,
      signal: options.signal,
      maxBytes: options.maxBytes,
      onProgress: (bytes, total) =>
        options.onProgress?.({ file: name, bytes, total, transfers: store.columns.length }),
    },
    (piece) => text.push(piece),
  );
  text.finish();
  const reading = rows.finish();
  const end = store.columns.length;
  if (!reading || reading.rows === 0) {
    const found = reading ? 'only a header' : 'nothing';
    store.warnings.add('empty', name, reading ? 1 : 0, '', 'a header and rows', found);
  }
  const layout = reading?.layout.id ?? 'empty';
  const { sha256, bytes } = read;
  const described: InputFile = {
    role: 'ledger',
    name,
    sha256,
    bytes,
    layout,
    rows: reading?.rows ?? 0,
  };
  const hasRows = reading !== null && end > start;
  const coverage = hasRows ? fileCoverage(store, name, reading, start, end) : null;
  return { input: described, coverage };
}

/**
 * Reads the rows of one text, without the questions and the order of a ledger: what reading alone
 * costs, for measuring it. Returns the number of transfers.
 */
export async function readTransfers(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: Pick<FileLedgerOptions, 'chain' | 'mapping'>,
): Promise<number> {
  const chain = parseChain(options.chain, 'chain');
  const store = newStore(chain, tokenLookup(chain), new Warnings(false));
  const name = store.files[store.files.push('stream') - 1] ?? '';
  const text = new TextReader(new RowReader(store, 0, name, parseMapping(options.mapping)), name);
  for await (const piece of pieces) text.push(piece);
  text.finish();
  return store.columns.length;
}

function parseMapping(input: MappingInput | undefined): Mapping | null {
  if (input === undefined) return null;
  const result = mappingSchema.safeParse(input);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const place = ['mapping', ...(issue?.path ?? [])].join('.');
  throw new InputError(place, issue?.message ?? 'a mapping', 'another value');
}

function statedCoverage(
  stated: NonNullable<FileLedgerOptions['coverage']>,
  chain: Chain,
): Coverage {
  const parse = (side: 'outgoing' | 'incoming'): 'all' | ReadonlySet<Holder> => {
    const value = stated[side];
    if (value === 'all') return 'all';
    return new Set(value.map((text) => parseAddress(text, chain, `coverage.${side}`)));
  };
  const reason = 'stated by the case file';
  return { outgoing: parse('outgoing'), incoming: parse('incoming'), reason };
}

/** Makes one ledger of all that was read: each transfer once, in chain order. */
function settle(store: Store): Order {
  const { assets, columns, warnings } = store;
  assets.unify(columns, (row) => {
    const [file, line] = [fileOf(store, row), columns.line[row]!];
    warnings.add('digits-cut', file, line, 'amount', 'digits within the places', 'more digits');
  });
  columns.arrange(merge(store));
  fillTimes(store);
  const order = orderOf(columns);
  arrange(store, order);
  if (order !== 'time') checkTimes(store);
  warnAssumed(store);
  return order;
}

/** Counts, in the file where each stands first, the tokens whose places nobody has said. */
function warnAssumed(store: Store): void {
  const { assets, columns } = store;
  for (let row = 0; row < columns.length; row += 1) {
    const number = columns.asset[row]!;
    if (!assets.isAssumed(number)) continue;
    const { id, contract } = assets.asset(number);
    if (store.assumed.has(id)) continue;
    const [file, line] = [fileOf(store, row), columns.line[row]!];
    store.assumed.set(id, { file, line });
    store.warnings.add('decimals-assumed', file, line, 'decimals', DECIMALS_WANTED, contract ?? '');
  }
}

interface Facts {
  readonly inputs: readonly InputFile[];
  readonly coverage: Coverage;
  readonly order: Order;
  readonly firstInput: number;
}

function ledgerOf(store: Store, { inputs, coverage, order, firstInput }: Facts): FileLedger {
  const queries = new Queries(store, coverage, firstInput);
  const { columns, chain, warnings } = store;
  const tip = queries.tip();
  let since = tip.time;
  for (let row = 0; row < columns.length; row += 1) since = Math.min(since, columns.time[row]!);
  return {
    model: 'account',
    chain: chain.id,
    inputs,
    order,
    coverage,
    since,
    until: tip.time,
    size: columns.length,
    blindSpots: () => [],
    warnings: () => warnings.list(),
    assumed: store.assumed,
    *all() {
      for (let row = 0; row < columns.length; row += 1) yield queries.transfer(row);
    },
    *holders() {
      for (const holder of queries.holders()) if (!isNobody(holder)) yield holder;
    },
    assets: async () => usedAssets(store),
    transactions: async (ids, signal) => {
      signal?.throwIfAborted();
      return queries.ofTransactions(ids);
    },
    transfers: async (holders, query, signal) =>
      holders.map((holder) => {
        signal?.throwIfAborted();
        return queries.ofHolder(holder, query);
      }),
    summaries: async (holders, signal) =>
      holders.map((holder) => {
        signal?.throwIfAborted();
        return queries.summary(holder);
      }),
    tip: async () => tip,
  };
}

/** The assets of the rows, by id. */
function usedAssets({ assets, columns }: Store): Asset[] {
  const isUsed = new Uint8Array(assets.size);
  for (let row = 0; row < columns.length; row += 1) isUsed[columns.asset[row]!] = 1;
  return [...isUsed.keys()]
    .filter((number) => isUsed[number] === 1)
    .map((number) => assets.asset(number))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

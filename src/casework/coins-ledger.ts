import { globSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { InputError } from '../base/errors.ts';
import { formatTime } from '../base/time.ts';
import { parseAddress } from '../ledger/address.ts';
import type { BlockFacts } from '../ledger/bitcoin/blocks.ts';
import { openBitcoinFiles } from '../ledger/bitcoin/open.ts';
import type { Chain } from '../ledger/chains.ts';
import type {
  BlindSpot,
  Holder,
  InputFile,
  TransferQuery,
  UtxoTransaction,
  Warning,
} from '../ledger/port.ts';
import { type CoinWatch, followCoins } from '../trace/coin-explore.ts';
import type { CoinGroup, CoinQuestion, CoinTrace } from '../trace/coin-trace.ts';
import { classifyAll } from '../trace/mixes/classify.ts';
import type { OpenCase } from './case.ts';

export type CoinQuery = Omit<TransferQuery, 'direction'>;

/** What a ledger of coins can say of coins that nothing in it spends. */
interface CoinCoverage {
  /** True if every spend of this holder's coins up to the end of the ledger would be in it. */
  readonly lists: (holder: Holder | null) => boolean;
  /** Why, in a sentence. */
  readonly reason: string;
}

/** A ledger of coins as a case uses it: held in files, or asked while the case is traced. */
export interface CoinLedger extends CoinCoverage {
  /** Of each block; null where the ledger gives transactions, not blocks. */
  readonly facts: readonly BlockFacts[] | null;
  /** Where it ends, in words, and in unix seconds. */
  readonly end: string;
  readonly until: number;
  /** True if it can be asked for all the coins of an address. */
  readonly searchable: boolean;
  /** True if it is asked, and so tells who paid into a theft transaction: its victims. */
  readonly live: boolean;
  /** What was read, names relative to the case; complete once the case is traced. */
  inputs(): readonly InputFile[];
  warnings(): readonly Warning[];
  blindSpots(): readonly BlindSpot[];
  /** In chain order: all that the files hold, or all that was asked for so far. */
  groups(): Iterable<CoinGroup>;
  /** What was read, for the coverage statement: how much, from when to when. */
  extent(): { readonly since: number; readonly text: string };
  transactions(ids: readonly string[], signal?: AbortSignal): Promise<readonly UtxoTransaction[]>;
  /**
   * Makes known every transaction that pays or spends from these addresses; gives those that have
   * more coins than the limit of a holder.
   */
  about(
    holders: readonly Holder[],
    query: CoinQuery,
    signal?: AbortSignal,
  ): Promise<ReadonlySet<Holder>>;
  /**
   * @param learn of a ledger that is asked, told all that is known as often as it is more; true if
   *   another place is a service since
   */
  follow(
    question: CoinQuestion,
    watch: CoinWatch,
    learn: (transactions: readonly UtxoTransaction[]) => boolean,
  ): Promise<CoinTrace>;
}

const MOST_FILES = 10_000;

/**
 * Opens the ledger files of a case: raw blocks, a node's block files or block JSON, with files of
 * spent outputs beside them; or transactions, one to a line, in the Dumplings or our own form.
 * Names may hold `*`.
 * @throws InputError where no file fits a name, or blocks and lines are mixed
 */
export async function openCoinLedger(
  open: OpenCase,
  chain: Chain,
  strict: boolean,
): Promise<CoinLedger> {
  const { file, folder } = open;
  const paths = pathsOf(file.ledger.files, folder, 'ledger');
  const prevouts = pathsOf(file.ledger.prevouts, folder, 'prevouts');
  const { ledger, blocks } = await openBitcoinFiles(paths, 'ledger: files', { prevouts, strict });
  const near = namesOf(open, [...paths, ...prevouts]);
  const facts = blocks?.facts() ?? null;
  const times = [...ledger.blocks()].map(({ time }) => time);
  const since = times.reduce((a, b) => Math.min(a, b), times[0] ?? 0);
  const until = times.reduce((a, b) => Math.max(a, b), 0);
  const inputs = ledger.inputs.map((input) => ({ ...input, name: near(input.name) }));
  const text =
    `${ledger.size} transactions from ${formatTime(since)} to ${formatTime(until)} UTC were ` +
    'read';
  return {
    facts,
    warnings: () => {
      return ledger.warnings().map((warning) => ({ ...warning, file: near(warning.file) }));
    },
    blindSpots: () => [],
    end: 'the end of the ledger',
    until,
    searchable: true,
    live: false,
    inputs: () => inputs,
    groups: () => ledger.blocks(),
    extent: () => ({ since, text }),
    transactions: (ids) => ledger.transactions(ids),
    about: async () => new Set(),
    follow: (question, watch) => {
      const all = [...ledger.blocks()].flatMap((block) => block.transactions);
      const classes = classifyAll(question.seeds.length > 0 ? all : []);
      return followCoins(ledger, question, classes, watch);
    },
    ...listsOf(open, chain, facts),
  };
}

/** Names with a `*` as all the files that fit, sorted; others as they are. */
export function pathsOf(names: readonly string[], folder: string, label: string): string[] {
  const paths = names.flatMap((name) => {
    if (!/[*?[{]/.test(name)) return [resolve(folder, name)];
    const found = globSync(name, { cwd: folder }).sort();
    if (found.length === 0) throw new InputError(`${label} file`, 'a file of that name', name);
    return found.map((path) => resolve(folder, path));
  });
  if (paths.length > MOST_FILES) {
    throw new InputError(`${label} files`, `at most ${MOST_FILES}`, paths.length);
  }
  return [...new Set(paths)];
}

/** No path of this machine is in a result: files are named from the case's folder. */
export function namesOf(
  { folder, file }: OpenCase,
  paths: readonly string[],
): (name: string) => string {
  const given = new Set([...file.ledger.files, ...file.ledger.prevouts]);
  const names = new Map(
    paths.map((path) => {
      const near = relative(folder, path);
      return [
        path,
        given.has(path) || near.startsWith('..') ? (path.split('/').at(-1) ?? '') : near,
      ];
    }),
  );
  return (name) => {
    const [path = '', ...entry] = name.split('#');
    return [names.get(path) ?? path, ...entry].join('#');
  };
}

/** Whose spends the files list as a whole: as the case says, or where no block is missing all. */
export function listsOf(
  { file }: OpenCase,
  chain: Chain,
  facts: readonly BlockFacts[] | null,
): CoinCoverage {
  const stated = file.ledger.coverage?.outgoing;
  if (stated === 'all') {
    return { lists: () => true, reason: 'the case file states that every spend is listed' };
  }
  if (stated !== undefined) {
    const some = new Set(
      stated.map((text) => parseAddress(text, chain, 'ledger: coverage: outgoing')),
    );
    return {
      lists: (holder) => holder !== null && some.has(holder),
      reason: `the case file states that the spends of ${some.size} addresses are listed`,
    };
  }
  if (facts === null) {
    return { lists: () => false, reason: 'the files hold some transactions, not whole blocks' };
  }
  if (facts.length < 2) {
    return { lists: () => false, reason: 'the files hold one block, and nothing after it' };
  }
  const gap = facts.findIndex(({ previous }, i) => i > 0 && previous !== facts[i - 1]?.hash);
  if (gap < 0) {
    return { lists: () => true, reason: `${facts.length} blocks, each built on the one before` };
  }
  const after = facts[gap - 1];
  return {
    lists: () => false,
    reason: `the blocks have gaps, the first after ${after?.height ?? after?.hash ?? 'the first'}`,
  };
}

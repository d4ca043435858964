import { globSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { InputError } from '../base/errors.ts';
import { parseAddress } from '../ledger/address.ts';
import { type BlockFacts, openBlockFiles } from '../ledger/bitcoin/blocks.ts';
import type { BitcoinLedger } from '../ledger/bitcoin/ledger.ts';
import { openTransactionLines } from '../ledger/bitcoin/lines.ts';
import type { Chain } from '../ledger/chains.ts';
import type { Holder, InputFile, Warning } from '../ledger/port.ts';
import type { OpenCase } from './case.ts';

/** A ledger of coins and what it can say of coins that nothing in it spends. */
export interface CoinLedger {
  readonly ledger: BitcoinLedger;
  /** Of each block; null where the files hold transactions, not blocks. */
  readonly facts: readonly BlockFacts[] | null;
  /** Names relative to the case, as they were given. */
  readonly inputs: readonly InputFile[];
  readonly warnings: readonly Warning[];
  /** Unix seconds of the first and the last block. */
  readonly since: number;
  readonly until: number;
  /** True if every spend of this holder's coins up to the end of the ledger would be in it. */
  readonly lists: (holder: Holder | null) => boolean;
  /** Why, in a sentence. */
  readonly reason: string;
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
  const paths = expand(file.ledger.files, folder, 'ledger');
  const asBlocks = paths.filter(isBlocks);
  if (asBlocks.length > 0 && asBlocks.length < paths.length) {
    const other = paths.find((path) => !isBlocks(path));
    throw new InputError('ledger: files', 'either blocks or lines of transactions', other);
  }
  const prevouts = expand(file.ledger.prevouts, folder, 'prevouts');
  const blocks = asBlocks.length > 0 ? await openBlockFiles(paths, { prevouts, strict }) : null;
  const ledger = blocks ?? (await openTransactionLines(paths, { strict }));
  const near = namesOf(open, [...paths, ...prevouts]);
  const facts = blocks?.facts() ?? null;
  const times = [...ledger.blocks()].map(({ time }) => time);
  return {
    ledger,
    facts,
    inputs: ledger.inputs.map((input) => ({ ...input, name: near(input.name) })),
    warnings: ledger.warnings().map((warning) => ({ ...warning, file: near(warning.file) })),
    since: times.reduce((a, b) => Math.min(a, b), times[0] ?? 0),
    until: times.reduce((a, b) => Math.max(a, b), 0),
    ...listsOf(open, chain, facts),
  };
}

/** Names with a `*` as all the files that fit, sorted; others as they are. */
function expand(names: readonly string[], folder: string, label: string): string[] {
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

/** Blocks by the name of their file; transactions one to a line are everything else. */
function isBlocks(path: string): boolean {
  return /\.(blk|dat|raw|bin|hex|json)$/i.test(path);
}

/** No path of this machine is in a result: files are named from the case's folder. */
function namesOf({ folder, file }: OpenCase, paths: readonly string[]): (name: string) => string {
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

function listsOf(
  { file }: OpenCase,
  chain: Chain,
  facts: readonly BlockFacts[] | null,
): Pick<CoinLedger, 'lists' | 'reason'> {
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

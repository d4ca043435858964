import { InputError } from '../../base/errors.ts';
import { type BlockLedger, openBlockFiles } from './blocks.ts';
import type { BitcoinLedger } from './ledger.ts';
import { openTransactionLines } from './lines.ts';

interface OpenOptions {
  /** Files of spent outputs, for blocks. */
  readonly prevouts?: readonly string[];
  readonly strict?: boolean;
}

/** A ledger of files; `blocks` is the same ledger where the files hold blocks, else null. */
interface OpenedFiles {
  readonly ledger: BitcoinLedger;
  readonly blocks: BlockLedger | null;
}

/**
 * Opens raw blocks, a node's block files or block JSON; or transactions, one to a line.
 * @param label names the files where they are wrong
 * @throws InputError where blocks and lines are mixed, or a file is neither
 */
export async function openBitcoinFiles(
  paths: readonly string[],
  label: string,
  { prevouts = [], strict = false }: OpenOptions = {},
): Promise<OpenedFiles> {
  const asBlocks = paths.filter(isBlocks);
  if (asBlocks.length > 0 && asBlocks.length < paths.length) {
    const other = paths.find((path) => !isBlocks(path));
    throw new InputError(label, 'either blocks or lines of transactions', other);
  }
  if (asBlocks.length > 0) {
    const blocks = await openBlockFiles(paths, { prevouts, strict });
    return { ledger: blocks, blocks };
  }
  return { ledger: await openTransactionLines(paths, { strict }), blocks: null };
}

/** Blocks by the name of their file; transactions one to a line are everything else. */
function isBlocks(path: string): boolean {
  return /\.(blk|dat|raw|bin|hex|json)$/i.test(path);
}

import { sha256 } from '../../base/digest.ts';
import { InputError } from '../../base/errors.ts';
import type { InputFile } from '../port.ts';
import { bip34Height } from './bip34.ts';
import { type Block, type BlockHeader, parseBlock } from './block.ts';
import { blockSlices, hexMagic, isBlockFile } from './block-file.ts';
import { type BlockChecks, checkBlock } from './checks.ts';
import type { FaultList } from './faults.ts';
import { type ByteBudget, isNodeFile, readWhole, unmaskNodeFile } from './files.ts';
import { isFullBlock, parseFullBlocks } from './full-block.ts';
import { toDisplay, toHex } from './hash.ts';
import type { Network } from './network.ts';
import { misfit, parsePrevouts } from './prevouts.ts';
import { isCoinbase, type RawOutput, type RawTransaction } from './transaction.ts';

/** A block that passed its checks: its bytes, and where everything stands in them. */
export interface BlockRecord {
  /** Index into the run's inputs, and number of its first transaction in that file, from 1. */
  readonly input: number;
  readonly line: number;
  readonly label: string;
  /** Offset of the block in its file. */
  readonly base: number;
  readonly bytes: Uint8Array;
  readonly header: BlockHeader;
  readonly hash: string;
  readonly checks: BlockChecks;
  /** Ids as printed, and offsets in `bytes`, in block order. */
  readonly ids: readonly string[];
  readonly offsets: readonly number[];
  /**
   * How many inputs stand before each transaction's, the coinbase's left out; then their number.
   */
  readonly inputStarts: readonly number[];
  readonly stated: number | null;
  readonly statedBy: 'coinbase' | 'file' | null;
  /** One for each input in block order, or null where they are not known. */
  readonly prevouts: readonly RawOutput[] | null;
}

interface Slice {
  readonly bytes: Uint8Array;
  readonly base: number;
  readonly height: number | null;
  readonly prevouts: readonly RawOutput[] | null;
}

/** Reads block files of every layout into records, and writes down which files those were. */
export async function readRecords(
  paths: readonly string[],
  budget: ByteBudget,
  network: Network,
  faults: FaultList,
  inputs: InputFile[],
): Promise<BlockRecord[]> {
  const records: BlockRecord[] = [];
  const seen = new Map<string, number>();
  for (const path of paths) {
    const disk = await readWhole(path, budget);
    const bytes = await unmaskNodeFile(path, disk);
    const { layout, slices } = slicesOf(bytes, path, network);
    let line = 1;
    for (const slice of slices) {
      const block = parseBlock(slice.bytes, path, slice.base);
      const checks = checkBlock(block, network);
      const place = { file: path, line };
      for (const { code, field, expected, found } of checks.faults) {
        faults.add(code, { ...place, field }, expected, found);
      }
      const earlier = seen.get(block.hash);
      if (earlier !== undefined) {
        const field = 'block hash';
        faults.add('repeated-block', { ...place, field }, 'each block once', block.hash);
        const first = records[earlier] as BlockRecord;
        records[earlier] = { ...first, prevouts: first.prevouts ?? slice.prevouts };
      } else if (checks.faults.length === 0) {
        seen.set(block.hash, records.length);
        records.push(recordOf(block, checks, slice, { input: inputs.length, line }, path, network));
      }
      line += block.transactions.length;
    }
    const facts = { name: path, sha256: sha256(disk), bytes: disk.length, layout, rows: line - 1 };
    inputs.push({ role: 'blocks', ...facts });
  }
  return records;
}

function slicesOf(
  bytes: Uint8Array,
  path: string,
  network: Network,
): { layout: string; slices: Iterable<Slice> } {
  const bare = { height: null, prevouts: null };
  if (isBlockFile(bytes, network)) {
    const slices = [...blockSlices(bytes, path, network)];
    return {
      layout: 'bitcoin-block-file',
      slices: slices.map((slice) => ({ bytes: slice.bytes, base: slice.offset, ...bare })),
    };
  }
  if (isNodeFile(path)) {
    const start = toHex(bytes.subarray(0, 4));
    const expected = `a block file of ${network.name}, which begins with ${hexMagic(network)}`;
    const hint = 'Bitcoin Core 28 and later mask these files: put its xor.dat beside them.';
    throw new InputError(`file ${path}`, expected, start, hint);
  }
  if (isFullBlock(bytes)) {
    const slices = parseFullBlocks(bytes, path).map((block) => ({ ...block, base: 0 }));
    return { layout: 'bitcoin-block-json', slices };
  }
  return { layout: 'bitcoin-block', slices: [{ bytes, base: 0, ...bare }] };
}

function recordOf(
  block: Block,
  checks: BlockChecks,
  { base, height, prevouts }: Slice,
  place: { readonly input: number; readonly line: number },
  label: string,
  network: Network,
): BlockRecord {
  const byCoinbase = bip34Height(
    block.header.version,
    block.transactions[0] as RawTransaction,
    network,
  );
  const inputStarts = [0];
  for (const tx of block.transactions) {
    inputStarts.push((inputStarts.at(-1) ?? 0) + (isCoinbase(tx) ? 0 : tx.inputs.length));
  }
  return {
    ...place,
    label,
    base,
    bytes: block.bytes,
    header: block.header,
    hash: block.hash,
    checks,
    ids: block.ids.map(toDisplay),
    offsets: block.offsets,
    inputStarts,
    stated: byCoinbase ?? height,
    statedBy: byCoinbase !== null ? 'coinbase' : height !== null ? 'file' : null,
    prevouts,
  };
}

/**
 * Gives each file of spent outputs to the block whose inputs it fits; file names do not matter.
 * @throws InputError where a file fits no block, or more than one
 */
export async function attachPrevouts(
  records: readonly BlockRecord[],
  heights: readonly (number | null)[],
  paths: readonly string[],
  budget: ByteBudget,
  network: Network,
  inputs: InputFile[],
): Promise<BlockRecord[]> {
  const attached = [...records];
  for (const path of paths) {
    const bytes = await readWhole(path, budget);
    const { layout, outputs } = parsePrevouts(bytes, path);
    const rows = outputs.length;
    inputs.push({
      role: 'blocks',
      name: path,
      sha256: sha256(bytes),
      bytes: bytes.length,
      layout,
      rows,
    });
    const sized = attached.flatMap((record, i) =>
      record.inputStarts.at(-1) === rows && record.prevouts === null ? [i] : [],
    );
    const reasons = sized.map((i) =>
      unfit(attached[i] as BlockRecord, outputs, heights[i], network),
    );
    const fitting = sized.filter((_, k) => reasons[k] === null);
    const [only] = fitting;
    if (only === undefined || fitting.length > 1) {
      const why = fitting.length > 1 ? `fits ${fitting.length}` : (reasons[0] ?? `${rows} outputs`);
      throw new InputError(`spent outputs ${path}`, 'those of exactly one of the blocks', why);
    }
    attached[only] = { ...(attached[only] as BlockRecord), prevouts: outputs };
  }
  for (const [i, record] of attached.entries()) {
    if (record.prevouts === null || records[i]?.prevouts === null) continue;
    const why = unfit(record, record.prevouts, heights[i], network);
    if (why) throw new InputError(`spent outputs in ${record.label}`, 'those of its block', why);
  }
  return attached;
}

function unfit(
  record: BlockRecord,
  outputs: readonly RawOutput[],
  height: number | null | undefined,
  network: Network,
): string | null {
  const block = parseBlock(record.bytes, record.label, record.base);
  return misfit(block, outputs, height ?? null, network);
}

import { found } from '../../base/assert.ts';
import type { InputFile } from '../port.ts';
import type { WitnessCommitment } from './bip141.ts';
import { parseBlock } from './block.ts';
import { attachPrevouts, type BlockRecord, readRecords } from './block-records.ts';
import { rawAt, transactionReader } from './block-transactions.ts';
import { type ChainPlace, placeBlocks } from './chain.ts';
import { type FaultList, faultList } from './faults.ts';
import { MOST_BYTES } from './files.ts';
import { toDisplay } from './hash.ts';
import { type BitcoinLedger, type BlockPlace, ledgerOf, outpointKey } from './ledger.ts';
import { MAINNET, type Network } from './network.ts';
import { chainOrder } from './order.ts';
import { newCoins } from './prevouts.ts';
import { isCoinbase } from './transaction.ts';

interface BlockOptions {
  /** Files of spent outputs; each must fit exactly one of the blocks. */
  readonly prevouts?: readonly string[];
  /** Ends the reading at the first fault instead of listing it. */
  readonly strict?: boolean;
  readonly network?: Network;
  /** The most bytes to read, 2 GiB unless told. */
  readonly bytes?: number;
}

/** What was read and verified of one block. */
export interface BlockFacts {
  readonly hash: string;
  readonly previous: string;
  readonly height: number | null;
  /** Who says so: the coinbase (BIP34), the file, or the links to a block that says it. */
  readonly heightFrom: 'coinbase' | 'file' | 'links' | null;
  readonly time: number;
  readonly bytes: number;
  readonly transactions: number;
  /** Inputs, the coinbase's left out. */
  readonly inputs: number;
  readonly proofOfWork: boolean;
  readonly merkleRoot: boolean;
  readonly witness: WitnessCommitment;
  /** Coins that it created, in satoshi: all outputs less all inputs; null without spent outputs. */
  readonly newCoins: bigint | null;
  /** Index into the inputs. */
  readonly input: number;
}

export interface BlockLedger extends BitcoinLedger {
  /** In chain order. */
  facts(): readonly BlockFacts[];
}

/**
 * Reads blocks into a ledger: raw blocks, a node's block files, Raito's block JSON, each recognised
 * by its content. Every block is checked against its header before anything of it is used. A
 * transaction's `origin.line` is its number in its file.
 * @throws InputError on bytes that are no block and on spent outputs that fit none; LimitError
 */
export async function openBlockFiles(
  paths: readonly string[],
  options: BlockOptions = {},
): Promise<BlockLedger> {
  const { prevouts = [], strict = false, network = MAINNET, bytes = MOST_BYTES } = options;
  const budget = { left: bytes };
  const faults = faultList(strict);
  const inputs: InputFile[] = [];
  const read = await readRecords(paths, budget, network, faults, inputs);
  const { records, places } = choose(read, network, faults, inputs);
  const heights = places.map((place) => place.height);
  const full = await attachPrevouts(records, heights, prevouts, budget, network, inputs);
  const order = orderOf(full, heights);
  const sorted = order.map((i) => found(full[i], 'block'));
  const sortedHeights = order.map((i) => heights[i] ?? null);
  return assemble(sorted, sortedHeights, network, faults, inputs);
}

/** Leaves out the losers of forks. */
function choose(
  read: readonly BlockRecord[],
  network: Network,
  faults: FaultList,
  inputs: readonly InputFile[],
): { records: BlockRecord[]; places: ChainPlace[] } {
  const blocks = read.map(({ hash, header, stated }) => {
    return { hash, previous: header.previous, bits: header.bits, stated };
  });
  const all = placeBlocks(blocks, network);
  const heights = new Map<number, string>();
  const kept: number[] = [];
  for (const [i, place] of all.entries()) {
    const { hash, input, line, stated } = found(read[i], 'block');
    const at = { file: inputs[input]?.name ?? '', line };
    if (place.stale) {
      const expected = 'the branch with the most work';
      faults.add('stale-block', { ...at, field: 'previous block' }, expected, hash);
      continue;
    }
    if (place.contradicted) {
      const expected = `${place.height} by its links`;
      faults.add('height', { ...at, field: 'height' }, expected, `${stated}`);
    }
    if (place.height !== null && heights.has(place.height)) {
      const expected = `one block of height ${place.height}`;
      faults.add('same-height', { ...at, field: 'height' }, expected, hash);
    }
    if (place.height !== null) heights.set(place.height, hash);
    kept.push(i);
  }
  const records = kept.map((i) => found(read[i], 'block'));
  return { records, places: kept.map((i) => found(all[i], 'place')) };
}

/** Chain order of the blocks: height, else time, and never before a block that it builds on. */
function orderOf(
  records: readonly BlockRecord[],
  heights: readonly (number | null)[],
): readonly number[] {
  const holders = new Map<string, number>();
  const hashes = new Map(records.map(({ hash }, i) => [hash, i]));
  for (const [i, { ids }] of records.entries()) for (const id of ids) holders.set(id, i);
  const items = records.map((record, i) => {
    const parents = new Set([hashes.get(record.header.previous) ?? i]);
    if (heights.includes(null)) {
      for (let k = 0; k < record.ids.length; k++) {
        for (const input of rawAt(record, k).inputs) {
          parents.add(holders.get(toDisplay(input.previous)) ?? i);
        }
      }
    }
    parents.delete(i);
    const block = heights[i] ?? null;
    return {
      id: record.hash,
      block,
      time: record.header.time,
      txIndex: null,
      parents: [...parents],
    };
  });
  return chainOrder(items).order;
}

function assemble(
  records: readonly BlockRecord[],
  heights: readonly (number | null)[],
  network: Network,
  faults: FaultList,
  inputs: readonly InputFile[],
): BlockLedger {
  const numbers = new Map<string, number>();
  const spenders = new Map<string, number>();
  const places: BlockPlace[] = [];
  let first = 0;
  for (const [i, record] of records.entries()) {
    const file = inputs[record.input]?.name ?? '';
    for (const [k, id] of record.ids.entries()) {
      const at = { file, line: record.line + k };
      if (numbers.has(id)) {
        // Two coinbases of 2010 repeat earlier ones; BIP30 and BIP34 made that impossible since.
        faults.add('repeated-transaction', { ...at, field: 'id' }, 'each id once', id);
        continue;
      }
      numbers.set(id, first + k);
      const raw = rawAt(record, k);
      if (isCoinbase(raw)) continue;
      for (const input of raw.inputs) {
        const key = outpointKey(toDisplay(input.previous), input.index);
        if (!spenders.has(key)) spenders.set(key, first + k);
        else faults.add('spent-twice', { ...at, field: 'input' }, 'an unspent output', key);
      }
    }
    const { hash, header, ids } = record;
    places.push({ hash, height: heights[i] ?? null, time: header.time, first, count: ids.length });
    first += ids.length;
  }
  const transaction = transactionReader(records, places, numbers, network);
  const warnings = faults.list();
  return {
    ...ledgerOf({ network, inputs, warnings, places, numbers, spenders, transaction }),
    facts: () => records.map((record, i) => factsOf(record, heights[i] ?? null)),
  };
}

function factsOf(record: BlockRecord, height: number | null): BlockFacts {
  const { hash, header, checks, bytes, prevouts } = record;
  const byLinks = height === null ? null : 'links';
  return {
    hash,
    previous: header.previous,
    height,
    heightFrom: record.stated === height ? (record.statedBy ?? byLinks) : byLinks,
    time: header.time,
    bytes: bytes.length,
    transactions: record.ids.length,
    inputs: record.inputStarts.at(-1) ?? 0,
    proofOfWork: checks.proofOfWork,
    merkleRoot: checks.merkleRoot,
    witness: checks.witness,
    newCoins: prevouts ? newCoins(parseBlock(bytes, record.label, record.base), prevouts) : null,
    input: record.input,
  };
}

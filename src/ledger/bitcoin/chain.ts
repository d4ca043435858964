import { MAINNET, type Network } from './network.ts';
import { workOf } from './work.ts';

export interface ChainBlock {
  readonly hash: string;
  readonly previous: string;
  readonly bits: number;
  /** The height that the block or its file states, or null. */
  readonly stated: number | null;
}

export interface ChainPlace {
  /** By the genesis block, by what the block states, or by counting from a block that states it. */
  readonly height: number | null;
  /** True if another block on the same parent carries more work (equal work: the lower hash). */
  readonly stale: boolean;
  /** True if the block states another height than the blocks that it is linked to. */
  readonly contradicted: boolean;
}

/**
 * Places blocks by their links, whatever their order in the files: heights where one block of a
 * linked run is known, and the losers of forks. Blocks whose parents are not there stand alone.
 */
export function placeBlocks(
  blocks: readonly ChainBlock[],
  network: Network = MAINNET,
): ChainPlace[] {
  const numbers = new Map(blocks.map((block, i) => [block.hash, i]));
  const parents = blocks.map((block) => numbers.get(block.previous) ?? -1);
  const { roots, depths } = measure(parents);
  const bases = baseHeights(blocks, roots, depths, network);
  const stale = staleBlocks(blocks, parents, depths);
  return blocks.map((block, i) => {
    const base = bases.get(roots[i] as number);
    const height = base === undefined ? null : base + (depths[i] as number);
    const stated = statedHeight(block, network);
    return {
      height,
      stale: stale[i] === true,
      contradicted: stated !== null && height !== stated,
    };
  });
}

/** For each block the first block of its linked run, and how far above it stands. */
function measure(parents: readonly number[]): { roots: number[]; depths: number[] } {
  const roots: number[] = new Array(parents.length).fill(-1);
  const depths: number[] = new Array(parents.length).fill(0);
  for (let i = 0; i < parents.length; i++) {
    const path: number[] = [];
    let at = i;
    while (at >= 0 && roots[at] === -1) {
      path.push(at);
      at = parents[at] ?? -1;
    }
    let root = at < 0 ? (path.at(-1) ?? i) : (roots[at] as number);
    let depth = at < 0 ? -1 : (depths[at] as number);
    for (const block of path.reverse()) {
      if (depth === -1) root = block;
      depth += 1;
      roots[block] = root;
      depths[block] = depth;
    }
  }
  return { roots, depths };
}

function statedHeight(block: ChainBlock, network: Network): number | null {
  return block.hash === network.genesis ? 0 : block.stated;
}

/** The height of each run's first block: what most of its blocks say, ties to the lower height. */
function baseHeights(
  blocks: readonly ChainBlock[],
  roots: readonly number[],
  depths: readonly number[],
  network: Network,
): Map<number, number> {
  const votes = new Map<number, Map<number, number>>();
  for (const [i, block] of blocks.entries()) {
    const stated = statedHeight(block, network);
    const base = stated === null ? -1 : stated - (depths[i] as number);
    if (base < 0) continue;
    const root = roots[i] as number;
    const run = votes.get(root) ?? new Map<number, number>();
    run.set(base, (run.get(base) ?? 0) + 1);
    votes.set(root, run);
  }
  const chosen = new Map<number, number>();
  for (const [root, run] of votes) {
    const [best] = [...run].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    if (best) chosen.set(root, best[0]);
  }
  return chosen;
}

function staleBlocks(
  blocks: readonly ChainBlock[],
  parents: readonly number[],
  depths: readonly number[],
): boolean[] {
  const deepestFirst = blocks
    .map((_, i) => i)
    .sort((a, b) => (depths[b] as number) - (depths[a] as number) || a - b);
  // Work of the best branch above and including each block.
  const work = blocks.map((block) => workOf(block.bits));
  const best = new Map<string, number>();
  const heavier = (a: number, b: number): boolean => {
    const [workA = 0n, workB = 0n] = [work[a], work[b]];
    return workA === workB ? blocks[a]!.hash < blocks[b]!.hash : workA > workB;
  };
  for (const i of deepestFirst) {
    const child = best.get(blocks[i]!.hash);
    if (child !== undefined) work[i] = (work[i] ?? 0n) + (work[child] ?? 0n);
    const previous = blocks[i]!.previous;
    const rival = best.get(previous);
    if (rival === undefined || heavier(i, rival)) best.set(previous, i);
  }
  const stale: boolean[] = new Array(blocks.length).fill(false);
  for (const i of deepestFirst.reverse()) {
    const parent = parents[i] ?? -1;
    stale[i] = best.get(blocks[i]!.previous) !== i || (parent >= 0 && stale[parent] === true);
  }
  return stale;
}

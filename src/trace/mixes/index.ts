import { joinmarket } from './joinmarket.ts';
import type { MixClass } from './mix.ts';
import { wasabi1 } from './wasabi1.ts';
import { wasabi2 } from './wasabi2.ts';
import { whirlpool } from './whirlpool.ts';

/** Every CoinJoin class of the program, in the order in which they are tested (tracing.md §5.3). */
export const mixes: readonly MixClass[] = [whirlpool, wasabi2, wasabi1, joinmarket];

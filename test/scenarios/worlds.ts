import fc from 'fast-check';
import type { EntityType } from '../../src/attribution/taxonomy.ts';
import type { Transfer } from '../../src/ledger/port.ts';
import type { Scenario } from './trace.ts';
import { timeOf, transfers, WETH9 } from './transfers.ts';

/** Places of the worlds: an exchange, a mixer, a bridge, and a service that settles swaps later. */
const NAMES: Readonly<Record<string, EntityType>> = {
  X: 'cex.hot',
  M: 'mixer.pool',
  W: 'bridge.lock',
  G: 'intents.solver',
};

const LAST_BLOCK = 12;

interface Kind {
  readonly holders: readonly string[];
  readonly assets: readonly string[];
}

/** One asset, no exchange: what is stolen can be summed up. */
export const PLAIN: Kind = { holders: [...'STABCDEX'], assets: ['ETH'] };
/** Dollars only, as some ledgers give them, with burns, wraps and swaps that come back. */
export const VALUED: Kind = { holders: [...'STABCDXG0', WETH9], assets: ['USD'] };
/** Swaps, wraps, mints, burns, claims, junk tokens. */
export const MIXED: Kind = {
  holders: [...'STABCDEXMWGPQ0', WETH9],
  assets: ['ETH', 'ETH', 'USDT', 'USDC', 'stETH', 'FAKE'],
};

const FATES = ['failed', 'gas', 'zero', 'unvalued'];

function transactionsOf({ holders, assets }: Kind) {
  const movement = fc.record({
    from: fc.constantFrom(...holders),
    to: fc.constantFrom(...holders),
    amount: fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 500, max: 90_000 })),
    asset: fc.constantFrom(...assets),
    fate: fc.constantFrom(...Array<string>(16).fill(''), ...FATES),
  });
  return fc.record({
    block: fc.integer({ min: 0, max: LAST_BLOCK }),
    moves: fc.array(movement, { minLength: 1, maxLength: 4 }),
  });
}

/** Chance of a source first, so that most worlds hold a theft. */
function rowsOf(kind: Kind): fc.Arbitrary<Transfer[]> {
  const list = fc.array(transactionsOf(kind), { minLength: 3, maxLength: 30 });
  const known = fc.constantFrom('nothing', 'position', 'log');
  return fc.tuple(list, known).map(([transactions, order]) => {
    const lines = new Set<string>();
    for (const [i, { block, moves }] of transactions.entries()) {
      for (const [j, { from, to, amount, asset, fate }] of moves.entries()) {
        const gas = fate === 'gas';
        const what = gas && kind.assets.includes('ETH') ? 'ETH' : asset;
        const words = [
          block,
          `t${i}`,
          `${from}>${gas ? '' : to}`,
          fate === 'zero' || fate === 'unvalued' ? 0 : amount,
          what,
          fate === 'zero' ? '' : fate,
          order === 'nothing' ? '' : `at=${i}`,
          order === 'log' ? `log=${j}` : '',
        ];
        lines.add(words.join(' '));
      }
    }
    return transfers(`0 t S>A 5000 ${kind.assets[0]}\n${[...lines].join('\n')}`);
  });
}

/** Random ledgers with one or two thefts, and limits that cut some of the traces. */
export function worlds(kind: Kind): fc.Arbitrary<Scenario> {
  const limits = fc.record(
    {
      majority: fc.constantFrom(0.5, 0.8, 1),
      dustUsd: fc.constantFrom(0, 1, 100),
      maxDepth: fc.constantFrom(1, 3),
      maxHolders: fc.constantFrom(2, 4),
      maxFanOut: fc.constantFrom(2, 3),
      until: fc.constantFrom(timeOf(4), timeOf(9)),
    },
    { requiredKeys: [] },
  );
  const some = fc.subarray(kind.holders.slice(), { minLength: 1 });
  const rest = fc.record(
    {
      sources: fc.constantFrom([['S']], [['S'], ['T']], [['S', 'T']], [[`S@${timeOf(0)}`]]),
      // transaction t is the theft that is always there
      thefts: fc.constantFrom([['t']], [['t:S']]),
      outgoing: some,
      incoming: some,
      limits,
    },
    { requiredKeys: [] },
  );
  const world = fc.record({
    rows: rowsOf(kind),
    names: fc.constant(NAMES),
    policy: fc.constantFrom('haircut', 'fifo', 'lifo', 'clean_first', 'dirty_first'),
    priceless: fc.constantFrom([], ['USDT'], ['ETH', 'FAKE']),
  });
  return fc.tuple(world, rest).map(([one, { sources, ...others }]) => {
    return { ...one, ...others, sources: others.thefts ? [] : (sources ?? [['S']]) };
  });
}

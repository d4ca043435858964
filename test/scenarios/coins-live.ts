// The made-up ledgers of coins again, as a node or an explorer would be: they can only be asked.

import path from 'node:path';
import { investigateCoins } from '../../src/casework/investigate-coins.ts';
import type { TakePartial } from '../../src/casework/so-far.ts';
import { openTransactionLines } from '../../src/ledger/bitcoin/lines.ts';
import type { Outpoint, UtxoLedger } from '../../src/ledger/port.ts';
import type { TraceResult } from '../../src/trace/result.ts';
import { traced } from './coins-ledger.ts';

type Question = Parameters<typeof traced>[0];

/** What a ledger was asked, in the order of asking. */
export interface Asked {
  readonly spenders: (readonly Outpoint[])[];
  readonly transactions: string[];
}

export const REASON = 'the made-up node knows every spend';

interface How {
  readonly asked?: Asked;
  /** True for a ledger without an index of addresses. */
  readonly bare?: boolean;
  /** Called before each answer to `spenders`. */
  readonly answering?: () => Promise<void> | void;
  readonly partial?: TakePartial;
  /** Changes the answers to `spenders`. */
  readonly twist?: <T>(answers: readonly T[]) => readonly T[];
}

/** Traces the case over its own lines, asked one by one: nothing but the port is handed on. */
export function tracedLive(question: Question, how: How = {}): Promise<TraceResult> {
  return traced(question, async (open, watch) => {
    const files = open.file.ledger.files.map((name) => path.join(open.folder, name));
    const held = await openTransactionLines(files);
    const ledger: UtxoLedger = {
      model: 'utxo',
      chain: held.chain,
      tip: held.tip,
      async transactions(ids, signal) {
        how.asked?.transactions.push(...ids);
        return held.transactions(ids, signal);
      },
      async spenders(outputs, signal) {
        how.asked?.spenders.push(outputs);
        await how.answering?.();
        const answers = await held.spenders(outputs, signal);
        return how.twist?.(answers) ?? answers;
      },
      ...(how.bare || !held.coinsOf ? {} : { coinsOf: held.coinsOf }),
    };
    const inputs = held.inputs.map((input) => ({ ...input, name: path.basename(input.name) }));
    return investigateCoins(
      open,
      { ...watch, partial: how.partial },
      { ledger, reason: REASON, inputs },
    );
  });
}

/** A result without what is said of where its facts come from. */
export function bare(result: TraceResult): unknown {
  const { coverage, destinations, ...rest } = result;
  return {
    ...rest,
    cuts: coverage.cuts,
    destinations: destinations.map(({ why: _, ...place }) => place),
  };
}

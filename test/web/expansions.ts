// Answers to what is asked beyond a trace, as a desk would give them.

import type { Expansion as Answer, Counterparty } from '../../src/casework/expansion/answer.ts';
import type { TraceResult } from '../../src/trace/result.ts';
import type { Ask, Expansion } from '../../web/graph/expansion.ts';

const USD = 100n;

export function holderOf(n: number): string {
  return `0x${n.toString(16).padStart(4, '0').repeat(10)}`;
}

/** An answer with those given, and so many counterparties beyond the trace: the greatest first. */
export function answered(
  result: TraceResult,
  ask: Ask,
  count: number,
  own: readonly string[] = [],
): Expansion {
  const [asset] = result.assets;
  if (!asset) throw new Error('a result with an asset');
  const of = (holder: string, i: number): Counterparty => ({
    ...{ holder, name: null, category: 'wallet', transfers: 2, joint: 0 },
    ...{ first: '2024-01-01 00:00:00', last: '2025-06-01 00:00:00' },
    amounts: [{ asset: asset.id, amount: `${1_000_000 - i}`, usd: '12.50', transfers: 2 }],
    transactions: [`0x${'ab'.repeat(32)}`],
  });
  const counterparties = [
    ...own.map(of),
    ...Array.from({ length: count }, (_, i) => of(holderOf(i + 1), i + own.length)),
  ];
  const named = {
    label: 'Kraken <b>4',
    entity: 'Kraken',
    type: 'cex.deposit',
    grade: 'G3',
  } as const;
  const said = {
    source: 'a list',
    sourceDate: null,
    basis: 'unverified',
    inference: null,
  } as const;
  counterparties.forEach((one, i) => {
    if (i % 3 !== 1) return;
    Object.assign(one, { category: 'exchange', name: { ...named, ...said, others: [] } });
  });
  const total = counterparties.reduce(
    (sum, { amounts }) => sum + BigInt(amounts[0]?.amount ?? 0),
    0n,
  );
  const answer: Answer = {
    ...{ format: 'hueandcry.expansion', version: 1, chain: result.case.chain },
    ...{ address: ask.address, direction: ask.direction },
    ...{ from: null, to: null, name: null, listed: 'all', transfers: 2 * counterparties.length },
    asOf: { block: 1, time: '2025-06-01 00:00:00' },
    counterparties,
    left: { counterparties: 0, amounts: [] },
    total: [
      {
        asset: asset.id,
        amount: `${total}`,
        usd: `${(1250n * BigInt(counterparties.length)) / USD}.00`,
        transfers: 2 * counterparties.length,
      },
    ],
    assets: [asset],
    coverage: { statements: ['Read of a file.'], gaps: ['There may be more.'] },
    inputs: [
      {
        role: 'ledger',
        name: 'ledger.csv',
        sha256: 'ab'.repeat(32),
        bytes: 1,
        layout: 'x',
        rows: 1,
      },
    ],
    evidence: null,
  };
  const at = '2026-01-01T00:00:00.000Z';
  return { ...ask, state: 'done', at, problem: null, answer, sha256: 'cd'.repeat(32) };
}

/** The same, told from what was recorded. */
export function recordedAs(one: Expansion, recorded: string): Expansion {
  return { ...one, answer: one.answer && { ...one.answer, recorded, listed: 'partly' } };
}

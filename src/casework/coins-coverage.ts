import { formatUnits } from '../base/amount.ts';
import { formatTime } from '../base/time.ts';
import type { CoinFindings } from '../trace/coin-explain.ts';
import type { TraceResult } from '../trace/result.ts';
import type { CoinLedger } from './coins-ledger.ts';
import type { ListedAnswer } from './coins-listed.ts';
import type { CoinSeeds } from './coins-seeds.ts';
import { blindSpotsOf, cutsOf } from './coverage.ts';
import type { Placed } from './summary.ts';

type Coverage = TraceResult['coverage'];

/** What was read, how it was followed, what was cut, and what is not known at all. */
export function coinCoverage(
  findings: CoinFindings,
  opened: CoinLedger,
  seeds: CoinSeeds,
  listed: ListedAnswer | null,
  placed: readonly Placed[],
): Coverage {
  const { trace } = findings;
  const { reason } = opened;
  const traced = trace.question.seeds.length > 0;
  return {
    statements: [
      `${opened.extent().text}; ${trace.path.length} move stolen coins.`,
      ...seeds.statements,
      ...(traced ? followedBy(findings, opened, placed) : []),
      ...(listed?.statements ?? []),
      ...(traced || reason === '' ? [] : [`No coin here can be called unspent: ${reason}.`]).filter(
        () => !opened.lists(null),
      ),
    ],
    cuts: cutsOf(findings.policy, placed),
    gaps: [
      ...blindSpotsOf(opened),
      ...gapsOf(findings, opened, seeds, placed),
      ...(listed?.gaps ?? []),
    ],
  };
}

function followedBy(
  findings: CoinFindings,
  { lists, reason, end }: CoinLedger,
  placed: readonly Placed[],
): string[] {
  const { trace, policy } = findings;
  const mixes = trace.path.filter(({ mix }) => mix !== null).length;
  const assumed = trace.coins.assumed();
  const statements = [
    'Order is known to the position of the transaction in its block where blocks are known; else ' +
      'it follows time, and no transaction stands before one that it spends.',
    limitsOf(findings, placed),
    'A transaction with several payers is split between them as the histories of the lots say, ' +
      'under haircut in proportion.',
    lists(null)
      ? `A coin that nothing here spends is unspent at ${end} (${reason}).`
      : `A coin that nothing here spends may be spent elsewhere (${reason}).`,
    ...(mixes > 0
      ? [
          `${mixes} mixes are on the path: computed, so that the certificate closes, and not ` +
            'followed beyond. The outputs of each are one place: nothing says whose they are.',
        ]
      : []),
  ];
  if (assumed.length > 0) {
    const units = assumed.reduce((sum, { amount }) => sum + amount, 0n);
    statements.push(
      `${assumed.length} transactions on the path have inputs of unknown amount: taken for clean ` +
        `and as small as they can be, ${formatUnits(units, 8)} BTC together.`,
    );
  }
  const losses = lossesOf(trace.coins.certificate().filter((row) => row.policy === policy));
  return losses === null ? statements : [...statements, losses];
}

/** The limits that were applied, and whether they cut anything. */
function limitsOf(
  { trace, knowledge, asset, end: last }: CoinFindings,
  placed: readonly Placed[],
): string {
  const { dustUsd, maxDepth, maxHolders, maxFanOut, until } = trace.question.limits;
  const end = until === null ? last : `${formatTime(until)} UTC`;
  const cut = placed.filter(({ status }) => status === 'not followed').length;
  const dust = knowledge.prices.knows(asset)
    ? `coins that carry at least $${dustUsd}`
    : 'coins of any worth, because no price is given';
  return (
    `Stolen coins are followed to ${end} within limits: ${dust}, ${maxDepth} transactions from ` +
    `the theft, ${maxHolders} places, transactions of ${maxFanOut} outputs. ` +
    `${cut === 0 ? 'None of them cut anything' : `They cut ${cut} places, stated as cuts`}. ` +
    'Services and mixes are stops.'
  );
}

function lossesOf(rows: readonly { fees: bigint; burnt: bigint }[]): string | null {
  const fees = rows.reduce((sum, row) => sum + row.fees, 0n);
  const burnt = rows.reduce((sum, row) => sum + row.burnt, 0n);
  if (fees + burnt === 0n) return null;
  const gone =
    burnt > 0n ? `, and ${formatUnits(burnt, 8)} BTC to outputs that nobody can spend` : '';
  return `${formatUnits(fees, 8)} BTC of stolen coins went to miners as fees${gone}.`;
}

function gapsOf(
  { trace }: CoinFindings,
  { reason }: CoinLedger,
  { missing, truncated }: CoinSeeds,
  placed: readonly Placed[],
): Coverage['gaps'] {
  const gaps: Coverage['gaps'] = missing.map(({ what, holder }) => ({
    reason: `not in the ledger: ${what}`,
    holder,
    effect: 'What it held is not followed, and not part of what is called stolen here.',
  }));
  for (const holder of truncated) {
    const effect = 'Later ones are not seen, and not part of what is called stolen here.';
    gaps.push({ reason: 'more coins than the limit', holder, effect });
  }
  const uncovered = placed.filter(({ status }) => status === 'not covered');
  if (uncovered.length > 0) {
    gaps.push({
      reason: `${uncovered.length} places whose coins are not spent in this ledger: ${reason}`,
      holder: null,
      effect: 'They may have passed the money on.',
    });
  }
  const mixes = trace.path.filter(({ mix }) => mix !== null).length;
  if (mixes > 0) {
    gaps.push({
      reason: `${mixes} mixes`,
      holder: null,
      effect: 'What came out of them is not attributed to anybody.',
    });
  }
  return gaps;
}

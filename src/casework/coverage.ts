import { formatTime } from '../base/time.ts';
import type { ReadLedger } from '../ledger/port.ts';
import { type Findings, listed } from '../trace/explain.ts';
import type { PolicyId } from '../trace/policies/policy.ts';
import { isDollar } from '../trace/prices.ts';
import type { Gap, TraceResult } from '../trace/result.ts';
import type { Placed } from './summary.ts';

type Coverage = TraceResult['coverage'];

const ORDER_TEXT = {
  log: 'Order is known to the position inside each transaction.',
  transaction:
    'Order is known to the position of the transaction in its block; inside one transaction it ' +
    'follows from who must be paid first.',
  block:
    'Order is known to the block; inside one block it follows from who must be paid first, not ' +
    'from an index.',
  time: 'Blocks are not known: order follows time, and within one moment who must be paid first.',
} as const;

/** What was read, what was cut, where and how much it is worth, and what is not known at all. */
export function coverageOf(
  findings: Findings,
  ledger: ReadLedger,
  placed: readonly Placed[],
  known: readonly Gap[],
): Coverage {
  const { exploration, question } = findings;
  const whole = [...exploration.reach.holders.values()].filter(({ whole }) => whole).length;
  const { limits } = question;
  const majority = +(limits.majority * 100).toFixed(2);
  const statements = [
    `${ledger.size} transfers were read, from ${formatTime(ledger.since)} to ` +
      `${formatTime(ledger.until)} UTC; ${exploration.groups.length} transactions matter here.`,
    ORDER_TEXT[ledger.order],
    `${whole} addresses are followed whole because at least ${majority} % of what ` +
      'they received is traced: an inference. All others only as far as their lots say.',
    'What an address held before traced money came is left out, and counts as clean and oldest ' +
      'only where more left than is known to have come.',
    `${exploration.noise.length} transfers are noise: kept, shown, never followed.`,
    ...worthOf(findings),
    ledger.coverage.outgoing === 'all'
      ? 'The ledger is taken to list what every address on the path sent.'
      : `The ledger lists what ${ledger.coverage.outgoing.size} addresses sent; of all others ` +
        `it is not known whether they still hold it (${ledger.coverage.reason}).`,
  ];
  return {
    statements,
    cuts: cutsOf(question.policy, placed),
    gaps: [...known, ...blindSpotsOf(ledger), ...gapsOf(findings, placed)],
  };
}

/** What a ledger that was asked cannot show. */
export function blindSpotsOf(ledger: Pick<ReadLedger, 'blindSpots'>): Coverage['gaps'] {
  return ledger.blindSpots().map(({ reason, effect }) => ({ reason, holder: null, effect }));
}

/**
 * Each payment on the path whose value is not given; what left a source makes the whole "at least".
 */
function unvaluedGaps({ unvalued, question }: Findings): Coverage['gaps'] {
  const sources = new Set(question.sources.map(({ holder }) => holder));
  return unvalued.map(({ tx, from, to }) => ({
    reason: `no value given for the payment ${tx} from ${from} to ${to}`,
    holder: from,
    effect: sources.has(from)
      ? 'What was stolen is at least what is stated here.'
      : 'It is on the path, and in no amount: how much of what is stated here it took is unknown.',
  }));
}

/**
 * How dollars were told: at one moment for all places, at par, or at least the worth of a backing.
 */
function worthOf({ knowledge, valuedAt }: Findings): string[] {
  const assets = [...knowledge.assets.values()];
  if (assets.some(({ kind }) => kind === 'valuation')) {
    return ['The ledger gives only what each transfer was worth in dollars: no asset, no amount.'];
  }
  const par = assets.filter(isDollar).map(({ symbol }) => symbol);
  const atPar = par.length > 0 ? `; ${par.join(', ')} without a price at one dollar` : '';
  return [
    `Dollars of places are told as of ${formatTime(valuedAt)}, so that shares add up${atPar}; ` +
      'a staked or wrapped token at least as what stands behind it.',
  ];
}

/** What was not followed, by reason and asset, and each place of $100 or more by itself. */
export function cutsOf(policy: PolicyId, placed: readonly Placed[]): Coverage['cuts'] {
  const cuts = new Map<
    string,
    { -readonly [K in keyof Coverage['cuts'][number]]: Coverage['cuts'][number][K] }
  >();
  for (const { status, rule, holder, asset, amounts, usd } of placed) {
    if (status !== 'not followed') continue;
    const alone = usd === null || Number(usd) >= 100;
    const key = `${rule} ${asset} ${alone ? holder : ''}`;
    const known = cuts.get(key);
    const amount = BigInt(amounts[policy]);
    if (!known) {
      const place = alone ? holder : null;
      cuts.set(key, {
        reason: rule,
        holder: place,
        asset,
        amount: amount.toString(),
        usd,
        count: 1,
      });
    } else {
      known.amount = (BigInt(known.amount) + amount).toString();
      known.usd = known.usd === null || usd === null ? null : addUsd(known.usd, usd);
      known.count++;
    }
  }
  return [...cuts.values()];
}

function addUsd(a: string, b: string): string {
  const cents = BigInt(a.replace('.', '')) + BigInt(b.replace('.', ''));
  return `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`;
}

function gapsOf(findings: Findings, placed: readonly Placed[]): Coverage['gaps'] {
  const gaps: Coverage['gaps'][number][] = [];
  const { exploration, knowledge } = findings;
  for (const { status, holder, name, asset } of placed) {
    const rule = knowledge.nameOf(holder)?.rule;
    if (rule === 'must-resolve') {
      gaps.push({
        reason: `bridge or native swap not resolved: ${name?.entity ?? name?.label ?? holder}`,
        holder,
        effect: 'The money goes on, on another ledger that is not in this case.',
      });
    } else if (status === 'swapped, proceeds outside') {
      gaps.push({
        reason: 'swap proceeds not in the ledger',
        holder,
        effect: `What came out for this ${asset} is not followed.`,
      });
    }
  }
  gaps.push(...unvaluedGaps(findings));
  const uncovered = placed.filter(({ status }) => status === 'not covered').length;
  if (uncovered > 0) {
    gaps.push({
      reason: `${uncovered} places whose outgoing transfers are not listed`,
      holder: null,
      effect: 'They may have passed the money on.',
    });
  }
  for (const [holder, cut] of exploration.cuts) {
    if (!listed(findings, holder) || cut !== 'transfers') continue;
    gaps.push({
      reason: 'more transfers than the limit',
      holder,
      effect: 'Later ones are not seen.',
    });
  }
  return gaps;
}

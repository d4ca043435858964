import { formatUnits } from '../base/amount.ts';
import { formatTime } from '../base/time.ts';
import { matchOutputs } from '../ledger/bitcoin/match.ts';
import type { AssetId, UtxoTransaction } from '../ledger/port.ts';
import type { Gap, TraceResult } from '../trace/result.ts';
import type { ListEntry, Lists } from './coins-lists.ts';

type Finding = TraceResult['findings'][number];
type Match = ReturnType<typeof matchOutputs<readonly ListEntry[]>>['outputs'][number];

export interface ListedAnswer {
  readonly findings: readonly Finding[];
  readonly statements: readonly string[];
  readonly gaps: readonly Gap[];
  /** Outputs that were found, by kind. */
  readonly counts: { readonly sanctions: number; readonly stolen: number; readonly other: number };
  /** Satoshi of outputs to sanctioned addresses. */
  readonly sanctioned: bigint;
}

/**
 * Every output of the ledger to an address of the case's lists, addresses compared whole:
 * sanctions, labels of thefts, and all other labels, each kind apart; and what cannot be known.
 */
export function listedFindings(
  lists: Lists,
  transactions: readonly UtxoTransaction[],
  asset: AssetId,
): ListedAnswer {
  const sanctions = matchOutputs(transactions, lists.sanctions);
  const labels = matchOutputs(transactions, lists.labels);
  const { seen, notKnowable } = labels;
  const isStolen = ({ tag }: Match) =>
    tag.some((entry) => entry.tag?.conduct.includes('stolen_funds'));
  const stolen = labels.outputs.filter(isStolen);
  const other = labels.outputs.filter((match) => !isStolen(match));
  const findings = [
    ...sanctions.outputs.map((match) => outputFinding('sanctioned output', match, asset)),
    ...stolen.map((match) => outputFinding('output labelled as theft', match, asset)),
    ...other.map((match) => outputFinding('labelled output', match, asset)),
    ...sanctions.inputs.map((match) => inputFinding('sanctioned input', match, asset)),
    ...labels.inputs.map((match) => inputFinding('labelled input', match, asset)),
  ];
  const { addresses } = lists;
  return {
    findings,
    counts: { sanctions: sanctions.outputs.length, stolen: stolen.length, other: other.length },
    sanctioned: sanctions.outputs.reduce((sum, { amount }) => sum + amount, 0n),
    statements: [
      `${seen.outputs} outputs of ${seen.transactions} transactions were held against ` +
        `${addresses.sanctions} sanctioned and ${addresses.labels} otherwise labelled addresses, ` +
        `compared whole; ${seen.outputsWithoutAddress} outputs have no address.`,
      'Addresses that are on no list here are not clean: they are not on these lists.',
    ],
    gaps: notKnowable.map((effect) => {
      return { reason: 'not knowable from these files', holder: null, effect };
    }),
  };
}

function outputFinding(kind: string, match: Match, asset: AssetId): Finding {
  const { tx, index, holder, amount, time, tag } = match;
  return {
    kind,
    statement:
      `Output ${index} of ${tx} pays ${amount} satoshi (${formatUnits(amount, 8)} BTC) to ` +
      `${holder}: ` +
      `${saidOf(tag)}${datesOf(kind, tag, time)}`,
    ...gradesOf(tag),
    tx,
    holder,
    amount: amount.toString(),
    asset,
    source: sourceOf(tag),
  };
}

function inputFinding(kind: string, match: Match, asset: AssetId): Finding {
  const { tx, index, holder, amount, time, tag } = match;
  return {
    kind,
    statement:
      `Input ${index} of ${tx} spends ${amount} satoshi of ${holder}: ` +
      `${saidOf(tag)}${datesOf(kind, tag, time)}`,
    ...gradesOf(tag),
    tx,
    holder,
    amount: amount.toString(),
    asset,
    source: sourceOf(tag),
  };
}

/** That the coin was paid is in the ledger; what the address is said to be is its list's claim. */
function gradesOf(entries: readonly ListEntry[]): Pick<Finding, 'basis' | 'grade'> {
  const grades = entries.map(({ tag, kind }) => tag?.grade ?? (kind === 'sanctions' ? 'G5' : 'G8'));
  const grade = grades.reduce((best, one) => (one < best ? one : best));
  return { basis: grade <= 'G2' ? 'observed' : 'unverified', grade };
}

function saidOf(entries: readonly ListEntry[]): string {
  const said = entries.map(({ tag, label, kind }) => {
    if (!tag) return kind === 'sanctions' ? 'on a list of sanctioned addresses' : 'on a list';
    return `“${label}”${tag.category === null ? '' : ` (${tag.category})`}`;
  });
  return [...new Set(said)].join('; ');
}

/** Listed when the money moved is another question than listed now. */
function datesOf(kind: string, entries: readonly ListEntry[], time: number): string {
  if (!kind.startsWith('sanctioned')) return '.';
  const dates = entries.flatMap(({ tag }) => tag?.states.map(({ from }) => from) ?? []);
  const from = dates.filter((date) => date !== null).sort()[0];
  const day = formatTime(time).slice(0, 10);
  if (from === undefined) return `. Whether it was listed on ${day}, the lists do not say.`;
  return from <= day ? `, listed since ${from}.` : `, listed only later, on ${from}.`;
}

function sourceOf(entries: readonly ListEntry[]): string {
  const named = entries.map(({ list, kind, tag }) => {
    const date = tag?.sourceDate ? `, ${tag.sourceDate}` : '';
    return `${list} (${kind}${date})`;
  });
  return [...new Set(named)].join('; ');
}

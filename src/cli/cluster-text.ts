import type { Link } from '../attribution/cluster/why.ts';
import { formatTime } from '../base/time.ts';
import { inert } from '../casework/exports/inert.ts';
import type { ClusterReport } from './cluster-report.ts';

const MOST_LISTED = 20;

/** The answer in words, for a terminal. */
export function clusterText(report: ClusterReport): string {
  return [
    ...headLines(report),
    ...largestLines(report),
    ...waitingLines(report),
    ...whyLines(report),
    ...changeLines(report),
    ...linkLines(report),
    ...inheritedLines(report),
    '',
  ].join('\n');
}

function headLines({ version, counts, changeCounts }: ClusterReport): string[] {
  const upTo = version.height === null ? '' : `, up to block ${version.height}`;
  const vetoed = Object.entries(counts.vetoed).map(([mix, count]) => `${count} ${mix}`);
  const { agreed, dissent, silent } = changeCounts;
  return [
    `${many(counts.transactions, 'transaction')} with ${many(counts.inputs, 'input')}${upTo}, ` +
      `to ${formatTime(version.until)} UTC`,
    `${many(counts.clusters, 'cluster')} of ${many(counts.clustered, 'address')}; ` +
      `${many(counts.single, 'address')} alone`,
    ...(vetoed.length > 0 ? [`Mixes, which merge nobody: ${vetoed.join(', ')}`] : []),
    ...(counts.nameless > 0
      ? [`${many(counts.nameless, 'input')} without a known address: not clustered`]
      : []),
    `Change: heuristics agree in ${number(agreed)} transactions, differ in ${number(dissent)}, ` +
      `are silent in ${number(silent)}`,
    `Version ${version.id}: rules ${version.rulesVersion} (${version.rules.join(', ')}), ` +
      `${many(version.vetoes.length, 'veto')}, ${many(version.reviewed.length, 'review')}`,
  ];
}

function largestLines({ largest }: ClusterReport): string[] {
  if (largest.length === 0) return ['', 'No two addresses are taken for one owner’s.'];
  return ['', 'Largest clusters:', ...largest.map(({ id, size }) => `  ${number(size)}  ${id}`)];
}

function waitingLines({ waiting, version }: ClusterReport): string[] {
  const above = number(version.reviewAbove);
  if (waiting.count === 0) return ['', `No merge of two clusters above ${above} waits for review.`];
  const lines = waiting.merges.slice(0, MOST_LISTED).map(({ tx, rule, clusters: [a, b] }) => {
    return `  ${number(a.size)} + ${number(b.size)}  ${rule}  ${tx}`;
  });
  const more = waiting.count - lines.length;
  return [
    '',
    `Waiting for review, merges of two clusters above ${above} (--review TX, or --veto TX):`,
    ...lines,
    ...(more > 0 ? [`  and ${number(more)} more`] : []),
  ];
}

function whyLines({ why }: ClusterReport): string[] {
  if (!why) return [];
  const { a, b, explanation } = why;
  if (!explanation) {
    return ['', `${a} and ${b} are not together. That does not show two owners.`];
  }
  const { path, weakest, alone } = explanation;
  if (!weakest) return ['', `${a} is one address.`];
  return [
    '',
    `${a} and ${b} are together by ${many(path.length, 'merge')}:`,
    ...path.map((link, i) => `  ${i + 1}. ${linkText(link)}`),
    `Weakest: ${weakest.tx} (${weakest.grade}, ${weakest.rule}). ${weakest.sentence}`,
    alone
      ? 'Without that transaction they would be apart.'
      : 'They would be together without that transaction, too.',
  ];
}

function linkText({ from, to, rule, grade, tx }: Link): string {
  return `${from} — ${to}  ${grade} ${rule}  ${tx}`;
}

function changeLines({ change }: ClusterReport): string[] {
  if (!change) return [];
  const { tx, opinion } = change;
  if (opinion.vetoed) return ['', `${tx} is a mix, or may be one: no output is linked as change.`];
  const votes = opinion.votes.map(({ rule, output }) => {
    return `  ${rule.padEnd(14)} ${output === null ? 'no answer' : `output ${output}`}`;
  });
  const verdict = opinion.dissent
    ? 'The heuristics differ.'
    : opinion.agreed === null
      ? 'No heuristic has an answer.'
      : `All that answer agree on output ${opinion.agreed}. It is a presumption (G7).`;
  return ['', `Change of ${tx}:`, ...votes, verdict];
}

function linkLines({ links }: ClusterReport): string[] {
  if (!links) return [];
  const { tx, counts, equal } = links;
  const weights = equal.slice(0, MOST_LISTED).map(({ amount, outputs, weight, grade }) => {
    const alike = `${outputs.length} equal outputs of ${amount} satoshi`;
    return `  ${alike}: weight ${weight} each, ${grade}`;
  });
  if (!counts) {
    const why = `Interpretations of ${tx}: not computed, there are too many choices.`;
    return ['', why, ...weights];
  }
  const rows = counts.links.slice(0, MOST_LISTED).map((row, i) => `  ${i}: ${row.join(' ')}`);
  const sure = counts.deterministic.map(({ output, input }) => `output ${output} – input ${input}`);
  return [
    '',
    `${tx} has ${counts.interpretations} interpretations, ${counts.entropy.toFixed(3)} bits`,
    'In how many of them an output (row) and an input (column) are one owner’s:',
    ...rows,
    sure.length > 0 ? `In all of them: ${sure.join(', ')}` : 'No link is in all of them.',
    ...weights,
  ];
}

function inheritedLines({ inherited }: ClusterReport): string[] {
  if (!inherited) return [];
  const lines = inherited.tags.slice(0, MOST_LISTED).map(({ holder, grade, label }) => {
    return `  ${holder}  ${grade}  ${inert(label)}`;
  });
  const more = inherited.count - lines.length;
  const least = inherited.more ? 'More than ' : '';
  return [
    '',
    `${least}${many(inherited.count, 'tag')} inherited within clusters:`,
    ...lines,
    ...(more > 0 ? [`  and ${number(more)} more`] : []),
  ];
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}

function many(count: number, noun: string): string {
  const plural = noun.endsWith('ss') ? `${noun}es` : noun === 'veto' ? 'vetoes' : `${noun}s`;
  return `${number(count)} ${count === 1 ? noun : plural}`;
}

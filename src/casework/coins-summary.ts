import { formatUnits } from '../base/amount.ts';
import type { Asset } from '../ledger/port.ts';
import type { TraceResult } from '../trace/result.ts';
import type { ListedAnswer } from './coins-listed.ts';
import { type Placed, summaryOf } from './summary.ts';

/**
 * The headline and its figures. Where a case asks about lists or blocks and not about a theft, the
 * headline says what was found instead.
 */
export function coinSummary(
  stolen: TraceResult['stolen'],
  places: readonly Placed[],
  assets: ReadonlyMap<string, Asset>,
  findings: TraceResult['findings'],
  listed: ListedAnswer | null,
): TraceResult['summary'] {
  const summary = summaryOf(stolen, places, assets);
  if (stolen.length > 0) {
    const mixed = places.filter(({ status }) => status === 'in mix').length;
    const sentence = `${mixed} of these places are mixes: attribution stops there.`;
    return mixed === 0 ? summary : { ...summary, sentences: [...summary.sentences, sentence] };
  }
  const none = {
    stolenUsd: null,
    atServicesUsd: null,
    heldUsd: null,
    notCoveredUsd: null,
    freezableUsd: null,
    unknownUsd: null,
  };
  return { ...none, headline: headlineOf(listed, findings), sentences: sentencesOf(findings) };
}

function headlineOf(listed: ListedAnswer | null, findings: TraceResult['findings']): string {
  if (listed === null) return `No theft is named in this case; ${findings.length} findings.`;
  const { sanctions, stolen, other } = listed.counts;
  const worth = sanctions > 0 ? ` (${formatUnits(listed.sanctioned, 8)} BTC)` : '';
  return (
    `Outputs to sanctioned addresses: ${sanctions}${worth}; to addresses that a label ties to a ` +
    `theft: ${stolen}; to other labelled addresses: ${other}. No theft is named in this case.`
  );
}

function sentencesOf(findings: TraceResult['findings']): string[] {
  const checks = findings.filter(({ kind }) => /^(proof of work|merkle root|blocks)/.test(kind));
  return checks.map(({ statement }) => statement);
}

import { sha256 } from '../base/digest.ts';
import { formatTime } from '../base/time.ts';
import { type EvidenceItem, rootDigest } from '../ledger/evidence/run.ts';
import type { InputFile } from '../ledger/port.ts';
import { compare } from '../trace/net.ts';
import type { TraceResult } from '../trace/result.ts';

/**
 * The result of a live trace with the answers that it rests on among its inputs, in an order that
 * does not depend on when they came. Until here `input` of a hop is the number of an answer.
 */
export function withEvidence(result: TraceResult, items: readonly EvidenceItem[]): TraceResult {
  const order = [...items.keys()].sort((a, b) => {
    return compare(nameOf(items[a] as EvidenceItem), nameOf(items[b] as EvidenceItem));
  });
  const first = result.inputs.length;
  const places = new Map(order.map((item, place) => [item, first + place]));
  const placed = <T extends { readonly input: number }>(row: T): T => {
    return { ...row, input: places.get(row.input) ?? row.input };
  };
  return {
    ...result,
    inputs: [...result.inputs, ...order.map((item) => inputOf(items[item] as EvidenceItem))],
    evidence: evidenceOf(items),
    hops: result.hops.map(placed),
    noise: result.noise.map(placed),
  };
}

/** What stands in a result for all answers that it rests on. */
export function evidenceOf(items: readonly EvidenceItem[]): NonNullable<TraceResult['evidence']> {
  return {
    root: rootDigest(items),
    answers: items.length,
    sources: [...Map.groupBy(items, ({ source }) => source)]
      .sort(([a], [b]) => compare(a, b))
      .map(([name, own]) => {
        const times = own.map(({ at }) => at).sort((a, b) => a - b);
        const [from = 0, to = 0] = [times[0], times.at(-1)];
        return { name, answers: own.length, first: formatTime(from), last: formatTime(to) };
      }),
  };
}

function nameOf({ source, question }: EvidenceItem): string {
  return `${source} ${question}`;
}

/** An answer as an input; of a question that nobody answered, the reason is what there is. */
function inputOf(item: EvidenceItem): InputFile {
  const { digest, failure, bytes, kind } = item;
  return {
    role: 'evidence',
    name: nameOf(item),
    sha256: digest ?? sha256(failure ?? ''),
    bytes,
    layout: kind,
    rows: digest === null ? 0 : 1,
  };
}

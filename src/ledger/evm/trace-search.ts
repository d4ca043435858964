import { NOBODY } from '../address.ts';
import type { Holder } from '../port.ts';
import { movedBy, type ParityTrace } from './calls.ts';
import type { Headers } from './headers.ts';
import { hexOf, type Node, type Reply } from './node.ts';
import { chunks, type Sighting } from './sighting.ts';
import type { Found, Span, Spans } from './spans.ts';
import { parityRows } from './tracing.ts';
import { readAnswer } from './wire.ts';

const HOLDERS_AT_ONCE = 200;
/** Rows of one answer: where there are as many, the next are asked for. */
const ROWS = 1000;

type Side = 'fromAddress' | 'toAddress';

/**
 * Finds by `trace_filter` (OpenEthereum's, kept by Erigon, Nethermind and Reth) in which calls any
 * of many holders takes part, and which transactions they sent.
 */
export class TraceSearch {
  readonly #node: Node;
  readonly #headers: Headers;
  readonly #spans: Spans;

  constructor(node: Node, headers: Headers, spans: Spans) {
    this.#node = node;
    this.#headers = headers;
    this.#spans = spans;
  }

  /** Whether the node offers it, seen by asking about one block. */
  async isOffered(holder: Holder, block: number): Promise<boolean> {
    const span = { from: block, to: block };
    const { refusal } = await this.#query('fromAddress', [holder], span, 0, 1);
    return refusal === null || refusal.kind === 'wide';
  }

  async find(holders: readonly Holder[], window: Span): Promise<Sighting[]> {
    const sides: readonly Side[] = ['fromAddress', 'toAddress'];
    const answers = await Promise.all(
      chunks(holders, HOLDERS_AT_ONCE).flatMap((group) =>
        sides.map((side) => this.#spans.read(window, (span) => this.#ask(side, group, span))),
      ),
    );
    const rows = new Map<string, Row>();
    for (const row of answers.flat(2)) {
      const { transactionHash, traceAddress, type } = row.trace;
      const key = `${transactionHash} ${traceAddress.join('.')} ${type}`;
      if (!rows.has(key)) rows.set(key, row);
    }
    return [...rows.values()].flatMap((row) => sightingOf(row) ?? []);
  }

  async #ask(side: Side, holders: readonly Holder[], span: Span): Promise<Found<Row[]>> {
    const found: Row[] = [];
    for (let after = 0; ; after += ROWS) {
      const { result, refusal, input } = await this.#query(side, holders, span, after);
      if (refusal?.kind === 'wide') {
        if (span.from < span.to) return { wide: refusal };
        if (holders.length > 1) return { found: await this.#askHalves(side, holders, span) };
      }
      if (refusal) throw this.#node.refused('trace_filter', refusal);
      const what = `trace_filter of blocks ${span.from} to ${span.to}`;
      const traces = readAnswer(parityRows, result, { source: this.#node.name, what });
      for (const [i, trace] of traces.entries()) {
        if (trace.blockHash) this.#headers.agree(trace.blockNumber, trace.blockHash);
        found.push({ trace, origin: { input, line: i + 1 } });
      }
      if (traces.length < ROWS) return { found };
    }
  }

  async #askHalves(side: Side, holders: readonly Holder[], span: Span): Promise<Row[]> {
    const halves = chunks(holders, Math.ceil(holders.length / 2));
    const found = await Promise.all(halves.map((half) => this.#ask(side, half, span)));
    return found.flatMap((part) => ('found' in part ? part.found : []));
  }

  #query(
    side: Side,
    holders: readonly Holder[],
    span: Span,
    after: number,
    count = ROWS,
  ): Promise<Reply> {
    const filter = { fromBlock: hexOf(span.from), toBlock: hexOf(span.to), [side]: holders };
    return this.#node.ask('trace_filter', [{ ...filter, after, count }]);
  }
}

interface Row {
  readonly trace: ParityTrace;
  readonly origin: Sighting['origin'];
}

/** Calls that pay, and whatever a holder sent itself, which costs gas at least. */
function sightingOf({ trace, origin }: Row): Sighting | null {
  const { transactionHash: tx, transactionPosition: txIndex, traceAddress, action } = trace;
  if (!tx || txIndex === null || txIndex === undefined) return null;
  const isOwn = traceAddress.length === 0;
  const moved = movedBy(trace);
  const { from, to, amount } = moved ?? { from: action.from, to: action.to ?? NOBODY, amount: 0n };
  if (!from || (!moved && !isOwn)) return null;
  const place = { tx, block: trace.blockNumber, txIndex, index: isOwn ? 0 : null, origin };
  const kind = isOwn ? 'native' : 'internal';
  return { ...place, kind, from, to, amount, failed: !!trace.error, token: null };
}

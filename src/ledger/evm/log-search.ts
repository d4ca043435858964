import { z } from 'zod';
import type { ChainId, Holder } from '../port.ts';
import type { Headers } from './headers.ts';
import { movementsOf, TOPIC, wrapOf } from './logs.ts';
import { hexOf, type Node } from './node.ts';
import { ownMovement, ownTopics } from './own-asset.ts';
import { LOGS_FROM } from './receipt.ts';
import { chunks, type Sighting } from './sighting.ts';
import type { Found, Span, Spans } from './spans.ts';
import { type Log, logSchema } from './transaction.ts';
import { readAnswer } from './wire.ts';

/** Holders in one question: geth takes a thousand topics, others fewer. */
const HOLDERS_AT_ONCE = 200;

type Topics = readonly (readonly string[] | null)[];
/** Given holders as topics, the topics of a question. */
type Shape = (holders: readonly string[]) => Topics;

const logsSchema = z.array(logSchema);

/**
 * Finds by `eth_getLogs` in which tokens' transfers any of many holders takes part: the position of
 * a holder among the topics depends on the event, so there is a question for each position.
 */
export class LogSearch {
  readonly #node: Node;
  readonly #headers: Headers;
  readonly #chain: ChainId;
  readonly #spans: Spans;
  readonly #shapes: readonly Shape[];

  constructor(node: Node, headers: Headers, chain: ChainId, spans: Spans) {
    this.#node = node;
    this.#headers = headers;
    this.#chain = chain;
    this.#spans = spans;
    const later = [TOPIC.single, TOPIC.batch, ...ownTopics(chain)];
    this.#shapes = [
      (holders) => [[TOPIC.transfer, TOPIC.deposit, TOPIC.withdrawal], holders],
      (holders) => [[TOPIC.transfer], null, holders],
      (holders) => [later, null, holders],
      (holders) => [later, null, null, holders],
    ];
  }

  async find(holders: readonly Holder[], window: Span): Promise<Sighting[]> {
    const groups = chunks(holders.map(topicOf), HOLDERS_AT_ONCE);
    const answers = await Promise.all(
      groups.flatMap((group) =>
        this.#shapes.map((shape) =>
          this.#spans.read(window, (span) => this.#ask(shape, group, span)),
        ),
      ),
    );
    // a transfer between two of the holders is found from both sides
    const seen = new Set<string>();
    return answers.flat(2).filter(({ block, index, token, origin }) => {
      const key = `${block} ${index} ${token?.kind === 'nft' ? origin.line : ''}`;
      return !seen.has(key) && seen.add(key);
    });
  }

  async #ask(shape: Shape, holders: readonly string[], span: Span): Promise<Found<Sighting[]>> {
    const filter = {
      fromBlock: hexOf(span.from),
      toBlock: hexOf(span.to),
      topics: shape(holders),
    };
    const { result, refusal, input } = await this.#node.ask('eth_getLogs', [filter]);
    if (refusal?.kind === 'wide') {
      if (span.from < span.to) return { wide: refusal };
      if (holders.length > 1) return { found: await this.#askHalves(shape, holders, span) };
    }
    if (refusal) throw this.#node.refused('eth_getLogs', refusal);
    const what = `eth_getLogs of blocks ${span.from} to ${span.to}`;
    const logs = readAnswer(logsSchema, result, { source: this.#node.name, what });
    return { found: logs.flatMap((log, i) => this.#read(log, { input, line: i + 1 })) };
  }

  async #askHalves(shape: Shape, holders: readonly string[], span: Span): Promise<Sighting[]> {
    const halves = chunks(holders, Math.ceil(holders.length / 2));
    const found = await Promise.all(halves.map((half) => this.#ask(shape, half, span)));
    return found.flatMap((part) => ('found' in part ? part.found : []));
  }

  #read(log: Log, origin: Sighting['origin']): Sighting[] {
    if (log.removed) return [];
    this.#headers.agree(log.blockNumber, log.blockHash);
    const place = {
      tx: log.transactionHash,
      block: log.blockNumber,
      txIndex: log.transactionIndex,
      index: LOGS_FROM + log.logIndex,
      failed: false,
      origin,
    };
    const own = ownMovement(this.#chain, log);
    if (own) {
      const { from, to, amount } = own;
      return [{ ...place, kind: 'internal', from, to, amount, token: null }];
    }
    const wrap = wrapOf(log);
    if (wrap) {
      const { holder, amount, isDeposit } = wrap;
      const [from, to] = isDeposit ? [log.address, holder] : [holder, log.address];
      const token = { kind: 'token', from, to, contract: log.address, amount } as const;
      return [{ ...place, kind: 'token', from, to, amount, token }];
    }
    return (movementsOf(log) ?? []).map((token) => {
      const { from, to, amount } = token;
      return { ...place, kind: 'token', from, to, amount, token };
    });
  }
}

function topicOf(holder: Holder): string {
  return `0x${'0'.repeat(24)}${holder.slice(2)}`;
}

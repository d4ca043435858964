import { LimitError, SourceError } from '../../base/errors.ts';
import { askHttp, type HttpAnswer, type Network } from '../../base/http.ts';
import type { Outcome } from '../../base/pace.ts';
import type { Request } from '../evidence/exchange.ts';
import type { Judge } from '../source.ts';
import type { SourceSettings } from '../source-config.ts';
import { type Access, urlBelow } from './access.ts';
import { batchResponses, callIds, encodeCalls } from './json-rpc.ts';
import {
  type Query,
  type Reader,
  type Received,
  readAnswer,
  readCallAnswer,
  readFailure,
  readResponse,
  withoutId,
} from './reading.ts';

type Outcomes = readonly Outcome<Received>[];

/** Sends questions over HTTP: one GET or POST, or JSON-RPC calls in batches. */
export class HttpSender {
  readonly #settings: SourceSettings;
  readonly #access: Access;
  readonly #network: Network;
  readonly #reader: Reader;
  #batch: number;

  constructor(settings: SourceSettings, access: Access, network: Network, reader: Reader) {
    this.#settings = settings;
    this.#access = access;
    this.#network = network;
    this.#reader = reader;
    this.#batch = settings.batch;
  }

  /** Calls in one request: less than configured where the source has refused so many. */
  get batchSize(): number {
    return this.#batch;
  }

  async send(queries: readonly Query[], signal: AbortSignal): Promise<Outcomes> {
    const [first] = queries;
    if (first === undefined) return [];
    try {
      if (!('call' in first.request)) return [await this.#sendOne(first, first.request, signal)];
      return await this.#sendCalls(queries, signal);
    } catch (error) {
      if (queries.length > 1 && error instanceof LimitError) return this.#smaller(queries, error);
      return queries.map(() => readFailure(error));
    }
  }

  async #sendOne(query: Query, request: Request, signal: AbortSignal): Promise<Outcome<Received>> {
    const path = 'get' in request ? request.get : 'post' in request ? request.post : '';
    const body = 'post' in request ? JSON.stringify(request.body) : undefined;
    return readAnswer(this.#reader, await this.#ask(path, query.as, body, signal), query);
  }

  async #sendCalls(queries: readonly Query[], signal: AbortSignal): Promise<Outcomes> {
    const { rpc } = this.#settings;
    if (rpc === null) throw new SourceError(this.#reader.source, 'takes no JSON-RPC calls', false);
    const calls = queries.flatMap(({ request }) =>
      'call' in request ? [{ method: request.call, params: request.params }] : [],
    );
    const ids = callIds(calls);
    const text = encodeCalls(calls, ids);
    const answer = await this.#ask(rpc, 'json', text, signal);
    const [query] = queries;
    if (queries.length === 1 && query !== undefined) {
      return [readCallAnswer(this.#reader, answer, query, ids[0] ?? 0)];
    }
    return this.#readBatch(answer, queries, ids);
  }

  #readBatch(answer: HttpAnswer, queries: readonly Query[], ids: readonly number[]): Outcomes {
    const responses = batchResponses(answer.body);
    if (responses === null) {
      // one answer to all: a wrong key and a passing fault are what they are, all else a refusal
      const shut = answer.status === 401 || answer.status === 403;
      const outcomes = queries.map((query) => {
        return readAnswer(this.#reader, answer, {
          ...query,
          judge: shut ? undefined : probe(query),
        });
      });
      if (shut || outcomes.some(({ kind }) => kind === 'again')) return outcomes;
      return this.#smaller(queries, new SourceError(this.#reader.source, 'refuses batches', false));
    }
    return queries.map((query, index) => {
      const response = responses.get(ids[index] ?? -1);
      if (response !== undefined) return readResponse(this.#reader, response, query);
      return withoutId(this.#reader, query);
    });
  }

  /** Fewer calls in one request from now on, down to one; these are sent again. */
  #smaller(queries: readonly Query[], error: Error): Outcomes {
    this.#batch = Math.min(this.#batch, Math.max(1, queries.length >> 1));
    return queries.map(() => ({ kind: 'again', error, free: true }));
  }

  #ask(
    path: string,
    as: Query['as'],
    body: string | undefined,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    const { timeoutSeconds, maxBytes, name } = this.#settings;
    const time = timeoutSeconds * 1000;
    const question = {
      source: name,
      url: urlBelow(this.#access, path),
      method: body === undefined ? ('GET' as const) : ('POST' as const),
      headers: {
        'user-agent': 'hueandcry',
        accept: as === 'json' ? 'application/json' : '*/*',
        // fetch takes a packed body that was cut for a whole one; JSON shows the cut by itself
        ...(as === 'json' ? {} : { 'accept-encoding': 'identity' }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...this.#access.headers,
      },
      ...(body === undefined ? {} : { body }),
      limits: { time, silence: time / 2, bytes: maxBytes },
      private: this.#settings.private,
      signal,
    };
    return askHttp(question, this.#network, this.#reader.clock);
  }
}

/** Tells a passing fault of one answer to many calls from a refusal of so many. */
function probe({ judge }: Query): Judge {
  return (answer) => {
    const verdict = judge?.(answer);
    return verdict?.kind === 'again' ? verdict : { kind: 'refused', why: 'refuses batches' };
  };
}

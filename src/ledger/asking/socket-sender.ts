import { LimitError, SourceError } from '../../base/errors.ts';
import { admitHost, type Network } from '../../base/http.ts';
import type { Outcome } from '../../base/pace.ts';
import type { SourceSettings } from '../source-config.ts';
import { type Access, urlBelow } from './access.ts';
import { callIds, encodeCalls, idOf, parseResponse, type RpcResponse } from './json-rpc.ts';
import {
  type Query,
  type Reader,
  type Received,
  readFailure,
  readResponse,
  readUnclear,
} from './reading.ts';

interface Pending {
  readonly query: Query;
  readonly sentAt: number;
  readonly settle: (outcome: Outcome<Received>) => void;
}

/** Milliseconds after the last answer in which the connection is kept for the next question. */
const IDLE = 2000;
/** Where the id stands in an answer that is too long to be read. */
const ID_IN_TEXT = /"id"\s*:\s*"?(\d{1,10})\b/;

/** Sends JSON-RPC calls over one WebSocket, which is opened when it is needed. */
export class SocketSender {
  readonly #settings: SourceSettings;
  readonly #access: Access;
  readonly #network: Network;
  readonly #reader: Reader;
  readonly #pending = new Map<number, Pending>();
  #socket: Promise<WebSocket> | null = null;
  /** The one whose end is the end of what waits. */
  #current: WebSocket | null = null;
  #heardAt = 0;
  #idle = new AbortController();

  constructor(settings: SourceSettings, access: Access, network: Network, reader: Reader) {
    this.#settings = settings;
    this.#access = access;
    this.#network = network;
    this.#reader = reader;
  }

  async send(
    queries: readonly Query[],
    signal: AbortSignal,
  ): Promise<readonly Outcome<Received>[]> {
    return await Promise.all(queries.map((query) => this.#sendOne(query, signal)));
  }

  async #sendOne(query: Query, signal: AbortSignal): Promise<Outcome<Received>> {
    const { request } = query;
    if (!('call' in request)) {
      return readFailure(new SourceError(this.#reader.source, 'takes JSON-RPC calls only', false));
    }
    const calls = [{ method: request.call, params: request.params }];
    const [id = 0] = callIds(calls, this.#pending.keys());
    const done = new AbortController();
    const { promise, resolve: settle } = Promise.withResolvers<Outcome<Received>>();
    const cancel = () => settle(readFailure(signal.reason));
    signal.addEventListener('abort', cancel, { once: true });
    const pending = { query, sentAt: this.#reader.clock.now(), settle };
    this.#pending.set(id, pending);
    this.#idle.abort();
    void this.#endLate(pending, done.signal);
    try {
      const socket = await Promise.race([this.#connection(), promise.then(() => null)]);
      socket?.send(encodeCalls(calls, [id]));
      return await promise;
    } catch (error) {
      return readFailure(error);
    } finally {
      done.abort();
      signal.removeEventListener('abort', cancel);
      if (this.#pending.get(id) === pending) this.#pending.delete(id);
      if (this.#pending.size === 0) void this.#closeWhenIdle();
    }
  }

  #connection(): Promise<WebSocket> {
    if (this.#socket !== null) return this.#socket;
    const socket = this.#connect();
    this.#socket = socket;
    // whoever waits for it hears of the fault; the next question connects anew
    socket.catch(() => {
      if (this.#socket === socket) this.#socket = null;
    });
    return socket;
  }

  async #connect(): Promise<WebSocket> {
    const { source } = this.#reader;
    const url = urlBelow(this.#access, this.#settings.rpc ?? '');
    await admitHost(url, source, this.#settings.private, this.#network.lookup);
    const socket = new this.#network.WebSocket(url, { headers: this.#access.headers });
    this.#current = socket;
    const { promise, resolve, reject } = Promise.withResolvers<WebSocket>();
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => resolve(socket);
    socket.onmessage = ({ data }) => this.#receive(data);
    socket.onclose = ({ code }) => {
      const error = new SourceError(source, `closed the connection (code ${code})`, true);
      reject(error);
      if (this.#current === socket) this.#drop(error);
    };
    return await promise;
  }

  #receive(data: unknown): void {
    this.#heardAt = this.#reader.clock.now();
    const bytes = Buffer.from(data instanceof ArrayBuffer ? new Uint8Array(data) : String(data));
    if (bytes.length > this.#settings.maxBytes) {
      this.#tooLong(bytes);
      return;
    }
    let response: RpcResponse;
    try {
      response = parseResponse(bytes);
    } catch {
      // whose answer it is cannot be told
      this.#abandon(new SourceError(this.#reader.source, 'sent what is not JSON', true));
      return;
    }
    const pending = this.#pending.get(idOf(response) ?? -1);
    if (pending !== undefined) {
      pending.settle(readResponse(this.#reader, response, pending.query));
      return;
    }
    const [oldest] = this.#pending.values();
    if (oldest === undefined) return;
    const outcome = readUnclear(this.#reader, 200, response, oldest.query);
    if (outcome !== null) oldest.settle(outcome);
  }

  #tooLong(bytes: Buffer): void {
    const { source } = this.#reader;
    const { maxBytes } = this.#settings;
    const error = new LimitError('answer size', `${source} sent more than ${maxBytes} bytes`);
    const [head, tail] = [bytes.subarray(0, 200), bytes.subarray(-50)];
    const ends = `${head.toString('latin1')} ${tail.toString('latin1')}`;
    const pending = this.#pending.get(Number(ID_IN_TEXT.exec(ends)?.[1] ?? -1));
    if (pending !== undefined) pending.settle(readFailure(error));
    else this.#abandon(new SourceError(source, 'sent too long an answer', true));
  }

  /** A call that waits too long; where nothing at all came since, the connection is dead. */
  async #endLate(pending: Pending, done: AbortSignal): Promise<void> {
    const { timeoutSeconds } = this.#settings;
    await this.#reader.clock.sleep(timeoutSeconds * 1000, done);
    if (done.aborted) return;
    const message = `gave no answer within ${timeoutSeconds} s`;
    const error = new SourceError(this.#reader.source, message, true);
    pending.settle(readFailure(error));
    if (this.#heardAt <= pending.sentAt) this.#abandon(error);
  }

  #abandon(error: SourceError): void {
    const socket = this.#current;
    this.#drop(error);
    socket?.close();
  }

  async #closeWhenIdle(): Promise<void> {
    const idle = new AbortController();
    this.#idle = idle;
    await this.#reader.clock.sleep(IDLE, idle.signal);
    if (!idle.signal.aborted) {
      this.#abandon(new SourceError(this.#reader.source, 'is not needed', true));
    }
  }

  /** Forgets the connection; what waits on it is asked again on another. */
  #drop(error: SourceError): void {
    this.#socket = null;
    this.#current = null;
    for (const { settle } of this.#pending.values()) settle(readFailure(error));
  }
}

// What an explorer answers out of a staged ledger, as Etherscan V2 or Blockscout do, with their
// limits, and how it misbehaves as it is told to.

import type { Clock } from '../../src/base/clock.ts';
import {
  type ExplorerKind,
  internalLines,
  type Line,
  type ListAction,
  linesOf,
} from './explorer-rows.ts';
import { type FaultKind, type FaultPlan, Faults } from './faults.ts';
import type { StagedLedger } from './staged.ts';
import { type Call, StagedNode } from './staged-node.ts';

export interface FakeExplorerOptions {
  readonly kind: ExplorerKind;
  readonly ledger: StagedLedger;
  /** Milliseconds before each answer. */
  readonly latencyMs?: number;
  /** Requests in any second; more are refused as the explorer refuses them. */
  readonly ratePerSecond?: number | null;
  readonly faults?: FaultPlan;
  readonly seed?: number;
  /** Lines in one answer at most, whatever is asked. */
  readonly mostLines?: number;
  /** Lines that can be reached by paging; more are refused. 10,000 unless said. */
  readonly window?: number;
  /** A key without which nothing is answered. */
  readonly key?: string | null;
  /** Requests after which it is gone: every line is cut. */
  readonly diesAfter?: number;
}

/** A request that came, without its key. */
export interface FakeRequest {
  readonly path: string;
  /** `txlist`, `eth_getTransactionReceipt` …; the first of a batch. */
  readonly action: string;
  /** JSON-RPC calls in it. */
  readonly calls: number;
  readonly fault: FaultKind | null;
}

const WINDOW = 10_000;
const BATCH_MAX = 5;
const ACTIONS = ['txlist', 'txlistinternal', 'tokentx', 'tokennfttx', 'token1155tx'] as const;

export interface Reply {
  readonly status: number;
  readonly type: string;
  /** Of the body, as they leave. */
  readonly parts: AsyncIterable<string> | Iterable<string>;
}

/** What the explorer answers, whatever carries it. */
export class FakeAnswers {
  readonly requests: FakeRequest[] = [];
  readonly #options: FakeExplorerOptions;
  readonly #faults: Faults;
  readonly #byHolder = new Map<ListAction, Map<string, Line[]>>();
  readonly #recent: number[] = [];
  readonly #node: StagedNode;
  readonly #clock: Clock;

  constructor(options: FakeExplorerOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
    this.#faults = new Faults(options.faults ?? {}, options.seed ?? 1);
    const isNew = options.kind === 'etherscan';
    this.#node = new StagedNode(options.ledger, options.faults?.headMoves ?? 0, isNew);
    for (const action of ACTIONS) {
      const byHolder = new Map<string, Line[]>();
      for (const line of linesOf(options.ledger, action, options.kind)) {
        const told = this.#told(line, action);
        for (const holder of new Set(line.holders)) {
          byHolder.set(holder, [...(byHolder.get(holder) ?? []), told]);
        }
      }
      this.#byHolder.set(action, byHolder);
    }
  }

  /** The line as the lists tell it: a lie about a token's amount is the same in all of them. */
  #told(line: Line, action: ListAction): Line {
    const { hash, from, to, value } = line.fields;
    if (action !== 'tokentx' || !this.#faults.lies(`${hash} ${from} ${to}`)) return line;
    return { ...line, fields: { ...line.fields, value: `${BigInt(value ?? 0) * 10n}` } };
  }

  /** What is answered, or null where the line is cut. */
  async reply(place: string, body: string): Promise<Reply | null> {
    const url = new URL(place, 'http://fake');
    const calls = body === '' ? [] : ([JSON.parse(body)].flat() as Call[]);
    const key = url.searchParams.get('apikey');
    url.searchParams.delete('apikey');
    const question = `${url.pathname}${url.search}${body}`;
    const fault = this.#faults.strike(question);
    const action = calls[0]?.method ?? url.searchParams.get('action') ?? '';
    const path = `${url.pathname}${url.search}`;
    this.requests.push({ path, action, calls: calls.length, fault });
    await this.#clock.sleep(this.#options.latencyMs ?? 0);
    const { diesAfter = Number.POSITIVE_INFINITY } = this.#options;
    if (fault === 'reset' || this.requests.length > diesAfter) return null;
    const { status, value } =
      this.#refusal(key, fault) ?? this.#answer(url, calls, Array.isArray(parse(body)), fault);
    const text = JSON.stringify(value);
    const type = 'application/json; charset=utf-8';
    switch (fault) {
      case 'html': {
        // a page that keeps machines away, as a proxy in front of an explorer sends it
        const page = '<!DOCTYPE html><title>Just a moment…</title>';
        return { status: 503, type: 'text/html; charset=utf-8', parts: [page] };
      }
      case 'truncated':
        return { status, type, parts: [text.slice(0, Math.floor(text.length / 2))] };
      case 'slow':
        return { status, type, parts: this.#drip(text) };
      default:
        return { status, type, parts: [text] };
    }
  }

  async *#drip(text: string): AsyncIterable<string> {
    const length = Math.ceil(text.length / 8);
    for (let at = 0; at < text.length; at += length) {
      yield text.slice(at, at + length);
      await this.#clock.sleep(5);
    }
  }

  #refusal(key: string | null, fault: FaultKind | null): { status: number; value: unknown } | null {
    const { kind, ratePerSecond, key: needed } = this.#options;
    const say = (result: string, status = 200) => ({
      status,
      value: { status: '0', message: 'NOTOK', result },
    });
    if (needed && key !== needed) {
      return say(key ? 'Invalid API Key (#err2)|' : 'Missing/Invalid API Key');
    }
    if (fault === 'rate-limit' || this.#isTooFast(ratePerSecond ?? null)) {
      if (kind === 'blockscout') {
        const message = 'Too many requests. Increase limits now at https://dev.blockscout.com';
        return { status: 429, value: { status: '0', message, result: null } };
      }
      return say(`Max calls per sec rate limit reached (${ratePerSecond ?? 3}/sec)`);
    }
    if (fault === 'notok') return say('');
    if (fault === 'timeout-text') {
      return say('Query Timeout occured. Please select a smaller result dataset');
    }
    if (fault === 'server-error') return { status: 502, value: { message: 'Bad Gateway' } };
    return null;
  }

  #isTooFast(rate: number | null): boolean {
    if (rate === null) return false;
    const now = this.#clock.now();
    while ((this.#recent[0] ?? now) < now - 1000) this.#recent.shift();
    if (this.#recent.length >= rate) return true;
    this.#recent.push(now);
    return false;
  }

  #answer(
    { searchParams: query, pathname }: URL,
    calls: readonly Call[],
    isBatch: boolean,
    fault: FaultKind | null,
  ): { status: number; value: unknown } {
    const { kind, ledger } = this.#options;
    if (pathname.endsWith('/api/eth-rpc')) return this.#batch(calls, isBatch);
    const isWrongChain = query.get('chainid') !== `${ledger.chainNumber}`;
    if (kind === 'etherscan' && isWrongChain) {
      const result = 'Missing or unsupported chainid parameter (required for v2 api)';
      return ok({ status: '0', message: 'NOTOK', result });
    }
    const action = query.get('action') ?? '';
    if (query.get('module') === 'proxy') {
      const params = [...query.entries()].filter(([name]) => !NAMES.has(name));
      const values = params.map(([, value]) => (value === 'false' ? false : value));
      return ok(this.#node.call({ id: 1, method: action, params: values }));
    }
    if (action === 'getblocknobytime') {
      const block = this.#node.blockAt(Number(query.get('timestamp')), query.get('closest') ?? '');
      const result = kind === 'etherscan' ? `${block}` : { blockNumber: `${block}` };
      return ok({ status: '1', message: 'OK', result });
    }
    if (query.get('module') !== 'account' || !ACTIONS.some((name) => name === action)) {
      return ok({ status: '0', message: 'NOTOK', result: 'Error! Missing Or invalid Action name' });
    }
    return ok(this.#list(action as ListAction, query, fault));
  }

  #list(action: ListAction, query: URLSearchParams, fault: FaultKind | null): unknown {
    const { kind, ledger, mostLines = WINDOW, window = WINDOW } = this.#options;
    const nothing =
      action === 'txlistinternal' ? 'No internal transactions found' : 'No transactions found';
    const hash = query.get('txhash');
    if (hash !== null) {
      const tx = ledger.transactions.find((candidate) => candidate.hash === hash);
      const lines = tx ? internalLines(tx, kind, true) : [];
      return shown(
        lines.map(({ fields }) => fields),
        nothing,
      );
    }
    const [page, offset] = [Number(query.get('page') ?? 1), Number(query.get('offset') ?? WINDOW)];
    if (page * offset > window) {
      const most = `must be less than or equal to ${window}`;
      const message = `Result window is too large, PageNo x Offset size ${most}`;
      return { status: '0', message, result: null };
    }
    const start = Number(query.get('startblock') ?? 0);
    const end = Math.min(Number(query.get('endblock') ?? this.#node.head), this.#node.head);
    const all = this.#byHolder.get(action)?.get(query.get('address')?.toLowerCase() ?? '') ?? [];
    const wanted = all.filter(({ block }) => block >= start && block <= end);
    if (query.get('sort') !== 'asc') wanted.reverse();
    const size = Math.min(offset, mostLines);
    let lines = wanted.slice((page - 1) * size, page * size);
    if (fault === 'empty') lines = [];
    if (fault === 'duplicates' && start < end) lines = repeated(lines, all, start, size);
    return shown(
      lines.map(({ fields }) => fields),
      nothing,
    );
  }

  #batch(calls: readonly Call[], isBatch: boolean): { status: number; value: unknown } {
    if (calls.length > BATCH_MAX) {
      const message = `Payload Too Large. Max batch size is ${BATCH_MAX}`;
      return { status: 413, value: { status: '0', message, result: null } };
    }
    const replies = calls.map((call) => this.#node.call(call));
    return ok(isBatch ? replies : replies[0]);
  }
}

/** Parameters of a `proxy` question that are no parameters of the call. */
const NAMES = new Set(['chainid', 'module', 'action']);

function ok(value: unknown): { status: number; value: unknown } {
  return { status: 200, value };
}

function shown(lines: readonly unknown[], nothing: string): unknown {
  if (lines.length === 0) return { status: '0', message: nothing, result: [] };
  return { status: '1', message: 'OK', result: lines };
}

/** The line before the page once more, as where a page was cut while rows came in. */
function repeated(
  lines: readonly Line[],
  all: readonly Line[],
  start: number,
  size: number,
): Line[] {
  const before = all.findLast(({ block }) => block < start);
  return before ? [before, ...lines].slice(0, size) : [...lines];
}

function parse(body: string): unknown {
  return body === '' ? null : JSON.parse(body);
}

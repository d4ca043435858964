import type { Clock } from '../base/clock.ts';
import { InputError, SourceError } from '../base/errors.ts';
import type { Network } from '../base/http.ts';
import { Pace, type PaceLimits } from '../base/pace.ts';
import { type Access, accessOf } from './asking/access.ts';
import { HttpSender } from './asking/http-sender.ts';
import { contentOf, type Query, type Received } from './asking/reading.ts';
import type { Environment } from './asking/secrets.ts';
import { SocketSender } from './asking/socket-sender.ts';
import { type Answered, type Asked, questionText, type Request } from './evidence/exchange.ts';
import type { EvidenceRun } from './evidence/run.ts';
import type { Answer, AskOptions, Json, Source } from './source.ts';
import { type SourceConfig, type SourceSettings, sourceSettings } from './source-config.ts';

/** What is outside the program. */
export interface World {
  readonly network: Network;
  readonly clock: Clock;
  readonly random: () => number;
  /** Environment variables, for keys. */
  readonly env: Environment;
}

const ATTEMPTS = 6;
/** Milliseconds, and at least the time of three attempts. */
const PATIENCE = 5 * 60_000;

const opened = new WeakMap<EvidenceRun, Map<SourceConfig, Source>>();

/**
 * A source out of its configuration: in one run the same, so that its rate is kept and nothing is
 * asked twice. In a replay it needs no key, and never touches the network.
 * @throws InputError where the configuration is wrong or a key is missing
 */
export function openSource(config: SourceConfig, world: World, evidence: EvidenceRun): Source {
  const own = opened.get(evidence) ?? new Map<SourceConfig, Source>();
  opened.set(evidence, own);
  const source = own.get(config) ?? new RecordedSource(sourceSettings(config), world, evidence);
  own.set(config, source);
  return source;
}

/** A question that is under way, and who waits for it. */
interface Flight {
  readonly answer: Promise<Answer>;
  readonly stop: AbortController;
  waiting: number;
}

/** Answers from the evidence, or from the network into the evidence. */
class RecordedSource implements Source {
  readonly name: string;
  readonly #asked: Asked;
  readonly #evidence: EvidenceRun;
  readonly #clock: Clock;
  readonly #pace: Pace<Query, Received> | null;
  readonly #flights = new Map<string, Flight>();

  constructor(settings: SourceSettings, world: World, evidence: EvidenceRun) {
    const { name, chain, kind } = settings;
    this.name = name;
    this.#asked = { source: name, chain, kind };
    this.#evidence = evidence;
    this.#clock = world.clock;
    this.#pace = evidence.mode === 'replay' ? null : paceOf(settings, world);
  }

  get(path: string, options: AskOptions = {}): Promise<Answer> {
    return this.#ask({ get: path }, options);
  }

  post(path: string, body: Json, options: AskOptions = {}): Promise<Answer> {
    return this.#ask({ post: path, body }, options);
  }

  call(method: string, params: readonly Json[], options: AskOptions = {}): Promise<Answer> {
    const again = options.attempt ? { again: options.attempt } : {};
    return this.#ask({ call: method, params, ...again }, { ...options, as: 'json' });
  }

  /** The same question asked by several at once is sent once. */
  async #ask(request: Request, options: AskOptions): Promise<Answer> {
    const { as = 'json', rank, signal } = options;
    signal?.throwIfAborted();
    const key = `${as} ${questionText(request)}`;
    let flight = this.#flights.get(key);
    if (flight === undefined) {
      const stop = new AbortController();
      const query: Query = {
        request,
        judge: options.judge,
        as,
        faults: { unanswered: 0, garbled: 0 },
      };
      const answer = this.#answer(query, rank, stop.signal).finally(() => {
        if (this.#flights.get(key)?.stop === stop) this.#flights.delete(key);
      });
      flight = { answer, stop, waiting: 0 };
      this.#flights.set(key, flight);
    }
    return await this.#join(key, flight, signal);
  }

  /** Ends the flight when the last who waits for it does not want it any more. */
  async #join(key: string, flight: Flight, signal: AbortSignal | undefined): Promise<Answer> {
    flight.waiting += 1;
    const gone = Promise.withResolvers<never>();
    const leave = () => {
      flight.waiting -= 1;
      if (flight.waiting === 0) {
        this.#flights.delete(key);
        flight.stop.abort(signal?.reason);
      }
      gone.reject(signal?.reason);
    };
    signal?.addEventListener('abort', leave, { once: true });
    try {
      return await Promise.race([flight.answer, gone.promise]);
    } finally {
      signal?.removeEventListener('abort', leave);
    }
  }

  async #answer(query: Query, rank: number | undefined, signal: AbortSignal): Promise<Answer> {
    const recorded = this.#evidence.recall(this.#asked, query.request);
    if (recorded !== null) return this.#recordedAnswer(recorded, query.as);
    const received = await this.#receive(query, rank, signal);
    const { status, bytes, value } = received;
    const at = Math.floor(received.at / 1000);
    const exchange = { ...this.#asked, request: query.request, status, at };
    const kept = this.#evidence.keepAnswer(exchange, bytes);
    return { status, value, at, evidence: this.#evidence.use(kept) };
  }

  async #receive(query: Query, rank: number | undefined, signal: AbortSignal): Promise<Received> {
    if (this.#pace === null) throw new SourceError(this.name, 'cannot be asked in a replay', false);
    try {
      return await this.#pace.ask(query, rank, signal);
    } catch (error) {
      if (!signal.aborted) {
        const at = Math.floor(this.#clock.now() / 1000);
        this.#evidence.keepFailure(this.#asked, query.request, at, error);
      }
      throw error;
    }
  }

  #recordedAnswer(recorded: Answered, as: Query['as']): Answer {
    const bytes = this.#evidence.read(recorded);
    const evidence = this.#evidence.use(recorded);
    const { status, at } = recorded;
    return { status, value: contentOf(status, bytes, as), at, evidence };
  }
}

function paceOf(settings: SourceSettings, world: World): Pace<Query, Received> {
  const access = accessOf(settings, world.env);
  refuseBrokenTls(access, world.env);
  const { clock, random } = world;
  const network = { ...world.network, lookup: remembered(world.network.lookup, clock) };
  const { rate, burst, inFlight, name } = settings;
  const reader = { source: name, clock, guard: access.guard };
  const patience = Math.max(PATIENCE, 3000 * settings.timeoutSeconds);
  const limits: PaceLimits = { rate, burst, inFlight, attempts: ATTEMPTS, patience };
  const options = { source: name, limits, clock, random };
  if (/^wss?:$/.test(access.base.protocol)) {
    const socket = new SocketSender(settings, access, network, reader);
    return new Pace({ ...options, send: (queries, signal) => socket.send(queries, signal) });
  }
  const sender = new HttpSender(settings, access, network, reader);
  return new Pace({
    ...options,
    send: (queries, signal) => sender.send(queries, signal),
    grouping: {
      size: () => sender.batchSize,
      // what a batch has left out goes by itself
      joins: ({ request, faults }) => 'call' in request && faults.unanswered === 0,
      counts: settings.batchCounts === 'calls' ? 'questions' : 'requests',
    },
  });
}

/** Addresses of the source's host are looked up once a minute, not for every question. */
function remembered(lookup: Network['lookup'], clock: Clock): Network['lookup'] {
  let last: { host: string; until: number; addresses: ReturnType<typeof lookup> } | null = null;
  return (host) => {
    const now = clock.now();
    if (last?.host === host && now < last.until) return last.addresses;
    const addresses = lookup(host);
    last = { host, until: now + 60_000, addresses };
    addresses.catch(() => {
      last = null;
    });
    return addresses;
  };
}

/** The variable makes Node.js accept any certificate; what came that way is not evidence. */
function refuseBrokenTls({ base }: Access, env: Environment): void {
  const variable = 'NODE_TLS_REJECT_UNAUTHORIZED';
  if (!/^(https|wss):$/.test(base.protocol) || env[variable] !== '0') return;
  const hint = 'add a certificate of your own with NODE_EXTRA_CA_CERTS instead';
  throw new InputError(variable, 'not to be set: certificates are always checked', '0', hint);
}

// The trace itself, in a thread: over live sources, or over the files that came with a case.

import { sha256 } from '../../base/digest.ts';
import { writeWhole } from '../../base/files.ts';
import { toJson } from '../../base/json.ts';
import type { OpenCase } from '../../casework/case.ts';
import { investigate } from '../../casework/investigate.ts';
import { chooseNone } from '../../casework/live/choose.ts';
import { openKnown } from '../../casework/live/known.ts';
import {
  beginCase,
  beginTrace,
  knownIn,
  type LiveTrace,
  realWorld,
  resumeTrace,
  runLive,
} from '../../casework/live/live.ts';
import type { TakePartial } from '../../casework/so-far.ts';
import { isTraceFolder, traceFolder } from '../../casework/trace-folder.ts';
import type { World } from '../../ledger/open-source.ts';
import type { Progress } from '../../trace/explore.ts';
import { formatCents } from '../../trace/prices.ts';
import type { TraceResult } from '../../trace/result.ts';
import type { Means, Task } from './tasks.ts';
import { caseOf } from './trace-case.ts';
import { flagsOf, isLive, type TraceRequest } from './trace-request.ts';

interface Input {
  readonly request: TraceRequest;
  /** Of this trace alone: what it was answered stays there, and it goes on from there. */
  readonly folder: string;
  /** The data folder: settings, tags and lists. */
  readonly home: string;
}

/** How far a trace is. */
export interface TraceProgress {
  readonly round: number;
  readonly hops: number;
  readonly holders: number;
  readonly frontier: number;
  readonly stolenUsd: string | null;
  readonly placedUsd: string | null;
}

type Told =
  | { readonly kind: 'progress'; readonly progress: TraceProgress }
  | { readonly kind: 'partial'; readonly bytes: Uint8Array };

/** Something that a result rests on. */
export interface Recorded {
  readonly sha256: string;
  readonly kind: string;
  readonly source: string;
  /** Unix seconds. */
  readonly takenAt: number;
  readonly question: string | null;
}

interface Output {
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly headline: string;
  readonly title: string;
  readonly isWhole: boolean;
  readonly evidence: readonly Recorded[];
}

export type TraceTask = Task<Input, Told, Output>;

/** A partial result takes at most this share of the time of the trace. */
const SHARE = 1 / 10;
const SECOND = 1000;
/** Larger ones are not worth sending while more is to come. */
const MOST_PARTIAL = 16_000_000;

export const traceTask: TraceTask = async ({ request, folder, home }, means) => {
  const seconds = request.options.seconds ?? request.case?.settings.seconds;
  const deadline = seconds === undefined ? null : AbortSignal.timeout(seconds * SECOND);
  const signal = deadline ? AbortSignal.any([means.signal, deadline]) : means.signal;
  const watch = {
    signal,
    late: () => deadline?.aborted ?? false,
    progress: (state: Progress) => means.tell({ kind: 'progress', progress: shown(state) }),
    partial: nowAndThen(means),
  };
  const world = { ...realWorld, env: { ...process.env, HUE_HOME: home }, choose: chooseNone };
  const opened = await orStopped(open(request, folder, world), signal);
  if ('open' in opened) {
    const { open, store, sources, world } = opened;
    const { crossCheck } = request.options;
    const live = { open, store, sources, world };
    const kept = await openKnown(undefined, world.env);
    const known = knownIn(opened, kept);
    try {
      const { result, evidence } = await runLive(live, 'live', {
        ...watch,
        known,
        ...(crossCheck === undefined ? {} : { crossCheck }),
      });
      const items = evidence.used().flatMap(({ digest, kind, source, at, question }) => {
        return digest === null ? [] : [{ sha256: digest, kind, source, takenAt: at, question }];
      });
      if (signal.aborted) known?.settle();
      else known?.finish();
      return ended(result, items, folder, means);
    } finally {
      kept.close();
      await store.settled();
    }
  }
  const known = await openKnown(undefined, world.env);
  const result = await investigate(opened, { ...watch, known }).finally(known.close);
  const now = Math.floor(world.clock.now() / SECOND);
  const items = result.inputs.map(({ sha256, name, role }) => {
    return { sha256, kind: role, source: name, takenAt: now, question: null };
  });
  return ended(result, items, folder, means);
};

/** What is asked before a trace begins is not worth waiting for once it is to stop. */
async function orStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const stopped = new Promise<never>((_, reject) => {
    const stop = (): void => reject(new DOMException('stopped before it began', 'AbortError'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });
  return await Promise.race([work, stopped]);
}

/** A live trace that can begin or goes on, or the case of one over files. */
async function open(
  request: TraceRequest,
  path: string,
  world: World & { readonly choose: typeof chooseNone },
): Promise<LiveTrace | OpenCase> {
  // whom the operator's tags and lists name is half of the answer
  const flags = { ...flagsOf(request), into: path, known: true };
  const { text, case: asked } = request;
  if (!isLive(request)) return caseOf(request, path);
  if (isTraceFolder(path)) return resumeTrace(path, flags, world);
  // its files are those that it names beside its sources, such as tags
  const { ledger: _, ...rest } = flags;
  if (asked) return beginCase(caseOf(request, path), rest, world);
  return beginTrace(text ?? '', flags, world);
}

function shown({ round, transactions, holders, frontier, ...cents }: Progress): TraceProgress {
  const { stolenCents, placedCents } = cents;
  const usd = (value: bigint | null): string | null => (value === null ? null : formatCents(value));
  const money = { stolenUsd: usd(stolenCents), placedUsd: usd(placedCents) };
  return { round, hops: transactions, holders, frontier, ...money };
}

/** The first partial result at once, and then one a second at most. */
function nowAndThen({ tell, signal }: Means<Told>): TakePartial {
  let next = 0;
  return async (make) => {
    const begun = performance.now();
    if (begun < next || signal.aborted) return;
    const { bytes, buffer } = bytesOf(toJson(await make()));
    const spent = performance.now() - begun;
    next = begun + Math.max(SECOND, spent / SHARE);
    if (bytes.length <= MOST_PARTIAL) tell({ kind: 'partial', bytes }, [buffer]);
  };
}

function ended(
  result: TraceResult,
  evidence: readonly Recorded[],
  folder: string,
  { signal }: Means<Told>,
): Output {
  const text = toJson(result);
  const isWhole = !signal.aborted;
  // a result in the folder says that the trace has ended
  if (isWhole && isTraceFolder(folder)) writeWhole(traceFolder(folder).result, text);
  const { summary, case: asked } = result;
  const { bytes } = bytesOf(text);
  const about = { headline: summary.headline, title: asked.title, isWhole, evidence };
  return { bytes, sha256: sha256(bytes), ...about };
}

/** In a buffer of its own, which can be handed over. */
function bytesOf(text: string): { bytes: Uint8Array; buffer: ArrayBuffer } {
  const bytes = new TextEncoder().encode(text);
  return { bytes, buffer: bytes.buffer };
}

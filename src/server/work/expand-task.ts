// Asks the source of a trace about one address, in a thread: a ledger in files is read whole.

import { sha256 } from '../../base/digest.ts';
import { InputError, LimitError, SourceError, WantingError } from '../../base/errors.ts';
import { toJson } from '../../base/json.ts';
import { formatTime } from '../../base/time.ts';
import { type OpenCase, openCase } from '../../casework/case.ts';
import { evidenceOf } from '../../casework/evidence.ts';
import type { Expansion } from '../../casework/expansion/answer.ts';
import { expand } from '../../casework/expansion/expand.ts';
import type { Window } from '../../casework/expansion/payments.ts';
import { openExpansionLedger } from '../../casework/expansion/source.ts';
import type { KnownTags } from '../../casework/known-tags.ts';
import { askAgain } from '../../casework/live/expansion.ts';
import { openKnown } from '../../casework/live/known.ts';
import { realWorld } from '../../casework/live/live.ts';
import { asRecorded, recordedWords } from '../../casework/live/recorded.ts';
import { traceFolder } from '../../casework/trace-folder.ts';
import { parseAddress } from '../../ledger/address.ts';
import { parseChain } from '../../ledger/chains.ts';
import type { Means, Task } from './tasks.ts';
import { caseOf } from './trace-case.ts';
import { isLive, type TraceRequest } from './trace-request.ts';

interface Input {
  readonly request: TraceRequest;
  /** With the files of the trace, or for a live one with what is recorded of it. */
  readonly folder: string;
  readonly home: string;
  /** The chain that was meant, or null: that of the trace. */
  readonly chain: string | null;
  readonly window: Window;
  /** Time that it may take. */
  readonly seconds: number;
}

interface Output {
  readonly bytes: Uint8Array;
  readonly sha256: string;
  /** What live sources answered, as an archive. */
  readonly evidence: Uint8Array | null;
  readonly source: string;
}

export type ExpandTask = Task<Input, never, Output>;

const SECOND = 1000;
/** What is recorded is read again in a time of its own. */
const RECORDED_SECONDS = 60;

export const expandTask: ExpandTask = async (input, means) => {
  const deadline = AbortSignal.timeout(input.seconds * SECOND);
  const signal = AbortSignal.any([means.signal, deadline]);
  try {
    return await answerOf(input, { ...means, signal });
  } catch (error) {
    if (means.signal.aborted || !deadline.aborted) throw error;
    const why = `it took longer than ${input.seconds} seconds: ask about a shorter time`;
    throw new LimitError('expansion', why);
  }
};

async function answerOf(input: Input, { signal }: Pick<Means<never>, 'signal'>): Promise<Output> {
  const { request, folder, home } = input;
  const env = { ...process.env, HUE_HOME: home };
  const open = isLive(request) ? openCase(traceFolder(folder).case) : caseOf(request, folder);
  const window = checked(input, open);
  const known = await openKnown(undefined, env);
  try {
    if (isLive(request)) return await liveAnswer({ open, folder, env, window, known }, signal);
    const asked = await openExpansionLedger(open, known, null, signal);
    const answer = await expand(asked, window, { signal });
    return { ...written(answer), evidence: null, source: open.file.ledger.files.join(', ') };
  } finally {
    known.close();
  }
}

interface Asking {
  readonly open: OpenCase;
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly window: Window;
  readonly known: KnownTags;
}

/** What the sources say now; where none of them answers, what is recorded of the trace. */
async function liveAnswer(asking: Asking, signal: AbortSignal): Promise<Output> {
  const { open, folder, env, window, known } = asking;
  const begun = Math.floor(realWorld.clock.now() / SECOND);
  let live: Awaited<ReturnType<typeof askAgain>> | null = null;
  try {
    live = await askAgain(open, folder, { ...realWorld, env });
    const { ledger } = live;
    const asked = await openExpansionLedger(open, known, { ledger, recorded: null }, signal);
    const answer = await expand(asked, window, { signal });
    const evidence = evidenceOf(live.used());
    const archive = await live.archive();
    const source = ledger.sources.join(', ');
    return { ...written({ ...answer, evidence }), evidence: archive, source };
  } catch (error) {
    const answered = live?.used().some(({ digest, at }) => digest !== null && at >= begun);
    const why = silenceOf(error, isTimeout(signal) && !answered);
    const told = why === null ? null : await recordedAnswer(asking, why);
    if (told === null) throw error;
    return told;
  }
}

/** Why nobody answers, or null where somebody does and there is another fault. */
function silenceOf(error: unknown, isSilent: boolean): string | null {
  if (error instanceof WantingError) return 'none is configured any more';
  if (error instanceof SourceError) return error.message;
  return isSilent ? 'it was silent' : null;
}

function isTimeout({ reason }: AbortSignal): boolean {
  return reason instanceof DOMException && reason.name === 'TimeoutError';
}

/** Null where nothing is recorded of the address. */
async function recordedAnswer(asking: Asking, why: string): Promise<Output | null> {
  const { open, folder, env, window, known } = asking;
  const signal = AbortSignal.timeout(RECORDED_SECONDS * SECOND);
  const found = await asRecorded(open, folder, { ...realWorld, env }, signal);
  const { ledger, used, at } = found;
  const recorded = recordedWords(at, why);
  const asked = await openExpansionLedger(open, known, { ledger, recorded }, signal);
  const answer = await expand(asked, window, { signal });
  if (answer.transfers === 0) return null;
  const told = {
    ...answer,
    evidence: evidenceOf(used),
    recorded: at === null ? null : formatTime(at),
  };
  // the answers themselves are kept with the trace
  const source = `recorded answers of ${ledger.sources.join(', ')}`;
  return { ...written(told), evidence: null, source };
}

/** The address as its chain writes it. @throws InputError where it is none of the trace's chain */
function checked({ window, chain: meant }: Input, { file }: OpenCase): Window {
  const chain = parseChain(file.chain, 'chain');
  if (meant !== null && parseChain(meant, 'chain').id !== chain.id) {
    throw new InputError('chain', `that of the trace, ${chain.name}`, meant);
  }
  return { ...window, address: parseAddress(window.address, chain, 'address') };
}

function written(answer: Expansion): Pick<Output, 'bytes' | 'sha256'> {
  const bytes = new TextEncoder().encode(toJson(answer));
  return { bytes, sha256: sha256(bytes) };
}

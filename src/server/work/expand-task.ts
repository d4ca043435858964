// Asks the source of a trace about one address, in a thread: a ledger in files is read whole.

import { sha256 } from '../../base/digest.ts';
import { InputError, LimitError } from '../../base/errors.ts';
import { toJson } from '../../base/json.ts';
import { type OpenCase, openCase } from '../../casework/case.ts';
import { evidenceOf } from '../../casework/evidence.ts';
import type { Expansion } from '../../casework/expansion/answer.ts';
import { expand } from '../../casework/expansion/expand.ts';
import type { Window } from '../../casework/expansion/payments.ts';
import { openExpansionLedger } from '../../casework/expansion/source.ts';
import { askAgain } from '../../casework/live/expansion.ts';
import { openKnown } from '../../casework/live/known.ts';
import { realWorld } from '../../casework/live/live.ts';
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
    const live = isLive(request) ? await askAgain(open, folder, { ...realWorld, env }) : null;
    const asked = await openExpansionLedger(open, known, live?.ledger ?? null, signal);
    const answer = await expand(asked, window, { signal });
    const evidence = live && evidenceOf(live.used());
    const source = live ? live.ledger.sources.join(', ') : open.file.ledger.files.join(', ');
    const archive = live && (await live.archive());
    return { ...written({ ...answer, evidence }), evidence: archive, source };
  } finally {
    known.close();
  }
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

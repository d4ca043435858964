import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Expansion as Answer } from '../../src/casework/expansion/answer.ts';
import { ask, Problem, read } from '../api/client.ts';
import { useResource } from '../api/resource.ts';
import { type Ask, askKey, type Expansion } from '../graph/expansion.ts';
import { attempt } from './toast.tsx';

/** Something that was asked, as the desk keeps it. */
interface Kept extends Ask {
  readonly id: string;
  readonly status: 'queued' | 'done' | 'failed' | 'cancelled';
  readonly error: { readonly message: string } | null;
  readonly answerSha256: string | null;
  readonly createdAt: string;
}

interface Expansions {
  readonly expansions: readonly Expansion[];
  /** Asks; what nobody answered, or was taken off here, first goes or comes back. */
  readonly expand: (ask: Ask) => void;
  readonly contract: (ask: Ask) => void;
}

type Answers = ReadonlyMap<string, Answer | Problem>;

/** Answers by their digest, each read once; what could not be read can be forgotten. */
function useAnswers(path: string, items: readonly Kept[]) {
  const answers = useSignal<Answers>(new Map());
  const reading = useRef(new Set<string>());
  useEffect(() => {
    for (const { id, answerSha256 } of items) {
      if (answerSha256 === null || reading.current.has(answerSha256)) continue;
      reading.current.add(answerSha256);
      const put = (answer: Answer | Problem) => {
        answers.value = new Map([...answers.value, [answerSha256, answer]]);
      };
      read<Answer>(`${path}/${id}`).then(put, (error: unknown) => {
        put(error instanceof Problem ? error : new Problem(0, 'Failed', String(error)));
      });
    }
  }, [items, answers.value]);
  const forget = () => {
    const lost = [...answers.value].filter(([, one]) => one instanceof Problem);
    for (const [sha256] of lost) reading.current.delete(sha256);
    const kept = [...answers.value].filter(([, one]) => !(one instanceof Problem));
    if (lost.length > 0) answers.value = new Map(kept);
  };
  return { answers: answers.value, forget };
}

/** What was sent and is not in the list yet, or was refused. */
function useSent() {
  const sent = useSignal<ReadonlyMap<string, Expansion>>(new Map());
  const note = (key: string, one: Expansion | null) => {
    const next = new Map(sent.value);
    if (one) next.set(key, one);
    else next.delete(key);
    sent.value = next;
  };
  return { sent: sent.value, note };
}

/** What was asked beyond a trace, by whomever, with the answers; and the way to ask. */
export function useExpansions(traceId: string): Expansions {
  const path = `/v1/traces/${encodeURIComponent(traceId)}/expansions`;
  const list = useResource<{ readonly items: readonly Kept[] }>(path, [`trace:${traceId}`]);
  const items = list.state.value.data?.items ?? NONE;
  const { answers, forget } = useAnswers(path, items);
  const { sent, note } = useSent();
  /** What was taken off here: it can be put back without asking anew. */
  const removed = useRef(new Map<string, string>());
  const waiting = useRef(Promise.resolve());
  // one after the other: each is done to what the one before left
  const inTurn = (work: () => Promise<void>) => {
    waiting.current = waiting.current.then(work);
  };
  const standing = (key: string) =>
    (list.state.peek().data?.items ?? NONE).filter((one) => askKey(one) === key);
  const expand = (wanted: Ask) => {
    const key = askKey(wanted);
    note(key, { ...wanted, ...UNKNOWN, state: 'waiting' });
    inTurn(async () => {
      try {
        const before = removed.current.get(key);
        for (const one of standing(key)) if (isUnanswered(one, answers)) await off(path, one.id);
        if (before) await ask(`${path}/${before}/restore`, { method: 'POST' });
        else await ask(path, { method: 'POST', body: bodyOf(wanted) });
        removed.current.delete(key);
        forget();
        await list.reload();
        note(key, null);
      } catch (error) {
        const problem = error instanceof Problem ? `${error.title}. ${error.message}` : `${error}`;
        note(key, { ...wanted, ...UNKNOWN, state: 'failed', problem });
      }
    });
  };
  const contract = (wanted: Ask) => {
    const key = askKey(wanted);
    inTurn(async () => {
      note(key, null);
      await attempt(async () => {
        for (const { id, status } of standing(key)) {
          await off(path, id);
          if (status === 'done') removed.current.set(key, id);
        }
      });
      await list.reload();
    });
  };
  const expansions = useMemo(() => shown(items, answers, sent), [items, answers, sent]);
  return { expansions, expand, contract };
}

const NONE: readonly Kept[] = [];
const UNKNOWN = { at: null, problem: null, answer: null, sha256: null };

function bodyOf({ from, to, ...rest }: Ask): object {
  return { ...rest, ...(from === null ? {} : { from }), ...(to === null ? {} : { to }) };
}

/** Whether no source has answered, so that it can be asked again. */
function isUnanswered({ status, answerSha256 }: Kept, answers: Answers): boolean {
  if (status === 'failed' || status === 'cancelled') return true;
  const answer = answerSha256 === null ? undefined : answers.get(answerSha256);
  return answer !== undefined && 'recorded' in answer && answer.recorded !== null;
}

async function off(path: string, id: string): Promise<void> {
  await ask(`${path}/${id}`, { method: 'DELETE' });
}

/** One for each address and direction: the newest. */
function shown(
  items: readonly Kept[],
  answers: Answers,
  sent: ReadonlyMap<string, Expansion>,
): readonly Expansion[] {
  const all = new Map<string, Expansion>();
  for (const item of items) {
    const found = item.answerSha256 === null ? undefined : answers.get(item.answerSha256);
    const problem = found instanceof Problem ? found.message : (item.error?.message ?? null);
    const answer = found === undefined || found instanceof Problem ? null : found;
    const isOver = item.status === 'failed' || item.status === 'cancelled';
    const isFailed = isOver || found instanceof Problem;
    const { address, direction, from, to, createdAt: at, answerSha256: sha256 } = item;
    const state = isFailed ? 'failed' : answer ? 'done' : 'waiting';
    const said = item.status === 'cancelled' ? 'it was stopped' : problem;
    all.set(askKey(item), {
      address,
      direction,
      from,
      to,
      at,
      sha256,
      state,
      answer,
      problem: said,
    });
  }
  for (const [key, one] of sent) all.set(key, one);
  return [...all.values()];
}

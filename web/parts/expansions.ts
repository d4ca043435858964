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
  readonly from: string | null;
  readonly to: string | null;
  readonly createdAt: string;
}

interface Expansions {
  readonly expansions: readonly Expansion[];
  /** Asks; what failed before, or was taken off here, first goes or comes back. */
  readonly expand: (ask: Ask) => void;
  readonly contract: (ask: Ask) => void;
}

type Answers = ReadonlyMap<string, Answer | Problem>;

/** What was asked beyond a trace, by whomever, with the answers; and the way to ask. */
export function useExpansions(traceId: string): Expansions {
  const path = `/v1/traces/${encodeURIComponent(traceId)}/expansions`;
  const list = useResource<{ readonly items: readonly Kept[] }>(path, [`trace:${traceId}`]);
  const answers = useSignal<Answers>(new Map());
  /** Sent and not in the list yet, or refused. */
  const sent = useSignal<ReadonlyMap<string, Expansion>>(new Map());
  /** What was taken off here: it can be put back without asking anew. */
  const removed = useRef(new Map<string, string>());
  const waiting = useRef(Promise.resolve());
  const items = list.state.value.data?.items ?? NONE;
  useEffect(() => {
    for (const { id, answerSha256 } of items) {
      if (answerSha256 === null || answers.value.has(answerSha256)) continue;
      const put = (answer: Answer | Problem) => {
        answers.value = new Map([...answers.value, [answerSha256, answer]]);
      };
      read<Answer>(`${path}/${id}`).then(put, (error: unknown) => {
        put(error instanceof Problem ? error : new Problem(0, 'Failed', String(error)));
      });
    }
  }, [items]);
  const note = (one: Expansion | null, key: string) => {
    const next = new Map(sent.value);
    if (one) next.set(key, one);
    else next.delete(key);
    sent.value = next;
  };
  const standing = (key: string) =>
    (list.state.peek().data?.items ?? NONE).filter((one) => askKey(one) === key);
  const inTurn = (work: () => Promise<void>) => {
    waiting.current = waiting.current.then(work);
  };
  const expand = (wanted: Ask) => {
    const key = askKey(wanted);
    note({ ...wanted, ...UNKNOWN, state: 'waiting' }, key);
    inTurn(async () => {
      try {
        const before = removed.current.get(key);
        for (const { id, status } of standing(key)) {
          if (status === 'failed' || status === 'cancelled') await off(path, id);
        }
        if (before) await ask(`${path}/${before}/restore`, { method: 'POST' });
        else await ask(path, { method: 'POST', body: wanted });
        removed.current.delete(key);
        await list.reload();
        note(null, key);
      } catch (error) {
        const problem = error instanceof Problem ? `${error.title}. ${error.message}` : `${error}`;
        note({ ...wanted, ...UNKNOWN, state: 'failed', problem }, key);
      }
    });
  };
  const contract = (wanted: Ask) => {
    const key = askKey(wanted);
    inTurn(async () => {
      note(null, key);
      await attempt(async () => {
        for (const { id, status } of standing(key)) {
          await off(path, id);
          if (status === 'done') removed.current.set(key, id);
        }
      });
      await list.reload();
    });
  };
  const expansions = useMemo(
    () => shown(items, answers.value, sent.value),
    [items, answers.value, sent.value],
  );
  return { expansions, expand, contract };
}

const NONE: readonly Kept[] = [];
const UNKNOWN = { at: null, problem: null, answer: null, sha256: null };

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
    const { address, direction, createdAt: at, answerSha256: sha256 } = item;
    const state = isFailed ? 'failed' : answer ? 'done' : 'waiting';
    const said = item.status === 'cancelled' ? 'it was stopped' : problem;
    all.set(askKey(item), { address, direction, at, sha256, state, answer, problem: said });
  }
  for (const [key, one] of sent) all.set(key, one);
  return [...all.values()];
}

import { signal as newSignal, type Signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { ask, Problem } from './client.ts';
import { onTopic } from './live.ts';

/** What a page knows of something at the desk. */
export interface Known<T> {
  readonly data: T | null;
  readonly etag: string | null;
  readonly problem: Problem | null;
  readonly isLoading: boolean;
}

export interface Resource<T> {
  readonly state: Signal<Known<T>>;
  /** Asks anew. */
  readonly reload: () => Promise<void>;
  /** Asks unless it was just asked: many parts of a page want the same. */
  readonly visit: () => Promise<void>;
}

const NOTHING = { data: null, etag: null, problem: null, isLoading: true };
/** Kept so that going back shows at once what was there. */
const MOST_KEPT = 60;
const FRESH_MS = 1000;
const kept = new Map<string, Resource<unknown>>();

let leaving = new AbortController();

/** Forgets everything, and what is still asked, for whoever signs out. */
export function forget(): void {
  kept.clear();
  leaving.abort();
  leaving = new AbortController();
}

function newResource<T>(path: string): Resource<T> {
  const state = newSignal<Known<T>>(NOTHING);
  let turn = 0;
  /** The newest question that was answered: an older answer is of no use any more. */
  let answered = 0;
  let asked = 0;
  const reload = async () => {
    turn += 1;
    const mine = turn;
    asked = performance.now();
    const { data, etag } = state.peek();
    const { signal } = leaving;
    try {
      const answer = await ask<T>(path, { known: data === null ? null : etag, signal });
      if (mine < answered) return;
      answered = mine;
      state.value = {
        data: answer.data ?? data,
        etag: answer.etag ?? etag,
        problem: null,
        isLoading: false,
      };
    } catch (error) {
      if (mine < answered || signal.aborted) return;
      answered = mine;
      const problem =
        error instanceof Problem ? error : new Problem(0, 'The page failed', String(error));
      state.value = { data, etag, problem, isLoading: false };
    }
  };
  const visit = async () => {
    if (turn === 0 || performance.now() - asked > FRESH_MS) await reload();
  };
  return { state, reload, visit };
}

function resourceAt<T>(path: string): Resource<T> {
  const old = kept.get(path);
  const resource = old ?? (newResource<T>(path) as Resource<unknown>);
  kept.delete(path);
  kept.set(path, resource);
  for (const first of kept.keys()) {
    if (kept.size <= MOST_KEPT) break;
    kept.delete(first);
  }
  return resource as Resource<T>;
}

/** What stands at `path`; asked for now, and again whenever an event of these topics comes. */
export function useResource<T>(path: string, topics: readonly string[] = []): Resource<T> {
  const resource = useMemo(() => resourceAt<T>(path), [path]);
  const wanted = topics.join(' ');
  useEffect(() => {
    void resource.visit();
    const reload = () => void resource.reload();
    const offs = wanted.split(' ').filter(Boolean);
    const all = offs.map((topic) => onTopic(topic, reload));
    return () => {
      for (const off of all) off();
    };
  }, [resource, wanted]);
  return resource;
}

import { useEffect, useRef, useState } from 'preact/hooks';
import { newKey, Problem, read } from '../api/client.ts';
import type { Identified, Trace } from '../api/shapes.ts';
import { go } from '../shell/route.ts';
import { type Brought, bringFiles, lookInto, together } from './bring-files.ts';

/** So long after the last key the desk is asked what it is. */
const PAUSE_MS = 140;

/** What is pasted or dropped, and what becomes of it. */
export function usePaste({ caseId, given = '' }: { caseId?: string; given?: string }) {
  const [text, setText] = useState(given);
  const [chosen, setChain] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { brought, take, left } = useFiles();
  const known = useIdentified(text);
  const first = known?.readings[0];
  const chains = [...new Set(known?.readings.flatMap((reading) => reading.chains))];
  const chain = chosen !== null && chains.includes(chosen) ? chosen : (chains[0] ?? null);
  const once = useRef(newKey());
  const start = async () => {
    setBusy(true);
    setProblem(null);
    try {
      if (!brought && first && !first.canTrace) {
        return go(`/screen?text=${encodeURIComponent(text.trim())}`);
      }
      const options = brought && !brought.case ? { options: seedOf(first, chain) } : {};
      const what = brought ? await bringFiles(brought, left.paths) : { text: text.trim() };
      const body = { ...what, ...options, ...(caseId ? { caseId } : {}) };
      const { trace } = await read<{ trace: Trace }>('/v1/traces', {
        method: 'POST',
        body,
        once: once.current,
      });
      go(`/traces/${trace.id}`);
    } catch (error) {
      const problem = error instanceof Problem ? error : new Problem(0, 'Failed', String(error));
      // where no answer came it may have begun: the same key begins it once
      if (problem.status !== 0) once.current = newKey();
      setProblem(problem);
    } finally {
      setBusy(false);
    }
  };
  const isReady = brought?.case
    ? brought.case.missing.every(({ path }) => left.paths.has(path))
    : first !== undefined && (!brought || first.canTrace);
  const typed = { text, setText, first, known, chains, chain, setChain };
  return { ...typed, brought, take, left, isReady, isBusy, start, problem };
}

/** Where a theft begins that transfers of a file are followed from. */
function seedOf(first: Identified['readings'][number] | undefined, chain: string | null) {
  if (!first || chain === null) return {};
  return first.kind === 'transaction'
    ? { chain, thefts: [first.text] }
    : { chain, sources: [first.text] };
}

/** Files that were dropped, all together, what they are, and what is traced without. */
function useFiles() {
  const [brought, setBrought] = useState<Brought | null>(null);
  const [paths, setPaths] = useState<ReadonlySet<string>>(new Set());
  const all = useRef<readonly File[]>([]);
  const take = async (list: FileList | null) => {
    const files = list ? together(all.current, [...list]) : [];
    all.current = files;
    if (!list) setPaths(new Set());
    const found = files.length > 0 ? await lookInto(files) : null;
    // meanwhile others may have come
    if (all.current === files) setBrought(found);
  };
  const flip = (path: string) => setPaths(paths.symmetricDifference(new Set([path])));
  return { brought, take, left: { paths, flip } };
}

/** What the desk takes the text for, asked while it is typed. */
function useIdentified(text: string): Identified | null {
  const [known, setKnown] = useState<{ text: string; answer: Identified } | null>(null);
  const trimmed = text.trim();
  useEffect(() => {
    if (trimmed === '') return undefined;
    const stopped = new AbortController();
    const timer = setTimeout(() => {
      read<Identified>(`/v1/identify?text=${encodeURIComponent(trimmed)}`, {
        signal: stopped.signal,
      }).then(
        (answer) => setKnown({ text: trimmed, answer }),
        (error: unknown) => {
          if (stopped.signal.aborted) return;
          const fault = error instanceof Problem ? error.message : null;
          setKnown({ text: trimmed, answer: { text: trimmed, readings: [], fault } });
        },
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stopped.abort();
    };
  }, [trimmed]);
  return known?.text === trimmed ? known.answer : null;
}

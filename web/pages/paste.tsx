import { useEffect, useRef, useState } from 'preact/hooks';
import { newKey, Problem, read } from '../api/client.ts';
import type { Identified, Trace } from '../api/shapes.ts';
import { Trouble } from '../parts/states.tsx';
import { go } from '../shell/route.ts';
import { inert } from '../text/inert.ts';
import { type Brought, bringFiles, lookInto, together } from './bring-files.ts';
import { BroughtFiles } from './brought-files.tsx';

/** So long after the last key the desk is asked what it is. */
const PAUSE_MS = 140;

const KINDS = { transaction: 'A transaction', address: 'An address', name: 'A name' } as const;

/** What is pasted or dropped, and what becomes of it. */
function usePaste(caseId: string | undefined) {
  const [text, setText] = useState('');
  const [brought, setBrought] = useState<Brought | null>(null);
  const all = useRef<readonly File[]>([]);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const known = useIdentified(text);
  const first = known?.readings[0];
  const once = useRef(newKey());
  const take = async (list: FileList | null) => {
    const files = list ? together(all.current, [...list]) : [];
    all.current = files;
    setProblem(null);
    const found = files.length > 0 ? await lookInto(files) : null;
    // meanwhile others may have come
    if (all.current === files) setBrought(found);
  };
  const start = async () => {
    setBusy(true);
    setProblem(null);
    try {
      if (!brought && first && !first.canTrace) {
        return go(`/screen?text=${encodeURIComponent(text.trim())}`);
      }
      const what = brought ? await bringFiles(brought) : { text: text.trim() };
      const body = { ...what, ...(caseId ? { caseId } : {}) };
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
  const isReady = brought ? !brought.case?.missing.length : first !== undefined;
  return { text, setText, brought, take, first, known, isReady, isBusy, start, problem };
}

/** Paste, type or drop: the page says what it takes it for, and what it will do. */
export function PasteBox({ caseId }: { caseId?: string }) {
  const [isOver, setOver] = useState(false);
  const { text, setText, brought, take, first, known, isReady, isBusy, start, problem } =
    usePaste(caseId);
  return (
    <form
      class={`paste ${caseId ? 'small-paste' : ''} ${isOver ? 'over' : ''}`}
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void take(event.dataTransfer?.files ?? null);
      }}
    >
      <h1>
        <label for="paste">
          {caseId ? 'Trace in this case' : 'What was stolen, or who has it?'}
        </label>
      </h1>
      <div class="paste-line">
        <input
          id="paste"
          class="mono"
          type="text"
          value={text}
          maxLength={2000}
          placeholder="Transaction, address or name"
          autocomplete="off"
          spellcheck={false}
          aria-describedby="recognised"
          onInput={(event) => {
            setText(event.currentTarget.value);
            void take(null);
          }}
        />
        <button type="submit" class="primary" disabled={!isReady || isBusy}>
          {isBusy ? 'One moment…' : !brought && first && !first.canTrace ? 'Screen' : 'Trace'}
        </button>
      </div>
      <div id="recognised" class="recognised" role="status">
        {brought ? (
          <BroughtFiles brought={brought} leave={() => void take(null)} />
        ) : (
          <Recognised text={text} known={known} />
        )}
      </div>
      {first?.kind === 'address' && first.canTrace && !brought && (
        <p class="small">
          Only to know what it is exposed to:{' '}
          <a href={`/screen?text=${encodeURIComponent(text.trim())}`}>screen this address</a>
        </p>
      )}
      <Choose take={take} isInCase={caseId !== undefined} />
      {problem && <Trouble problem={problem} />}
    </form>
  );
}

interface ChooseProps {
  readonly take: (list: FileList | null) => Promise<void>;
  readonly isInCase: boolean;
}

function Choose({ take, isInCase }: ChooseProps) {
  return (
    <p class="small quiet">
      Or drop files of transfers, or a case file with its files, here,{' '}
      <label class="file-link">
        <input
          type="file"
          multiple
          class="hidden-text"
          onChange={({ currentTarget }) => {
            void take(currentTarget.files);
            // the same file can be chosen again
            currentTarget.value = '';
          }}
        />
        choose them
      </label>
      {isInCase ? (
        '.'
      ) : (
        <>
          , or <a href="/cases">open a case</a>.
        </>
      )}
    </p>
  );
}

const WHAT_FOLLOWS = {
  transaction: 'What it took from whom is found, and followed.',
  address: 'What left it is found, and followed.',
  name: 'It is looked up in the lists and tags that are kept here.',
} as const;

function Recognised({ text, known }: { text: string; known: Identified | null }) {
  if (text.trim() === '') {
    return <span class="quiet">Bitcoin, Ethereum and its kin, Tron. It is known by its form.</span>;
  }
  if (known === null) return <span class="quiet">…</span>;
  const [first] = known.readings;
  if (!first) {
    return (
      <span class="wrong">{inert(known.fault ?? 'That is nothing that can be traced.', 300)}</span>
    );
  }
  const chains = [...new Set(known.readings.flatMap((reading) => reading.chains))];
  return (
    <>
      <b>{KINDS[first.kind]}</b>
      {chains.length > 0 && ` on ${chains.slice(0, 4).join(', or ')}`}
      {chains.length > 4 && ` or ${chains.length - 4} more`}.{' '}
      <span class="quiet">{WHAT_FOLLOWS[first.canTrace ? first.kind : 'name']}</span>
    </>
  );
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

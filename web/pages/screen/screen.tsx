import { useState } from 'preact/hooks';
import { Problem, read } from '../../api/client.ts';
import { useResource } from '../../api/resource.ts';
import { mayAs } from '../../api/session.ts';
import type { Paged, Screening } from '../../api/shapes.ts';
import { Ago } from '../../parts/pieces.tsx';
import { Empty, Loaded, Trouble } from '../../parts/states.tsx';
import { go, queryOf } from '../../shell/route.ts';
import { inert } from '../../text/inert.ts';
import { chainWords } from '../../text/words.ts';
import { Decision } from './decision.tsx';
import { Many } from './many.tsx';

const MOST_LINES = 100_000;

/** What is typed, and what becomes of it. */
function useAsking() {
  const [text, setText] = useState(queryOf('text') ?? '');
  const [chain, setChain] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const all = text.split('\n').map((line) => line.trim());
  // what stands there twice is screened once
  const lines = [...new Set(all.filter(Boolean))];
  const ask = async (): Promise<string> => {
    if (lines.length > MOST_LINES) {
      throw new Problem(413, 'That is too much', `At most ${MOST_LINES} lines are screened.`);
    }
    const what = lines.length === 1 ? { text: lines[0] } : { texts: lines };
    const body = chain ? { ...what, chain, asksSources: true } : what;
    const made = await read<{ screening?: Screening; jobId?: string }>('/v1/screenings', {
      method: 'POST',
      body,
    });
    return made.screening ? `/screen/${made.screening.id}` : `/screen?job=${made.jobId}`;
  };
  const send = async () => {
    setBusy(true);
    setProblem(null);
    try {
      go(await ask());
    } catch (error) {
      setProblem(error instanceof Problem ? error : new Problem(0, 'Failed', String(error)));
    } finally {
      setBusy(false);
    }
  };
  return { text, setText, chain, setChain, lines, send, isBusy, problem };
}

/** One address or name, or a list of them: what they are exposed to, and what that means. */
export function ScreenPage() {
  const { text, setText, chain, setChain, lines, send, isBusy, problem } = useAsking();
  const job = queryOf('job');
  if (job) return <Many key={job} jobId={job} />;
  return (
    <div class="page">
      {mayAs('analyst') && (
        <form
          class="paste"
          onSubmit={(event) => {
            event.preventDefault();
            void send();
          }}
        >
          <h1>
            <label for="screen-text">What is it exposed to?</label>
          </h1>
          <div class="paste-line">
            <textarea
              id="screen-text"
              class="mono"
              rows={Math.min(8, Math.max(1, lines.length))}
              value={text}
              placeholder="An address or a name; or many, one a line"
              autocomplete="off"
              spellcheck={false}
              aria-describedby="screen-hint"
              onInput={(event) => setText(event.currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key !== 'Enter' || event.shiftKey || lines.length > 1) return;
                event.preventDefault();
                void send();
              }}
            />
            <button type="submit" class="primary" disabled={lines.length === 0 || isBusy}>
              {isBusy ? 'Screening…' : lines.length > 1 ? `Screen ${lines.length}` : 'Screen'}
            </button>
          </div>
          <p id="screen-hint" class="small quiet">
            It is looked up in the lists and tags that are kept here.
          </p>
          <Sources chain={chain} setChain={setChain} />
          {problem && <Trouble problem={problem} />}
        </form>
      )}
      <Earlier />
    </div>
  );
}

const CHAINS = ['ethereum', 'bitcoin', 'tron', 'bsc', 'polygon', 'arbitrum', 'optimism', 'base'];

interface SourcesProps {
  readonly chain: string;
  readonly setChain: (chain: string) => void;
}

/** Exposure needs a ledger, and whoever keeps one learns what is asked: only on demand. */
function Sources({ chain, setChain }: SourcesProps) {
  return (
    <label class="row small">
      Exposure over a ledger:
      <select value={chain} onChange={(event) => setChain(event.currentTarget.value)}>
        <option value="">none, ask nobody</option>
        {CHAINS.map((name) => (
          <option key={name} value={name}>
            {chainWords(name)}
          </option>
        ))}
      </select>
      {chain && <span class="stale">The configured sources of {chain} learn what you ask.</span>}
    </label>
  );
}

function Earlier() {
  const list = useResource<Paged<Screening>>('/v1/screenings?limit=50');
  return (
    <section class="stack tight" aria-labelledby="screenings-title">
      <div class="section-title">
        <h2 id="screenings-title">Screened before</h2>
      </div>
      <Loaded resource={list} what="screenings">
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="Nothing was screened yet">
              {mayAs('analyst') ? 'Paste an address above.' : 'An analyst can screen an address.'}
            </Empty>
          ) : (
            <ul class="plain-rows">
              {items.map((one) => (
                <li key={one.id} class="screened">
                  <span class="small">
                    <Decision
                      action={one.decision}
                      isUnknown={one.answer?.knowledge === 'not_found'}
                    />
                  </span>
                  <a class="mono wrap-any" href={`/screen/${one.id}`}>
                    {inert(one.text, 120)}
                  </a>
                  <span class="small quiet">
                    <Ago at={one.createdAt} />
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
}

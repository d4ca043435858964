import { useState } from 'preact/hooks';
import type { TraceResult } from '../../../src/trace/result.ts';
import { ask } from '../../api/client.ts';
import { mayAs } from '../../api/session.ts';
import type { Trace } from '../../api/shapes.ts';
import { Tag } from '../../parts/pieces.tsx';
import { attempt, say } from '../../parts/toast.tsx';
import { queryOf, setQuery } from '../../shell/route.ts';
import { inert } from '../../text/inert.ts';
import { chainWords, POLICY_WORDS, TRACE_WORDS } from '../../text/words.ts';
import { PackDialog } from '../case/pack-dialog.tsx';
import { TakeDialog } from './take.tsx';

interface BarProps {
  readonly trace: Trace;
  readonly result: TraceResult | null;
  readonly isRunning: boolean;
  readonly reload: () => Promise<void>;
}

/** What the trace is, how it stands, and what can be done with it. */
export function TraceBar({ trace, result, isRunning, reload }: BarProps) {
  const [isPacking, setPacking] = useState(false);
  const [isTaking, setTaking] = useState(false);
  const words = TRACE_WORDS[trace.status];
  const cancel = () =>
    attempt(async () => {
      await ask(`/v1/traces/${trace.id}/cancel`, { method: 'POST' });
      await reload();
    }, 'Asked to stop. What was found stays.');
  return (
    <header class="page-head">
      <div>
        <nav class="crumb" aria-label="Where this is">
          <a href="/">Traces</a>
          {trace.caseId && <a href={`/cases/${trace.caseId}`}>Its case</a>}
        </nav>
        <h1 class="trace-title">{inert(trace.title, 200)}</h1>
        <p class="row small">
          <Tag tone={words.tone}>{words.name}</Tag>
          {result && <span class="quiet">{inert(chainWords(result.case.chain), 60)}</span>}
        </p>
      </div>
      <div class="row no-print">
        {result && <PolicySwitch result={result} />}
        {isRunning && mayAs('analyst') && (
          <button type="button" onClick={() => void cancel()}>
            Stop tracing
          </button>
        )}
        {!trace.caseId && mayAs('analyst') && (
          <button type="button" onClick={() => setTaking(true)}>
            Put it in a case
          </button>
        )}
        {trace.caseId && trace.resultSha256 && mayAs('investigator') && (
          <button type="button" onClick={() => setPacking(true)}>
            Make a pack
          </button>
        )}
        {trace.resultSha256 && (
          <a class="button" href={`/v1/traces/${trace.id}/result`} download={`${trace.id}.json`}>
            JSON
          </a>
        )}
        <button type="button" onClick={() => print()}>
          Print
        </button>
      </div>
      {isTaking && <TakeDialog trace={trace} onClose={() => setTaking(false)} />}
      {isPacking && trace.caseId && (
        <PackDialog
          caseId={trace.caseId}
          traces={[trace]}
          onClose={() => setPacking(false)}
          made={() => say('The pack is being made; it will lie in the case under Packs.')}
        />
      )}
    </header>
  );
}

function PolicySwitch({ result }: { result: TraceResult }) {
  const { policies, policy } = result.settings;
  const chosen = policies.find((one) => one === queryOf('policy')) ?? policy;
  return (
    <label class="row">
      <span class="small quiet">Policy</span>
      <select
        id="policy"
        value={chosen}
        onChange={(event) => {
          const { value } = event.currentTarget;
          setQuery({ policy: value === policy ? null : value });
        }}
      >
        {policies.map((one) => (
          <option key={one} value={one} selected={one === chosen}>
            {POLICY_WORDS[one].name}
            {one === policy ? ', locked' : ''}
          </option>
        ))}
      </select>
    </label>
  );
}

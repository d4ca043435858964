import { mayAs } from '../../api/session.ts';
import type { Trace } from '../../api/shapes.ts';
import { Ago, Tag, Time } from '../../parts/pieces.tsx';
import { inert } from '../../text/inert.ts';
import { TRACE_WORDS } from '../../text/words.ts';
import { PasteBox } from '../paste.tsx';
import type { CaseProps } from './case.tsx';
import { Thefts } from './parties.tsx';
import { Tasks } from './tasks.tsx';
import { TimelineList } from './timeline.tsx';

/** The case at a glance: what it is about, what was found, what is to be done. */
export function Overview(props: CaseProps) {
  const { file, traces } = props;
  return (
    <>
      {file.summary && <p class="lead">{inert(file.summary, 4000)}</p>}
      <div class="with-side">
        <div class="stack">
          {traces.length > 0 && <Traces traces={traces} />}
          {file.status === 'open' && mayAs('analyst') && <PasteBox caseId={file.id} />}
          {traces.length === 0 && <Traces traces={traces} />}
          <TimelineList {...props} only="entry" />
        </div>
        <div class="stack">
          <Tasks {...props} />
          <Thefts {...props} />
        </div>
      </div>
    </>
  );
}

function Traces({ traces }: { traces: readonly Trace[] }) {
  return (
    <section class="stack tight" aria-labelledby="case-traces">
      <div class="section-title">
        <h2 id="case-traces">Traces</h2>
      </div>
      {traces.length === 0 ? (
        <p class="quiet">Nothing was traced in this case yet.</p>
      ) : (
        <ul class="trace-list">
          {traces.map((trace) => (
            <li key={trace.id}>
              <a href={`/traces/${trace.id}`}>{inert(trace.title, 120)}</a>
              <span class="row small">
                <Tag tone={TRACE_WORDS[trace.status].tone}>{TRACE_WORDS[trace.status].name}</Tag>
                <span class="quiet">
                  {trace.endedAt ? <Time at={trace.endedAt} short /> : <Ago at={trace.createdAt} />}
                </span>
              </span>
              <p>{inert(trace.headline ?? trace.error?.message.split('\n')[0] ?? '', 240)}</p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

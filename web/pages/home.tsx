import { useResource } from '../api/resource.ts';
import { mayAs } from '../api/session.ts';
import type { Alert, Paged, Trace } from '../api/shapes.ts';
import { Ago, SeverityMark, Tag } from '../parts/pieces.tsx';
import { Empty, Loaded } from '../parts/states.tsx';
import { inert } from '../text/inert.ts';
import { gravestFirst, TRACE_WORDS } from '../text/words.ts';
import { ListAges } from './list-ages.tsx';
import { PasteBox } from './paste.tsx';

/** The first page: somewhere to paste, then what is under way. */
export function HomePage() {
  return (
    <div class="page">
      {mayAs('analyst') && <PasteBox />}
      <div class="with-side">
        <Traces />
        <div class="stack">
          <Alerts />
          <ListAges />
        </div>
      </div>
    </div>
  );
}

function Traces() {
  const traces = useResource<Paged<Trace>>('/v1/traces?limit=50', ['traces']);
  return (
    <section class="stack tight" aria-labelledby="traces-title">
      <div class="section-title">
        <h2 id="traces-title">Traces</h2>
      </div>
      <Loaded resource={traces} what="traces">
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No trace yet">
              Paste the transaction of a theft above: the first figures come within seconds.
            </Empty>
          ) : (
            <ul class="trace-list">
              {items.map((trace) => (
                <li key={trace.id}>
                  <a href={`/traces/${trace.id}`}>{inert(trace.title, 120)}</a>
                  <span class="row small">
                    <Tag tone={TRACE_WORDS[trace.status].tone}>
                      {TRACE_WORDS[trace.status].name}
                    </Tag>
                    <span class="quiet">
                      <Ago at={trace.createdAt} />
                    </span>
                  </span>
                  <p>{inert(trace.headline ?? trace.error?.message.split('\n')[0] ?? '', 240)}</p>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
}

function Alerts() {
  const alerts = useResource<Paged<Alert>>('/v1/alerts?state=open&limit=100', ['alerts']);
  return (
    <section class="stack tight" aria-labelledby="alerts-title">
      <div class="section-title row far">
        <h2 id="alerts-title">Open alerts</h2>
        <a href="/inbox">Inbox</a>
      </div>
      <Loaded resource={alerts} what="alerts" lines={3}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="quiet">No alert is open.</p>
          ) : (
            <ul class="plain-rows">
              {gravestFirst(items)
                .slice(0, 6)
                .map((alert) => (
                  <li key={alert.id}>
                    <span class="row far small">
                      <SeverityMark severity={alert.severity} />
                      <span class="quiet">
                        <Ago at={alert.createdAt} />
                      </span>
                    </span>
                    <a href={`/inbox?alert=${alert.id}`}>{inert(alert.title, 140)}</a>
                  </li>
                ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
}

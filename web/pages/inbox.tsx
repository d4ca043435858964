import { useState } from 'preact/hooks';
import { ask } from '../api/client.ts';
import { useResource } from '../api/resource.ts';
import { mayAs } from '../api/session.ts';
import type { Alert, AlertState, Paged } from '../api/shapes.ts';
import { PersonName } from '../parts/person.tsx';
import { Ago, SeverityMark, Tag, Usd } from '../parts/pieces.tsx';
import { Empty, Loaded } from '../parts/states.tsx';
import { queryOf, setQuery } from '../shell/route.ts';
import { count } from '../text/figures.ts';
import { inert } from '../text/inert.ts';
import { ALERT_WORDS, gravestFirst } from '../text/words.ts';
import { AlertPanel } from './alert.tsx';
import { NotifySwitch } from './notify.tsx';

const STATES: readonly (readonly [AlertState | 'all', string])[] = [
  ['open', 'Open'],
  ['acknowledged', 'Acknowledged'],
  ['muted', 'Muted'],
  ['closed', 'Closed'],
  ['retracted', 'Retracted'],
  ['all', 'All'],
];

/** What has happened that somebody should know of, gravest first. */
export function InboxPage() {
  const state = STATES.find(([id]) => id === queryOf('state'))?.[0] ?? 'open';
  const of = state === 'all' ? '' : `state=${state}&`;
  const alerts = useResource<Paged<Alert>>(`/v1/alerts?${of}limit=200`, ['alerts']);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const open = queryOf('alert');
  const acknowledge = async () => {
    for (const id of chosen) {
      const { etag } = await ask<Alert>(`/v1/alerts/${id}`);
      const body = { state: 'acknowledged' };
      await ask(`/v1/alerts/${id}`, { method: 'PATCH', match: etag, body });
    }
    setChosen(new Set());
    await alerts.reload();
  };
  return (
    <div class="page">
      <header class="page-head">
        <h1>Inbox</h1>
        <NotifySwitch />
      </header>
      <nav class="tabs" aria-label="Which alerts">
        {STATES.map(([id, name]) => (
          <a
            key={id}
            href={id === 'open' ? '/inbox' : `/inbox?state=${id}`}
            aria-current={state === id ? 'page' : undefined}
          >
            {name}
          </a>
        ))}
      </nav>
      {chosen.size > 0 && (
        <div class="row">
          <span>{count(chosen.size, 'alert')} chosen</span>
          <button type="button" onClick={() => void acknowledge()}>
            Acknowledge them
          </button>
        </div>
      )}
      <Loaded resource={alerts} what="alerts">
        {({ items, next }) =>
          items.length === 0 ? (
            <Nothing state={state} />
          ) : (
            <>
              <Table alerts={gravestFirst(items)} chosen={chosen} choose={setChosen} />
              {next && <p class="quiet">Older ones are not shown: narrow the list.</p>}
            </>
          )
        }
      </Loaded>
      {open && <AlertPanel key={open} id={open} onChange={alerts.reload} />}
    </div>
  );
}

function Nothing({ state }: { state: AlertState | 'all' }) {
  if (state !== 'open') return <Empty title="None is in this state" />;
  return (
    <Empty title="No alert is open">
      Alerts come from watches: open a trace and watch its balances. A move raises one within a
      block. Freeze requests that are late or out of date raise them too.
    </Empty>
  );
}

interface TableProps {
  readonly alerts: readonly Alert[];
  readonly chosen: ReadonlySet<string>;
  readonly choose: (chosen: ReadonlySet<string>) => void;
}

function Table({ alerts, chosen, choose }: TableProps) {
  const toggle = (id: string) => choose(chosen.symmetricDifference(new Set([id])));
  const may = mayAs('analyst');
  return (
    <div class="table-wrap">
      <table class="cards">
        <thead>
          <tr>
            {may && (
              <th>
                <span class="hidden-text">Choose</span>
              </th>
            )}
            <th>Severity</th>
            <th>What happened</th>
            <th>State</th>
            <th>With</th>
            <th>When</th>
          </tr>
        </thead>
        <tbody>
          {alerts.map((alert) => (
            <tr
              key={alert.id}
              class={alert.state === 'retracted' ? 'retracted' : ''}
              aria-selected={queryOf('alert') === alert.id}
            >
              {may && (
                <td>
                  <input
                    type="checkbox"
                    aria-label={`Choose: ${inert(alert.title, 80)}`}
                    checked={chosen.has(alert.id)}
                    onChange={() => toggle(alert.id)}
                  />
                </td>
              )}
              <td data-label="Severity">
                <SeverityMark severity={alert.severity} />
              </td>
              <td class="wide">
                <button
                  type="button"
                  class="bare title"
                  onClick={() => setQuery({ alert: alert.id })}
                >
                  {inert(alert.title, 200)}
                </button>
                {alert.reason && <p class="small quiet">{inert(alert.reason, 200)}</p>}
                <ToldFirst body={alert.body} />
              </td>
              <td data-label="State">
                <State alert={alert} />
              </td>
              <td data-label="With">
                <PersonName id={alert.assignee} />
              </td>
              <td data-label="When">
                <Ago at={alert.createdAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function State({ alert: { state, body } }: { alert: Alert }) {
  const { tone, name } = ALERT_WORDS[state];
  return (
    <>
      <Tag tone={tone}>{name}</Tag>
      {'pending' in body && body.pending && state !== 'retracted' && <Tag>Unconfirmed</Tag>}
    </>
  );
}

/** What an alert was before the trace had accounted for its move. */
function ToldFirst({ body }: { body: Alert['body'] }) {
  const account = 'account' in body ? body.account : null;
  if (!account) return null;
  const { severity, usd } = account.first;
  return (
    <p class="small quiet">
      Exact now, by the trace. Told first: {severity}, at most <Usd usd={usd} />
    </p>
  );
}

import { useEffect, useRef, useState } from 'preact/hooks';
import { ask } from '../api/client.ts';
import { useResource } from '../api/resource.ts';
import { mayAs, person } from '../api/session.ts';
import type { Alert, AlertState } from '../api/shapes.ts';
import { Choice, Form, Text } from '../parts/form.tsx';
import { PersonName } from '../parts/person.tsx';
import { Copy, Grade, Id, SeverityMark, Tag, Time, Usd } from '../parts/pieces.tsx';
import { Loaded } from '../parts/states.tsx';
import { attempt } from '../parts/toast.tsx';
import { setQuery } from '../shell/route.ts';
import { exactUnits, shortAmount } from '../text/figures.ts';
import { inert } from '../text/inert.ts';
import { ALERT_WORDS, chainWords } from '../text/words.ts';

interface PanelProps {
  readonly id: string;
  readonly onChange: () => Promise<void>;
}

/** One alert: what moved, whose it is now, and what was decided. */
export function AlertPanel({ id, onChange }: PanelProps) {
  const alert = useResource<Alert>(`/v1/alerts/${encodeURIComponent(id)}`, ['alerts']);
  const panel = useRef<HTMLElement>(null);
  const close = () => setQuery({ alert: null });
  useEffect(() => {
    panel.current?.focus();
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') close();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  return (
    <aside class="drawer" ref={panel} tabIndex={-1} aria-label="An alert">
      <header>
        <h2>Alert</h2>
        <button type="button" onClick={close}>
          Close
        </button>
      </header>
      <div class="body">
        <Loaded resource={alert} what="the alert">
          {(data, { etag }) => (
            <Opened
              alert={data}
              change={async (body) => {
                await ask(`/v1/alerts/${id}`, { method: 'PATCH', match: etag, body });
                await Promise.all([alert.reload(), onChange()]);
              }}
            />
          )}
        </Loaded>
      </div>
    </aside>
  );
}

interface Change {
  readonly state?: AlertState;
  readonly assignee?: string | null;
  readonly reason?: string;
}

interface OpenedProps {
  readonly alert: Alert;
  readonly change: (body: Change) => Promise<void>;
}

function Opened({ alert, change }: OpenedProps) {
  const { body } = alert;
  return (
    <>
      <div class="stack tight">
        <p class="row">
          <SeverityMark severity={alert.severity} />
          <Tag tone={ALERT_WORDS[alert.state].tone}>{ALERT_WORDS[alert.state].name}</Tag>
        </p>
        <p class="big">{inert(alert.title, 300)}</p>
        {alert.state === 'retracted' && (
          <p class="notice">
            The chain took this back: the block in which it stood was replaced. Nothing moved.
          </p>
        )}
      </div>
      <dl class="facts">
        <dt>Raised (UTC)</dt>
        <dd>
          <Time at={alert.createdAt} />
        </dd>
        <dt>With</dt>
        <dd>
          <PersonName id={alert.assignee} />
        </dd>
        {alert.reason && (
          <>
            <dt>Reason</dt>
            <dd>{inert(alert.reason, 600)}</dd>
          </>
        )}
        <dt>Transaction</dt>
        <dd>
          <Id id={body.tx} /> <Copy text={body.tx} what="the transaction" />
          <p class="small quiet">
            {inert(chainWords(body.chain), 60)}, <Time at={body.time} /> UTC
            {body.block !== null && `, block ${body.block}`}, {body.basis}
          </p>
        </dd>
        {alert.traceId && (
          <>
            <dt>Evidence</dt>
            <dd>
              <a href={`/traces/${alert.traceId}`}>the trace, with this move in it</a>
            </dd>
          </>
        )}
        {alert.caseId && (
          <>
            <dt>Case</dt>
            <dd>
              <a href={`/cases/${alert.caseId}`}>open it</a>
            </dd>
          </>
        )}
      </dl>
      <Moved body={body} />
      {mayAs('analyst') && alert.state !== 'retracted' && <Decide alert={alert} change={change} />}
    </>
  );
}

/** Where it went, and who can stop it there. */
function Moved({ body }: { body: Alert['body'] }) {
  return (
    <section class="stack tight">
      <h3>
        From <Id id={body.from} short={`${body.from.slice(0, 10)}…${body.from.slice(-4)}`} />
        {body.fromName && `, ${inert(body.fromName.entity ?? body.fromName.label, 60)}`}
      </h3>
      <ul class="stack tight">
        {body.parts.map((part, i) => (
          <li key={i} class="power">
            <p>
              <b data-exact={exactUnits(BigInt(part.traced), part.asset.decimals)}>
                {shortAmount(BigInt(part.traced), part.asset.decimals)}{' '}
                {inert(part.asset.symbol, 16)}
              </b>{' '}
              <Usd usd={part.usd} /> {part.way} to{' '}
              {part.toName ? (
                <>
                  <b>{inert(part.toName.entity ?? part.toName.label, 60)}</b>{' '}
                  <Grade grade={part.toName.grade} />
                </>
              ) : (
                'an address without a name'
              )}
            </p>
            <p class="small">
              <Id id={part.to} />
            </p>
            {part.actions
              .filter(({ strength }) => strength === 'can' || strength === 'may')
              .map(({ actor, power, strength, how }) => (
                <p key={actor + power} class="small">
                  <Tag tone={strength === 'can' ? 'act' : ''}>
                    {inert(actor, 60)} {strength}
                  </Tag>{' '}
                  {inert(power, 120)}: {inert(how, 300)}
                </p>
              ))}
          </li>
        ))}
      </ul>
      <p class="small quiet">{body.bound}</p>
    </section>
  );
}

const DAY_MS = 86_400_000;
const MUTES = [
  ['7', 'stand muted for a week'],
  ['1', 'stand muted for a day'],
  ['30', 'stand muted for 30 days'],
  ['0', 'are told as before'],
] as const;

/** What else moves away from there is kept, and not told, for so many days. */
async function mutePlace({ watchId, body }: Alert, reason: string, days: number): Promise<void> {
  if (watchId === null || days === 0) return;
  const until = new Date(Date.now() + days * DAY_MS).toISOString();
  const mute = { holder: body.from, reason, until };
  await ask(`/v1/watches/${watchId}/mutes`, { method: 'POST', body: mute });
}

function Decide({ alert, change }: OpenedProps) {
  const [wanted, setWanted] = useState<'closed' | 'muted' | null>(null);
  const me = person.value?.id ?? null;
  if (wanted) {
    return (
      <Form
        action={wanted === 'closed' ? 'Close it' : 'Mute it'}
        submit={async ({ reason = '', days = '0' }) => {
          await change({ state: wanted, reason });
          if (wanted === 'muted') await mutePlace(alert, reason, Number(days));
          setWanted(null);
        }}
        onCancel={() => setWanted(null)}
      >
        <Text
          label="Why"
          name="reason"
          required
          lines={3}
          most={1000}
          hint="It stands in the custody log."
        />
        {wanted === 'muted' && alert.watchId && (
          <Choice label="Further moves of this place" name="days" options={MUTES} />
        )}
      </Form>
    );
  }
  return (
    <div class="row">
      {alert.state === 'open' && (
        <button
          type="button"
          class="primary"
          onClick={() => void attempt(() => change({ state: 'acknowledged', assignee: me }))}
        >
          Acknowledge, it is mine
        </button>
      )}
      {alert.state !== 'open' && (
        <button type="button" onClick={() => void attempt(() => change({ state: 'open' }))}>
          Open again
        </button>
      )}
      {alert.assignee !== me && (
        <button type="button" onClick={() => void attempt(() => change({ assignee: me }))}>
          Take it
        </button>
      )}
      {alert.state !== 'closed' && (
        <button type="button" onClick={() => setWanted('closed')}>
          Close…
        </button>
      )}
      {alert.state !== 'muted' && (
        <button type="button" onClick={() => setWanted('muted')}>
          Mute…
        </button>
      )}
    </div>
  );
}

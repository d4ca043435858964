import { Fragment } from 'preact';
import type { AlertBody } from '../../src/casework/watch/alert.ts';
import type { AlertVersion } from '../api/alert-shapes.ts';
import { ask } from '../api/client.ts';
import { useResource } from '../api/resource.ts';
import { mayAs } from '../api/session.ts';
import type { Alert, Paged } from '../api/shapes.ts';
import { Drawer } from '../parts/drawer.tsx';
import { PersonName } from '../parts/person.tsx';
import { Copy, Grade, Id, SeverityMark, Tag, Time, Usd } from '../parts/pieces.tsx';
import { Loaded } from '../parts/states.tsx';
import { setQuery } from '../shell/route.ts';
import { exactUnits, shortAmount } from '../text/figures.ts';
import { inert } from '../text/inert.ts';
import { ALERT_WORDS, chainWords, POLICY_WORDS } from '../text/words.ts';
import { OfRequest } from './alert-request.tsx';
import { type Change, Decide } from './decide.tsx';
import { Deliveries } from './deliveries.tsx';

interface PanelProps {
  readonly id: string;
  readonly onChange: () => Promise<void>;
}

/** One alert: what moved, whose it is now, and what was decided. */
export function AlertPanel({ id, onChange }: PanelProps) {
  const alert = useResource<Alert>(`/v1/alerts/${encodeURIComponent(id)}`, ['alerts']);
  const close = () => setQuery({ alert: null });
  return (
    <Drawer label="An alert" of={id} head={<h2>Alert</h2>} close={close}>
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
    </Drawer>
  );
}

interface OpenedProps {
  readonly alert: Alert;
  readonly change: (body: Change) => Promise<void>;
}

/** Where more of it stands. A deposit is for those who look after deposits. */
function Links({ alert }: { alert: Alert }) {
  const { body } = alert;
  const move = 'request' in body ? null : body;
  const { deposit } = body;
  return (
    <>
      {alert.traceId && (
        <>
          <dt>Evidence</dt>
          <dd>
            <a href={`/traces/${alert.traceId}`}>
              {deposit ? 'the trace that it touches' : evidenceOf(move)}
            </a>
          </dd>
        </>
      )}
      {deposit && mayAs('analyst') && (
        <>
          <dt>Deposit</dt>
          <dd>
            <a href={`/deposits?deposit=${deposit}`}>open it</a>
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
    </>
  );
}

function Opened({ alert, change }: OpenedProps) {
  const { body } = alert;
  const move = 'request' in body ? null : body;
  return (
    <>
      <div class="stack tight">
        <p class="row">
          <SeverityMark severity={alert.severity} />
          <Tag tone={ALERT_WORDS[alert.state].tone}>{ALERT_WORDS[alert.state].name}</Tag>
        </p>
        <p class="big">{inert(alert.title, 300)}</p>
        {move && <Standing state={alert.state} move={move} />}
        {mayAs('analyst') && alert.state !== 'retracted' && (
          <Decide alert={alert} change={change} />
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
        {move && <Where move={move} />}
        <Links alert={alert} />
      </dl>
      {'request' in body && <OfRequest caseId={alert.caseId} body={body} />}
      {move && <Moved body={move} />}
      {move?.account && <SaidBefore alertId={alert.id} />}
      {mayAs('investigator') && <Deliveries alertId={alert.id} />}
    </>
  );
}

function evidenceOf(move: AlertBody | null): string {
  if (move === null) return 'the trace, with where the money is now';
  return move.pending ? 'the trace, without this move' : 'the trace, with this move in it';
}

/** Where it stands on chain. */
function Where({ move }: { move: AlertBody }) {
  return (
    <>
      <dt>Transaction</dt>
      <dd>
        <Id id={move.tx} /> <Copy text={move.tx} what="the transaction" />
        <p class="small quiet">
          {inert(chainWords(move.chain), 60)}, <Time at={move.time} /> UTC
          {move.pending ? ', in no block' : move.block !== null && `, block ${move.block}`},{' '}
          {move.basis}
        </p>
      </dd>
    </>
  );
}

/** Where it is no fact, or none any more. */
function Standing({ state, move }: { state: Alert['state']; move: AlertBody }) {
  if (state === 'retracted' && move.pending) {
    return (
      <p class="notice">
        It never stood in a block, and will not happen as it was told. Nothing moved by it.
      </p>
    );
  }
  if (state === 'retracted') {
    return (
      <p class="notice">
        The chain took this back: the block in which it stood was replaced. Nothing moved.
      </p>
    );
  }
  if (!move.pending) return null;
  return (
    <p class="notice">
      Unconfirmed: it may be replaced or never happen. {inert(move.pending.source, 60)} says that it
      waits for a block. The trace does not count it.
    </p>
  );
}

/** What it said until the trace had accounted for the move, as it was told first. */
function SaidBefore({ alertId }: { alertId: string }) {
  const path = `/v1/alerts/${encodeURIComponent(alertId)}/versions`;
  const versions = useResource<Paged<AlertVersion>>(path, ['alerts']);
  return (
    <section class="stack tight" aria-label="What it said before">
      <h3>What it said before</h3>
      <Loaded resource={versions} what="earlier versions" lines={2}>
        {({ items }) => (
          <ul class="plain-rows">
            {items.map(({ version, severity, title, body, until }) => (
              <li key={version} class="small">
                <SeverityMark severity={severity} /> {inert(title, 200)}{' '}
                <span class="quiet">
                  ({'account' in body && body.account ? 'by the trace' : 'at most'}{' '}
                  {'usd' in body && <Usd usd={body.usd} />}, until <Time at={until} /> UTC)
                </span>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </section>
  );
}

/** Where it went, and who can stop it there. */
function Moved({ body }: { body: AlertBody }) {
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
            {body.account && <Policies part={part} locked={body.account.policy} />}
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

type Part = AlertBody['parts'][number];

/** How much of it is stolen under each policy. */
function Policies({ part: { policies, asset }, locked }: { part: Part; locked: string }) {
  const words = Object.entries(POLICY_WORDS);
  return (
    <dl class="facts small">
      {words.map(([policy, { name, rule }]) => {
        const units = policies?.[policy];
        if (units === undefined) return null;
        return (
          <Fragment key={policy}>
            <dt title={rule}>
              {name}
              {policy === locked && ' (locked)'}
            </dt>
            <dd data-exact={exactUnits(BigInt(units), asset.decimals)}>
              {shortAmount(BigInt(units), asset.decimals)} {inert(asset.symbol, 16)}
            </dd>
          </Fragment>
        );
      })}
    </dl>
  );
}

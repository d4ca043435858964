import { useState } from 'preact/hooks';
import { ask } from '../api/client.ts';
import type { DepositAnswer, DepositFile, DepositState } from '../api/deposit-shapes.ts';
import { useResource } from '../api/resource.ts';
import { mayAs, person } from '../api/session.ts';
import { Drawer } from '../parts/drawer.tsx';
import { Form, Text } from '../parts/form.tsx';
import { PersonName } from '../parts/person.tsx';
import { Copy, Id, Tag, Time } from '../parts/pieces.tsx';
import { Loaded } from '../parts/states.tsx';
import { attempt } from '../parts/toast.tsx';
import { setQuery } from '../shell/route.ts';
import { inert } from '../text/inert.ts';
import { Decision, Gravity } from './screen/decision.tsx';
import { Exposure } from './screen/exposure.tsx';

export const STATE_TONES: { readonly [state in DepositState]: string } = {
  held: 'bad',
  escalated: 'warn',
  cleared: 'good',
};

interface PanelProps {
  readonly id: string;
  readonly onChange: () => Promise<void>;
}

/** One deposit: what it is exposed to, what was decided, and the note of it. */
export function DepositPanel({ id, onChange }: PanelProps) {
  const path = `/v1/deposits/${encodeURIComponent(id)}`;
  const deposit = useResource<DepositFile>(path, ['deposits']);
  const close = () => setQuery({ deposit: null });
  return (
    <Drawer label="A deposit" of={id} head={<h2>Deposit</h2>} close={close}>
      <Loaded resource={deposit} what="the deposit">
        {(data, { etag }) => (
          <Opened
            deposit={data}
            path={path}
            change={async (body) => {
              await ask(path, { method: 'PATCH', match: etag, body });
              await Promise.all([deposit.reload(), onChange()]);
            }}
          />
        )}
      </Loaded>
    </Drawer>
  );
}

interface Change {
  readonly state?: DepositState;
  readonly reason?: string;
  readonly assignee?: string | null;
}

interface OpenedProps {
  readonly deposit: DepositFile;
  readonly path: string;
  readonly change: (body: Change) => Promise<void>;
}

function Opened({ deposit, path, change }: OpenedProps) {
  const { request, state, decision, severity, isKnown, decisions } = deposit;
  const answer = useResource<DepositAnswer>(`${path}/answer`, ['deposits']);
  return (
    <>
      <div class="stack tight">
        <p class="row">
          <Tag tone={STATE_TONES[state]}>{state}</Tag>
          <Decision action={decision} isUnknown={severity === null} />
          {severity !== null && <Gravity severity={severity} />}
        </p>
        <p class="big">
          {inert(request.amount, 60)} {inert(request.asset, 40)}
        </p>
        {isKnown && (
          <p class="notice">Known to a case of this house; the owner of the case was told.</p>
        )}
        <Decide deposit={deposit} change={change} />
      </div>
      <Facts deposit={deposit} />
      <Loaded resource={answer} what="the answer">
        {(known) => <Answer answer={known} />}
      </Loaded>
      <section class="stack tight" aria-label="Decisions">
        <h3>Decisions</h3>
        <ul class="plain-rows">
          {decisions.map((one) => (
            <li key={one.number} class="small">
              <Tag tone={STATE_TONES[one.state]}>{one.state}</Tag> {inert(one.by, 60)},{' '}
              <Time at={one.at} short /> UTC: {inert(one.reason, 600)}
            </li>
          ))}
        </ul>
      </section>
      <p class="row">
        <a class="button" href={`${path}/note?as=text`} download>
          Hold note, text
        </a>
        <a class="button" href={`${path}/note`} download>
          Hold note, JSON
        </a>
      </p>
    </>
  );
}

function Facts({ deposit }: { deposit: DepositFile }) {
  const { request, assignee, answerSha256, createdAt } = deposit;
  const addresses = [
    ['Transaction', request.transaction],
    ['From', request.from],
    ['To', request.to],
  ] as const;
  return (
    <dl class="facts">
      <dt>Reference</dt>
      <dd class="wrap-any">{inert(request.reference, 200)}</dd>
      <dt>Received (UTC)</dt>
      <dd>
        <Time at={createdAt} />
      </dd>
      <dt>With</dt>
      <dd>
        <PersonName id={assignee} />
      </dd>
      <dt>Chain</dt>
      <dd>{inert(request.chain, 60)}</dd>
      {addresses.map(([name, text]) => [
        <dt key={name}>{name}</dt>,
        <dd key={`${name} text`}>
          {text === null ? (
            <span class="quiet">not told</span>
          ) : (
            <>
              <Id id={text} /> <Copy text={text} what={name.toLowerCase()} />
            </>
          )}
        </dd>,
      ])}
      <dt>Evidence</dt>
      <dd>
        <Id id={answerSha256} short={`SHA-256 ${answerSha256.slice(0, 16)}…`} />{' '}
        <Copy text={answerSha256} what="the digest" />
      </dd>
    </dl>
  );
}

function Answer({ answer }: { answer: DepositAnswer }) {
  const { decision, screened, gaps } = answer;
  const sources = screened.flatMap((one) => one.answer.sources);
  const lists = [...new Map(sources.map((one) => [`${one.kind} ${one.name}`, one])).values()];
  return (
    <>
      <section class="stack tight" aria-label="Why">
        <h3>Why</h3>
        <ul class="plain-rows">
          {decision.reasons.map(({ about, action, rule, reason }) => (
            <li key={`${about} ${rule}`}>
              <Decision action={action} /> {about}: {inert(reason, 300)}{' '}
              <span class="small quiet">{inert(rule, 60)}</span>
            </li>
          ))}
        </ul>
      </section>
      {screened.map(({ about, answer: own }) => (
        <section key={about} class="stack tight" aria-label={`Exposure, ${about}`}>
          <h3>
            {about === 'transaction' ? 'The transaction' : `The address it came ${about}`}
            {own.knowledge === 'not_found' && (
              <span class="small quiet"> · not found, which is not clean</span>
            )}
          </h3>
          {own.incoming || own.outgoing ? (
            <>
              {own.incoming && (
                <Exposure title="Where it came from" side={own.incoming} policy={own.policy} />
              )}
              {own.outgoing && (
                <Exposure title="Where it went" side={own.outgoing} policy={own.policy} />
              )}
            </>
          ) : (
            <p class="small quiet">No ledger was asked of it: exposure is not known.</p>
          )}
        </section>
      ))}
      {gaps.map((gap) => (
        <p key={gap} class="notice">
          {inert(gap, 300)}
        </p>
      ))}
      <details>
        <summary>Lists and tags that were asked, with their ages</summary>
        <ul class="plain-rows small">
          {lists.map(({ kind, name, version, ageDays, stale }) => (
            <li key={`${kind} ${name}`}>
              {inert(name, 80)}, <span class="quiet">{inert(version ?? 'no version', 80)}</span>,
              {ageDays === null ? ' age not known' : ` ${ageDays} days old`}
              {stale && <b class="stale"> stale</b>}
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}

const ACTS: { readonly [state in DepositState]: string } = {
  cleared: 'Clear…',
  held: 'Hold…',
  escalated: 'Escalate…',
};

function Decide({ deposit, change }: Omit<OpenedProps, 'path'>) {
  const [wanted, setWanted] = useState<DepositState | null>(null);
  const me = person.value?.id ?? null;
  const { state, assignee } = deposit;
  if (state === 'escalated' && !mayAs('approver')) {
    return <p class="quiet">It was escalated: an approver decides.</p>;
  }
  if (wanted) {
    const submit = async ({ reason = '' }: { readonly [name: string]: string }) => {
      await change({ state: wanted, reason });
      setWanted(null);
    };
    return (
      <Form
        action={ACTS[wanted].replace('…', ' it')}
        submit={submit}
        onCancel={() => setWanted(null)}
      >
        <Text
          label="Why"
          name="reason"
          required
          lines={3}
          most={2000}
          hint="It stands in the hold note, and its digest in the custody log."
        />
      </Form>
    );
  }
  return (
    <div class="row no-print">
      {(['cleared', 'held', 'escalated'] as const)
        .filter((one) => one !== state)
        .map((one) => (
          <button key={one} type="button" onClick={() => setWanted(one)}>
            {ACTS[one]}
          </button>
        ))}
      {assignee !== me && (
        <button type="button" onClick={() => void attempt(() => change({ assignee: me }))}>
          Take it
        </button>
      )}
    </div>
  );
}

import { useState } from 'preact/hooks';
import { ask } from '../../api/client.ts';
import type { FreezeRequest, WholeRequest } from '../../api/request-shapes.ts';
import { useResource } from '../../api/resource.ts';
import { mayAs, person } from '../../api/session.ts';
import type { Case } from '../../api/shapes.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Choice, Form, Text } from '../../parts/form.tsx';
import { Letter } from '../../parts/letter.tsx';
import { PersonName } from '../../parts/person.tsx';
import { Ago, Id, Tag, Time } from '../../parts/pieces.tsx';
import { Loaded } from '../../parts/states.tsx';
import { inert } from '../../text/inert.ts';
import { momentOf } from '../case/section.tsx';
import { DELIVERY_WORDS } from '../deliveries.tsx';
import { Steps } from './steps.tsx';

interface SheetProps {
  readonly file: Pick<Case, 'id' | 'status'>;
  readonly requestId: string;
  readonly topics: readonly string[];
  readonly onClose: () => void;
}

/** A request that was asked for: its letter, how far it is, and what can be done now. */
export function RequestSheet({ file, requestId, topics, onClose }: SheetProps) {
  const path = `/v1/cases/${file.id}/requests/${requestId}`;
  const request = useResource<WholeRequest>(path, topics);
  const who = request.state.value.data?.recipient;
  return (
    <Dialog title={who ? `Request to ${inert(who, 60)}` : 'A request'} onClose={onClose} isWide>
      <Loaded resource={request} what="the request" lines={12}>
        {(data) => (
          <div class="stack">
            <Steps request={data} />
            <div class="request-sheet">
              <Letter text={data.letter} name={`request-${data.id}`} />
              <div class="stack">
                <Facts request={data} />
                <Deliveries request={data} />
                <Doing request={data} path={path} reload={request.reload} />
              </div>
            </div>
          </div>
        )}
      </Loaded>
    </Dialog>
  );
}

function Facts({ request }: { request: WholeRequest }) {
  const { askedBy, askedAt, releasedBy, letterSha256, answer, alone, withdrawnFor } = request;
  return (
    <dl class="facts small">
      <dt>Asked by</dt>
      <dd>
        <PersonName id={askedBy} /> <Ago at={askedAt} />
      </dd>
      {releasedBy && (
        <>
          <dt>Released by</dt>
          <dd>
            <PersonName id={releasedBy} />
            {alone && `, alone: ${inert(alone, 300)}`}
          </dd>
        </>
      )}
      <dt>Holds until</dt>
      <dd>
        <Time at={request.expiresAt} short />
      </dd>
      {answer && (
        <>
          <dt>They said</dt>
          <dd class="wrap-any">{inert(answer, 4000)}</dd>
        </>
      )}
      {withdrawnFor && (
        <>
          <dt>Withdrawn</dt>
          <dd class="wrap-any">{inert(withdrawnFor, 2000)}</dd>
        </>
      )}
      <dt>SHA-256 of the letter</dt>
      <dd>
        <Id id={letterSha256} short={`${letterSha256.slice(0, 16)}…`} />
      </dd>
    </dl>
  );
}

function Deliveries({ request: { to, deliveries } }: { request: WholeRequest }) {
  return (
    <section class="stack tight">
      <h3>Where it goes</h3>
      {to.length === 0 && <p class="small quiet">Nowhere by itself: send the letter by hand.</p>}
      <ul class="plain-rows small">
        {deliveries.length === 0 &&
          to.map(({ kind, address }) => (
            <li key={address} class="wrap-any">
              {kind === 'email' ? 'e-mail' : 'webhook'} <code>{inert(address, 200)}</code>
            </li>
          ))}
        {deliveries.map(({ kind, address, what, state, lastError, attempts }, i) => (
          <li key={i} class="stack tight">
            <span class="wrap-any">
              {what === 'withdrawal' && 'withdrawal, '}
              {kind === 'email' ? 'e-mail' : 'webhook'} <code>{inert(address, 200)}</code>{' '}
              <Tag tone={DELIVERY_WORDS[state].tone}>{DELIVERY_WORDS[state].name}</Tag>
            </span>
            {state !== 'sent' && attempts > 0 && lastError && (
              <span class="quiet">{inert(lastError, 200)}</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

interface DoingProps {
  readonly request: FreezeRequest;
  readonly path: string;
  readonly reload: () => Promise<void>;
}

function Doing({ request, path, reload }: DoingProps) {
  const [wanted, setWanted] = useState<'withdraw' | 'alone' | null>(null);
  const { state, releasedAt, askedBy } = request;
  const isOver = state === 'withdrawn' || state === 'not released';
  const post = async (to: string, body: object) => {
    await ask(`${path}/${to}`, { method: 'POST', body });
    setWanted(null);
    await reload();
  };
  const isMine = person.value?.id === askedBy;
  if (isOver) return null;
  return (
    <section class="stack tight no-print">
      {releasedAt && mayAs('analyst') && <StepForm request={request} post={post} />}
      {releasedAt === null && <p class="small quiet">Another person releases it: Approvals.</p>}
      {wanted === null && mayAs('investigator') && (
        <div class="row">
          {releasedAt === null && isMine && mayAs('approver') && (
            <button type="button" onClick={() => setWanted('alone')}>
              Release it alone…
            </button>
          )}
          <button type="button" onClick={() => setWanted('withdraw')}>
            Withdraw it…
          </button>
        </div>
      )}
      {wanted === 'alone' && (
        <Form
          action="Release it alone"
          submit={(values) => post('release', values)}
          onCancel={() => setWanted(null)}
        >
          <Text
            label="Why nobody else can be waited for"
            name="reason"
            required
            lines={2}
            most={2000}
            hint="Its recipient is told, and a second person looks at it within 24 hours."
          />
        </Form>
      )}
      {wanted === 'withdraw' && (
        <Form
          action="Withdraw it"
          submit={(values) => post('withdrawal', values)}
          onCancel={() => setWanted(null)}
        >
          <Text
            label="Why it is withdrawn"
            name="reason"
            required
            lines={2}
            most={2000}
            hint="All who have it are told."
          />
        </Form>
      )}
    </section>
  );
}

const STEPS = [
  ['sent', 'Sent'],
  ['acknowledged', 'They have it'],
  ['acted', 'They acted'],
  ['refused', 'They refuse'],
] as const;

/** What is likely to be written down next. */
function nextStep({ state }: FreezeRequest): string {
  if (state === 'released') return 'sent';
  return state === 'sent' ? 'acknowledged' : 'acted';
}

interface StepFormProps {
  readonly request: FreezeRequest;
  readonly post: (to: string, body: object) => Promise<void>;
}

function StepForm({ request, post }: StepFormProps) {
  const submit = async ({ step, at, answer }: { readonly [name: string]: string }) => {
    const when = momentOf(at);
    await post('steps', { step, ...(when && { at: when }), ...(answer && { answer }) });
  };
  return (
    <>
      <h3>What happened</h3>
      <Form action="Write it down" submit={submit} key={request.state}>
        <Choice label="Step" name="step" value={nextStep(request)} options={STEPS} />
        <Text label="When (UTC)" name="at" type="datetime-local" hint="Empty: now." />
        <Text label="What they said" name="answer" lines={2} most={4000} value={request.answer} />
      </Form>
    </>
  );
}

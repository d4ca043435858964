import { useState } from 'preact/hooks';
import { ask } from '../api/client.ts';
import type { FreezeRequest, WholeRequest } from '../api/request-shapes.ts';
import { useResource } from '../api/resource.ts';
import { mayAs, person } from '../api/session.ts';
import type { Approval, Pack, Paged } from '../api/shapes.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Form, Text } from '../parts/form.tsx';
import { Letter } from '../parts/letter.tsx';
import { PersonName } from '../parts/person.tsx';
import { Ago, Id, Tag } from '../parts/pieces.tsx';
import { Empty, Loaded } from '../parts/states.tsx';
import { dollars, toCents } from '../text/figures.ts';
import { inert } from '../text/inert.ts';
import { ForWhom } from './case/packs.tsx';

const KINDS: { readonly [kind in Approval['kind']]: string } = {
  share: 'Share with others',
  freeze_request: 'Send a freeze request',
  pack_release: 'Release a pack',
  member: 'Add a member',
};

/** What is to leave the house: two people see it before it does. */
export function ApprovalsPage() {
  const approvals = useResource<Paged<Approval>>('/v1/approvals?limit=200', ['approvals']);
  return (
    <div class="page">
      <header>
        <h1>Approvals</h1>
        <p class="quiet">
          Nothing leaves the house, and nobody comes into a TLP:RED case, until somebody else than
          who asked agrees.
        </p>
      </header>
      <Loaded resource={approvals} what="approvals">
        {({ items }) => {
          const waiting = items.filter(({ decision }) => decision === null);
          const decided = items.filter(({ decision }) => decision !== null);
          return (
            <>
              {waiting.length === 0 ? (
                <Empty title="Nothing waits for a second person" />
              ) : (
                <ul class="stack tight">
                  {waiting.map((one) => (
                    <Waiting key={one.id} approval={one} reload={approvals.reload} />
                  ))}
                </ul>
              )}
              {decided.length > 0 && <Decided approvals={decided} />}
            </>
          );
        }}
      </Loaded>
    </div>
  );
}

/** What is asked for, as its fields say it. */
function subjectText({ subject }: Approval): string {
  const said = Object.entries(subject).map(([name, value]) => {
    return `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`;
  });
  return inert(said.join(', '), 600);
}

/** The same, with a way to look at it first where it is a pack. */
function Subject({ approval }: { approval: Approval }) {
  const { subject, caseId } = approval;
  const at = `/v1/cases/${caseId}/packs/${String(subject.packId)}`;
  if (approval.kind === 'member') {
    return (
      <>
        <PersonName id={String(subject.personId)} /> as {inert(String(subject.role), 20)}, case{' '}
        <Id id={caseId} short={`…${caseId.slice(-8)}`} />
      </>
    );
  }
  if (approval.kind === 'freeze_request' && typeof subject.requestId === 'string') {
    return <RequestLine caseId={caseId} id={subject.requestId} />;
  }
  if (approval.kind !== 'pack_release') return <>{subjectText(approval)}</>;
  return <PackName at={at} />;
}

/** A freeze request in a line: to whom, for what, and where it goes. */
function RequestLine({ caseId, id }: { caseId: string; id: string }) {
  // one question for all of a case
  const list = useResource<Paged<FreezeRequest>>(`/v1/cases/${caseId}/requests?limit=200`);
  const data = list.state.value.data?.items.find((one) => one.id === id);
  if (!data) return <span class="quiet">a freeze request</span>;
  const { recipient, power, usd, to, letterSha256, alone } = data;
  const where = to.map(({ address }) => inert(address, 120)).join(', ');
  return (
    <>
      to {inert(recipient, 80)} ({inert(power, 80)}), {dollars(toCents(usd))};{' '}
      <span class="wrap-any">{where ? `it goes to ${where}` : 'it is sent by hand'}</span>{' '}
      <Id id={letterSha256} short={`SHA-256 ${letterSha256.slice(0, 16)}…`} />
      {alone && <> Released by one person alone: {inert(alone, 300)}</>}
    </>
  );
}

/** The letter that is to be released, as it will be sent, and whether the money has moved since. */
function RequestLetter({ approval: { caseId, subject } }: { approval: Approval }) {
  const path = `/v1/cases/${caseId}/requests/${String(subject.requestId)}`;
  const request = useResource<WholeRequest>(path, [`case:${caseId}`]);
  return (
    <Loaded resource={request} what="the letter" lines={8}>
      {({ id, letter, outdated, withdrawnAt, releasedAt }) => (
        <>
          {withdrawnAt && <p class="notice">It was withdrawn meanwhile.</p>}
          {outdated && <p class="notice">The money has moved since it was asked for.</p>}
          {releasedAt && !withdrawnAt && (
            <p class="notice">
              One person released it alone. Refuse it, and it is withdrawn and its recipients told.
            </p>
          )}
          <Letter text={letter} name={`request-${id}`} />
        </>
      )}
    </Loaded>
  );
}

function PackName({ at }: { at: string }) {
  const { data } = useResource<Pack>(at).state.value;
  if (data === null) return <span class="quiet">a pack</span>;
  return (
    <>
      <a href={`${at}/file`} download={data.name}>
        {inert(data.name, 120)}
      </a>{' '}
      <Id id={data.sha256} short={`SHA-256 ${data.sha256.slice(0, 16)}…`} />, for:{' '}
      <ForWhom pack={data} />
    </>
  );
}

function Waiting({ approval, reload }: { approval: Approval; reload: () => Promise<void> }) {
  const [wanted, setWanted] = useState<'approved' | 'refused' | null>(null);
  const { subject } = approval;
  const isOwn = person.value?.id === approval.requestedBy;
  const decide = async ({ reason = '' }: { readonly [name: string]: string }) => {
    const body = { decision: wanted, reason };
    await ask(`/v1/approvals/${approval.id}/decision`, { method: 'POST', body });
    setWanted(null);
    await reload();
  };
  return (
    <li class="panel">
      <header>
        <h2>{KINDS[approval.kind]}</h2>
        <span class="small quiet">
          asked by <PersonName id={approval.requestedBy} /> <Ago at={approval.requestedAt} />
        </span>
      </header>
      <div class="body stack tight">
        <div>
          <Subject approval={approval} />
        </div>
        {approval.kind === 'freeze_request' && typeof subject.requestId === 'string' && (
          <RequestLetter approval={approval} />
        )}
        {approval.kind !== 'member' && <a href={`/cases/${approval.caseId}`}>Its case</a>}
        {isOwn ? (
          <p class="quiet">You asked for it: somebody else decides.</p>
        ) : subject.personId === person.value?.id ? (
          <p class="quiet">It is you who would come in: somebody else decides.</p>
        ) : mayAs('approver') ? (
          <div class="row">
            <button type="button" class="primary" onClick={() => setWanted('approved')}>
              Approve…
            </button>
            <button type="button" onClick={() => setWanted('refused')}>
              Refuse…
            </button>
          </div>
        ) : (
          <p class="quiet">An approver decides.</p>
        )}
      </div>
      {wanted && (
        <Decide approval={approval} wanted={wanted} submit={decide} close={() => setWanted(null)} />
      )}
    </li>
  );
}

interface DecideProps {
  readonly approval: Approval;
  readonly wanted: 'approved' | 'refused';
  readonly submit: (values: { readonly [name: string]: string }) => Promise<void>;
  readonly close: () => void;
}

function Decide({ approval, wanted, submit, close }: DecideProps) {
  const isApproval = wanted === 'approved';
  return (
    <Dialog title={isApproval ? 'Approve it' : 'Refuse it'} onClose={close}>
      <Form action={isApproval ? 'Approve' : 'Refuse'} submit={submit} onCancel={close}>
        <div>
          <Subject approval={approval} />
        </div>
        {isApproval && approval.subject.requestId !== undefined && (
          <p class="notice">It goes out as soon as you approve it.</p>
        )}
        <Text
          label="Reason"
          name="reason"
          lines={3}
          most={1000}
          required={!isApproval}
          hint="It stands in the custody log."
        />
      </Form>
    </Dialog>
  );
}

function Decided({ approvals }: { approvals: readonly Approval[] }) {
  return (
    <section class="stack tight">
      <div class="section-title">
        <h2>Decided</h2>
      </div>
      <ul class="plain-rows">
        {approvals.map((one) => (
          <li key={one.id}>
            <Tag tone={one.decision === 'approved' ? 'good' : 'bad'}>{one.decision}</Tag>{' '}
            <b>{KINDS[one.kind]}</b>: <Subject approval={one} />{' '}
            <span class="small quiet">
              <PersonName id={one.decidedBy} /> {one.decidedAt && <Ago at={one.decidedAt} />}
              {one.reason && `: ${inert(one.reason, 200)}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

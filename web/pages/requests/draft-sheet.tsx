import { useState } from 'preact/hooks';
import type { Target } from '../../api/alert-shapes.ts';
import { read } from '../../api/client.ts';
import type { Details, Drafted, FreezeRequest } from '../../api/request-shapes.ts';
import { useResource } from '../../api/resource.ts';
import { mayAs } from '../../api/session.ts';
import type { Paged, Trace } from '../../api/shapes.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Choice, Form, Text } from '../../parts/form.tsx';
import { Letter } from '../../parts/letter.tsx';
import { Id, Tag } from '../../parts/pieces.tsx';
import { Loaded } from '../../parts/states.tsx';
import { say } from '../../parts/toast.tsx';
import { go } from '../../shell/route.ts';
import { inert } from '../../text/inert.ts';

interface SheetProps {
  readonly trace: Trace;
  readonly draftId: string;
  readonly onClose: () => void;
}

/** A freeze request before it is asked for: what it says, to whom, and what it keeps back. */
export function DraftSheet({ trace, draftId, onClose }: SheetProps) {
  const path = `/v1/traces/${encodeURIComponent(trace.id)}/drafts/${encodeURIComponent(draftId)}`;
  const draft = useResource<Drafted>(path);
  const who = draft.state.value.data?.draft.recipient;
  const title = who ? `Draft of a request to ${inert(who, 60)}` : 'Draft of a request';
  return (
    <Dialog title={title} onClose={onClose} isWide>
      <Loaded resource={draft} what="the draft" lines={12}>
        {(data) => <Sheet drafted={data} trace={trace} path={path} />}
      </Loaded>
    </Dialog>
  );
}

interface DraftedProps {
  readonly drafted: Drafted;
  readonly trace: Trace;
  readonly path: string;
}

function Sheet({ drafted, trace, path }: DraftedProps) {
  const { draft } = drafted;
  const [details, setDetails] = useState<Details>({});
  const [letter, setLetter] = useState(drafted.letter);
  const fillIn = async ({ days, authority, ...texts }: { readonly [name: string]: string }) => {
    const typed = { ...texts, authority, days: Number(days) } as Details;
    const made = await read<{ letter: string }>(`${path}/letter`, { method: 'POST', body: typed });
    setDetails(typed);
    setLetter(made.letter);
    say('It stands in the letter.');
  };
  return (
    <div class="request-sheet">
      <div class="stack">
        <p>
          <Tag tone={draft.strength === 'can' ? 'act' : ''}>
            {draft.strength === 'can' ? 'can' : 'may be able to'}
          </Tag>{' '}
          {inert(draft.power, 120)}. Rests on the result{' '}
          <Id id={draft.result.sha256} short={`${draft.result.sha256.slice(0, 16)}…`} />
        </p>
        <Letter text={letter} name={`draft-${draft.id}`} />
      </div>
      <div class="stack">
        <Said title="They learn" lines={draft.disclosed} />
        <Said title="They do not learn" lines={draft.heldBack} />
        {mayAs('analyst') && <FillIn details={details} submit={fillIn} />}
        <Asking drafted={drafted} trace={trace} details={details} />
      </div>
    </div>
  );
}

/** Minimal disclosure, both ways. */
function Said({ title, lines }: { title: string; lines: readonly string[] }) {
  return (
    <section class="stack tight">
      <h3>{title}</h3>
      <ul class="plain-rows small">
        {lines.map((line) => (
          <li key={line}>{inert(line, 300)}</li>
        ))}
      </ul>
    </section>
  );
}

const AUTHORITIES = [
  ['victim', 'At the request of the victim'],
  ['authority', 'As, or for, an authority'],
  ['order', 'By an order of a court'],
] as const;

interface FillInProps {
  readonly details: Details;
  readonly submit: (values: { readonly [name: string]: string }) => Promise<void>;
}

/** What no trace knows. */
function FillIn({ details, submit }: FillInProps) {
  return (
    <details>
      <summary>Fill in who asks</summary>
      {/* what was put in is what it begins with from then on */}
      <Form action="Put it into the letter" submit={submit} key={JSON.stringify(details)}>
        <Text label="From" name="from" most={300} value={details.from ?? ''} />
        <Choice
          label="Asked"
          name="authority"
          value={details.authority ?? 'victim'}
          options={AUTHORITIES}
        />
        <Text label="Answer to" name="contact" most={300} value={details.contact ?? ''} />
        <Text
          label="Who was robbed"
          name="victim"
          most={300}
          value={details.victim ?? ''}
          hint="Only as far as they may know it."
        />
        <Text label="Reference" name="reference" most={100} value={details.reference ?? ''} />
        <Choice
          label="It holds for"
          name="days"
          value={String(details.days ?? 14)}
          options={[
            ['3', '3 days'],
            ['7', '7 days'],
            ['14', '14 days'],
            ['30', '30 days'],
          ]}
        />
      </Form>
    </details>
  );
}

/** How it may leave the house. */
function Asking({ trace, ...props }: Omit<DraftedProps, 'path'> & { readonly details: Details }) {
  if (trace.caseId === null) {
    return <p class="notice">Take the trace into a case: its requests stand there.</p>;
  }
  if (!mayAs('investigator')) return <p class="quiet">An investigator asks for its release.</p>;
  return <AskForm {...props} traceId={trace.id} caseId={trace.caseId} />;
}

interface AskFormProps {
  readonly drafted: Drafted;
  readonly details: Details;
  readonly traceId: string;
  readonly caseId: string;
}

function AskForm({ drafted, details, traceId, caseId }: AskFormProps) {
  const targets = useResource<Paged<Target>>('/v1/targets?limit=200');
  const { draft } = drafted;
  const submit = async ({ email = '', target = '' }: { readonly [name: string]: string }) => {
    const recipients = [
      ...(email === '' ? [] : [{ kind: 'email', address: email }]),
      ...(target === '' ? [] : [{ kind: 'target', targetId: target }]),
    ];
    const about = { traceId, draftId: draft.id, resultSha256: draft.result.sha256 };
    const body = { ...about, details, recipients };
    await read<FreezeRequest>(`/v1/cases/${caseId}/requests`, { method: 'POST', body });
    say('Asked for: another person releases it.');
    go(`/cases/${caseId}?tab=requests`);
  };
  const open = (targets.state.value.data?.items ?? []).filter(({ tells }) => tells === 'alerts');
  const choices = open.map(({ id, kind, address }) => {
    return [id, `${kind === 'email' ? 'e-mail' : 'webhook'} ${inert(address, 80)}`] as const;
  });
  return (
    <section class="stack tight">
      <h3>Ask for its release</h3>
      <Form action="Ask for release" submit={submit}>
        <Text
          label="Send it to (e-mail)"
          name="email"
          type="email"
          most={320}
          hint="Of the verified directory, never of a message. Empty: you send it by hand."
        />
        {choices.length > 0 && (
          <Choice label="And to" name="target" options={[['', 'no target'], ...choices]} />
        )}
      </Form>
    </section>
  );
}

import { useEffect, useState } from 'preact/hooks';
import { ask, Problem } from '../../api/client.ts';
import type { PackPreview } from '../../api/pack-shapes.ts';
import type { Pack } from '../../api/shapes.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Choice, Form } from '../../parts/form.tsx';
import { Trouble } from '../../parts/states.tsx';
import { count } from '../../text/figures.ts';
import { inert } from '../../text/inert.ts';

const PACK_KINDS: readonly (readonly [Pack['kind'], string])[] = [
  ['page', 'Page: everything in one HTML file, for a browser'],
  ['pdf', 'PDF: for print and for courts'],
  ['csv', 'CSV: tables of where the money is, and of the case'],
  ['json', 'JSON: the whole result, and the case'],
  ['bundle', 'Bundle: result and evidence, verified offline by anybody'],
];

type Redaction = PackPreview['redaction'];
type Audience = Redaction['audience'];
type Rule = Redaction['rules'][number];

export const AUDIENCES: { readonly [audience in Audience]: string } = {
  police: 'Police or agency',
  exchange: 'Exchange or issuer',
  victim: 'Victim',
  public: 'Public',
  own: 'Own house (never released)',
};

/** What can be left out by choice: the marking decides by itself. */
const RULES: { readonly [rule in Exclude<Rule, 'tlp'>]: string } = {
  notes: 'Notes',
  tasks: 'Tasks',
  timeline: 'What people wrote into the timeline',
  members: 'Names of members',
  actors: 'Who acted, in the custody log',
  victims: 'Names of victims',
  contacts: 'Contacts of victims',
  contested: 'Names about which sources disagree',
  licence: 'Names whose licence forbids passing them on',
  unstated: 'Names that do not state they may be passed on',
};

interface PackDialogProps {
  readonly caseId: string;
  /** The traces that have a result. */
  readonly traces: readonly { readonly id: string; readonly title: string }[];
  readonly onClose: () => void;
  readonly made: () => void;
}

/** Asks for whom a pack is, and shows what goes and what is left out before it is made. */
export function PackDialog({ caseId, traces, onClose, made }: PackDialogProps) {
  const [audience, setAudience] = useState<Audience>('police');
  const [more, setMore] = useState<readonly Rule[]>([]);
  const [traceId, setTrace] = useState(traces[0]?.id ?? '');
  const { preview, isOld, problem } = usePreview(caseId, { traceId, audience, leaveOut: more });
  const make = async ({ kind }: { readonly [name: string]: string }) => {
    const body = { traceId, kind, audience: { audience, leaveOut: more } };
    await ask(`/v1/cases/${caseId}/packs`, { method: 'POST', body });
    made();
    onClose();
  };
  return (
    <Dialog title="Make a pack" onClose={onClose}>
      <Form action="Make a pack" submit={make} onCancel={onClose}>
        {traces.length > 1 && (
          <Picked label="Of which trace" value={traceId} choose={setTrace}>
            {traces.map(({ id, title }) => [id, inert(title, 100)])}
          </Picked>
        )}
        <Picked
          label="For whom"
          value={audience}
          choose={(next) => {
            setAudience(next as Audience);
            setMore([]);
          }}
        >
          {Object.entries(AUDIENCES)}
        </Picked>
        <Choice label="In which form" name="kind" options={PACK_KINDS} />
        <LeftOut
          rules={preview?.redaction.rules ?? []}
          more={more}
          setMore={setMore}
          isBusy={isOld}
        />
        {problem && <Trouble problem={problem} />}
        {isOld && !problem && <p class="quiet">Looking at what it would tell…</p>}
        {preview && !isOld && <Preview {...preview} />}
        <p class="small quiet">
          It stays in the house until a second person has released it (Approvals).
        </p>
      </Form>
    </Dialog>
  );
}

interface Asked {
  readonly traceId: string;
  readonly audience: Audience;
  readonly leaveOut: readonly Rule[];
}

function usePreview(caseId: string, asked: Asked) {
  const [preview, setPreview] = useState<PackPreview | null>(null);
  const [isOld, setOld] = useState(true);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    const leaving = new AbortController();
    const { signal } = leaving;
    setOld(true);
    ask<PackPreview>(`/v1/cases/${caseId}/packs/preview`, { method: 'POST', body: asked, signal })
      .then(({ data }) => {
        setPreview(data);
        setOld(false);
        setProblem(null);
      })
      .catch((error: unknown) => {
        if (signal.aborted) return;
        setProblem(error instanceof Problem ? error : new Problem(0, 'Failed', String(error)));
      });
    return () => leaving.abort();
  }, [caseId, JSON.stringify(asked)]);
  return { preview, isOld, problem };
}

interface PickedProps {
  readonly label: string;
  readonly value: string;
  readonly choose: (value: string) => void;
  readonly children: readonly (readonly [value: string, words: string])[];
}

function Picked({ label, value, choose, children }: PickedProps) {
  return (
    <label class="field">
      <span class="name">{label}</span>
      <select value={value} onChange={({ currentTarget }) => choose(currentTarget.value)}>
        {children.map(([key, words]) => (
          <option key={key} value={key} selected={key === value}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

interface LeftOutProps {
  /** All that are in force. */
  readonly rules: readonly Rule[];
  /** Those that were chosen besides. */
  readonly more: readonly Rule[];
  readonly setMore: (more: readonly Rule[]) => void;
  /** While the rules are those of what was asked before. */
  readonly isBusy: boolean;
}

function LeftOut({ rules, more, setMore, isBusy }: LeftOutProps) {
  return (
    <fieldset class="ticks field" disabled={isBusy}>
      <legend class="name">Left out</legend>
      {Object.entries(RULES).map(([key, words]) => {
        const rule = key as Rule;
        const isChosen = more.includes(rule);
        const isFixed = rules.includes(rule) && !isChosen;
        return (
          <label key={rule} class="row">
            <input
              type="checkbox"
              checked={isFixed || isChosen}
              disabled={isFixed}
              onChange={({ currentTarget }) =>
                setMore(
                  currentTarget.checked ? [...more, rule] : more.filter((one) => one !== rule),
                )
              }
            />
            <span>{words}</span>
          </label>
        );
      })}
      <span class="hint">What its audience never receives cannot be put back.</span>
    </fieldset>
  );
}

function Preview({ redaction, file }: PackPreview) {
  const { withheld } = redaction;
  const goes = [
    count(file.victims.length, 'victim'),
    count(file.thefts.length, 'theft'),
    count(file.timeline.length, 'entry of the timeline', 'entries of the timeline'),
    count(file.notes.length, 'note'),
    count(file.tasks.length, 'task'),
    count(file.members.length, 'member'),
    count(file.custody.length, 'row of the custody log', 'rows of the custody log'),
  ];
  return (
    <section class="stack tight" aria-label="What the pack tells" aria-live="polite">
      <h3>Held back</h3>
      {withheld.length === 0 ? (
        <p>Nothing.</p>
      ) : (
        <ul class="plain-rows">
          {withheld.map(({ rule, what, count: number, why }) => (
            <li key={`${rule} ${what}`}>
              {what}: <b>{number}</b> <span class="small quiet">{why}</span>
            </li>
          ))}
        </ul>
      )}
      <h3>Goes out</h3>
      <p>The trace, and of the case: {goes.filter((one) => !one.startsWith('0 ')).join(', ')}.</p>
      <details>
        <summary>Read what people wrote, as it would go out</summary>
        <ul class="plain-rows">
          {textsOf(file).map(([kind, text], i) => (
            <li key={i}>
              <span class="small quiet">{kind}</span> {inert(text, 2000)}
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}

function textsOf(file: PackPreview['file']): (readonly [kind: string, text: string])[] {
  const joined = (...parts: (string | null)[]) => parts.filter(Boolean).join(' · ');
  return [
    ['title', file.title] as const,
    ['summary', file.summary] as const,
    ...file.victims.map((one) => ['victim', joined(one.name, one.contact, one.note)] as const),
    ...file.thefts.map((one) => ['theft', joined(one.transaction, one.victim, one.note)] as const),
    ...file.timeline.map(
      (one) => ['timeline', joined(one.text, one.note, one.source, one.by)] as const,
    ),
    ...file.notes.map((one) => ['note', joined(one.body, one.by)] as const),
    ...file.tasks.map((one) => ['task', joined(one.title, one.assignee)] as const),
    ...file.members.map((one) => ['member', joined(one.name, one.role)] as const),
  ].filter(([, text]) => text !== '');
}

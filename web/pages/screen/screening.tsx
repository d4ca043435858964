import { useState } from 'preact/hooks';
import type { ScreenAnswer } from '../../../src/screen/answer.ts';
import { read } from '../../api/client.ts';
import { useResource } from '../../api/resource.ts';
import { mayAs } from '../../api/session.ts';
import type { Screening, ScreeningChanges } from '../../api/shapes.ts';
import { Gap } from '../../parts/gap.tsx';
import { Ago, Copy, Grade, Tag } from '../../parts/pieces.tsx';
import { Empty, Loaded } from '../../parts/states.tsx';
import { attempt } from '../../parts/toast.tsx';
import { go } from '../../shell/route.ts';
import { count } from '../../text/figures.ts';
import { inert } from '../../text/inert.ts';
import { chainWords, typeWords } from '../../text/words.ts';
import { Decision, Gravity } from './decision.tsx';
import { Exposure } from './exposure.tsx';

interface Again {
  readonly screening: Screening;
  readonly changes: ScreeningChanges;
}

/** What was asked, what is known of it, and what the rules make of that. */
export function ScreeningPage({ id }: { id: string }) {
  const screening = useResource<Screening>(`/v1/screenings/${encodeURIComponent(id)}`);
  return (
    <div class="page">
      <Loaded resource={screening} what="the screening" lines={10}>
        {(data) =>
          data.answer === null ? (
            <Empty title="It could not be screened">
              <span class="wrap-any">
                {inert(data.text, 200)}: {inert(data.fault ?? 'no reason was given', 400)}
              </span>
            </Empty>
          ) : (
            <Answer screening={data} answer={data.answer} />
          )
        }
      </Loaded>
    </div>
  );
}

function Answer({ screening, answer }: { screening: Screening; answer: ScreenAnswer }) {
  const [changes, setChanges] = useState<Again | null>(null);
  const { subject, decision, knowledge } = answer;
  const isUnknown = knowledge === 'not_found';
  const again = () =>
    attempt(async () => {
      const path = `/v1/screenings/${screening.id}/again`;
      const made = await read<Again | { jobId: string }>(path, { method: 'POST' });
      if ('jobId' in made) go(`/screen?job=${made.jobId}`);
      else setChanges(made);
    });
  return (
    <>
      <header class="page-head">
        <div>
          <nav class="crumb" aria-label="Where this is">
            <a href="/screen">Screen</a>
            {screening.jobId && <a href={`/screen?job=${screening.jobId}`}>Its list</a>}
          </nav>
          <h1 class="trace-title mono wrap-any">
            {inert(subject.canonical ?? subject.asked, 200)}
          </h1>
          <p class="row small">
            <Copy text={subject.canonical ?? subject.asked} what="the address" />
            <span class="quiet">
              {subject.kind}
              {subject.chain && ` on ${inert(chainWords(subject.chain), 40)}`}, screened{' '}
              <Ago at={screening.createdAt} />
            </span>
          </p>
        </div>
        <div class="row no-print">
          {mayAs('analyst') && (
            <button type="button" onClick={() => void again()}>
              Screen again
            </button>
          )}
          <button type="button" onClick={() => print()}>
            Print
          </button>
        </div>
      </header>
      <section
        class={`decision ${decision.action} ${isUnknown ? 'unknown' : ''}`}
        aria-label="The decision"
      >
        <p class="headline">
          <Decision action={decision.action} isUnknown={isUnknown} /> {inert(decision.reason, 600)}
        </p>
        <p class="quiet">
          By the rule “{inert(decision.rule, 60)}” of “{inert(answer.rules.name, 60)}”.{' '}
          {isUnknown && <b>No list and no tag names it. That is not clean.</b>}
        </p>
        <Fired decision={decision} />
      </section>
      {changes ? (
        <Changes changes={changes.changes} newer={changes.screening.id} />
      ) : (
        screening.earlierId && <Since screening={screening} earlierId={screening.earlierId} />
      )}
      <div class="with-side">
        <div class="stack">
          <Itself answer={answer} />
          <Exposures answer={answer} />
        </div>
        <Sources answer={answer} />
      </div>
    </>
  );
}

/** The other rules that fired, and what each would have decided. */
function Fired({ decision }: { decision: ScreenAnswer['decision'] }) {
  const others = decision.fired.filter(({ rule }) => rule !== decision.rule);
  if (others.length === 0) return null;
  return (
    <details class="small">
      <summary>{count(others.length, 'more rule')} fired</summary>
      <ul>
        {others.map(({ rule, action, reason }) => (
          <li key={rule}>
            <b>{action}</b>: {inert(reason, 300)} <span class="quiet">({inert(rule, 60)})</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Where its money came from and went; a name has none, and without a ledger it is not known. */
function Exposures({ answer }: { answer: ScreenAnswer }) {
  const { subject, incoming, outgoing, policy } = answer;
  if (subject.kind === 'name') return null;
  if (incoming === null && outgoing === null) {
    return (
      <section class="stack tight" aria-labelledby="exposure-title">
        <div class="section-title">
          <h2 id="exposure-title">Where its money came from, and where it went</h2>
        </div>
        <p>
          No ledger was asked: this is not known, and is not zero.{' '}
          <a class="no-print" href={`/screen?text=${encodeURIComponent(subject.asked)}`}>
            Choose one and screen it again
          </a>
        </p>
      </section>
    );
  }
  return (
    <>
      <Exposure title="Where its money came from" side={incoming} policy={policy} />
      <Exposure title="Where its money went" side={outgoing} policy={policy} />
    </>
  );
}

/** What it says otherwise than the one that it repeats. */
function Since({ screening, earlierId }: { screening: Screening; earlierId: string }) {
  const changes = useResource<ScreeningChanges>(`/v1/screenings/${screening.id}/changes`);
  const { data } = changes.state.value;
  return data && <Changes changes={data} older={earlierId} />;
}

interface ChangesProps {
  readonly changes: ScreeningChanges;
  /** Where the other answer is. */
  readonly newer?: string;
  readonly older?: string;
}

/** What changed, and what of the ground it stands on: lists, tags, rules. */
function Changes({ changes, newer, older }: ChangesProps) {
  const link = newer ? (
    <a href={`/screen/${newer}`}>the new answer</a>
  ) : (
    <a href={`/screen/${older}`}>the answer before</a>
  );
  if (changes.changes.length === 0 && changes.decision === null) {
    return <p class="notice calm">Screened again: nothing has changed. See {link}.</p>;
  }
  return (
    <section class="notice stack tight" aria-label="What changed">
      <p>
        <b>Screened again: {count(changes.changes.length, 'change')}.</b> See {link}.
      </p>
      {changes.decision && (
        <p>
          <Decision action={changes.decision.before} /> →{' '}
          <Decision action={changes.decision.after} />
        </p>
      )}
      <ChangeRows rows={changes.changes} />
      {changes.reasons.length > 0 && (
        <p>
          <b>Because</b>
        </p>
      )}
      <ChangeRows rows={changes.reasons} />
    </section>
  );
}

function ChangeRows({ rows }: { rows: ScreeningChanges['changes'] }) {
  return (
    <ul class="plain-rows small">
      {rows.slice(0, 50).map(({ field, before, after }) => (
        <li key={field}>
          {inert(field, 120)}: <s>{inert(before ?? 'nothing', 120)}</s> →{' '}
          {inert(after ?? 'nothing', 120)}
        </li>
      ))}
    </ul>
  );
}

function Itself({ answer }: { answer: ScreenAnswer }) {
  const { self, listings, statements, names } = answer;
  const isNothing = self.length + listings.length + statements.length + names.length === 0;
  return (
    <section class="stack tight" aria-labelledby="self-title">
      <div class="section-title">
        <h2 id="self-title">What it is itself</h2>
      </div>
      {isNothing && <p>No list and no source names it. That is not clean.</p>}
      {self.length > 0 && (
        <p class="row">
          {self.map(({ category, severity, grade }) => (
            <span key={category} class="row">
              <Gravity severity={severity} /> {inert(category, 60).replaceAll('_', ' ')}
              {grade && <Grade grade={grade} />}
            </span>
          ))}
        </p>
      )}
      <ul class="plain-rows">
        {listings.map((one) => (
          <li key={one.list + one.id}>
            <Tag tone="bad">{inert(one.state, 40)}</Tag> <b>{inert(one.name, 120)}</b> on{' '}
            {inert(one.list, 40)} ({inert(one.version, 40)}), {inert(one.strength, 40)}
            <p class="small quiet">{inert(one.sentence, 400)}</p>
          </li>
        ))}
        {statements.map((one, i) => (
          <li key={i}>
            <b>{inert(one.entity ?? one.label, 120)}</b> {one.type && typeWords(one.type)}{' '}
            <Grade grade={one.grade} /> {one.inherited && <Tag>by cluster</Tag>}
            <p class="small quiet">
              {inert(one.source, 160)}
              {one.sourceDate && `, ${one.sourceDate}`}
              {one.conduct.length > 0 && `: ${one.conduct.join(', ')}`}
            </p>
          </li>
        ))}
        {names.map((one) => (
          <li key={one.list + one.id}>
            <Tag tone="warn">{one.score.toFixed(2)}</Tag> <b>{inert(one.name, 99)}</b> on{' '}
            {inert(one.list, 40)}
            <p class="small quiet">{inert(one.sentence, 400)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Sources({ answer }: { answer: ScreenAnswer }) {
  return (
    <section class="stack tight" aria-labelledby="sources-title">
      <div class="section-title">
        <h2 id="sources-title">What this rests on</h2>
      </div>
      <ul class="plain-rows small">
        {answer.sources.map((one) => (
          <li key={one.kind + one.name} class="row far">
            <span>
              {inert(one.name, 60)} <span class="quiet">{one.kind}</span>
            </span>
            <span class={one.stale ? 'stale' : 'quiet'}>
              {one.version !== null
                ? inert(one.version, 32)
                : one.kind === 'list'
                  ? 'missing'
                  : 'as given'}
              {one.ageDays !== null &&
                (one.ageDays === 0 ? ', of today' : `, ${count(one.ageDays, 'day')} old`)}
            </span>
          </li>
        ))}
      </ul>
      <h3>What is not known</h3>
      {answer.gaps.length === 0 ? (
        <p class="small quiet">No gap is known.</p>
      ) : (
        <ul class="plain-rows small">
          {answer.gaps.map((gap) => (
            <li key={gap}>
              <Gap text={gap} most={400} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

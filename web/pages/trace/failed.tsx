import { useState } from 'preact/hooks';
import { read } from '../../api/client.ts';
import { useResource } from '../../api/resource.ts';
import { mayAs } from '../../api/session.ts';
import type { Paged, Person, Trace } from '../../api/shapes.ts';
import { attempt } from '../../parts/toast.tsx';
import { go } from '../../shell/route.ts';
import { count } from '../../text/figures.ts';
import { inert } from '../../text/inert.ts';
import { chainWords } from '../../text/words.ts';
import { PasteBox } from '../paste.tsx';

interface FailedProps {
  readonly trace: Trace;
  readonly isPartial: boolean;
}

/** Why a trace failed, who can mend it, and what the reader can do now. */
export function Failed({ trace, isPartial }: FailedProps) {
  const wanted = trace.error?.wanted;
  if (wanted?.kind === 'source') return <NoSource trace={trace} chain={chainWords(wanted.chain)} />;
  if (wanted?.kind === 'choice') {
    return <Undecided trace={trace} option={wanted.option} choices={wanted.choices} />;
  }
  const [first = 'No reason was given.', ...others] = (trace.error?.message ?? '').split('\n');
  return (
    <div class="trouble" role="alert">
      <strong>The trace failed</strong>
      <span class="wrap-any">{inert(first, 400)}</span>
      {others.length > 0 && (
        <details>
          <summary>{count(others.length, 'reason')}</summary>
          <ul class="plain-rows small">
            {others.slice(0, 40).map((line) => (
              <li key={line}>{inert(line, 300)}</li>
            ))}
          </ul>
        </details>
      )}
      {isPartial && (
        <span>What was found before it failed stands below: it is not the whole answer.</span>
      )}
      <Again trace={trace} />
    </div>
  );
}

/** Begins the trace of the same text anew: what a source answered before is not asked again. */
function beginAgain({ text, caseId }: Trace, more: object = {}): Promise<boolean> {
  return attempt(async () => {
    const body = { text, ...(caseId ? { caseId } : {}), ...more };
    const made = await read<{ trace: Trace }>('/v1/traces', { method: 'POST', body });
    go(`/traces/${made.trace.id}`);
  });
}

export function Again({ trace }: { trace: Trace }) {
  if (trace.text === null || !mayAs('analyst')) return null;
  return (
    <button type="button" onClick={() => void beginAgain(trace)}>
      Trace it again
    </button>
  );
}

/** Nobody can be asked on that chain: who can change that, and what can be done without. */
function NoSource({ trace, chain }: { trace: Trace; chain: string }) {
  return (
    <>
      <div class="trouble" role="alert">
        <strong>This desk has nobody to ask about {inert(chain, 60)}</strong>
        <span>
          To follow money there it must read a node or an explorer, and none is set up for{' '}
          {inert(chain, 60)}. <Administrators /> can name one in the desk’s settings (
          <code>hue.config.ts</code>; docs/sources.md says how); then trace it again.
        </span>
        {mayAs('analyst') && (
          <span>
            Without one, now: export the transfers of these addresses from any explorer or your own
            records, as CSV or JSON, and drop the files below.
          </span>
        )}
        <Again trace={trace} />
      </div>
      {mayAs('analyst') && (
        <PasteBox
          title="Trace it from exported files"
          given={trace.text ?? ''}
          {...(trace.caseId ? { caseId: trace.caseId } : {})}
        />
      )}
    </>
  );
}

/** Those who may set up the desk, by name. */
function Administrators() {
  const people = useResource<Paged<Person>>('/v1/people?limit=200');
  const names = (people.state.value.data?.items ?? [])
    .filter(({ role, disabled }) => role === 'administrator' && !disabled)
    .map(({ name }) => inert(name, 60));
  if (mayAs('administrator')) return <>You, as an administrator,</>;
  const shown = names.slice(0, 3).join(' or ');
  return <>{shown ? `An administrator (${shown})` : 'An administrator'}</>;
}

const QUESTIONS = {
  chain: 'It is on several chains. Which one is meant?',
  victim: 'Its transfers do not tell who was robbed. Who was?',
} as const;

interface UndecidedProps {
  readonly trace: Trace;
  readonly option: keyof typeof QUESTIONS;
  readonly choices: readonly { readonly said: string; readonly text: string }[];
}

/** Only somebody who knows can say which of several it is. */
function Undecided({ trace, option, choices }: UndecidedProps) {
  const [said, setSaid] = useState(choices[0]?.said ?? '');
  const more = option === 'chain' ? { options: { chain: said } } : { victim: [said] };
  return (
    <form
      class="trouble ask"
      onSubmit={(event) => {
        event.preventDefault();
        void beginAgain(trace, more);
      }}
    >
      <fieldset class="stack tight">
        <legend>
          <strong>{QUESTIONS[option]}</strong>
        </legend>
        {choices.map((choice) => (
          <label key={choice.said} class="row">
            <input
              type="radio"
              name="said"
              checked={said === choice.said}
              onChange={() => setSaid(choice.said)}
            />
            <span class="wrap-any">{inert(chainWords(choice.text), 240)}</span>
          </label>
        ))}
      </fieldset>
      {mayAs('analyst') && trace.text !== null && (
        <button type="submit" class="primary">
          Trace that one
        </button>
      )}
    </form>
  );
}

import type { VictimAnswer } from '../../src/casework/victim.ts';
import type { VictimState } from '../api/victim.ts';
import { Copy, Id } from '../parts/pieces.tsx';
import { inert } from '../text/inert.ts';

/** What was found, in the plain words that the desk found for it; before that, what to do. */
export function VictimAnswerParts({ state }: { state: VictimState }) {
  const { answer, steps, warning } = state;
  return (
    <>
      {answer && (
        <>
          <p class="headline">{inert(answer.headline, 600)}</p>
          <Sentences of={answer.happened} />
        </>
      )}
      <Steps steps={steps} />
      {answer && (
        <>
          <Now answer={answer} />
          <Ask ask={answer.ask} />
          <section class="stack tight">
            <h2>What to tell the police</h2>
            <Sentences of={answer.police} />
          </section>
        </>
      )}
      <section class="notice stack tight">
        <h2>Nobody can “recover” it for a fee</h2>
        <Sentences of={warning} />
      </section>
      {answer && (
        <section class="stack tight quiet">
          <h2>What we do not know</h2>
          <Sentences of={answer.unknown} />
        </section>
      )}
    </>
  );
}

function Sentences({ of }: { of: readonly string[] }) {
  return (
    <div class="stack tight">
      {of.map((text) => (
        <p key={text}>{inert(text, 1000)}</p>
      ))}
    </div>
  );
}

const WHEN: readonly (readonly [VictimAnswer['steps'][number]['when'], string])[] = [
  ['now', 'Do this now'],
  ['within the hour', 'Within the hour'],
  ['today', 'Today'],
];

function Steps({ steps }: { steps: VictimAnswer['steps'] }) {
  return (
    <>
      {WHEN.map(([when, title]) => (
        <section key={when} class="stack tight">
          <h2>{title}</h2>
          <ol class="steps">
            {steps
              .filter((step) => step.when === when)
              .map(({ what }) => (
                <li key={what}>{inert(what, 1000)}</li>
              ))}
          </ol>
        </section>
      ))}
    </>
  );
}

function Now({ answer }: { answer: VictimAnswer }) {
  return (
    <section class="stack tight">
      <h2>Where it is now</h2>
      <ul class="plain-rows">
        {answer.now.map((place) => (
          <li key={place.address + place.amount} class="stack tight">
            <p>
              <b>{inert(place.amount, 120)}</b> {inert(place.where, 300)}
              {!place.sure && <span class="quiet"> (somebody says so; nobody has checked it)</span>}
            </p>
            <p class="small">
              <Id id={place.address} /> <Copy text={place.address} what="the address" />
            </p>
            <p class="small quiet">
              since {inert(place.since, 40)} UTC. {inert(place.stop, 300)}
            </p>
          </li>
        ))}
      </ul>
      {answer.more && <p class="quiet">{inert(answer.more, 300)}</p>}
    </section>
  );
}

function Ask({ ask }: { ask: VictimAnswer['ask'] }) {
  if (ask.length === 0) return null;
  return (
    <section class="stack tight">
      <h2>Whom to write to</h2>
      <ul class="stack tight">
        {ask.map(({ who, what, quote }) => (
          <li key={who} class="power">
            <p>
              <b>{inert(who, 120)}</b>
            </p>
            <p>{inert(what, 600)}</p>
            {quote.map((line) => (
              <p key={line} class="small mono wrap-any">
                {inert(line, 300)} <Copy text={line} what="this line" />
              </p>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}

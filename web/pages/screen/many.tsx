import { useState } from 'preact/hooks';
import type { ScreenAnswer } from '../../../src/screen/answer.ts';
import { Empty } from '../../parts/states.tsx';
import { count } from '../../text/figures.ts';
import { inert } from '../../text/inert.ts';
import { Decision, Gravity } from './decision.tsx';

const ORDER = ['block', 'hold', 'review', 'allow'];
const SHOWN = 500;

/** The answers to a list, gravest first. */
export function Many({ answers }: { answers: readonly ScreenAnswer[] }) {
  const [wanted, setWanted] = useState<string | null>(null);
  const rank = ({ decision }: ScreenAnswer) => ORDER.indexOf(decision.action);
  const found = answers
    .filter(({ decision }) => wanted === null || decision.action === wanted)
    .toSorted((a, b) => rank(a) - rank(b));
  return (
    <>
      <header>
        <nav class="crumb" aria-label="Where this is">
          <a href="/screen">Screen</a>
        </nav>
        <h1>A list of {answers.length}</h1>
      </header>
      <fieldset class="segments no-print" aria-label="Which decisions">
        <button type="button" aria-pressed={wanted === null} onClick={() => setWanted(null)}>
          All
        </button>
        {ORDER.map((action) => (
          <button
            key={action}
            type="button"
            aria-pressed={wanted === action}
            onClick={() => setWanted(action)}
          >
            {action} {answers.filter(({ decision }) => decision.action === action).length}
          </button>
        ))}
      </fieldset>
      {found.length === 0 ? (
        <Empty title="None is like that" />
      ) : (
        <Table answers={found.slice(0, SHOWN)} />
      )}
      {found.length > SHOWN && <p class="quiet">and {count(found.length - SHOWN, 'more')}</p>}
    </>
  );
}

function Table({ answers }: { answers: readonly ScreenAnswer[] }) {
  return (
    <div class="table-wrap">
      <table class="cards">
        <thead>
          <tr>
            <th>Decision</th>
            <th>Asked</th>
            <th>Severity</th>
            <th>Reason</th>
          </tr>
        </thead>
        <tbody>
          {answers.map(({ subject, decision, severity, knowledge }, i) => (
            <tr key={i}>
              <td data-label="Decision">
                <Decision action={decision.action} />
              </td>
              <td class="wide mono wrap-any">
                <a href={`/screen?text=${encodeURIComponent(subject.asked)}`}>
                  {inert(subject.asked, 120)}
                </a>
              </td>
              <td data-label="Severity">
                {severity ? (
                  <Gravity severity={severity} />
                ) : (
                  <span class="quiet">
                    {knowledge === 'not_found' ? 'nothing is known' : 'no rule fired'}
                  </span>
                )}
              </td>
              <td class="wide">{inert(decision.reason, 240)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

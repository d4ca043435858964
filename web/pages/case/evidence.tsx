import { ask } from '../../api/client.ts';
import { mayAs } from '../../api/session.ts';
import type { Evidence } from '../../api/shapes.ts';
import { Id, Tag, Time } from '../../parts/pieces.tsx';
import { attempt } from '../../parts/toast.tsx';
import { inert } from '../../text/inert.ts';
import { inputWords } from '../../text/words.ts';
import type { CaseProps } from './case.tsx';
import { Section } from './section.tsx';

const STATES: { readonly [state in Evidence['state']]: { tone: string; meaning: string } } = {
  proved: { tone: 'good', meaning: 'down to a block header: no trust in any source' },
  recorded: { tone: '', meaning: 'its bytes are here and have this digest' },
  claimed: { tone: 'warn', meaning: 'its bytes are not here' },
  failed: { tone: 'bad', meaning: 'its bytes are not what was recorded' },
};

/** What the case stands on, and how far each piece was verified. */
export function EvidenceTab({ file, path, topics }: CaseProps) {
  const verify = () =>
    attempt(
      () => ask(`${path}/evidence/verify`, { method: 'POST' }),
      'All of it is verified again; the states below follow.',
    );
  return (
    <Section<Evidence>
      title="Evidence"
      file={file}
      path={`${path}/evidence`}
      topics={topics}
      none="No evidence is kept yet: a trace over live sources records what they answered."
    >
      {(items) => (
        <>
          {mayAs('analyst') && (
            <button type="button" onClick={() => void verify()}>
              Verify all of it again
            </button>
          )}
          <p class="row small">
            {Object.entries(STATES).map(([state, { tone, meaning }]) => (
              <span key={state}>
                <Tag tone={tone}>
                  {state} {items.filter((one) => one.state === state).length}
                </Tag>{' '}
                <span class="quiet">{meaning}</span>
              </span>
            ))}
          </p>
          <div class="table-wrap">
            <table class="cards">
              <thead>
                <tr>
                  <th>State</th>
                  <th>What</th>
                  <th>Source</th>
                  <th>Taken (UTC)</th>
                  <th>SHA-256</th>
                </tr>
              </thead>
              <tbody>
                {items.map((one) => (
                  <tr key={one.id}>
                    <td data-label="State">
                      <Tag tone={STATES[one.state].tone}>{one.state}</Tag>
                    </td>
                    <td data-label="What">{inert(one.kind, 80)}</td>
                    <td class="wrap-any" data-label="Source">
                      {inert(inputWords(one.source), 160)}
                    </td>
                    <td data-label="Taken">
                      <Time at={one.takenAt} />
                    </td>
                    <td class="wide">
                      <Id id={one.sha256} short={`${one.sha256.slice(0, 16)}…`} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </Section>
  );
}

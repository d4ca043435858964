import type { Evidence } from '../../api/shapes.ts';
import { Id, Tag, Time } from '../../parts/pieces.tsx';
import { inert } from '../../text/inert.ts';
import type { CaseProps } from './case.tsx';
import { Section } from './section.tsx';

const STATES: { readonly [state in Evidence['state']]: { tone: string; meaning: string } } = {
  proved: { tone: 'good', meaning: 'a proof needs no trust in any source' },
  recorded: { tone: '', meaning: 'what a source answered, to the byte' },
  claimed: { tone: 'warn', meaning: 'somebody says so; nobody has checked it' },
  failed: { tone: 'bad', meaning: 'it does not agree with what it should' },
};

/** What the case stands on, and how far each piece was verified. */
export function EvidenceTab({ file, path, topics }: CaseProps) {
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
                      {inert(one.source, 160)}
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

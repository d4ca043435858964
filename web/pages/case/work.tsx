import type { Note, TimelineItem } from '../../api/shapes.ts';
import { Choice, Text } from '../../parts/form.tsx';
import { PersonName } from '../../parts/person.tsx';
import { Ago, Time } from '../../parts/pieces.tsx';
import { inert } from '../../text/inert.ts';
import type { CaseProps } from './case.tsx';
import { momentOf, Section } from './section.tsx';
import { Tasks } from './tasks.tsx';

/** What the team writes down and does. */
export function Work(props: CaseProps) {
  return (
    <div class="with-side">
      <div class="stack">
        <Notes {...props} />
        <TimelineList {...props} />
      </div>
      <Tasks {...props} />
    </div>
  );
}

function Notes({ file, path, topics }: CaseProps) {
  return (
    <Section<Note>
      title="Notes"
      file={file}
      path={`${path}/notes`}
      topics={topics}
      none="Nobody has written anything yet."
      adding={{
        words: 'Write a note',
        fields: <Text label="Note" name="body" lines={6} most={20_000} required />,
      }}
    >
      {(items) => (
        <ul class="plain-rows">
          {items.map((note) => (
            <li key={note.id}>
              <p class="small quiet">
                <PersonName id={note.createdBy} /> <Ago at={note.createdAt} />
                {note.editedAt && ', edited'}
              </p>
              {note.body.split('\n').map((line, i) => (
                <p key={i}>{inert(line, 4000)}</p>
              ))}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

const BASES = [
  ['unverified', 'unverified: somebody says so'],
  ['observed', 'observed: it stands in a ledger or a document'],
  ['inferred', 'inferred: by a rule that is named'],
] as const;

export function TimelineList({ file, path, topics }: CaseProps) {
  return (
    <Section<TimelineItem>
      title="Timeline"
      file={file}
      path={`${path}/timeline`}
      topics={topics}
      none="Nothing stands in the timeline: first notice, calls, requests, answers."
      bodyOf={({ at, ...rest }) => ({ ...rest, at: momentOf(at) })}
      adding={{
        words: 'Add an entry',
        fields: (
          <>
            <Text label="When (UTC)" name="at" type="datetime-local" required />
            <Text label="What happened" name="text" lines={3} most={4000} required />
            <Text label="Source" name="source" required hint="Who says so, or where it stands" />
            <Choice label="How it is known" name="basis" options={BASES} />
          </>
        ),
      }}
    >
      {(items) => (
        <ol class="moments case-moments">
          {items.map((item) => (
            <li key={item.kind + item.id} class={item.kind}>
              <Time at={item.at} short />
              <span>
                {item.kind === 'custody' ? (
                  <span class="quiet">{inert(item.text, 2000)}</span>
                ) : (
                  inert(item.text, 2000)
                )}{' '}
                <span class="quiet small">
                  {item.basis}, {inert(item.source, 120)}
                </span>
                {item.note && <p class="small">{inert(item.note, 2000)}</p>}
              </span>
            </li>
          ))}
        </ol>
      )}
    </Section>
  );
}

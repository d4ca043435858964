import { useState } from 'preact/hooks';
import type { Note, TimelineItem } from '../../api/shapes.ts';
import { Choice, Text } from '../../parts/form.tsx';
import { PersonName } from '../../parts/person.tsx';
import { Ago, Id, Time } from '../../parts/pieces.tsx';
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

interface TimelineProps extends CaseProps {
  /** Only what people wrote down, for a page where that is enough. */
  readonly only?: 'entry';
}

const ONLY: readonly (readonly [TimelineItem['kind'] | null, string])[] = [
  [null, 'All'],
  ['entry', 'Written down'],
  ['ledger', 'On the ledger'],
  ['custody', 'Done to the file'],
];

/** So many moments are shown at once. */
const MOMENTS = 40;

/** What happened: written down by people, seen on a ledger, done to the file. */
export function TimelineList({ file, path, topics, only }: TimelineProps) {
  const [chosen, setChosen] = useState<TimelineItem['kind'] | null>(only ?? null);
  const [shown, setShown] = useState(MOMENTS);
  return (
    <Section<TimelineItem>
      key={chosen}
      title="Timeline"
      file={file}
      path={`${path}/timeline`}
      query={chosen ? `only=${chosen}` : ''}
      topics={topics}
      none="Nothing stands in the timeline: first notice, calls, requests, answers."
      bodyOf={({ at, ...rest }) => ({ ...rest, at: momentOf(at) })}
      filter={
        only ? null : (
          <fieldset class="segments no-print" aria-label="Which entries">
            {ONLY.map(([kind, words]) => (
              <button
                key={words}
                type="button"
                aria-pressed={chosen === kind}
                onClick={() => setChosen(kind)}
              >
                {words}
              </button>
            ))}
          </fieldset>
        )
      }
      adding={{
        words: 'Add an entry',
        fields: (
          <>
            <Text label="When (UTC)" name="at" type="datetime-local" required />
            <Text label="What happened" name="text" lines={3} most={2000} required />
            <Text label="Source" name="source" required hint="Who says so, or where it stands" />
            <Choice label="How it is known" name="basis" options={BASES} />
          </>
        ),
      }}
    >
      {(items) => (
        <>
          <ol class="moments case-moments">
            {items.slice(0, shown).map((item) => (
              <Item key={item.kind + item.id + item.at} item={item} />
            ))}
          </ol>
          {items.length > shown && (
            <button type="button" class="no-print" onClick={() => setShown(items.length)}>
              Show {items.length - shown} later ones
            </button>
          )}
        </>
      )}
    </Section>
  );
}

function Item({ item }: { item: TimelineItem }) {
  const isHash = /^(0x)?[0-9a-f]{64}$/.test(item.source);
  return (
    <li>
      <Time at={item.at} short />
      <span>
        <span class={item.kind === 'custody' ? 'quiet' : ''}>{inert(item.text, 2000)}</span>{' '}
        <span class="quiet small">
          {item.basis},{' '}
          {isHash ? (
            <Id id={item.source} short={`${item.source.slice(0, 14)}…`} />
          ) : (
            inert(item.source, 120)
          )}
        </span>
        {item.note && <p class="small">{inert(item.note, 2000)}</p>}
      </span>
    </li>
  );
}

import type { Note } from '../../api/shapes.ts';
import { Text } from '../../parts/form.tsx';
import { PersonName } from '../../parts/person.tsx';
import { Ago } from '../../parts/pieces.tsx';
import { inert } from '../../text/inert.ts';
import type { CaseProps } from './case.tsx';
import { Section } from './section.tsx';
import { Tasks } from './tasks.tsx';
import { TimelineList } from './timeline.tsx';

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

import { useEffect, useRef } from 'preact/hooks';
import type { Commands } from './commands.ts';
import { KEYS } from './keys.ts';
import type { Session } from './session.ts';

interface Props {
  readonly session: Session;
  readonly commands: Commands;
}

/** Every key and what it does; the note that is being written. */
export function Help({ session, commands }: Props) {
  const { open } = session;
  if (open.value === 'note') return <Note session={session} commands={commands} />;
  if (open.value !== 'help') return null;
  return (
    <Sheet title="Keys" session={session}>
      <dl class="graph-keys">
        {KEYS.map(({ id, shown, text }) => (
          <div key={id}>
            <dt>
              <kbd>{shown}</kbd>
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <p class="graph-quiet">
        With a pointer: a click selects a node and opens a group, Shift adds to the selection, Shift
        and drag frames several, dragging a node pins it.
      </p>
    </Sheet>
  );
}

/** A small window over the graph; Escape closes it, and it has the keyboard while it is open. */
export function Sheet({
  title,
  session,
  children,
}: {
  readonly title: string;
  readonly session: Session;
  readonly children: preact.ComponentChildren;
}) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    box.current?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <div ref={box} class="graph-dialog" role="dialog" aria-label={title} tabIndex={-1}>
      <header>
        <h3>{title}</h3>
        <button
          type="button"
          aria-label="Close"
          onClick={() => {
            session.open.value = 'none';
          }}
        >
          ✕
        </button>
      </header>
      {children}
    </div>
  );
}

const LONGEST_NOTE = 2000;

function Note({ session, commands }: Props) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [first] = session.selection.value.nodes;
  const key = first ?? session.cursor.value ?? '';
  const before = session.history.value.now.marks.get(key)?.note ?? '';
  useEffect(() => field.current?.focus(), []);
  const save = (event: Event) => {
    event.preventDefault();
    const text = field.current?.value.trim() ?? '';
    commands.annotate({ note: text === '' ? null : text }, 'noted');
    session.open.value = 'none';
  };
  return (
    <Sheet title="Note" session={session}>
      <form onSubmit={save}>
        <label>
          <span class="graph-unseen">Note on the selection</span>
          <textarea ref={field} rows={5} maxLength={LONGEST_NOTE} defaultValue={before} />
        </label>
        <button type="submit" class="graph-act">
          Save the note
        </button>
      </form>
    </Sheet>
  );
}

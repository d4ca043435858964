import { Fragment } from 'preact';
import { useState } from 'preact/hooks';
import type { Room as RoomOnPaper } from '../../../src/casework/file/room.ts';
import { ask, read, readText } from '../../api/client.ts';
import { useResource } from '../../api/resource.ts';
import { mayAs } from '../../api/session.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Form, Text } from '../../parts/form.tsx';
import { Time } from '../../parts/pieces.tsx';
import { Loaded } from '../../parts/states.tsx';
import { attempt, say } from '../../parts/toast.tsx';
import { count } from '../../text/figures.ts';
import { inert } from '../../text/inert.ts';
import { readTime } from '../../text/times.ts';
import type { CaseProps } from './case.tsx';
import { EditRow, RowFields } from './room-row.tsx';
import { type KeptRow, ROOM_TABLES, type RoomTable } from './room-tables.ts';
import { Section } from './section.tsx';

type RoomHead = Pick<RoomOnPaper, 'header' | 'issue'>;

/** The tables of a war room: they come in and go out as Markdown. */
export function Room(props: CaseProps) {
  const may = props.file.status === 'open' && mayAs('analyst');
  return (
    <div class="stack wide-gap">
      <HeadSection {...props} may={may} />
      {ROOM_TABLES.map((table) => (
        <Table key={table.id} {...props} table={table} may={may} />
      ))}
    </div>
  );
}

interface MayProps extends CaseProps {
  readonly may: boolean;
}

const HEADER: readonly (readonly [keyof RoomHead['header'], string])[] = [
  ['protocol', 'Protocol'],
  ['attack', 'Attack transactions'],
  ['atRisk', 'Funds at risk'],
  ['description', 'In short'],
];
const ISSUE: readonly (readonly [keyof RoomHead['issue'], string])[] = [
  ['description', 'The issue'],
  ['hypotheses', 'Hypotheses'],
  ['alternatives', 'Alternatives'],
  ['limitations', 'Limitations'],
];

function HeadSection({ path, topics, may }: MayProps) {
  const head = useResource<RoomHead>(`${path}/room`, topics);
  const [open, setOpen] = useState<'edit' | 'paste' | null>(null);
  const close = () => {
    setOpen(null);
    void head.reload();
  };
  const markdown = `${path}/room.md`;
  const copy = () =>
    attempt(
      async () => navigator.clipboard.writeText(await readText(markdown)),
      'The tables are on the clipboard, as Markdown.',
    );
  return (
    <section class="stack tight" aria-labelledby="room-title">
      <div class="section-title row far">
        <h2 id="room-title">War room</h2>
        <div class="row no-print">
          {may && (
            <button type="button" onClick={() => setOpen('edit')}>
              Edit
            </button>
          )}
          <button type="button" onClick={() => void copy()}>
            Copy as Markdown
          </button>
          <a class="button" href={markdown} download>
            Download
          </a>
          {may && (
            <button type="button" onClick={() => setOpen('paste')}>
              Paste one in…
            </button>
          )}
        </div>
      </div>
      <Loaded resource={head} what="the head of the war room" lines={4}>
        {(data, { etag }) => (
          <>
            <Facts
              of={[
                ...HEADER.map(([name, words]) => [words, data.header[name]] as const),
                ...ISSUE.map(([name, words]) => [words, data.issue[name]] as const),
              ]}
            />
            {open === 'edit' && <EditHead head={data} path={path} etag={etag} onClose={close} />}
          </>
        )}
      </Loaded>
      {open === 'paste' && <PasteRoom markdown={markdown} onClose={close} />}
    </section>
  );
}

/** What was written down, and the names of what was not. */
function Facts({ of }: { of: readonly (readonly [string, string])[] }) {
  const empty = of.filter(([, text]) => !text).map(([words]) => words);
  return (
    <>
      <dl class="facts">
        {of.map(
          ([words, text]) =>
            text && (
              <Fragment key={words}>
                <dt>{words}</dt>
                <dd>{inert(text, 4000)}</dd>
              </Fragment>
            ),
        )}
      </dl>
      {empty.length > 0 && <p class="small quiet">Not written down: {empty.join(', ')}.</p>}
    </>
  );
}

interface EditHeadProps {
  readonly head: RoomHead;
  readonly path: string;
  readonly etag: string | null;
  readonly onClose: () => void;
}

function EditHead({ head, path, etag, onClose }: EditHeadProps) {
  const submit = async (values: { readonly [name: string]: string }) => {
    const part = (of: 'header' | 'issue', names: readonly (readonly [string, string])[]) =>
      Object.fromEntries(names.map(([name]) => [name, values[`${of}.${name}`] ?? '']));
    const body = { header: part('header', HEADER), issue: part('issue', ISSUE) };
    await ask(`${path}/room`, { method: 'PATCH', match: etag, body });
    onClose();
  };
  return (
    <Dialog title="Head of the war room" onClose={onClose}>
      <Form action="Keep it" submit={submit} onCancel={onClose}>
        {HEADER.map(([name, words]) => (
          <Text
            key={name}
            label={words}
            name={`header.${name}`}
            most={4000}
            value={head.header[name]}
          />
        ))}
        {ISSUE.map(([name, words]) => (
          <Text
            key={name}
            label={words}
            name={`issue.${name}`}
            most={4000}
            lines={3}
            value={head.issue[name]}
          />
        ))}
      </Form>
    </Dialog>
  );
}

interface Taken {
  readonly added: { readonly [table: string]: number };
  readonly notes: readonly string[];
}

function PasteRoom({ markdown, onClose }: { markdown: string; onClose: () => void }) {
  const [taken, setTaken] = useState<Taken | null>(null);
  const submit = async ({ text }: { readonly [name: string]: string }) => {
    const answer = await read<Taken>(markdown, { method: 'POST', body: { markdown: text } });
    const rows = Object.values(answer.added).reduce((sum, n) => sum + n, 0);
    say(`${count(rows, 'row')} came in.`);
    if (answer.notes.length > 0) setTaken(answer);
    else onClose();
  };
  return (
    <Dialog title="Paste a war room in" onClose={onClose}>
      {taken ? (
        <div class="stack tight">
          <p>Not all of it could be taken:</p>
          <ul class="plain-rows">
            {taken.notes.map((line) => (
              <li key={line}>{inert(line, 300)}</li>
            ))}
          </ul>
        </div>
      ) : (
        <Form action="Take it in" submit={submit} onCancel={onClose}>
          <Text
            label="Markdown"
            name="text"
            lines={10}
            most={1_000_000}
            required
            hint="Tables of the SEAL 911 template, or of another desk. What is here stays."
          />
        </Form>
      )}
    </Dialog>
  );
}

function Table({ table, may, ...props }: MayProps & { table: RoomTable }) {
  const path = `${props.path}/room/${table.id}`;
  const [editing, setEditing] = useState<KeptRow | null>(null);
  return (
    <Section<KeptRow>
      {...props}
      title={table.title}
      path={path}
      none={table.none}
      adding={{ words: `Add ${table.one}`, fields: <RowFields table={table} /> }}
    >
      {(items, list) => (
        <>
          <Rows table={table} items={items} {...(may ? { onEdit: setEditing } : {})} />
          {editing && (
            <EditRow
              table={table}
              kept={editing}
              path={path}
              onClose={() => {
                setEditing(null);
                void list.reload();
              }}
            />
          )}
        </>
      )}
    </Section>
  );
}

/** What people typed; a moment as moments are shown everywhere. */
function Cell({ text }: { text: string }) {
  const isMoment = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?(\.\d+)?Z?$/.test(text);
  const at = text.endsWith('Z') ? text : text.replace('T', ' ');
  if (!isMoment || Number.isNaN(readTime(at).getTime())) return <>{inert(text, 600)}</>;
  return <Time at={at} short />;
}

interface RowsProps {
  readonly table: RoomTable;
  readonly items: readonly KeptRow[];
  readonly onEdit?: (kept: KeptRow) => void;
}

/** Only the columns in which something stands: all of them are in the form and in the export. */
function Rows({ table, items, onEdit }: RowsProps) {
  const columns = table.columns.filter(
    ({ name, always }) => always || items.some(({ row }) => row[name]),
  );
  return (
    <div class="table-wrap">
      <table class="cards">
        <thead>
          <tr>
            {columns.map(({ name, words }) => (
              <th key={name}>{words}</th>
            ))}
            {onEdit && (
              <th>
                <span class="hidden-text">What can be done</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {items.map((kept) => (
            <tr key={kept.id}>
              {columns.map(({ name, words, always }) => (
                <td key={name} class="wrap-any" data-label={words}>
                  {kept.row[name] ? (
                    <Cell text={kept.row[name]} />
                  ) : (
                    <span class={always ? 'stale' : 'quiet'}>{always ? 'not yet' : ''}</span>
                  )}
                </td>
              ))}
              {onEdit && (
                <td class="num">
                  <button type="button" class="bare" onClick={() => onEdit(kept)}>
                    Edit
                  </button>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

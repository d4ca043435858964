import { useEffect, useRef, useState } from 'preact/hooks';
import { ask } from '../../api/client.ts';
import { type Resource, useResource } from '../../api/resource.ts';
import { mayAs } from '../../api/session.ts';
import type { Case, Paged, Trace, TraceCoverage } from '../../api/shapes.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Choice, Form, Text } from '../../parts/form.tsx';
import { Tag, Time, TlpMark } from '../../parts/pieces.tsx';
import { Loaded } from '../../parts/states.tsx';
import { attempt } from '../../parts/toast.tsx';
import { queryOf } from '../../shell/route.ts';
import { count } from '../../text/figures.ts';
import { inert } from '../../text/inert.ts';
import { TLPS } from '../cases.tsx';
import { Requests } from '../requests/board.tsx';
import { CoverageStrip } from '../trace/coverage.tsx';
import { Custody } from './custody.tsx';
import { EvidenceTab } from './evidence.tsx';
import { Names } from './names.tsx';
import { Overview } from './overview.tsx';
import { Packs } from './packs.tsx';
import { Parties } from './parties.tsx';
import { Room } from './room.tsx';
import { Work } from './work.tsx';

/** What every tab of a case is given. */
export interface CaseProps {
  readonly file: Case;
  readonly path: string;
  readonly topics: readonly string[];
  /** Newest first. */
  readonly traces: readonly Trace[];
}

const TABS = [
  ['overview', 'Overview', Overview],
  ['parties', 'Victims and members', Parties],
  ['requests', 'Freeze requests', Requests],
  ['room', 'War room', Room],
  ['work', 'Notes and tasks', Work],
  ['evidence', 'Evidence', EvidenceTab],
  ['names', 'Names', Names],
  ['packs', 'Packs', Packs],
  ['custody', 'Custody log', Custody],
] as const;

/** The file on one theft. */
export function CasePage({ id }: { id: string }) {
  const path = `/v1/cases/${encodeURIComponent(id)}`;
  const topics = [`case:${id}`];
  const file = useResource<Case>(path, topics);
  const traces = useResource<Paged<Trace>>(
    `/v1/traces?caseId=${encodeURIComponent(id)}&limit=200`,
    topics,
  );
  return (
    <Loaded resource={file} what="the case" lines={12}>
      {(data) => <Opened file={data} resource={file} path={path} topics={topics} traces={traces} />}
    </Loaded>
  );
}

interface OpenedProps {
  readonly file: Case;
  readonly resource: Resource<Case>;
  readonly path: string;
  readonly topics: readonly string[];
  readonly traces: Resource<Paged<Trace>>;
}

function Opened({ file, resource, path, topics, traces }: OpenedProps) {
  const items = traces.state.value.data?.items ?? [];
  const tab = TABS.find(([name]) => name === queryOf('tab')) ?? TABS[0];
  const [name, , Tab] = tab;
  const tabs = useRef<HTMLElement>(null);
  useEffect(() => {
    const here = tabs.current?.querySelector('[aria-current]');
    here?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [name]);
  useEffect(() => {
    document.title = `${file.number} ${inert(file.title, 80)} · Hue & Cry`;
  }, [file.number, file.title]);
  return (
    <div class="page with-strip">
      <CaseHead file={file} resource={resource} />
      <nav class="tabs" aria-label="Parts of the case" ref={tabs}>
        {TABS.map(([id, words]) => (
          <a
            key={id}
            href={id === 'overview' ? `/cases/${file.id}` : `/cases/${file.id}?tab=${id}`}
            aria-current={id === name ? 'page' : undefined}
          >
            {words}
          </a>
        ))}
      </nav>
      <Tab file={file} path={path} topics={topics} traces={items} />
      <CaseCoverage path={path} topics={topics} />
    </div>
  );
}

/** What the traces of the case did not follow: it stays in sight on every tab. */
function CaseCoverage({ path, topics }: { path: string; topics: readonly string[] }) {
  const coverage = useResource<{ items: readonly TraceCoverage[] }>(`${path}/coverage`, topics);
  const { data } = coverage.state.value;
  // what was not read yet is not nothing
  if (data === null) return <aside class="strip">Reading what the traces did not follow…</aside>;
  const { items } = data;
  const done = items.flatMap((item) => item.coverage ?? []);
  const waiting = items.length - done.length;
  const more = done.reduce((sum, one) => sum + one.more, 0);
  const holes = {
    cuts: done.flatMap(({ cuts }) => cuts),
    gaps: done.flatMap(({ gaps }) => gaps),
    also: [
      `in ${count(done.length, 'trace')}`,
      ...(waiting > 0 ? [`${count(waiting, 'trace')} without a result yet`] : []),
      ...(more > 0 ? [`${more} more in the results`] : []),
    ],
  };
  const [first] = items;
  return <CoverageStrip holes={holes} href={first ? `/traces/${first.traceId}#coverage` : '/'} />;
}

function CaseHead({ file, resource }: { file: Case; resource: Resource<Case> }) {
  const isOpen = file.status === 'open';
  /** As it stood when somebody began to change it: what came meanwhile is not written over. */
  const [edited, setEdited] = useState<{ file: Case; etag: string | null } | null>(null);
  const change = async (body: object, etag: string | null) => {
    await ask<Case>(`/v1/cases/${file.id}`, { method: 'PATCH', match: etag, body });
    await resource.reload();
  };
  const turn = () =>
    attempt(() => change({ status: isOpen ? 'closed' : 'open' }, resource.state.peek().etag));
  return (
    <header class="page-head">
      <div>
        <nav class="crumb" aria-label="Where this is">
          <a href="/cases">Cases</a>
          <span>No. {file.number}</span>
        </nav>
        <h1>{inert(file.title, 200)}</h1>
        <p class="row small">
          <Tag tone={isOpen ? 'good' : ''}>{file.status}</Tag>
          <TlpMark tlp={file.tlp} />
          <span class="quiet">
            opened <Time at={file.createdAt} short /> UTC
            {file.closedAt && (
              <>
                , closed <Time at={file.closedAt} short />
              </>
            )}
          </span>
        </p>
      </div>
      <div class="row no-print">
        {mayAs('analyst') && isOpen && (
          <button
            type="button"
            onClick={() => setEdited({ file, etag: resource.state.peek().etag })}
          >
            Edit
          </button>
        )}
        {mayAs('analyst') && (
          <button type="button" onClick={() => void turn()}>
            {isOpen ? 'Close the case' : 'Open it again'}
          </button>
        )}
        <button type="button" onClick={() => print()}>
          Print
        </button>
      </div>
      {edited && (
        <EditCase
          file={edited.file}
          change={(body) => change(body, edited.etag)}
          onClose={() => setEdited(null)}
        />
      )}
    </header>
  );
}

interface EditProps {
  readonly file: Case;
  readonly change: (body: object) => Promise<void>;
  readonly onClose: () => void;
}

function EditCase({ file, change, onClose }: EditProps) {
  const submit = async ({ title, summary, tlp }: { readonly [name: string]: string }) => {
    // who may be told is for the lead alone to say
    await change({ title, summary, ...(tlp === file.tlp ? {} : { tlp }) });
    onClose();
  };
  return (
    <Dialog title="Edit the case" onClose={onClose}>
      <Form action="Keep it" submit={submit} onCancel={onClose}>
        <Text label="Title" name="title" required value={file.title} />
        <Text label="Summary" name="summary" lines={5} most={20_000} value={file.summary} />
        <Choice label="May be shared with" name="tlp" options={TLPS} value={file.tlp} />
      </Form>
    </Dialog>
  );
}

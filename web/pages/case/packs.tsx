import { useState } from 'preact/hooks';
import { ask } from '../../api/client.ts';
import { useResource } from '../../api/resource.ts';
import { mayAs } from '../../api/session.ts';
import type { Approval, Job, Pack, Paged } from '../../api/shapes.ts';
import { Ago, Id, Tag, Time } from '../../parts/pieces.tsx';
import { attempt } from '../../parts/toast.tsx';
import { count } from '../../text/figures.ts';
import { inert } from '../../text/inert.ts';
import type { CaseProps } from './case.tsx';
import { AUDIENCES, PackDialog } from './pack-dialog.tsx';
import { Section } from './section.tsx';

/** What can be handed on, each with its digest; it leaves the house once released. */
export function Packs({ file, path, topics, traces }: CaseProps) {
  const done = traces.filter(({ resultSha256 }) => resultSha256 !== null);
  const approvals = useResource<Paged<Approval>>('/v1/approvals?limit=200', topics);
  const asked = approvals.state.value.data?.items ?? [];
  const jobs = useResource<Paged<Job>>('/v1/jobs?limit=50', ['jobs']);
  const askFor = (pack: Pack) =>
    attempt(async () => {
      const body = { caseId: file.id, kind: 'pack_release', subject: { packId: pack.id } };
      await ask('/v1/approvals', { method: 'POST', body });
      await approvals.reload();
    }, 'Asked for release: somebody else decides.');
  const release = (pack: Pack) =>
    attempt(() => ask(`${path}/packs/${pack.id}/release`, { method: 'POST' }), 'Released.');
  const [isMaking, setMaking] = useState(false);
  return (
    <>
      <Section<Pack>
        title="Packs"
        file={file}
        path={`${path}/packs`}
        topics={topics}
        none="No pack was made yet."
        filter={
          done.length > 0 &&
          mayAs('analyst') && (
            <button type="button" onClick={() => setMaking(true)}>
              Make a pack
            </button>
          )
        }
      >
        {(items) => (
          <Table packs={items} path={path} asked={asked} askFor={askFor} release={release} />
        )}
      </Section>
      {isMaking && (
        <PackDialog
          caseId={file.id}
          traces={done}
          onClose={() => setMaking(false)}
          made={() => void jobs.reload()}
        />
      )}
      <Making jobs={jobs.state.value.data?.items ?? []} caseId={file.id} />
    </>
  );
}

const DAY_MS = 86_400_000;

/** Packs that are being made, and those of today that could not be. */
function Making({ jobs, caseId }: { jobs: readonly Job[]; caseId: string }) {
  const own = jobs.filter((one) => one.kind === 'pack' && one.caseId === caseId);
  const waiting = own.filter(({ state }) => state === 'queued' || state === 'running');
  const failed = own.filter(({ state, createdAt }) => {
    return state === 'failed' && Date.now() - Date.parse(createdAt) < DAY_MS;
  });
  return (
    <>
      {waiting.length > 0 && (
        <p class="progress" role="status">
          <b class="pulse">{count(waiting.length, 'pack')} being made</b>
        </p>
      )}
      {failed.map(({ id, createdAt, error }) => (
        <p key={id} class="notice">
          A pack that was asked for <Ago at={createdAt} /> could not be made:{' '}
          {inert(error?.message ?? 'no reason was given', 400)}
        </p>
      ))}
    </>
  );
}

interface TableProps {
  readonly packs: readonly Pack[];
  readonly path: string;
  readonly asked: readonly Approval[];
  readonly askFor: (pack: Pack) => Promise<boolean>;
  readonly release: (pack: Pack) => Promise<boolean>;
}

function Table({ packs, path, ...means }: TableProps) {
  return (
    <div class="table-wrap">
      <table class="cards">
        <thead>
          <tr>
            <th>Pack</th>
            <th>Kind</th>
            <th>For whom</th>
            <th>Made (UTC)</th>
            <th>SHA-256</th>
            <th>Released</th>
          </tr>
        </thead>
        <tbody>
          {packs.map((pack) => (
            <tr key={pack.id}>
              <td class="wide">
                <a href={`${path}/packs/${pack.id}/file`} download={pack.name}>
                  {inert(pack.name, 120)}
                </a>
              </td>
              <td data-label="Kind">
                <Tag>{pack.kind}</Tag>
              </td>
              <td data-label="For whom">
                <ForWhom pack={pack} />
              </td>
              <td data-label="Made">
                <Time at={pack.createdAt} short />
              </td>
              <td data-label="SHA-256">
                <Id id={pack.sha256} short={`${pack.sha256.slice(0, 16)}…`} />
              </td>
              <td data-label="Released">
                <Release pack={pack} {...means} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Its audience, and how much was left out: read before it is released. */
export function ForWhom({ pack: { redaction } }: { pack: Pack }) {
  if (redaction === null) return <Tag tone="warn">the trace alone, nothing left out</Tag>;
  const { audience, withheld } = redaction;
  return (
    <>
      {AUDIENCES[audience]}
      {withheld.length > 0 && (
        <details class="small">
          <summary>{count(withheld.length, 'thing')} left out</summary>
          <ul class="plain-rows">
            {withheld.map(({ rule, what, why, count: number }) => (
              <li key={`${rule} ${what}`}>
                {what}: {number} <span class="quiet">{why}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

/** Out of the house: asked for, approved by another person, and then released. */
function Release({
  pack,
  asked,
  askFor,
  release,
}: { pack: Pack } & Omit<TableProps, 'packs' | 'path'>) {
  const of = asked.filter(
    ({ kind, subject }) => kind === 'pack_release' && subject.packId === pack.id,
  );
  if (pack.releasedAt) return <Time at={pack.releasedAt} short />;
  if (pack.redaction?.audience === 'own') return <span class="quiet">stays in the house</span>;
  if (!mayAs('investigator')) return <span class="quiet">not yet</span>;
  if (of.some(({ decision }) => decision === 'approved')) {
    return (
      <button type="button" class="primary" onClick={() => void release(pack)}>
        Release it
      </button>
    );
  }
  if (of.some(({ decision }) => decision === null))
    return <Tag tone="warn">waits for approval</Tag>;
  return (
    <button type="button" onClick={() => void askFor(pack)}>
      Ask for release
    </button>
  );
}

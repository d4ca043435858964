import { ask } from '../../api/client.ts';
import { mayAs } from '../../api/session.ts';
import type { Pack } from '../../api/shapes.ts';
import { Choice } from '../../parts/form.tsx';
import { Id, Tag, Time } from '../../parts/pieces.tsx';
import { attempt } from '../../parts/toast.tsx';
import { inert } from '../../text/inert.ts';
import { PACK_KINDS } from '../trace/bar.tsx';
import type { CaseProps } from './case.tsx';
import { Section } from './section.tsx';

/** What can be handed on, each with its digest; it leaves the house once released. */
export function Packs({ file, path, topics, traces }: CaseProps) {
  const done = traces.filter(({ resultSha256 }) => resultSha256 !== null);
  const release = (pack: Pack) =>
    attempt(
      () =>
        ask('/v1/approvals', {
          method: 'POST',
          body: {
            caseId: file.id,
            kind: 'pack_release',
            subject: { packId: pack.id, name: pack.name },
          },
        }),
      'Asked for release: somebody else decides.',
    );
  const adding = {
    words: 'Make a pack',
    fields: (
      <>
        <Choice
          label="Of which trace"
          name="traceId"
          options={done.map(({ id, title }) => [id, inert(title, 100)] as const)}
        />
        <Choice label="For whom" name="kind" options={PACK_KINDS} />
      </>
    ),
  };
  return (
    <Section<Pack>
      title="Packs"
      file={file}
      path={`${path}/packs`}
      topics={topics}
      none="No pack was made yet."
      {...(done.length > 0 ? { adding } : {})}
    >
      {(items) => <Table packs={items} path={path} release={release} />}
    </Section>
  );
}

interface TableProps {
  readonly packs: readonly Pack[];
  readonly path: string;
  readonly release: (pack: Pack) => Promise<boolean>;
}

function Table({ packs, path, release }: TableProps) {
  return (
    <div class="table-wrap">
      <table class="cards">
        <thead>
          <tr>
            <th>Pack</th>
            <th>Kind</th>
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
              <td data-label="Made">
                <Time at={pack.createdAt} short />
              </td>
              <td data-label="SHA-256">
                <Id id={pack.sha256} short={`${pack.sha256.slice(0, 16)}…`} />
              </td>
              <td data-label="Released">
                {pack.releasedAt ? (
                  <Time at={pack.releasedAt} short />
                ) : mayAs('investigator') ? (
                  <button type="button" onClick={() => void release(pack)}>
                    Ask for release
                  </button>
                ) : (
                  <span class="quiet">not yet</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

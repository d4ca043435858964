import { Fragment } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { read } from '../../api/client.ts';
import type { CustodyRow } from '../../api/shapes.ts';
import { Id, Time } from '../../parts/pieces.tsx';
import { attempt } from '../../parts/toast.tsx';
import { group } from '../../text/figures.ts';
import { inert } from '../../text/inert.ts';
import type { CaseProps } from './case.tsx';
import { Section } from './section.tsx';

interface Verdict {
  readonly ok: boolean;
  readonly rows: string | null;
  /** Hash of the last row: noted elsewhere, it shows a log that was cut short. */
  readonly head: string | null;
  readonly seq: string | null;
  readonly reason: string | null;
}

const LOOK_MS = 1000;

/** How far the verification is: the log of a busy desk takes a minute. */
function HowFar({ at }: { at: string }) {
  const [far, setFar] = useState<{ rows: string | null; of: string } | null>(null);
  useEffect(() => {
    const look = () => read<{ rows: string | null; of: string }>(at).then(setFar, () => undefined);
    const timer = setInterval(() => void look(), LOOK_MS);
    return () => clearInterval(timer);
  }, [at]);
  return (
    <p class="quiet" role="status">
      {far?.rows ? `${group(far.rows)} of ${group(far.of)} rows hold so far` : 'Verifying…'}
    </p>
  );
}

/** Who did what to the case, the latest first; each row holds the hash of the one before. */
export function Custody({ file, path, topics }: CaseProps) {
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const [isBusy, setBusy] = useState(false);
  const at = `${path}/custody/verify`;
  const verify = async () => {
    setBusy(true);
    setVerdict(null);
    await attempt(async () => setVerdict(await read<Verdict>(at, { method: 'POST' })));
    setBusy(false);
  };
  return (
    <div class="stack">
      <div class="row">
        <button type="button" class="no-print" disabled={isBusy} onClick={() => void verify()}>
          Verify the log
        </button>
        {isBusy && <HowFar at={at} />}
        {verdict &&
          (verdict.ok ? (
            <p class="verdict good" role="status">
              ✓ {verdict.rows} rows: nothing was changed, taken out or put in. Head{' '}
              <Id id={verdict.head ?? ''} short={`${verdict.head?.slice(0, 16)}…`} />
            </p>
          ) : (
            <p class="verdict bad" role="alert">
              ✗ Row {verdict.seq} does not hold: {inert(verdict.reason ?? '', 300)}
            </p>
          ))}
      </div>
      <Section<CustodyRow>
        title="Custody log"
        file={file}
        path={`${path}/custody`}
        query="order=desc"
        topics={topics}
        none="Nothing was done yet."
      >
        {(items) => <Rows rows={items} />}
      </Section>
    </div>
  );
}

function Rows({ rows }: { rows: readonly CustodyRow[] }) {
  return (
    <div class="table-wrap">
      <table class="cards">
        <thead>
          <tr>
            <th class="num">Row</th>
            <th>When (UTC)</th>
            <th>Who</th>
            <th>What</th>
            <th>Hash</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.seq}>
              <td class="num" data-label="Row">
                {row.seq}
              </td>
              <td data-label="When">
                <Time at={row.at} />
              </td>
              <td data-label="Who">
                <span
                  data-exact={copied(row.actor.name, row.actor.id)}
                  title={`${row.actor.kind} ${row.actor.id}`}
                >
                  {inert(row.actor.name, 60)}
                </span>{' '}
                {row.actor.kind !== 'person' && <span class="quiet">({row.actor.kind})</span>}
              </td>
              <td class="wide">
                <b>{inert(row.action.replace(/[.-]/g, ' '), 80)}</b>{' '}
                <span class="small wrap-any">
                  <About about={row.about} />
                </span>
              </td>
              <td data-label="Hash">
                <Id id={row.hash} short={`${row.hash.slice(0, 12)}…`} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What it was done to: by its name, the id on hover and when it is copied. */
function About({ about }: Pick<CustodyRow, 'about'>) {
  return (
    <>
      {about.map(({ what, id, name }, i) => (
        <Fragment key={what}>
          {i > 0 && ', '}
          {/* what was done mostly says to what kind of thing */}
          {i > 0 && name !== null && `${what} `}
          <span data-exact={copied(name, id)} title={`${what} ${id}`}>
            {what === 'trace' ? (
              <a href={`/traces/${id}`}>{shown(what, id, name)}</a>
            ) : (
              shown(what, id, name)
            )}
          </span>
        </Fragment>
      ))}
    </>
  );
}

function shown(what: string, id: string, name: string | null): string {
  return name === null ? `${what} ${shortId(id)}` : inert(name, 120);
}

/** The log itself holds the id. */
function copied(name: string | null, id: string): string {
  return name === null || name === id ? id : `${name} (${id})`;
}

/** Ids begin with the time: what tells them apart is their end. */
function shortId(id: string): string {
  return id.length > 12 ? `…${inert(id.slice(-6))}` : inert(id);
}

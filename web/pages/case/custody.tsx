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

/** Who did what to the case; each row holds the hash of the one before. */
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
                {inert(row.actor.name, 60)}{' '}
                {row.actor.kind !== 'person' && <span class="quiet">({row.actor.kind})</span>}
              </td>
              <td class="wide">
                <b>{inert(row.action, 80)}</b>{' '}
                <span class="small quiet wrap-any">{subjectText(row.subject)}</span>
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

/** What it was done to: `trace 01a2…, pack 01a2…`. */
function subjectText(subject: unknown): string {
  if (typeof subject !== 'object' || subject === null) return inert(String(subject), 160);
  const named = Object.entries(subject).map(([name, id]) => `${name} ${String(id)}`);
  return inert(named.join(', '), 240);
}

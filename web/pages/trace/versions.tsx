import { useState } from 'preact/hooks';
import type { TraceResult } from '../../../src/trace/result.ts';
import { useResource } from '../../api/resource.ts';
import type { Paged, Trace, TraceVersion } from '../../api/shapes.ts';
import { nameOf, shortOf, symbolOf } from '../../graph/view.ts';
import { Id, Time } from '../../parts/pieces.tsx';
import { Loaded } from '../../parts/states.tsx';
import { count, dollars } from '../../text/figures.ts';
import { inert } from '../../text/inert.ts';
import { type Difference, differencesOf } from './differences.ts';
import { shortUnits, type View } from './view.ts';

const SHOWN = 100;

/** What a trace said before, and what has changed since; nothing while there is one version. */
export function Versions({ trace }: { trace: Trace }) {
  const path = `/v1/traces/${encodeURIComponent(trace.id)}/versions`;
  const versions = useResource<Pick<Paged<TraceVersion>, 'items'>>(path, [`trace:${trace.id}`]);
  const [chosen, setChosen] = useState<number | null>(null);
  const items = versions.state.value.data?.items ?? [];
  if (items.length < 2) return null;
  const newer = items.find(({ version }) => version === chosen) ?? items[0];
  const older = newer && items.find(({ version }) => version === newer.version - 1);
  return (
    <section class="stack tight" aria-labelledby="versions-title">
      <div class="section-title row far">
        <h2 id="versions-title">What has changed</h2>
        <label class="row no-print">
          <span class="small quiet">Version</span>
          <select
            value={newer?.version}
            onChange={(event) => setChosen(Number(event.currentTarget.value))}
          >
            {items.slice(0, -1).map((one) => (
              <option key={one.version} value={one.version} selected={one === newer}>
                {one.version} against {one.version - 1}
              </option>
            ))}
          </select>
        </label>
      </div>
      {newer && older && (
        <>
          <p class="quiet">
            Version {newer.version}, <Time at={newer.createdAt} /> UTC ({inert(newer.reason, 200)}),
            against version {older.version}, <Time at={older.createdAt} />.{' '}
            <a href={`${path}/${older.version}`} download={`${trace.id}-v${older.version}.json`}>
              The earlier result (JSON)
            </a>
          </p>
          <Compared key={newer.version} path={path} older={older} newer={newer} />
        </>
      )}
    </section>
  );
}

interface ComparedProps {
  readonly path: string;
  readonly older: TraceVersion;
  readonly newer: TraceVersion;
}

function Compared({ path, older, newer }: ComparedProps) {
  const before = useResource<TraceResult>(`${path}/${older.version}`);
  const after = useResource<TraceResult>(`${path}/${newer.version}`);
  return (
    <Loaded resource={before} what="the earlier result" lines={4}>
      {(was) => (
        <Loaded resource={after} what="the later result" lines={4}>
          {(is) => <Table {...differencesOf(was, is)} />}
        </Loaded>
      )}
    </Loaded>
  );
}

function Table({ rows, before, after }: ReturnType<typeof differencesOf>) {
  if (rows.length === 0) return <p class="quiet">No place holds more or less than it did.</p>;
  return (
    <>
      <div class="table-wrap">
        <table class="cards">
          <thead>
            <tr>
              <th class="num">Change</th>
              <th>Holder</th>
              <th>Who</th>
              <th class="num">Before</th>
              <th class="num">After</th>
              <th>State</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, SHOWN).map((row) => (
              <Row key={row.key} row={row} before={before} after={after} />
            ))}
          </tbody>
        </table>
      </div>
      {rows.length > SHOWN && (
        <p class="quiet">and {count(rows.length - SHOWN, 'place')} more, with less at stake</p>
      )}
    </>
  );
}

function Row({ row, before, after }: { row: Difference; before: View; after: View }) {
  const { cents, asset, holder } = row;
  const isLess = row.units < 0n;
  const view = row.after ? after : before;
  const units = (n: bigint) => `${shortUnits(view, asset, n)} ${symbolOf(view, asset)}`;
  const worth = cents === null ? null : dollars(cents < 0n ? -cents : cents);
  return (
    <tr>
      <td class="num money" data-label="Change">
        {isLess ? '−' : '+'}
        {worth ?? units(isLess ? -row.units : row.units)}
      </td>
      <td data-label="Holder">
        <Id id={holder} short={shortOf(view, holder)} />
      </td>
      <td data-label="Who">{nameOf(view, holder) ?? <span class="quiet">not known</span>}</td>
      <td class="num" data-label="Before">
        {row.before ? units(row.before.units) : <span class="quiet">nothing</span>}
      </td>
      <td class="num" data-label="After">
        {row.after ? units(row.after.units) : <span class="quiet">nothing</span>}
      </td>
      <td data-label="State">{(row.after ?? row.before)?.of.status}</td>
    </tr>
  );
}

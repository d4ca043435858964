import type { ResultHop } from '../../../src/trace/result.ts';
import { nameOf, shortOf, symbolOf } from '../../graph/view.ts';
import { Id, Tag, Time } from '../../parts/pieces.tsx';
import { count, dollars, ratio } from '../../text/figures.ts';
import { readTime, span, utc } from '../../text/times.ts';
import { Cents, Units } from './amount.tsx';
import { centsOf, type Place, type View } from './view.ts';

interface Moment {
  readonly at: string;
  readonly name: string;
  readonly hop: ResultHop | null;
}

const BARS = 96;
const LARGEST = 8;

/** What happened when: how much moved, and the moments that matter. */
export function Timeline({ view, places }: { view: View; places: readonly Place[] }) {
  const { seeds, hops } = view.result;
  const start = seeds.reduce((old, { time }) => (time < old ? time : old), seeds[0]?.time ?? '');
  if (start === '' || hops.length === 0) return null;
  const moments = momentsOf(view, places, start);
  return (
    <section class="stack tight" aria-labelledby="timeline-title">
      <div class="section-title">
        <h2 id="timeline-title">Timeline</h2>
        <span class="quiet">UTC, from the theft on</span>
      </div>
      <Bars view={view} start={start} />
      <ol class="moments">
        {moments.map(({ at, name, hop }) => (
          <li key={`${at}${name}${hop?.tx}${hop?.to}`}>
            <span class="after">{at === start ? 'theft' : `+ ${after(start, at)}`}</span>
            <Time at={at} />
            <span>
              <b>{name}</b> {hop && <Hop view={view} hop={hop} />}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function after(start: string, at: string): string {
  return span((readTime(at).getTime() - readTime(start).getTime()) / 1000);
}

function Hop({ view, hop }: { view: View; hop: ResultHop }) {
  const end = (id: string) => nameOf(view, id) ?? shortOf(view, id);
  return (
    <>
      <Units view={view} asset={hop.asset} units={BigInt(hop.traced[view.policy] ?? '0')} />{' '}
      {symbolOf(view, hop.asset)} to <span title={hop.to}>{end(hop.to)}</span>{' '}
      <Id id={hop.tx} short={`${hop.tx.slice(0, 10)}…`} />{' '}
      {hop.via !== 'transfer' && <Tag>{hop.via}</Tag>}
    </>
  );
}

function worth(view: View, hop: ResultHop): bigint {
  return centsOf(view, hop.asset, hop.traced, hop.usd) ?? 0n;
}

function momentsOf(view: View, places: readonly Place[], start: string): readonly Moment[] {
  const { hops } = view.result;
  const moved = hops
    .filter(({ via }) => via !== 'seed')
    .toSorted((a, b) => (a.time < b.time ? -1 : 1));
  const found: Moment[] = [{ at: start, name: 'The theft', hop: null }];
  const add = (name: string, hop: ResultHop | undefined) => {
    if (hop && !found.some((one) => one.hop === hop)) found.push({ at: hop.time, name, hop });
  };
  const isAt = (status: Place['of']['status']) => {
    const holders = new Set(places.flatMap(({ of }) => (of.status === status ? [of.holder] : [])));
    return moved.find(({ to }) => holders.has(to));
  };
  add('First move:', moved[0]);
  add(
    'First swap:',
    moved.find(({ via }) => via === 'swap'),
  );
  add('First arrival at a service:', isAt('at service'));
  add('First into a mixer:', isAt('in mix'));
  const largest = moved
    .toSorted((a, b) =>
      worth(view, a) < worth(view, b) ? 1 : worth(view, a) > worth(view, b) ? -1 : 0,
    )
    .slice(0, LARGEST);
  for (const hop of largest) add('Among the largest:', hop);
  add('Last move seen:', moved.at(-1));
  return found.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

interface Bin {
  readonly hops: number;
  readonly cents: bigint;
}

/** How much moved in each part of the time; the list beneath says the moments in words. */
function Bars({ view, start }: { view: View; start: string }) {
  const { hops } = view.result;
  const end = hops.reduce((last, { time }) => (time > last ? time : last), start);
  const from = readTime(start).getTime();
  const size = Math.max(1, (readTime(end).getTime() - from) / BARS);
  const bins: Bin[] = Array.from({ length: BARS }, () => ({ hops: 0, cents: 0n }));
  for (const hop of hops) {
    const i = Math.min(
      BARS - 1,
      Math.max(0, Math.floor((readTime(hop.time).getTime() - from) / size)),
    );
    const old = bins[i] ?? { hops: 0, cents: 0n };
    bins[i] = { hops: old.hops + 1, cents: old.cents + worth(view, hop) };
  }
  const most = bins.reduce((top, { cents }) => (cents > top ? cents : top), 1n);
  const words = `${count(hops.length, 'hop')} over ${after(start, end)}, ${dollars(most)} at most`;
  return (
    <figure class="bars">
      <svg viewBox={`0 0 ${BARS * 10} 64`} preserveAspectRatio="none" role="img" aria-label={words}>
        {bins.map(({ cents, hops: n }, i) => {
          if (n === 0) return null;
          const height = Math.max(2, Math.sqrt(ratio(cents, most)) * 60);
          return <rect key={i} x={i * 10 + 1} y={64 - height} width={8} height={height} />;
        })}
      </svg>
      <figcaption class="row far small quiet">
        <span>{utc(start, false)}</span>
        <span>
          height: square root of what moved, at most <Cents cents={most} />
        </span>
        <span>{utc(end, false)}</span>
      </figcaption>
    </figure>
  );
}

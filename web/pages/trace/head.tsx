import { Fragment } from 'preact';
import type { Destination } from '../../../src/trace/result.ts';
import { nameOf } from '../../graph/view.ts';
import { dollars, percent, ratio, toCents } from '../../text/figures.ts';
import { inert } from '../../text/inert.ts';
import { assetsText, Cents } from './amount.tsx';
import { type Place, type Sum, sumOf, type View } from './view.ts';

interface Figure {
  readonly id: string;
  readonly name: string;
  /** In a sentence. */
  readonly where: string;
  readonly note: string;
  readonly sum: Sum;
  /** Whether it is a part of what was stolen, drawn in the bar. */
  readonly isPart: boolean;
}

function figuresOf(places: readonly Place[]): readonly Figure[] {
  const where = (...wanted: Destination['status'][]) =>
    sumOf(places.filter(({ of }) => wanted.includes(of.status)));
  const parts: readonly Omit<Figure, 'isPart'>[] = [
    {
      id: 'service',
      name: 'At services',
      where: 'at services',
      note: 'somebody else keeps it now',
      sum: where('at service'),
    },
    {
      id: 'mix',
      name: 'In mixers',
      where: 'in mixers',
      note: 'the link is broken on purpose',
      sum: where('in mix'),
    },
    {
      id: 'held',
      name: 'Held',
      where: 'at addresses that have not moved it on',
      note: 'at addresses, not moved on',
      sum: where('held'),
    },
    {
      id: 'swapped',
      name: 'Swapped away',
      where: 'swapped into something not known',
      note: 'what it became is not known',
      sum: where('swapped, proceeds outside'),
    },
    {
      id: 'unknown',
      name: 'Not covered',
      where: 'not covered, so it may have moved on',
      note: 'not read or not followed: it may have moved on',
      sum: where('not covered', 'not followed'),
    },
    {
      id: 'returned',
      name: 'Returned',
      where: 'given back',
      note: 'given back',
      sum: where('returned'),
    },
  ];
  return parts.filter(({ sum }) => sum.units.size > 0).map((part) => ({ ...part, isPart: true }));
}

/** A sentence that says how much is where: the figures beneath say it, too. */
const SHARE = /^\$[\d,]+ \(\d+\.\d %\) /;
const MOST_NAMES = 3;

/** Where it is now, in words: the largest part first, with the names of who keeps it. */
function Now({ view, figures, stolen }: NowProps) {
  const parts = figures.filter(({ sum }) => sum.cents !== null && sum.cents > 0n);
  if (stolen === null || stolen === 0n || parts.length === 0) return null;
  parts.sort((a, b) => ((a.sum.cents ?? 0n) < (b.sum.cents ?? 0n) ? 1 : -1));
  return (
    <p class="now">
      <b>Now:</b>{' '}
      {parts.map(({ id, where, sum }, i) => (
        <Fragment key={id}>
          {i > 0 && ', '}
          <b>{percent(sum.cents ?? 0n, stolen)}</b> {where}
          {namesText(view, sum)}
        </Fragment>
      ))}
      .
    </p>
  );
}

interface NowProps {
  readonly view: View;
  readonly figures: readonly Figure[];
  readonly stolen: bigint | null;
}

/** The names of the places of a sum, the dearest first. */
function namesText(view: View, { places }: Sum): string {
  const names = new Set(places.flatMap(({ of }) => nameOf(view, of.holder) ?? []));
  if (names.size === 0) return '';
  const more = names.size > MOST_NAMES ? ' and others' : '';
  return ` (${[...names].slice(0, MOST_NAMES).join(', ')}${more})`;
}

/** The answer in one sentence, then where it is in figures, then as a bar. */
export function Head({ view, places }: { view: View; places: readonly Place[] }) {
  const { summary } = view.result;
  const stolen = toCents(summary.stolenUsd);
  const figures = figuresOf(places);
  const can = sumOf(places.filter(({ strength }) => strength === 'can'));
  const sentences = summary.sentences.filter((one) => one !== summary.headline && !SHARE.test(one));
  return (
    <section class="answer" aria-label="The answer">
      <p class="headline" data-headline>
        {inert(summary.headline, 2000)}
      </p>
      <Now view={view} figures={figures} stolen={stolen} />
      {sentences.length > 0 && (
        <p class="sentences quiet">
          {sentences
            .slice(0, 3)
            .map((sentence) => inert(sentence, 600))
            .join(' ')}
        </p>
      )}
      <Bar figures={figures} />
      <dl class="figures">
        <div class="figure whole">
          <dt>Stolen</dt>
          <dd>
            <strong>
              {stolen === null ? <Least sum={stolenSum(view)} /> : <Cents cents={stolen} />}
            </strong>
            <span class="quiet">{assetsText(view, stolenSum(view))}</span>
          </dd>
        </div>
        {figures.map(({ id, name, note, sum }) => (
          <div key={id} class={`figure tone-${id}`}>
            <dt>{name}</dt>
            <dd>
              <strong>
                <Least sum={sum} />
              </strong>
              <span class="share">{shareText(sum, stolen)}</span>
              <span class="quiet">{note}</span>
            </dd>
          </div>
        ))}
        <div class="figure can">
          <dt>Can be stopped now</dt>
          <dd>
            <strong>{can.units.size === 0 ? '$0' : <Least sum={can} />}</strong>
            <span class="share">{shareText(can, stolen)}</span>
            <span class="quiet">
              {can.units.size === 0 ? 'nobody is known who could' : 'if labels hold: see each'}
            </span>
          </dd>
        </div>
      </dl>
    </section>
  );
}

/** What was stolen, in dollars as far as there are prices. */
function stolenSum(view: View): Sum {
  const units = new Map<string, bigint>();
  for (const { asset, amount } of view.result.stolen) {
    units.set(asset, (units.get(asset) ?? 0n) + BigInt(amount));
  }
  let cents: bigint | null = null;
  let unpriced = 0;
  for (const { usd } of view.result.stolen) {
    const worth = toCents(usd);
    if (worth === null) unpriced += 1;
    else cents = (cents ?? 0n) + worth;
  }
  return { cents, unpriced, units, places: [] };
}

/** A sum; at least so much, where a part of it has no price. */
export function Least({ sum }: { sum: Sum }) {
  if (sum.cents === null) return <span class="quiet">{dollars(null)}</span>;
  return (
    <>
      {sum.unpriced > 0 && <abbr title={`${sum.unpriced} without a price`}>≥ </abbr>}
      <Cents cents={sum.cents} />
    </>
  );
}

function shareText(sum: Sum, whole: bigint | null): string {
  if (whole === null || sum.cents === null || sum.unpriced > 0) return '';
  return percent(sum.cents, whole);
}

/** Parts of what was stolen, as lengths; the figures beneath say the same. */
function Bar({ figures }: { figures: readonly Figure[] }) {
  const priced = figures.filter(({ sum }) => sum.cents !== null && sum.cents > 0n);
  const whole = priced.reduce((all, { sum }) => all + (sum.cents ?? 0n), 0n);
  if (whole === 0n) return null;
  return (
    <div class="whole-bar" aria-hidden="true">
      {priced.map(({ id, sum }) => (
        <span
          key={id}
          class={`tone-${id}`}
          style={{ flexGrow: Math.max(0.004, ratio(sum.cents ?? 0n, whole)) }}
        />
      ))}
    </div>
  );
}

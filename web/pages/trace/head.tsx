import { type ComponentChildren, Fragment } from 'preact';
import type { Destination } from '../../../src/trace/result.ts';
import { nameOf, symbolOf } from '../../graph/view.ts';
import { dollars, percent, ratio, toCents } from '../../text/figures.ts';
import { inert } from '../../text/inert.ts';
import { assetsText, Cents, Units } from './amount.tsx';
import { showPlaces } from './places.tsx';
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
function Now({ view, figures, measure }: NowProps) {
  const parts = figures.filter(({ sum }) => measure.of(sum) > 0n);
  if (parts.length === 0) return null;
  parts.sort((a, b) => (measure.of(a.sum) < measure.of(b.sum) ? 1 : -1));
  return (
    <p class="now">
      <b>Now:</b>{' '}
      {parts.map(({ id, where, sum }, i) => (
        <Fragment key={id}>
          {i > 0 && ', '}
          <b>
            {measure.whole === null ? (
              <Least view={view} sum={sum} />
            ) : (
              percent(measure.of(sum), measure.whole)
            )}
          </b>{' '}
          {where}
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
  readonly measure: Measure;
}

/** What parts are held against the whole by. */
interface Measure {
  readonly of: (sum: Sum) => bigint;
  /** Null where a part has no price, so that there is no share of the whole. */
  readonly whole: bigint | null;
}

/** Dollars; of one asset without a price its units, which are as good. */
function measureOf(view: View, stolen: bigint | null): Measure {
  const { cents, units } = stolenSum(view);
  const [[asset, all] = ['', 0n]] = units;
  if (cents === null && units.size === 1 && all > 0n) {
    return { of: (sum) => sum.units.get(asset) ?? 0n, whole: all };
  }
  return { of: (sum) => sum.cents ?? 0n, whole: stolen === 0n ? null : stolen };
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
  const measure = measureOf(view, stolen);
  const sentences = summary.sentences.filter((one) => one !== summary.headline && !SHARE.test(one));
  return (
    <section class="answer" aria-label="The answer">
      <p class="headline" data-headline>
        {inert(summary.headline, 2000)}
      </p>
      <Now view={view} figures={figures} measure={measure} />
      {sentences.length > 0 && (
        <p class="sentences quiet">
          {sentences
            .slice(0, 3)
            .map((sentence) => inert(sentence, 600))
            .join(' ')}
        </p>
      )}
      <Bar figures={figures} measure={measure} />
      <dl class="figures">
        <div class="figure whole">
          <dt>Stolen</dt>
          <dd>
            <strong>
              {stolen === null ? (
                <Least view={view} sum={stolenSum(view)} />
              ) : (
                <Cents cents={stolen} />
              )}
            </strong>
            <span class="quiet">
              {stolenSum(view).cents === null
                ? 'no price is known'
                : assetsText(view, stolenSum(view))}
            </span>
          </dd>
        </div>
        {figures.map(({ id, name, note, sum }) => (
          <div key={id} class={`figure tone-${id}`}>
            <dt>{name}</dt>
            <dd>
              <Leading show={id} name={name}>
                <Least view={view} sum={sum} />
              </Leading>
              <span class="share">{shareText(sum, measure)}</span>
              <span class="quiet">{note}</span>
            </dd>
          </div>
        ))}
        <Stoppable view={view} places={places} measure={measure} />
      </dl>
    </section>
  );
}

interface StoppableProps {
  readonly view: View;
  readonly places: readonly Place[];
  readonly measure: Measure;
}

function Stoppable({ view, places, measure }: StoppableProps) {
  const can = sumOf(places.filter(({ strength }) => strength === 'can'));
  const isNobody = can.units.size === 0;
  return (
    <div class="figure can">
      <dt>Can be stopped now</dt>
      <dd>
        {isNobody ? (
          <strong>$0</strong>
        ) : (
          <Leading show="can" name="Can be stopped now">
            <Least view={view} sum={can} />
          </Leading>
        )}
        <span class="share">{shareText(can, measure)}</span>
        <span class="quiet">
          {isNobody ? 'nobody is known who could' : 'if labels hold: see each'}
        </span>
      </dd>
    </div>
  );
}

interface LeadingProps {
  readonly show: string;
  readonly name: string;
  readonly children: ComponentChildren;
}

/** A figure that leads to the places it is the sum of. */
function Leading({ show, name, children }: LeadingProps) {
  return (
    <strong>
      <button
        type="button"
        class="bare leads"
        title={`${name}: show the places`}
        onClick={() => showPlaces({ show })}
      >
        {children}
      </button>
    </strong>
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

/** A sum: in dollars, at least so much where a part has no price; without any price its amounts. */
export function Least({ view, sum }: { view: View; sum: Sum }) {
  if (sum.cents === null) return <UnpricedSum view={view} sum={sum} />;
  return (
    <>
      {sum.unpriced > 0 && <abbr title={`${sum.unpriced} without a price`}>≥ </abbr>}
      <Cents cents={sum.cents} />
    </>
  );
}

function UnpricedSum({ view, sum }: { view: View; sum: Sum }) {
  const [only, ...others] = sum.units;
  if (!only) return <span class="quiet">{dollars(null)}</span>;
  if (others.length > 0) return <span class="many">{assetsText(view, sum)}</span>;
  const [asset, units] = only;
  return (
    <>
      <Units view={view} asset={asset} units={units} /> {symbolOf(view, asset)}
    </>
  );
}

function shareText(sum: Sum, { of, whole }: Measure): string {
  const isKnown = whole !== null && (sum.cents === null ? of(sum) > 0n : sum.unpriced === 0);
  return isKnown ? percent(of(sum), whole) : '';
}

/** Parts of what was stolen, as lengths; the figures beneath say the same. */
function Bar({ figures, measure: { of } }: Pick<NowProps, 'figures' | 'measure'>) {
  const priced = figures.filter(({ sum }) => of(sum) > 0n);
  const whole = priced.reduce((all, { sum }) => all + of(sum), 0n);
  if (whole === 0n) return null;
  return (
    <div class="whole-bar" aria-hidden="true">
      {priced.map(({ id, sum }) => (
        <span
          key={id}
          class={`tone-${id}`}
          style={{ flexGrow: Math.max(0.004, ratio(of(sum), whole)) }}
        />
      ))}
    </div>
  );
}

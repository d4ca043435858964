import type { Destination } from '../../../src/trace/result.ts';
import { dollars, percent, ratio, toCents } from '../../text/figures.ts';
import { inert } from '../../text/inert.ts';
import { assetsText, Cents } from './amount.tsx';
import { type Place, type Sum, sumOf, type View } from './view.ts';

interface Figure {
  readonly id: string;
  readonly name: string;
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
      note: 'somebody else keeps it now',
      sum: where('at service'),
    },
    { id: 'mix', name: 'In mixers', note: 'the link is broken on purpose', sum: where('in mix') },
    { id: 'held', name: 'Held', note: 'at addresses, not moved on', sum: where('held') },
    {
      id: 'swapped',
      name: 'Swapped away',
      note: 'what it became is not known',
      sum: where('swapped, proceeds outside'),
    },
    {
      id: 'unknown',
      name: 'Not covered',
      note: 'not read or not followed: it may have moved on',
      sum: where('not covered', 'not followed'),
    },
    { id: 'returned', name: 'Returned', note: 'given back', sum: where('returned') },
  ];
  return parts.filter(({ sum }) => sum.units.size > 0).map((part) => ({ ...part, isPart: true }));
}

/** The answer in one sentence, then where it is in figures, then as a bar. */
export function Head({ view, places }: { view: View; places: readonly Place[] }) {
  const { summary } = view.result;
  const stolen = toCents(summary.stolenUsd);
  const figures = figuresOf(places);
  const can = sumOf(places.filter(({ strength }) => strength === 'can'));
  const [first, ...others] = summary.sentences;
  return (
    <section class="answer" aria-label="The answer">
      <p class="headline" data-headline>
        {inert(summary.headline, 2000)}
      </p>
      {summary.sentences.length > 0 && (
        <p class="sentences quiet">
          {[...(first === summary.headline ? [] : [first ?? '']), ...others]
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

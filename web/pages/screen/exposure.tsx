import type { ExposurePlace, ExposureRow, ExposureSide } from '../../../src/screen/answer.ts';
import type { PolicyId } from '../../../src/trace/policies/policy.ts';
import { Grade, Id, Tag, Usd } from '../../parts/pieces.tsx';
import { count, ratio, shortAmount, toCents } from '../../text/figures.ts';
import { inert } from '../../text/inert.ts';
import { POLICY_WORDS, typeWords } from '../../text/words.ts';
import { Gravity, levelOf } from './decision.tsx';

interface ExposureProps {
  readonly title: string;
  readonly side: ExposureSide | null;
  readonly policy: PolicyId;
}

/** By category: how much, how far away, and the paths that show it. */
export function Exposure({ title, side, policy }: ExposureProps) {
  return (
    <section class="stack tight">
      <div class="section-title row far">
        <h2>{title}</h2>
        {side && (
          <span class="quiet small">
            {side.usd !== null && (
              <>
                <Usd usd={side.usd} /> in all,{' '}
              </>
            )}
            by {POLICY_WORDS[policy].name}, the locked policy
          </span>
        )}
      </div>
      {side === null ? (
        <p class="quiet">No ledger was asked: this is not known, and is not zero.</p>
      ) : (
        <>
          <Bar side={side} />
          {side.rows.map((row) => (
            <Row key={row.category} row={row} policy={policy} />
          ))}
          <p class="small quiet">
            Read: {count(side.read.addresses, 'address', 'addresses')},{' '}
            {count(side.read.transactions, 'transaction')}.{' '}
            {side.gaps.map((gap) => inert(gap, 300)).join(' ')}
          </p>
        </>
      )}
    </section>
  );
}

/** The weight of a row for the bar: dollars, or its share where nothing has a price. */
function weight(row: ExposureRow, whole: bigint): number {
  const cents = toCents(row.usd);
  if (cents !== null && whole > 0n) return ratio(cents, whole);
  return (row.share ?? 0) / 100;
}

function Bar({ side }: { side: ExposureSide }) {
  const whole = side.rows.reduce((sum, { usd }) => sum + (toCents(usd) ?? 0n), 0n);
  const parts = side.rows.map((row) => ({ ...row, share: weight(row, whole) }));
  return <ShareBar parts={parts} />;
}

interface ShareBarProps {
  readonly parts: readonly Share[];
  readonly isSmall?: boolean;
}
type Share = Pick<ExposureRow, 'category'> & { readonly severity: string; readonly share: number };

/** A bar by category; words beside it say the same. */
function ShareBar({ parts, isSmall = false }: ShareBarProps) {
  const shown = parts.filter(({ share }) => share > 0);
  if (shown.length === 0) return null;
  return (
    <div class={`whole-bar exposure ${isSmall ? 'small-bar' : ''}`} aria-hidden="true">
      {shown.map(({ category, severity, share }) => (
        <span
          key={category}
          class={category === 'unattributed' ? 'rest' : `level-${levelOf(severity)}`}
          style={{ flexGrow: Math.max(0.004, share) }}
        />
      ))}
    </div>
  );
}

/** In a row of a table: the bar, and its gravest part in words. */
export function SmallExposure({ shares }: { shares: readonly Share[] | null }) {
  if (shares === null) return <span class="quiet">not asked</span>;
  const gravest = shares.find(({ category }) => category !== 'unattributed') ?? shares[0];
  if (!gravest) return <span class="quiet">no prices</span>;
  const { category, share } = gravest;
  return (
    <>
      <ShareBar parts={shares.map((one) => ({ ...one, share: one.share / 100 }))} isSmall />
      <span class="small">
        {share.toFixed(1)} % {typeWords(inert(category, 60)).replaceAll('_', ' ')}
      </span>
    </>
  );
}

function Row({ row, policy }: { row: ExposureRow; policy: PolicyId }) {
  const isRest = row.category === 'unattributed';
  return (
    <details class="exposure-row">
      <summary>
        <span class="category">
          {isRest && <span class="quiet">unattributed</span>}
          {!isRest && <Gravity severity={row.severity} />}{' '}
          {!isRest && (
            <b title={row.category}>{typeWords(inert(row.category, 60)).replaceAll('_', ' ')}</b>
          )}{' '}
          {row.grade && <Grade grade={row.grade} />}
        </span>
        <span class="money">
          {row.usd === null ? <Amounts row={row} policy={policy} /> : <Usd usd={row.usd} />}
        </span>
        <span class="quiet small">{distanceText(row)}</span>
      </summary>
      <p class="row small">
        <Band name="direct" band={row.direct} />
        <Band name="near (2–3 hops)" band={row.near} />
        <Band name="far (4 or more)" band={row.far} />
        <span>
          exact: <Amounts row={row} policy={policy} />
        </span>
      </p>
      <ul class="plain-rows small">
        {row.places.slice(0, 50).map((place) => (
          <Place key={`${place.holder}${place.path[0]}`} place={place} />
        ))}
      </ul>
      {row.places.length > 50 && <p class="quiet">and {row.places.length - 50} more places</p>}
    </details>
  );
}

function distanceText({ share, minHops }: ExposureRow): string {
  const part =
    share === null ? [] : [share > 0 && share < 0.1 ? '<0.1 %' : `${share.toFixed(1)} %`];
  return [...part, ...(minHops > 0 ? [`${count(minHops, 'hop')} at least`] : [])].join(', ');
}

function Band({ name, band }: { name: string; band: ExposureRow['direct'] }) {
  if (band.places === 0) return null;
  return (
    <span>
      {name}: <Usd usd={band.usd} /> in {count(band.places, 'place')}
    </span>
  );
}

function Amounts({ row, policy }: { row: Pick<ExposureRow, 'amounts'>; policy: PolicyId }) {
  return (
    <>
      {row.amounts.map(({ asset, symbol, decimals, byPolicy }) => {
        const units = BigInt(byPolicy[policy] ?? '0');
        return (
          <span
            key={asset}
            class="units"
            data-exact={units.toString()}
            title={`${units} base units`}
          >
            {shortAmount(units, decimals)} {inert(symbol, 16)}
          </span>
        );
      })}
    </>
  );
}

function Place({ place }: { place: ExposurePlace }) {
  return (
    <li>
      <b>{inert(place.entity ?? place.label ?? 'not named', 80)}</b>{' '}
      <Id id={place.holder} short={`${place.holder.slice(0, 10)}…${place.holder.slice(-4)}`} />{' '}
      <Usd usd={place.usd} />, {count(place.hop, 'hop')}{' '}
      {place.designation && <Tag tone="warn">{place.designation} designation</Tag>}{' '}
      {place.grade && <Grade grade={place.grade} />}{' '}
      <span class="quiet">{inert(place.source ?? '', 100)}</span>
      <details>
        <summary>the path, {count(place.path.length, 'transaction')}</summary>
        <ol class="path">
          {place.path.map((tx, i) => (
            <li key={`${tx}${i}`}>
              <Id id={tx} />
            </li>
          ))}
        </ol>
      </details>
    </li>
  );
}

import { useSignal } from '@preact/signals';
import type { ResultHop } from '../../src/trace/result.ts';
import { inert } from '../text/inert.ts';
import { gradeWords } from '../text/words.ts';
import type { Session } from './session.ts';
import { assetOf, centsUnder, nameOf, shortOf, symbolOf, unitsUnder } from './view.ts';
import { VIA_WORDS } from './words.ts';

const PAGE = 12;

/** What a hop moved under the shown policy: short to read, exact to copy. */
function moved(session: Session, hop: ResultHop): { text: string; exact: string; usd: string } {
  const { view } = session.model.value;
  const { policy, figures } = session;
  const { decimals } = assetOf(view, hop.asset);
  const units = unitsUnder(hop.traced, policy.value);
  const symbol = symbolOf(view, hop.asset);
  const cents = centsUnder(view, hop.asset, hop.traced, hop.usd, policy.value);
  return {
    text: `${figures.value.units(units, decimals)} ${symbol}`,
    exact: `${figures.value.exact(units, decimals)} ${symbol}`,
    usd: cents === null ? '' : figures.value.dollarsShort(cents),
  };
}

/** Transfers, the latest of most worth first, each with where it stands in the ledger. */
export function Transfers({
  session,
  hops,
  end,
}: {
  readonly session: Session;
  readonly hops: readonly number[];
  readonly end?: 'from' | 'to';
}) {
  const shown = useSignal(PAGE);
  const { result } = session.model.value.view;
  const list = hops
    .flatMap((i) => result.hops[i] ?? [])
    .toSorted((a, b) => Number(b.usd ?? 0) - Number(a.usd ?? 0) || (a.time < b.time ? -1 : 1));
  return (
    <>
      <ol class="graph-transfers">
        {list.slice(0, shown.value).map((hop, i) => (
          <li key={`${hop.tx} ${hop.line} ${i}`}>
            <Step session={session} hop={hop} end={end} />
          </li>
        ))}
      </ol>
      {list.length > shown.value && (
        <button
          type="button"
          onClick={() => {
            shown.value += PAGE * 4;
          }}
        >
          {session.figures.value.count(list.length - shown.value, 'more transfer')}
        </button>
      )}
    </>
  );
}

function Step({
  session,
  hop,
  end,
}: {
  readonly session: Session;
  readonly hop: ResultHop;
  readonly end: 'from' | 'to' | undefined;
}) {
  const { view } = session.model.value;
  const { text, exact, usd } = moved(session, hop);
  const who = (id: string) => nameOf(view, id) ?? shortOf(view, id);
  const input = view.result.inputs[hop.input];
  return (
    <>
      <p class="graph-move">
        <b title={exact}>{text}</b>
        <span>{usd}</span>
      </p>
      <p>
        {end !== 'to' && <bdi title={hop.from}>{who(hop.from)}</bdi>}
        {end === undefined ? ' → ' : ''}
        {end !== 'from' && <bdi title={hop.to}>{who(hop.to)}</bdi>}
        <span class="graph-quiet">
          {' '}
          {hop.time} UTC, {VIA_WORDS[hop.via] ?? hop.via}, {hop.basis}
        </span>
      </p>
      <p class="graph-quiet">
        <code title={hop.tx}>{hop.tx}</code>
        {hop.block === null ? '' : ` block ${hop.block}`}
        {input ? `, ${inert(input.name, 60)} line ${hop.line}` : ''}
        {input ? (
          <span title={`SHA-256 ${input.sha256}`}> sha256 {input.sha256.slice(0, 10)}…</span>
        ) : null}
      </p>
    </>
  );
}

/** A path hop by hop, with the evidence of each and the grade of the whole. */
export function PathSteps({
  session,
  path,
}: {
  readonly session: Session;
  readonly path: readonly number[];
}) {
  const { view } = session.model.value;
  const { figures } = session;
  const hops = path.flatMap((i) => view.result.hops[i] ?? []);
  const last = hops.at(-1);
  const place = last && view.places.get(last.to)?.find(({ asset }) => asset === last.asset);
  const weakest = ['unverified', 'inferred', 'observed'].find((basis) =>
    hops.some((hop) => hop.basis === basis),
  );
  const name = view.holders.get(last?.to ?? '')?.name;
  return (
    <>
      <h3>Path of {figures.value.count(hops.length, 'hop')}</h3>
      <p>
        A path is as good as its weakest step: <b>{weakest}</b>.{' '}
        {name && (
          <>
            Who is at its end: <b>{name.grade}</b>, {gradeWords(name.grade)}.
          </>
        )}
        {!name && place && (
          <>
            Grade <b>{place.grade}</b>, {gradeWords(place.grade)}.
          </>
        )}
      </p>
      <ol class="graph-transfers graph-path">
        {hops.map((hop, i) => (
          <li key={`${hop.tx} ${i}`}>
            <Step session={session} hop={hop} end={undefined} />
          </li>
        ))}
      </ol>
    </>
  );
}

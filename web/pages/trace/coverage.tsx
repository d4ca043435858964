import type { TraceResult } from '../../../src/trace/result.ts';
import { symbolOf } from '../../graph/view.ts';
import { Gap } from '../../parts/gap.tsx';
import { Id, Usd } from '../../parts/pieces.tsx';
import { count, dollars, toCents } from '../../text/figures.ts';
import { inert } from '../../text/inert.ts';
import { inputWords } from '../../text/words.ts';
import type { View } from './view.ts';

/** What is said of what is not known, for a trace or a whole case. */
interface Holes {
  readonly cuts: readonly { readonly usd: string | null }[];
  readonly gaps: readonly unknown[];
  /** Further things worth a word, as text. */
  readonly also: readonly string[];
}

/** What was cut, in one line. */
function cutText({ cuts }: Pick<Holes, 'cuts'>): string {
  if (cuts.length === 0) return 'Nothing was cut';
  const priced = cuts.flatMap(({ usd }) => toCents(usd) ?? []);
  const sum = priced.reduce((all, cents) => all + cents, 0n);
  const worth = priced.length > 0 ? ` worth ${dollars(sum)}` : ', worth unknown';
  return `${count(cuts.length, 'cut')}${worth}`;
}

export function holesOf({ coverage, noise, warnings }: TraceResult): Holes {
  const also = [
    `${count(noise.length, 'transfer')} set aside as noise`,
    `${count(warnings.length, 'warning')} about the input`,
  ];
  return { ...coverage, also };
}

interface StripProps {
  readonly holes: Holes;
  /** Where all of it is said. */
  readonly href: string;
}

/** Always in sight: what is not known. */
export function CoverageStrip({ holes, href }: StripProps) {
  const isWhole = holes.cuts.length + holes.gaps.length === 0;
  return (
    <aside class={`strip ${isWhole ? '' : 'holes'}`} aria-label="Coverage">
      <b>Coverage</b>
      <span>{cutText(holes)}</span>
      <span>{count(holes.gaps.length, 'gap')}</span>
      {holes.also.map((text) => (
        <span key={text} class="later">
          {text}
        </span>
      ))}
      <a href={href}>What is not known</a>
    </aside>
  );
}

const SHOWN = 40;

/** What is not known, why, and how much it is worth. */
export function Coverage({ view }: { view: View }) {
  const { coverage, noise, warnings, inputs, evidence, certificate } = view.result;
  return (
    <section class="stack" id="coverage" aria-labelledby="coverage-title">
      <div class="section-title">
        <h2 id="coverage-title">What is not known, and what this stands on</h2>
        <span class="quiet">
          Not found is not clean: it only says what these inputs do not show.
        </span>
      </div>
      <div class="columns">
        <div class="stack tight">
          <h3>Coverage</h3>
          {coverage.statements.map((statement) => (
            <p key={statement}>{inert(statement, 800)}</p>
          ))}
          <Gaps gaps={coverage.gaps} />
        </div>
        <div class="stack tight">
          <h3>Inputs</h3>
          <p class="small">
            {count(inputs.length, 'input')}
            {evidence && `, ${count(evidence.answers, 'recorded answer')} of live sources`}. The
            same inputs give the same bytes.
          </p>
          <ul class="plain-rows small">
            {inputs.slice(0, SHOWN).map((input) => (
              <li key={input.sha256 + input.name}>
                <b>{inert(input.role, 40)}</b> {rowsOf(input)}{' '}
                <Id id={input.sha256} short={`${input.sha256.slice(0, 12)}…`} />
              </li>
            ))}
            <Unshown many={inputs.length} />
          </ul>
          <p class="small quiet">
            {certificate.length === 0
              ? 'No certificate: nothing was accounted for.'
              : 'Certificate: seeds = held + stopped + fees + written off, difference 0.'}
          </p>
        </div>
      </div>
      <Cuts view={view} />
      <More many={noise.length} title={`${count(noise.length, 'transfer')} set aside as noise`}>
        {noise.slice(0, SHOWN).map((one, i) => (
          <li key={i}>
            <Id id={one.tx} short={`${one.tx.slice(0, 12)}…`} /> {symbolOf(view, one.asset)}:{' '}
            {inert(one.reason, 200)}
          </li>
        ))}
      </More>
      <More many={warnings.length} title={`${count(warnings.length, 'warning')} about the input`}>
        {warnings.slice(0, SHOWN).map((one, i) => (
          <li key={i}>
            {inert(one.file, 60)}, line {one.line}
            {`${one.field && `, ${inert(one.field, 40)}`}: expected `}
            {inert(one.expected, 120)}, found {inert(one.found, 80)}
            {one.count > 1 && ` (${one.count} times)`}
          </li>
        ))}
      </More>
    </section>
  );
}

function rowsOf({ name, rows }: TraceResult['inputs'][number]): string {
  return `${inert(inputWords(name), 80)}, ${count(rows, 'row')}`;
}

function Gaps({ gaps }: { gaps: TraceResult['coverage']['gaps'] }) {
  const same = Map.groupBy(gaps, ({ reason, effect }) => `${reason}: ${effect}`);
  if (same.size === 0) return <p class="quiet">No gap is known.</p>;
  return (
    <ul class="plain-rows small">
      {[...same].slice(0, SHOWN).map(([text, all]) => (
        <li key={text}>
          {all.length > 1 && <b>{all.length} × </b>}
          <Gap text={text} most={600} />
        </li>
      ))}
      <Unshown many={same.size} />
    </ul>
  );
}

function Cuts({ view }: { view: View }) {
  const { cuts } = view.result.coverage;
  if (cuts.length === 0) return null;
  const dearest = cuts.toSorted((a, b) => {
    const [x, y] = [toCents(a.usd) ?? -1n, toCents(b.usd) ?? -1n];
    return x < y ? 1 : x > y ? -1 : 0;
  });
  return (
    <More many={dearest.length} title={`${cutText(view.result.coverage)}: not followed further`}>
      {dearest.slice(0, SHOWN).map((cut, i) => (
        <li key={i}>
          <Usd usd={cut.usd} /> {symbolOf(view, cut.asset)}: {inert(cut.reason, 200)}
          {cut.holder && (
            <>
              {' at '}
              <Id id={cut.holder} short={view.short.get(cut.holder) ?? cut.holder} />
            </>
          )}
        </li>
      ))}
    </More>
  );
}

/** What a list leaves out is said, and where it is. */
function Unshown({ many }: { many: number }) {
  if (many <= SHOWN) return null;
  return <li class="quiet">and {many - SHOWN} more, which the JSON has</li>;
}

interface MoreProps {
  readonly title: string;
  readonly many: number;
  readonly children: preact.ComponentChildren;
}

function More({ title, many, children }: MoreProps) {
  if (many === 0) return <p class="quiet small">{title}.</p>;
  return (
    <details>
      <summary>{title}</summary>
      <ul class="plain-rows small">
        {children}
        <Unshown many={many} />
      </ul>
    </details>
  );
}

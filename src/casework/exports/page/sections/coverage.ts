import { count, dollars, toCents } from '../../figures.ts';
import { inert } from '../../inert.ts';
import { amountText, shortOf, type View } from '../../view.ts';
import { h, type Markup, type Tag } from '../markup.ts';
import { foldedTable, holderButton, idCode, said } from '../pieces.ts';

/** What the cuts are worth together, as far as they have prices. */
function cutsWorth(view: View): string {
  const { cuts } = view.result.coverage;
  const priced = cuts.map(({ usd }) => toCents(usd)).filter((cents) => cents !== null);
  const without = cuts.length - priced.length;
  const sum = priced.reduce((all, cents) => all + cents, 0n);
  if (priced.length === 0) return 'worth unknown';
  return `worth ${dollars(sum)}${without > 0 ? ` and ${without} without a price` : ''}`;
}

/** The coverage in one line, always in sight. */
export function coverageStrip(view: View): Tag {
  const { coverage, destinations, warnings } = view.result;
  const uncovered = destinations.filter(({ status }) => status === 'not covered').length;
  const parts = [
    coverage.cuts.length > 0
      ? `${count(coverage.cuts.length, 'cut')} ${cutsWorth(view)}`
      : 'nothing cut by a limit',
    count(coverage.gaps.length, 'gap'),
    uncovered > 0 ? `${count(uncovered, 'place')} not covered by the ledger read` : '',
    warnings.length > 0 ? count(warnings.length, 'warning') : '',
  ].filter(Boolean);
  return h(
    'p',
    { class: 'strip' },
    h('strong', {}, 'Coverage '),
    h('span', { class: 'strip-parts' }, parts.join(' · ')),
    h('span', { class: 'strip-rule' }, ' · not found is not clean'),
    ' ',
    h('a', { href: '#coverage' }, 'details'),
  );
}

/** What was not followed, why, and how much it was worth. */
export function coverageSection(view: View): Markup[] {
  const { statements, cuts, gaps } = view.result.coverage;
  return [
    statements.length > 0
      ? h(
          'ul',
          { class: 'statements' },
          statements.map((text) => h('li', {}, said(text, 1000))),
        )
      : h('p', {}, 'No statement was made about coverage.'),
    h('h3', {}, `Cut (${cuts.length})`),
    ...(cuts.length === 0
      ? [h('p', {}, 'Nothing was cut by a limit.')]
      : foldedTable(
          'Cuts',
          [
            { title: 'Reason' },
            { title: 'At' },
            { title: 'Times', figures: true },
            { title: 'Amount', figures: true },
            { title: 'Worth', figures: true },
          ],
          cuts,
          (cut) => [
            said(cut.reason, 300),
            cut.holder === null ? 'several holders' : holderOrCode(view, cut.holder),
            count(cut.count, 'time'),
            amountText(view, cut.asset, BigInt(cut.amount)),
            dollars(toCents(cut.usd)),
          ],
          20,
          'cut',
        )),
    h('h3', {}, `Gaps (${gaps.length})`),
    ...(gaps.length === 0
      ? [h('p', {}, 'No gap is known. That is a statement about what is known, not a guarantee.')]
      : foldedTable(
          'Gaps',
          [{ title: 'What is missing' }, { title: 'At' }, { title: 'Effect on the figures' }],
          gaps,
          (gap) => [
            said(gap.reason, 300),
            gap.holder === null ? 'the whole trace' : holderOrCode(view, gap.holder),
            said(gap.effect, 300),
          ],
          20,
          'gap',
        )),
  ];
}

function holderOrCode(view: View, id: string): Tag {
  return view.holders.has(id) ? holderButton(view, id) : idCode(id);
}

/** Transfers that were set aside, by reason and one by one. */
export function noiseSection(view: View): Markup[] {
  const { noise, inputs } = view.result;
  if (noise.length === 0) return [h('p', {}, 'No transfer was set aside as noise.')];
  const reasons = new Map<string, number>();
  for (const { reason } of noise) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const summary = [...reasons].sort((a, b) => b[1] - a[1]);
  return [
    h(
      'ul',
      { class: 'statements' },
      summary.map(([reason, times]) =>
        h('li', {}, h('strong', {}, String(times)), ' ', said(reason, 300)),
      ),
    ),
    ...foldedTable(
      'Noise',
      [
        { title: 'Time (UTC)' },
        { title: 'From' },
        { title: 'To' },
        { title: 'Amount', figures: true },
        { title: 'Reason' },
        { title: 'Transaction, evidence' },
      ],
      noise,
      (row) => [
        row.time,
        h('code', {}, shortOf(view, row.from)),
        h('code', {}, shortOf(view, row.to)),
        amountText(view, row.asset, BigInt(row.amount)),
        said(row.reason, 200),
        [
          idCode(row.tx),
          h(
            'span',
            { class: 'quiet' },
            ` ${inert(inputs[row.input]?.name ?? 'input', 80)}, row ${row.line}`,
          ),
        ],
      ],
      5,
      'transfer',
    ),
  ];
}

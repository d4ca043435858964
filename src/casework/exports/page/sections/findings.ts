import { exactAmount } from '../../figures.ts';
import { amountText, assetOf, exactText, symbolOf, type View } from '../../view.ts';
import { h, type Markup } from '../markup.ts';
import { basisTag, foldedTable, gradeTag, holderButton, idCode, said } from '../pieces.ts';

/** Facts that are not a flow: a listed output, a mix, a signed transaction. */
export function findingsSection(view: View): Markup[] {
  const { findings } = view.result;
  if (findings.length === 0) return [];
  return foldedTable(
    'Findings',
    [
      { title: 'What' },
      { title: 'Statement' },
      { title: 'Known how' },
      { title: 'Amount', figures: true },
      { title: 'At, source' },
    ],
    findings,
    (finding) => [
      h('strong', {}, said(finding.kind, 60)),
      said(finding.statement, 600),
      [gradeTag(finding.grade), ' ', basisTag(finding.basis)],
      finding.amount === null
        ? ''
        : finding.asset === null
          ? finding.amount
          : amountText(view, finding.asset, BigInt(finding.amount)),
      [
        finding.holder === null ? '' : holderButton(view, finding.holder),
        finding.tx === null ? '' : h('div', {}, idCode(finding.tx)),
        h('div', { class: 'quiet' }, said(finding.source, 160)),
      ],
    ],
    25,
    'finding',
  );
}

/** In, out and remaining of the accounts that the case asks about; not covered is never 0. */
export function statementsSection(view: View): Markup[] {
  const { statements } = view.result;
  if (statements.length === 0) return [];
  const figures = (title: string) => ({ title, figures: true });
  return foldedTable(
    'Statements of account',
    [
      { title: 'Account' },
      { title: 'Asset' },
      figures('In'),
      figures('Out'),
      figures('Remaining'),
      figures('Transfers'),
      { title: 'Note' },
    ],
    statements,
    (row) => {
      const { decimals } = assetOf(view, row.asset);
      const text = (units: string | null) =>
        units === null || !row.covered
          ? h('span', { class: 'unknown' }, 'unknown')
          : exactAmount(BigInt(units), decimals);
      return [
        [holderButton(view, row.holder), h('br'), idCode(row.holder)],
        symbolOf(view, row.asset),
        text(row.in),
        text(row.out),
        text(row.net),
        String(row.transfers),
        said(row.note, 300),
      ];
    },
    25,
    'account',
  );
}

/** A sentence of the result about one holder, or null. */
export function findingOf(view: View, holder: string): readonly Markup[] {
  return view.result.findings
    .filter((finding) => finding.holder === holder)
    .map((finding) =>
      h(
        'p',
        {},
        basisTag(finding.basis),
        ' ',
        said(finding.statement, 400),
        finding.amount !== null && finding.asset !== null
          ? ` (${exactText(view, finding.asset, BigInt(finding.amount))})`
          : '',
      ),
    );
}

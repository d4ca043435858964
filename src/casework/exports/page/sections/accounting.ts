import { exactAmount, ratio, shortAmount } from '../../figures.ts';
import { inert } from '../../inert.ts';
import { assetOf, symbolOf, type View } from '../../view.ts';
import { POLICY_WORDS } from '../../words.ts';
import { h, type Markup, type Tag } from '../markup.ts';
import { foldedTable, table } from '../pieces.ts';

type PolicyRow = View['result']['policies'][number];

/** The policies side by side, one table for each theft and asset, and their spread as bars. */
export function policiesTables(view: View): Markup[] {
  const groups = new Map<string, PolicyRow[]>();
  for (const row of view.result.policies) {
    const key = JSON.stringify([row.theft, row.asset]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const tables = [...groups.values()].map((rows) => policyTable(view, rows));
  const shown = tables.slice(0, 4);
  if (tables.length <= 4) return shown;
  const rest = tables.slice(4);
  return [
    ...shown,
    h('details', { class: 'fold' }, h('summary', {}, `${rest.length} more assets`), rest),
  ];
}

function policyTable(view: View, rows: readonly PolicyRow[]): Tag {
  const first = rows[0] as PolicyRow;
  const { decimals } = assetOf(view, first.asset);
  const most = rows.reduce((max, row) => {
    const all = BigInt(row.atServices) + BigInt(row.held) + BigInt(row.other);
    return all > max ? all : max;
  }, 1n);
  const title = view.result.thefts.find(({ id }) => id === first.theft)?.title ?? first.theft;
  const many = view.result.thefts.length > 1 ? ` (${inert(title, 60)})` : '';
  const caption = `${symbolOf(view, first.asset)}${many}`;
  const short = (units: string) => shortAmount(BigInt(units), decimals);
  return h(
    'div',
    { class: 'policy-table' },
    h('h3', {}, caption),
    table(
      `Policies side by side: ${caption}`,
      [
        { title: 'Policy' },
        { title: 'At services', figures: true },
        { title: 'Held', figures: true },
        { title: 'Other', figures: true },
        { title: '' },
      ],
      rows.map((row) => [
        [
          h('strong', {}, POLICY_WORDS[row.policy].name),
          row.policy === view.locked ? h('span', { class: 'locked' }, ' locked') : '',
          h('span', { class: 'quiet' }, ` ${POLICY_WORDS[row.policy].rule}`),
        ],
        short(row.atServices),
        short(row.held),
        short(row.other),
        stack(row, most),
      ]),
    ),
  );
}

function stack(row: PolicyRow, most: bigint): Tag {
  let x = 0;
  const part = (units: string, cls: string) => {
    const width = ratio(BigInt(units), most) * 100;
    const rect = h('rect', { class: cls, x, y: 0, width, height: 8 });
    x += width;
    return rect;
  };
  return h(
    'svg',
    {
      class: 'stack-bar',
      viewBox: '0 0 100 8',
      preserveAspectRatio: 'none',
      'aria-hidden': 'true',
    },
    part(row.atServices, 'part-at-service'),
    part(row.held, 'part-held'),
    part(row.other, 'part-not-covered'),
  );
}

type Proof = View['result']['certificate'][number];

/** The certificate: every unit that came in is somewhere, under every policy. */
export function certificateTable(view: View): Markup[] {
  const rows = view.result.certificate.toSorted(
    (a, b) => Number(b.policy === view.locked) - Number(a.policy === view.locked),
  );
  if (rows.length === 0) return [h('p', {}, 'Nothing was accounted for, so nothing is proved.')];
  const locked = rows.filter(({ policy }) => policy === view.locked).length;
  const column = (title: string) => ({ title, figures: true });
  return foldedTable(
    'Certificate of conservation',
    [
      { title: 'Policy, asset' },
      column('Seeds'),
      column('+ converted in'),
      column('= held'),
      column('+ at stops'),
      column('+ fees, burnt'),
      column('+ written off'),
      column('+ converted out'),
      column('+ superseded'),
      column('Difference'),
    ],
    rows,
    (row) => proofCells(view, row),
    Math.max(locked, 1),
    'row',
  );
}

function proofCells(view: View, row: Proof): Markup[] {
  const { decimals } = assetOf(view, row.asset);
  const exact = (units: bigint) => exactAmount(units, decimals);
  return [
    `${POLICY_WORDS[row.policy].name}, ${symbolOf(view, row.asset)}`,
    exact(BigInt(row.seeds)),
    exact(BigInt(row.convertedIn)),
    exact(BigInt(row.held)),
    exact(BigInt(row.atStops)),
    exact(BigInt(row.fees) + BigInt(row.burnt)),
    exact(BigInt(row.writtenOff)),
    exact(BigInt(row.convertedOut)),
    exact(BigInt(row.superseded)),
    h('strong', { class: 'proved' }, '0'),
  ];
}

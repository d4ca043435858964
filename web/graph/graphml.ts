import type { PolicyId } from '../../src/trace/policies/policy.ts';
import { decimalsIn, symbolIn } from './expansion.ts';
import type { Model } from './model.ts';
import type { Scene } from './scene.ts';
import { assetOf, chainOf, symbolOf, unitsUnder } from './view.ts';
import { xml } from './xml.ts';

type Kind = 'string' | 'double' | 'int' | 'boolean';

const NODE_KEYS: readonly (readonly [string, Kind])[] = [
  ['label', 'string'],
  ['category', 'string'],
  ['entity', 'string'],
  ['holders', 'string'],
  ['count', 'int'],
  ['hop', 'int'],
  ['first', 'string'],
  ['last', 'string'],
  ['status', 'string'],
  ['freezable', 'boolean'],
  ['context', 'boolean'],
  ['x', 'double'],
  ['y', 'double'],
  ['note', 'string'],
  ['colour', 'string'],
];
const EDGE_KEYS: readonly (readonly [string, Kind])[] = [
  ['asset', 'string'],
  ['symbol', 'string'],
  ['ledger', 'string'],
  ['units', 'string'],
  ['decimals', 'int'],
  ['policy', 'string'],
  ['crossing', 'string'],
  ['transfers', 'int'],
  ['transactions', 'string'],
  ['context', 'boolean'],
];

/** The drawing as GraphML 1.0 (graphml.graphdrawing.org): units are exact, as strings. */
export function graphmlOf(model: Model, scene: Scene, policy: PolicyId): string {
  const keys = (keys: typeof NODE_KEYS, what: string) =>
    keys.map(
      ([name, kind]) =>
        `  <key id="${what}-${name}" for="${what}" attr.name="${name}" attr.type="${kind}"/>`,
    );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ...keys(NODE_KEYS, 'node'),
    ...keys(EDGE_KEYS, 'edge'),
    '  <graph id="trace" edgedefault="directed">',
    ...scene.drawn.nodes.map((_, i) => nodeOf(scene, i)),
    ...scene.drawn.links.map((_, i) => edgeOf(model, scene, policy, i)),
    '  </graph>',
    '</graphml>',
    '',
  ].join('\n');
}

function data(what: string, values: Readonly<Record<string, string | number | boolean | null>>) {
  return Object.entries(values)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `<data key="${what}-${name}">${xml(String(value))}</data>`)
    .join('');
}

function utc(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
}

function nodeOf(scene: Scene, i: number): string {
  const node = scene.drawn.nodes[i];
  if (!node) return '';
  const mark = scene.marks.get(node.key);
  const values = data('node', {
    label: node.label,
    category: node.category,
    entity: node.entity,
    holders: node.holders.join(' '),
    count: node.holders.length,
    hop: node.hop,
    first: utc(node.first),
    last: utc(node.last),
    status: node.status,
    freezable: node.freezable,
    context: node.context !== null,
    x: scene.x[i] ?? 0,
    y: scene.y[i] ?? 0,
    note: mark?.note ?? null,
    colour: mark?.colour ?? null,
  });
  return `    <node id="n${i}">${values}</node>`;
}

function edgeOf(model: Model, scene: Scene, policy: PolicyId, i: number): string {
  const link = scene.drawn.links[i];
  if (!link) return '';
  if (link.context) return contextEdges(scene, link, i);
  const { view } = model;
  const hops = link.hops.flatMap((hop) => view.result.hops[hop] ?? []);
  const values = data('edge', {
    asset: link.asset,
    symbol: symbolOf(view, link.asset),
    ledger: chainOf(link.asset),
    units: hops.reduce((sum, { traced }) => sum + unitsUnder(traced, policy), 0n).toString(),
    decimals: assetOf(view, link.asset).decimals,
    policy,
    crossing: link.crossing,
    transfers: hops.length,
    transactions: [...new Set(hops.map(({ tx }) => tx))].join(' '),
    context: false,
  });
  return `    <edge id="e${i}" source="n${link.from}" target="n${link.to}">${values}</edge>`;
}

/** Context has an edge for each asset: what the ledger knows, under no policy. */
function contextEdges({ drawn }: Scene, link: Scene['drawn']['links'][number], i: number): string {
  const sums = new Map<string, { units: bigint; transfers: number; symbol: string; of: number }>();
  const parties = drawn.parties.get(link.key) ?? [];
  for (const { expansion, of } of parties) {
    for (const { asset, amount, transfers } of of.amounts) {
      const symbol = symbolIn(expansion.answer, asset);
      const sum = sums.get(asset) ?? { units: 0n, transfers: 0, symbol, of: 0 };
      sum.units += BigInt(amount);
      sum.transfers += transfers;
      sum.of = decimalsIn(expansion.answer, asset);
      sums.set(asset, sum);
    }
  }
  const transactions = [...new Set(parties.flatMap(({ of }) => of.transactions))].join(' ');
  const ends = `source="n${link.from}" target="n${link.to}"`;
  const edges = [...sums].map(([asset, { units, transfers, symbol, of: decimals }], place) => {
    const values = data('edge', {
      asset,
      symbol,
      ledger: chainOf(asset),
      units: units.toString(),
      decimals,
      transfers,
      transactions,
      context: true,
    });
    return `    <edge id="e${i}-${place}" ${ends}>${values}</edge>`;
  });
  return edges.join('\n');
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { edgeKey, type Row, readCsv, readLedger } from './rows.ts';

/** What is known about one answered case. Addresses are lower-case hex. */
export interface Truth {
  readonly id: string;
  /** The case file that the tracer is given. */
  readonly casePath: string;
  readonly sources: ReadonlySet<string>;
  /** Unix seconds from which the sources' outflow is stolen. */
  readonly since: number;
  readonly reportedAt: string;
  /** The transfers of the theft, in the order of the mixed ledger. */
  readonly rows: readonly Row[];
  /** Every address of a truth transfer, sources and zero address included. */
  readonly onPath: ReadonlySet<string>;
  /** Where value leaves or rests by the ground truth, with its label (or an empty string). */
  readonly terminals: ReadonlyMap<string, string>;
  readonly labels: ReadonlyMap<string, string>;
  /** Category of each terminal by the answer file: exchange, gambling, unlabelled, … */
  readonly categories: ReadonlyMap<string, string>;
  /** Place of each row in the ground-truth file, which orders rows of one block in the tables. */
  readonly places: ReadonlyMap<string, number>;
  /** What left the sources, in dollars. */
  readonly stolen: number;
}

/** One line of a label file in the layout of `service-labels.csv`. */
export interface ServiceLabel {
  readonly address: string;
  readonly entity: string;
  readonly category: string;
}

/** The answered cases: number of the case, and folder of its ground truth. */
export const ANSWERED = [
  ['09', 'LIFI'],
  ['10', 'XScam'],
] as const;
export type AnsweredCase = (typeof ANSWERED)[number][0];

const GROUND_TRUTH = 'evm-theft-groundtruth-mftracer';

/** The folder of the test data: `HUE_DATA`, or `../shared/data` beside the project. */
export function dataRoot(): string {
  return process.env.HUE_DATA ?? resolve(import.meta.dirname, '../../../shared/data');
}

/** Why the tests on real data cannot run, or null where they can. */
export function dataMissing(): string | null {
  const root = dataRoot();
  return existsSync(join(root, 'cases/public')) ? null : `no test data in ${root} (set HUE_DATA)`;
}

/** Path of a file of `cases/public` that starts with `start` and ends with `end`. */
export function caseFile(root: string, start: string, end: string): string {
  const folder = join(root, 'cases/public');
  const plain = (name: string) => end !== '.json' || !name.endsWith('.expected.json');
  const name = readdirSync(folder).find(
    (file) => file.startsWith(start) && file.endsWith(end) && plain(file),
  );
  if (!name) throw new Error(`no ${start}…${end} in ${folder}`);
  return join(folder, name);
}

interface CaseJson {
  readonly case_id: string;
  readonly source_addresses: readonly string[];
  readonly since: string;
  readonly reported_at: string;
}

interface ExpectedJson {
  readonly on_path_addresses: readonly string[];
  readonly terminals: readonly {
    readonly address: string;
    readonly label: string;
    readonly category: string;
  }[];
}

/** Reads one answered case; checks that answer, ground truth and mixed ledger agree. */
export function readTruth(root: string, number: AnsweredCase): Truth {
  const folder = ANSWERED.find(([id]) => id === number)?.[1] ?? '';
  const casePath = caseFile(root, number, '.json');
  const question = JSON.parse(readFileSync(casePath, 'utf8')) as CaseJson;
  const answer = JSON.parse(
    readFileSync(caseFile(root, number, '.expected.json'), 'utf8'),
  ) as ExpectedJson;
  const at = (name: string) => readFileSync(join(root, GROUND_TRUTH, folder, name), 'utf8');
  const edges = readCsv(at(`${folder}.csv`));
  const wanted = new Set(
    edges.map((e) => edgeKey({ tx: e.Tx_hash ?? '', from: lower(e.From), to: lower(e.To) })),
  );
  const ledger = readMixedLedger(root);
  const rows = ledger.filter((row) => wanted.has(edgeKey(row)));
  const sources = new Set(addresses(at('source addresses.csv')));
  const terminals = new Map(answer.terminals.map((t) => [t.address, t.label]));
  const labels = new Map<string, string>();
  for (const edge of edges) {
    if (edge.From_label) labels.set(lower(edge.From), edge.From_label);
    if (edge.To_label) labels.set(lower(edge.To), edge.To_label);
  }
  const onPath = new Set(answer.on_path_addresses);
  for (const row of rows) {
    if (!onPath.has(row.from) || !onPath.has(row.to)) throw new Error(`${number}: ${row.tx}`);
  }
  same(number, 'edges', rows.length, edges.length);
  same(number, 'terminals', addresses(at('terminal addresses.csv')).length, terminals.size);
  const stolen = rows.filter((row) => sources.has(row.from)).reduce((sum, row) => sum + row.usd, 0);
  return {
    id: question.case_id,
    casePath,
    sources,
    since: Date.parse(`${question.since.replace(' ', 'T')}Z`) / 1000,
    reportedAt: question.reported_at,
    rows,
    onPath,
    terminals,
    labels,
    categories: new Map(answer.terminals.map((t) => [t.address, t.category])),
    places: new Map([...wanted].map((key, place) => [key, place])),
    stolen,
  };
}

/** The ledger that cases 02, 03, 04, 09 and 10 share. */
export function readMixedLedger(root: string): readonly Row[] {
  const rows =
    ledgers.get(root) ?? readLedger(join(root, 'cases/public/ledger-ethereum-mixed.csv'));
  ledgers.set(root, rows);
  return rows;
}

/** Kept, since every truth is drawn from it. */
const ledgers = new Map<string, readonly Row[]>();

/** The labels that the cases hand to the tracer. */
export function readServiceLabels(root: string): ServiceLabel[] {
  const text = readFileSync(join(root, 'cases/public/service-labels.csv'), 'utf8');
  return readCsv(text).map((r) => ({
    address: r.address ?? '',
    entity: r.entity ?? '',
    category: r.category ?? '',
  }));
}

function addresses(text: string): string[] {
  return text.split(/\s+/).filter(Boolean).map(lower);
}

function lower(text: string | undefined): string {
  return (text ?? '').toLowerCase();
}

function same(number: string, what: string, found: number, expected: number): void {
  if (found !== expected) throw new Error(`case ${number}: ${found} ${what}, not ${expected}`);
}

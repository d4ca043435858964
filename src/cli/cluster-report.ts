import {
  type EqualWeight,
  equalWeights,
  type LinkCounts,
  linkCounts,
} from '../attribution/cluster/boltzmann.ts';
import { type ChangeOpinion, changeOf, mergeableChange } from '../attribution/cluster/change.ts';
import {
  type Cluster,
  Clusters,
  type ClusterVersion,
  type WaitingMerge,
} from '../attribution/cluster/clusters.ts';
import { gather } from '../attribution/cluster/gather.ts';
import { historyOf } from '../attribution/cluster/history.ts';
import { inheritedTags } from '../attribution/cluster/inherit.ts';
import type { RuleId } from '../attribution/cluster/rules.ts';
import type { Verdict } from '../attribution/cluster/shapes.ts';
import { type Explanation, why } from '../attribution/cluster/why.ts';
import type { Tag } from '../attribution/tags.ts';
import { found } from '../base/assert.ts';
import { InputError } from '../base/errors.ts';
import type { BitcoinLedger } from '../ledger/bitcoin/ledger.ts';
import type { Holder, UtxoTransaction } from '../ledger/port.ts';
import { type Classification, classifyAll } from '../trace/mixes/classify.ts';

/** What is asked of a clustering. */
export interface ClusterQuestion {
  readonly reviewAbove: number;
  readonly mergeChange: boolean;
  readonly vetoes: readonly string[];
  readonly vetoedRules: readonly RuleId[];
  readonly reviewed: readonly string[];
  readonly why: readonly [Holder, Holder] | null;
  readonly change: string | null;
  readonly links: string | null;
  readonly tags: readonly Tag[];
  readonly top: number;
}

interface ShownCluster extends Cluster {
  /** In order of appearance; of more than `MOST_SHOWN` the first. */
  readonly addresses: readonly Holder[];
}

/** The answer, as `--json` gives it. */
export interface ClusterReport {
  readonly version: ClusterVersion;
  readonly counts: {
    readonly transactions: number;
    readonly inputs: number;
    readonly nameless: number;
    readonly addresses: number;
    readonly clusters: number;
    readonly clustered: number;
    readonly single: number;
    readonly vetoed: Readonly<Record<string, number>>;
  };
  readonly changeCounts: {
    readonly agreed: number;
    readonly dissent: number;
    readonly silent: number;
    readonly vetoed: number;
  };
  readonly largest: readonly ShownCluster[];
  readonly waiting: { readonly count: number; readonly merges: readonly WaitingMerge[] };
  readonly why: {
    readonly a: Holder;
    readonly b: Holder;
    readonly explanation: Explanation | null;
  } | null;
  readonly change: { readonly tx: string; readonly opinion: ChangeOpinion } | null;
  readonly links: {
    readonly tx: string;
    /** Null: not computed. */
    readonly counts: LinkCounts | null;
    /** Of a mix; else none. */
    readonly equal: readonly EqualWeight[];
  } | null;
  readonly inherited: {
    readonly count: number;
    /** True if there are more than were counted. */
    readonly more: boolean;
    readonly tags: readonly Tag[];
  } | null;
}

const MOST_SHOWN = 10_000;
const MOST_INHERITED = 1_000_000;

/** Clusters a ledger and answers what is asked. */
export function clusterReport(ledger: BitcoinLedger, question: ClusterQuestion): ClusterReport {
  const transactions = [...ledger.blocks()].flatMap((block) => block.transactions);
  const classes = classifyAll(transactions);
  const verdictOf = (tx: UtxoTransaction): Verdict => classes.get(tx.id) ?? { kind: 'none' };
  const history = historyOf(transactions);
  const opinionOf = (tx: UtxoTransaction) => changeOf(tx, verdictOf(tx), history, ledger.network);
  const changes = question.mergeChange
    ? (tx: UtxoTransaction) => mergeableChange(opinionOf(tx))
    : null;
  const clusters = new Clusters(gather(transactions, verdictOf, changes), question.reviewAbove);
  for (const tx of question.vetoes) clusters.veto(tx);
  for (const rule of question.vetoedRules) clusters.vetoRule(rule);
  for (const tx of question.reviewed) clusters.review(tx);
  const { counts } = clusters.gathered;
  const waiting = clusters.waiting();
  const pick = (id: string): UtxoTransaction => {
    const tx = transactions.find((one) => one.id === id);
    if (tx) return tx;
    throw new InputError('transaction', 'the id of one that was read', id);
  };
  return {
    version: clusters.version,
    counts: {
      ...counts,
      vetoed: Object.fromEntries(counts.vetoed),
      addresses: clusters.gathered.addresses.length,
      ...clusters.counts(),
    },
    changeCounts: changeCounts(transactions.map(opinionOf)),
    largest: clusters.largest(question.top).flatMap((address) => {
      return clusters.size(address) > 1 ? [shown(clusters, address)] : [];
    }),
    waiting: { count: waiting.length, merges: waiting.slice(0, MOST_SHOWN) },
    why: question.why && explain(clusters, question.why),
    change: question.change === null ? null : opinion(pick(question.change), opinionOf),
    links: question.links === null ? null : linksOf(pick(question.links), classes),
    inherited: question.tags.length === 0 ? null : inherit(clusters, question.tags, ledger),
  };
}

function changeCounts(opinions: readonly ChangeOpinion[]): ClusterReport['changeCounts'] {
  const vetoed = opinions.filter((one) => one.vetoed).length;
  const dissent = opinions.filter((one) => one.dissent).length;
  const agreed = opinions.filter((one) => one.agreed !== null).length;
  return { agreed, dissent, silent: opinions.length - vetoed - dissent - agreed, vetoed };
}

function shown(clusters: Clusters, address: number): ShownCluster {
  const { addresses } = clusters.gathered;
  const members = clusters.members(address).slice(0, MOST_SHOWN);
  const list = members.map((member) => found(addresses[member], 'address'));
  return { ...clusters.cluster(address), addresses: list };
}

function explain(clusters: Clusters, [a, b]: readonly [Holder, Holder]): ClusterReport['why'] {
  const number = (holder: Holder): number => {
    const id = clusters.idOf(holder);
    if (id !== null) return id;
    throw new InputError('--why', 'an address of the transactions that were read', holder);
  };
  return { a, b, explanation: why(clusters, number(a), number(b)) };
}

function opinion(
  tx: UtxoTransaction,
  opinionOf: (tx: UtxoTransaction) => ChangeOpinion,
): ClusterReport['change'] {
  return { tx: tx.id, opinion: opinionOf(tx) };
}

/** @throws InputError where the amounts of the inputs are not known */
function linksOf(
  { id, inputs, outputs }: UtxoTransaction,
  classes: ReadonlyMap<string, Classification>,
): ClusterReport['links'] {
  const amounts = inputs.flatMap(({ amount }) => amount ?? []);
  if (amounts.length < inputs.length || inputs.length === 0) {
    throw new InputError('--links', 'a transaction whose inputs have known amounts', id);
  }
  const paid = outputs.filter(({ burn }) => !burn).map(({ amount }) => amount);
  const it = classes.get(id);
  const equal = it?.kind === 'mix' ? equalWeights(it.equal) : [];
  return { tx: id, counts: linkCounts(amounts, paid), equal };
}

function inherit(
  clusters: Clusters,
  tags: readonly Tag[],
  ledger: BitcoinLedger,
): ClusterReport['inherited'] {
  let count = 0;
  const list: Tag[] = [];
  for (const tag of inheritedTags(clusters, tags, ledger.chain)) {
    if (count === MOST_INHERITED) return { count, more: true, tags: list };
    count++;
    if (list.length < MOST_SHOWN) list.push(tag);
  }
  return { count, more: false, tags: list };
}

import { InputError } from '../base/errors.ts';
import { parseAddress, parseTxId } from '../ledger/address.ts';
import { outpointKey } from '../ledger/bitcoin/ledger.ts';
import type { Chain } from '../ledger/chains.ts';
import type { Holder, UtxoTransaction } from '../ledger/port.ts';
import type { CoinSeed } from '../trace/coins.ts';
import type { Limits } from '../trace/question.ts';
import { type OpenCase, sinceOf } from './case.ts';
import type { CoinLedger } from './coins-ledger.ts';

export interface CoinSeeds {
  /** In chain order of their transactions as far as the ledger holds them. */
  readonly seeds: readonly CoinSeed[];
  /** What was taken for stolen and what could not be found, for the coverage statement. */
  readonly statements: readonly string[];
  readonly missing: readonly { readonly what: string; readonly holder: Holder | null }[];
  /** Sources with more coins than the ledger was asked for. */
  readonly truncated: ReadonlySet<Holder>;
}

type Theft = OpenCase['file']['thefts'][number];

/**
 * The stolen coins of a case. Of a theft transaction: the outputs that the case names, else all of
 * them but those that go back to a victim. Of an account: every coin that pays it from `since` on.
 * @throws InputError where nothing of what the case names is in the ledger, or a live ledger cannot
 * be asked for an account
 */
export async function coinSeedsOf(
  { file }: OpenCase,
  chain: Chain,
  ledger: CoinLedger,
  limits: Limits,
  signal?: AbortSignal,
): Promise<CoinSeeds> {
  const truncated = await askSources(file, chain, ledger, limits, signal);
  const seeds: CoinSeed[] = [];
  const statements: string[] = [];
  const missing: CoinSeeds['missing'][number][] = [];
  for (const [label, theft] of file.thefts.entries()) {
    const place = `thefts: ${theft.id}`;
    const named = theft.outputs.map(({ tx, index }) => {
      return { tx: parseTxId(tx, chain, `${place}: output`), index, label };
    });
    const ids = [
      ...named.map(({ tx }) => tx),
      ...theft.transactions.map(({ tx }) => parseTxId(tx, chain, `${place}: transaction`)),
    ];
    const found = ids.length > 0 ? await ledger.transactions([...new Set(ids)], signal) : [];
    const known = new Map(found.map((tx) => [tx.id, tx]));
    for (const seed of named) {
      const tx = known.get(seed.tx);
      if (!tx)
        missing.push({ what: `stolen coin ${outpointKey(seed.tx, seed.index)}`, holder: null });
      else if (!tx.outputs[seed.index]) {
        const many = `one of ${tx.outputs.length} outputs of ${tx.id}`;
        throw new InputError(`${place}: output index`, many, seed.index);
      } else seeds.push(seed);
    }
    if (named.length > 0) statements.push(`${theft.id}: the case names ${named.length} coins.`);
    const covered = new Set(named.map(({ tx }) => tx));
    const from = { known, named: covered, payersLose: ledger.live };
    seeds.push(...ofTransactions(theft, label, chain, from, missing, statements));
    seeds.push(...ofSources(theft, label, chain, ledger, missing, statements));
  }
  const [first] = missing;
  if (seeds.length === 0 && first) {
    throw new InputError('thefts', 'a stolen coin that the ledger holds', first.what);
  }
  return { seeds: inOrder(seeds, ledger), statements, missing, truncated };
}

/**
 * Asks for what pays thieves, from their time on, and for what victims paid, whenever their coins
 * came; gives those with more coins than the limit.
 */
async function askSources(
  { thefts }: OpenCase['file'],
  chain: Chain,
  ledger: CoinLedger,
  { until, maxTransfers: limit }: Limits,
  signal?: AbortSignal,
): Promise<ReadonlySet<Holder>> {
  const truncated = new Set<Holder>();
  for (const role of ['thief', 'victim'] as const) {
    const sources = thefts.flatMap((theft) => theft.sources.filter((one) => one.role === role));
    const times = sources.map(({ since }) => sinceOf(since, 'thefts: since'));
    const holders = sources.map(({ holder }) => parseAddress(holder, chain, 'thefts: source'));
    if (holders.length === 0) continue;
    const since = role === 'victim' ? null : times.reduce((a, b) => Math.min(a, b));
    const query = { since, until, limit };
    for (const one of await ledger.about([...new Set(holders)], query, signal)) truncated.add(one);
  }
  return truncated;
}

function ofTransactions(
  theft: Theft,
  label: number,
  chain: Chain,
  from: {
    readonly known: ReadonlyMap<string, UtxoTransaction>;
    /** Transactions of which the case names the stolen outputs. */
    readonly named: ReadonlySet<string>;
    readonly payersLose: boolean;
  },
  missing: CoinSeeds['missing'][number][],
  statements: string[],
): CoinSeed[] {
  const seeds: CoinSeed[] = [];
  const place = `thefts: ${theft.id}: transaction`;
  let back = 0;
  let count = 0;
  for (const { tx: id, victims } of theft.transactions) {
    const tx = from.known.get(parseTxId(id, chain, place));
    if (!tx) {
      missing.push({ what: `theft transaction ${id}`, holder: null });
      continue;
    }
    if (from.named.has(tx.id)) continue;
    count++;
    const lost = new Set(victims.map((text) => parseAddress(text, chain, `${place}: victim`)));
    if (lost.size === 0 && from.payersLose) {
      for (const { holder } of tx.inputs) if (holder !== null) lost.add(holder);
    }
    for (const [index, { holder, burn }] of tx.outputs.entries()) {
      if (holder !== null && lost.has(holder)) back++;
      else if (!burn) seeds.push({ tx: tx.id, index, label });
    }
  }
  if (count > 0) {
    const kept = back > 0 ? `, but ${back} that went back to a victim` : '';
    statements.push(
      `${theft.id}: the case does not say which outputs of ${count} theft transactions are ` +
        `stolen: all are taken to be${kept}.`,
    );
  }
  return seeds;
}

function ofSources(
  theft: Theft,
  label: number,
  chain: Chain,
  ledger: CoinLedger,
  missing: CoinSeeds['missing'][number][],
  statements: string[],
): CoinSeed[] {
  if (theft.sources.length === 0) return [];
  const place = `thefts: ${theft.id}: source`;
  const since = { thief: new Map<Holder, number>(), victim: new Map<Holder, number>() };
  for (const source of theft.sources) {
    const holder = parseAddress(source.holder, chain, place);
    since[source.role].set(holder, sinceOf(source.since, `${place}: since`));
  }
  const seeds: CoinSeed[] = [];
  const seen = new Set<Holder>();
  const counts = (role: 'thief' | 'victim', holder: Holder | null, at: number): boolean => {
    const from = holder === null ? undefined : since[role].get(holder);
    if (holder === null || from === undefined || at < from) return false;
    seen.add(holder);
    return true;
  };
  for (const { time, transactions } of ledger.groups()) {
    for (const { id, inputs, outputs } of transactions) {
      const robbed = inputs.filter(({ holder }) => counts('victim', holder, time)).length > 0;
      for (const [index, { holder, burn }] of outputs.entries()) {
        const taken = robbed && !burn && !(holder !== null && since.victim.has(holder));
        if (taken || counts('thief', holder, time)) seeds.push({ tx: id, index, label });
      }
    }
  }
  for (const { holder } of theft.sources) {
    const known = parseAddress(holder, chain, place);
    if (!seen.has(known)) missing.push({ what: `source ${known}`, holder: known });
  }
  const told = { thief: 'pays a thief’s address', victim: 'leaves a victim’s address' } as const;
  const ways = (['thief', 'victim'] as const).filter((role) => since[role].size > 0);
  const how = ways.map((role) => `${told[role]} (${since[role].size})`).join(' or ');
  statements.push(
    `${theft.id}: every coin that ${how} is taken for stolen: ${seeds.length} coins.`,
  );
  return seeds;
}

/** Each coin once for each theft, in chain order: thefts are told apart, repetitions are not. */
function inOrder(seeds: readonly CoinSeed[], ledger: CoinLedger): CoinSeed[] {
  const once = new Map(seeds.map((seed) => [`${seed.tx}:${seed.index}:${seed.label}`, seed]));
  const wanted = new Set(seeds.map(({ tx }) => tx));
  const places = new Map<string, number>();
  for (const { transactions } of ledger.groups()) {
    for (const { id } of transactions) if (wanted.has(id)) places.set(id, places.size);
  }
  return [...once.values()].sort(
    (a, b) =>
      (places.get(a.tx) ?? 0) - (places.get(b.tx) ?? 0) || a.index - b.index || a.label - b.label,
  );
}

import { InputError } from '../base/errors.ts';
import { parseAddress, parseTxId } from '../ledger/address.ts';
import { type BitcoinLedger, outpointKey } from '../ledger/bitcoin/ledger.ts';
import type { Chain } from '../ledger/chains.ts';
import type { Holder, UtxoTransaction } from '../ledger/port.ts';
import type { CoinSeed } from '../trace/coins.ts';
import { type OpenCase, sinceOf } from './case.ts';

export interface CoinSeeds {
  /** In chain order of their transactions as far as the ledger holds them. */
  readonly seeds: readonly CoinSeed[];
  /** What was taken for stolen and what could not be found, for the coverage statement. */
  readonly statements: readonly string[];
  readonly missing: readonly { readonly what: string; readonly holder: Holder | null }[];
}

type Theft = OpenCase['file']['thefts'][number];

/**
 * The stolen coins of a case. Of a theft transaction: the outputs that the case names, else all of
 * them but those that go back to a victim. Of an account: every coin that pays it from `since` on.
 * @throws InputError where nothing of what the case names is in the ledger
 */
export async function coinSeedsOf(
  { file }: OpenCase,
  chain: Chain,
  ledger: BitcoinLedger,
): Promise<CoinSeeds> {
  const seeds: CoinSeed[] = [];
  const statements: string[] = [];
  const missing: CoinSeeds['missing'][number][] = [];
  for (const [label, theft] of file.thefts.entries()) {
    const place = `thefts: ${theft.id}`;
    const named = theft.outputs.map(({ tx, index }) => {
      return { tx: parseTxId(tx, chain, `${place}: output`), index, label };
    });
    const known = await byId(ledger, [
      ...named.map(({ tx }) => tx),
      ...theft.transactions.map(({ tx }) => parseTxId(tx, chain, `${place}: transaction`)),
    ]);
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
    seeds.push(...ofTransactions(theft, label, chain, known, covered, missing, statements));
    seeds.push(...ofSources(theft, label, chain, ledger, missing, statements));
  }
  const [first] = missing;
  if (seeds.length === 0 && first) {
    throw new InputError('thefts', 'a stolen coin that the ledger holds', first.what);
  }
  return { seeds: inOrder(seeds, ledger), statements, missing };
}

async function byId(
  ledger: BitcoinLedger,
  ids: readonly string[],
): Promise<Map<string, UtxoTransaction>> {
  const found = await ledger.transactions([...new Set(ids)]);
  return new Map(found.map((tx) => [tx.id, tx]));
}

function ofTransactions(
  theft: Theft,
  label: number,
  chain: Chain,
  known: ReadonlyMap<string, UtxoTransaction>,
  named: ReadonlySet<string>,
  missing: CoinSeeds['missing'][number][],
  statements: string[],
): CoinSeed[] {
  const seeds: CoinSeed[] = [];
  const place = `thefts: ${theft.id}: transaction`;
  let back = 0;
  let count = 0;
  for (const { tx: id, victims } of theft.transactions) {
    const tx = known.get(parseTxId(id, chain, place));
    if (!tx) {
      missing.push({ what: `theft transaction ${id}`, holder: null });
      continue;
    }
    if (named.has(tx.id)) continue;
    count++;
    const lost = new Set(victims.map((text) => parseAddress(text, chain, `${place}: victim`)));
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
  ledger: BitcoinLedger,
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
  for (const { time, transactions } of ledger.blocks()) {
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
function inOrder(seeds: readonly CoinSeed[], ledger: BitcoinLedger): CoinSeed[] {
  const once = new Map(seeds.map((seed) => [`${seed.tx}:${seed.index}:${seed.label}`, seed]));
  const wanted = new Set(seeds.map(({ tx }) => tx));
  const places = new Map<string, number>();
  for (const { transactions } of ledger.blocks()) {
    for (const { id } of transactions) if (wanted.has(id)) places.set(id, places.size);
  }
  return [...once.values()].sort(
    (a, b) =>
      (places.get(a.tx) ?? 0) - (places.get(b.tx) ?? 0) || a.index - b.index || a.label - b.label,
  );
}

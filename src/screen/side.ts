import { CATEGORIES } from '../attribution/categories.ts';
import type { Name, Names } from '../attribution/names.ts';
import type { EntityType, Grade } from '../attribution/taxonomy.ts';
import { InputError } from '../base/errors.ts';
import { isNobody } from '../ledger/address.ts';
import type { Chain } from '../ledger/chains.ts';
import type {
  AccountLedger,
  Asset,
  AssetId,
  Coverage,
  Holder,
  HolderCoins,
  Transfer,
  UtxoLedger,
  UtxoTransaction,
} from '../ledger/port.ts';
import { createKnowledge, type Known } from '../trace/knowledge.ts';
import { mixes } from '../trace/mixes/index.ts';
import { POLICY_IDS, type PolicyId } from '../trace/policies/policy.ts';
import type { Prices } from '../trace/prices.ts';
import type { ExposureSide } from './answer.ts';
import { coinSharesOf } from './coin-shares.ts';
import { type CoinSurroundings, coinsAhead, coinsBehind } from './coin-surroundings.ts';
import { exposureOf } from './exposure.ts';
import { asPayment, paymentHolder } from './payment.ts';
import { sharesOf } from './shares.ts';
import {
  type Direction,
  type ScreenLimits,
  type Surroundings,
  surroundingsOf,
} from './surroundings.ts';

export const DEFAULT_LIMITS: ScreenLimits = {
  maxDepth: 5,
  maxHolders: 500,
  maxFan: 200,
  maxTransfers: 2000,
  until: null,
};

/** A ledger that is asked about an address, and what its assets are worth. */
export interface ScreenLedger {
  readonly name: string;
  readonly chain: Chain;
  readonly ledger: AccountLedger | UtxoLedger;
  readonly assets: ReadonlyMap<AssetId, Asset>;
  readonly prices: Prices;
  /** Whose transfers it lists, and how that is known. */
  readonly coverage: Coverage;
}

interface SideOptions {
  readonly names: Names;
  readonly policy: PolicyId;
  readonly limits: ScreenLimits;
  readonly signal?: AbortSignal | undefined;
}

/** What an address is exposed to in one direction, asked of a ledger. */
export async function sideOf(
  asked: ScreenLedger,
  holder: Holder,
  direction: Direction,
  options: SideOptions,
): Promise<ExposureSide> {
  const { chain, ledger, assets, prices, coverage } = asked;
  const { names, signal, limits } = options;
  const knowledge = createKnowledge(chain.id, names, assets, prices, coverage.incoming);
  if (ledger.model === 'utxo') {
    const { coins, truncated } = await coinsOf(ledger, holder, limits, signal);
    const isOwn = (other: Holder | null) => other === holder;
    const side = await coinSide(asked, ledger, coins, isOwn, direction, knowledge, options);
    const cut = `The address has more coins than the limit: the first ${coins.length} were read.`;
    const gaps = [...unlisted(coverage, holder, { direction, read: new Set() }), ...side.gaps];
    return { ...side, gaps: truncated ? [cut, ...gaps] : gaps };
  }
  const { genuine } = knowledge.claims;
  const counts = ({ kind, amount, asset, failed }: Transfer): boolean =>
    !failed && amount > 0n && kind !== 'gas' && genuine(asset);
  const rules = { limits, isNamed: namedBy(knowledge), isNobody, counts, signal };
  const around = await surroundingsOf(ledger, holder, direction, rules);
  const shares = sharesOf(around, { knowledge, assets, policies: POLICY_IDS });
  const at = latest([...around.groups.values()]);
  const read = { addresses: around.read.size, transactions: around.groups.size };
  const told = { knowledge, assets, policies: POLICY_IDS, policy: options.policy, at };
  const side = exposureOf({ ...around, ...read }, shares, told);
  return { ...side, gaps: [...unlisted(coverage, holder, around), ...side.gaps] };
}

/** What a ledger of some addresses alone cannot say: nothing there is not nothing. */
function unlisted(
  { outgoing, incoming }: Coverage,
  subject: Holder,
  { direction, read }: Pick<Surroundings, 'direction' | 'read'>,
): string[] {
  const listed = direction === 'in' ? incoming : outgoing;
  if (listed === 'all') return [];
  const [what, way] = direction === 'in' ? ['received', 'come in'] : ['sent', 'gone out'];
  const own = listed.has(subject)
    ? []
    : [`The ledger does not list all that this address ${what}: more may have ${way}.`];
  const others = [...read].filter((holder) => holder !== subject && !listed.has(holder)).length;
  if (others === 0) return own;
  const who = others === 1 ? '1 other address' : `${others} other addresses`;
  const rest = `Of ${who} that it was read for, it does not list all that was ${what}.`;
  return [...own, rest];
}

/**
 * What one transaction brought, whoever it paid.
 * @returns null where the ledger does not know it
 */
export async function transactionSide(
  asked: ScreenLedger,
  id: string,
  options: SideOptions,
): Promise<ExposureSide | null> {
  const { ledger } = asked;
  if (ledger.model === 'account') {
    const transfers = await ledger.transactions([id], options.signal);
    if (transfers.length === 0) return null;
    const own = { ...asked, ledger: asPayment(ledger, id, transfers) };
    return sideOf(own, paymentHolder(id), 'in', options);
  }
  const [tx] = await ledger.transactions([id], options.signal);
  return tx ? coinsOfTransaction(asked, ledger, tx, options) : null;
}

function coinsOfTransaction(
  asked: ScreenLedger,
  ledger: UtxoLedger,
  tx: UtxoTransaction,
  options: SideOptions,
): Promise<ExposureSide> {
  const { chain, assets, prices, coverage } = asked;
  const knowledge = createKnowledge(chain.id, options.names, assets, prices, coverage.incoming);
  const coins = tx.outputs.flatMap(({ amount }, index) => (amount > 0n ? { tx, index } : []));
  return coinSide(asked, ledger, coins, () => false, 'in', knowledge, options);
}

type Coin = { readonly tx: UtxoTransaction; readonly index: number };

async function coinSide(
  { chain, assets }: ScreenLedger,
  ledger: UtxoLedger,
  coins: readonly Coin[],
  isOwn: (holder: Holder | null) => boolean,
  direction: Direction,
  known: Known,
  { policy, limits, signal }: SideOptions,
): Promise<ExposureSide> {
  const rules = { limits, isNamed: namedBy(known), signal };
  const look = direction === 'in' ? coinsBehind : coinsAhead;
  const around = await look(ledger, coins, isOwn, rules);
  const nameOf = (holder: Holder) => formOf(holder, chain, around) ?? known.nameOf(holder);
  const shares = coinSharesOf(around, chain, POLICY_IDS, nameOf);
  const at = latest([...around.path, ...around.ends]);
  const read = { addresses: around.places.size, transactions: around.path.length };
  const told = { knowledge: { ...known, nameOf }, assets, policies: POLICY_IDS, policy, at };
  const side = exposureOf({ ...around, ...read }, shares, told);
  return { ...side, gaps: [...unreadCoins(around), ...side.gaps] };
}

function unreadCoins({ direction, unread }: CoinSurroundings): string[] {
  const way = direction === 'in' ? 'Looking back' : 'Looking ahead';
  const { missing, limit } = unread;
  return [
    ...(missing > 0 ? [`${way}, the ledger lacks ${counted(missing, 'transaction')}.`] : []),
    ...(limit > 0 ? [`${way}, ${counted(limit, 'coin')} left unread at the limit.`] : []),
  ];
}

function counted(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}

/** @throws InputError where the ledger keeps no index of addresses */
async function coinsOf(
  ledger: UtxoLedger,
  holder: Holder,
  { until, maxTransfers }: ScreenLimits,
  signal: AbortSignal | undefined,
): Promise<Pick<HolderCoins, 'coins' | 'truncated'>> {
  const query = { since: null, until, limit: maxTransfers };
  const answers = await ledger.coinsOf?.([holder], query, signal);
  if (answers) return answers[0] ?? { coins: [], truncated: false };
  const hint = 'a bare node lists no address: ask an Esplora, or screen the transaction';
  throw new InputError('ledger', 'one with an index of addresses', 'none', hint);
}

function latest(all: readonly { readonly time: number }[]): number {
  return all.reduce((most, { time }) => Math.max(most, time), 0);
}

/** Looking ends where it is known who is there: a service, or somebody known for what he did. */
function namedBy(knowledge: Known): (holder: Holder) => boolean {
  return (holder) => {
    const name = knowledge.nameOf(holder);
    if (name === null || name.rule === 'pass-through') return false;
    return knowledge.isService(holder) || name.conduct.length + name.states.length > 0;
  };
}

/** Ends that the ledger itself names by their form. */
function formOf(holder: Holder, chain: Chain, { classes }: CoinSurroundings): Name | null {
  const [kind, id = ''] = holder.split(':');
  if (kind === 'issued') return formName(holder, chain, 'Newly mined', 'miner_validator', 'G1');
  const it = kind === 'mix' ? classes.get(id) : undefined;
  if (it?.kind !== 'mix') return null;
  const label = mixes.find((one) => one.id === it.mix)?.name ?? it.mix;
  return formName(holder, chain, `${label} mix`, 'mixer.coinjoin', 'G6');
}

function formName(
  holder: Holder,
  chain: Chain,
  label: string,
  entityType: EntityType,
  grade: Grade,
): Name {
  const { rule, severity } = CATEGORIES[entityType];
  const none = {
    conduct: [],
    conductClaims: [],
    states: [],
    others: [],
    category: null,
    sourceDate: null,
  };
  const flags = { decided: false, inherited: false, contested: false };
  const source = 'the form of the transaction';
  const own = { chain: chain.id, holder, entity: null, entityType, label, grade, source };
  return { ...own, rule, severity, ...none, ...flags };
}

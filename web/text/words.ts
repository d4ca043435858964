import type { PolicyId } from '../../src/trace/policies/policy.ts';
import type { Destination } from '../../src/trace/result.ts';
import type { AlertState, Role, Severity, TraceStatus } from '../api/shapes.ts';

/** The policies as people call them, and each in one sentence. */
export const POLICY_WORDS: { readonly [id in PolicyId]: { name: string; rule: string } } = {
  haircut: { name: 'Haircut', rule: 'every payment carries the payer’s share of stolen money' },
  fifo: { name: 'FIFO', rule: 'what came first leaves first' },
  lifo: { name: 'LIFO', rule: 'what came last leaves first' },
  tiho: { name: 'TIHO', rule: 'stolen money goes to the largest of several payments' },
  clean_first: { name: 'Clean first', rule: 'stolen money leaves last (lowest balance)' },
  dirty_first: { name: 'Dirty first', rule: 'stolen money leaves first' },
  poison: { name: 'Poison', rule: 'all that stolen money touches: reach, never a claim' },
};

const GRADES: { readonly [grade: string]: string } = {
  G1: 'follows from the ledger itself, or signed by the owner',
  G2: 'official: an authority or a court',
  G3: 'test payment, or the service’s own answer',
  G4: 'forensic work with a published method',
  G5: 'trusted provider',
  G6: 'fixed rule with stated parameters',
  G7: 'probable, score stated',
  G8: 'a claim',
};

/** What an evidence grade takes. */
export function gradeWords(grade: string): string {
  return GRADES[grade] ?? grade;
}

const TYPES: { readonly [type: string]: string } = {
  'person.eoa': 'wallet',
  'person.cluster': 'group of wallets',
  'cex.hot': 'exchange, hot wallet',
  'cex.deposit': 'exchange, deposit address',
  'cex.cold': 'exchange, cold wallet',
  'cex.nokyc': 'exchange without identity checks',
  'swap.instant': 'instant exchange',
  'otc.desk': 'OTC desk',
  'otc.p2p_merchant': 'OTC merchant',
  'guarantee.market': 'guarantee market',
  'payment.processor': 'payment processor',
  atm: 'crypto ATM',
  'dex.pool': 'swap pool',
  'dex.router': 'swap router',
  aggregator: 'swap aggregator',
  'intents.solver': 'intents solver',
  'bridge.lock': 'bridge',
  'bridge.mint': 'bridge',
  'bridge.liquidity': 'bridge',
  'bridge.native_swap': 'cross-chain swap',
  'mixer.pool': 'mixer pool',
  'mixer.custodial': 'custodial mixer',
  'mixer.coinjoin': 'CoinJoin',
  'privacy.shielded': 'shielded pool',
  'privacy.stealth': 'stealth addresses',
  lending: 'lending protocol',
  staking: 'staking protocol',
  custodian: 'custodian',
  multisig: 'multisig wallet',
  'token.issuer': 'token issuer',
  'l2.governance': 'L2 governance',
  gambling: 'gambling',
  'market.darknet': 'darknet market',
  'contract.unknown': 'unknown contract',
  'service.unknown': 'unknown service',
  burn: 'burn address',
  miner_validator: 'miner or validator',
};

/** An entity type of taxonomy axis E in words; an id that is not known is shown as it is. */
export function typeWords(type: string): string {
  return TYPES[type] ?? type;
}

const CHAINS: { readonly [caip2: string]: string } = {
  'eip155:1': 'Ethereum',
  'eip155:10': 'Optimism',
  'eip155:56': 'BNB Smart Chain',
  'eip155:137': 'Polygon',
  'eip155:8453': 'Base',
  'eip155:42161': 'Arbitrum',
  'eip155:43114': 'Avalanche',
  'bip122:000000000019d6689c085ae165831e93': 'Bitcoin',
  'tron:0x2b6653dc': 'Tron',
};

/** An input by its file; a case that came over the interface has a name of the desk's own. */
export function inputWords(name: string): string {
  return name === 'asked.json' ? 'as it was asked' : name;
}

/** A chain as people write its name, from its CAIP-2 id or its plain name; else as it is. */
export function chainWords(chain: string): string {
  return CHAINS[chain] ?? CHAIN_NAMES[chain] ?? (NAME.test(chain) ? titled(chain) : chain);
}

/** Of chains by name, those that are not written as their names are. */
const CHAIN_NAMES: { readonly [name: string]: string } = {
  bsc: 'BNB Smart Chain',
  zksync: 'zkSync',
  hyperevm: 'HyperEVM',
};
const NAME = /^[a-z][a-z0-9_]*$/;

function titled(name: string): string {
  const words = name.replaceAll('_', ' ');
  return `${words[0]?.toUpperCase()}${words.slice(1)}`;
}

/** What it means that money rests in such a place, and the class of its colour. */
export const STATUS_WORDS: {
  readonly [status in Destination['status']]: { tone: string; meaning: string };
} = {
  'at service': { tone: 'service', meaning: 'somebody else keeps it now' },
  held: { tone: 'held', meaning: 'at an address, not moved on' },
  'not covered': { tone: 'unknown', meaning: 'the ledger that was read ends there' },
  'not followed': { tone: 'unknown', meaning: 'cut by a stated limit' },
  'swapped, proceeds outside': { tone: 'swapped', meaning: 'what it was swapped for is not known' },
  'in mix': { tone: 'mix', meaning: 'the link is broken on purpose' },
  returned: { tone: 'returned', meaning: 'given back at an address that the case names' },
};

export const TRACE_WORDS: { readonly [status in TraceStatus]: { name: string; tone: string } } = {
  queued: { name: 'Waiting to start', tone: '' },
  running: { name: 'Tracing', tone: 'act' },
  partial: { name: 'Tracing, first figures shown', tone: 'act' },
  done: { name: 'Done', tone: 'good' },
  failed: { name: 'Failed', tone: 'bad' },
  cancelled: { name: 'Cancelled', tone: 'warn' },
};

export const ALERT_WORDS: { readonly [state in AlertState]: { name: string; tone: string } } = {
  open: { name: 'Open', tone: 'act' },
  acknowledged: { name: 'Acknowledged', tone: '' },
  closed: { name: 'Closed', tone: '' },
  muted: { name: 'Muted', tone: '' },
  retracted: { name: 'Retracted', tone: 'warn' },
};

/** Gravest first. */
const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info'];

/** Alerts in the order in which they are looked at: the gravest, then the latest. */
export function gravestFirst<T extends { readonly severity: Severity; readonly createdAt: string }>(
  alerts: readonly T[],
): readonly T[] {
  return alerts.toSorted(
    (a, b) =>
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
      (a.createdAt < b.createdAt ? 1 : -1),
  );
}

/** From the least to the most. */
export const ROLES: readonly Role[] = [
  'viewer',
  'analyst',
  'investigator',
  'approver',
  'administrator',
];

export const ROLE_WORDS: { readonly [role in Role]: string } = {
  viewer: 'reads the cases they belong to',
  analyst: 'traces and screens, keeps the inbox',
  investigator: 'opens cases, makes packs, watches',
  approver: 'also decides what leaves the house',
  administrator: 'also invites people and sets up the desk',
};

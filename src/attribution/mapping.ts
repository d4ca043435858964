import { type Conduct, ENTITY_TYPES, type EntityType, type Grade } from './taxonomy.ts';

/**
 * Words of other vocabularies and what they become here (taxonomy §4). The original string is kept
 * beside the result; a word that is not in these tables becomes nothing, never a guess.
 */

/** Categories of `service-labels.csv` and of GraphSense and INTERPOL, to axis E. */
const ENTITY_WORDS: Readonly<Record<string, EntityType>> = {
  // service-labels.csv. A "bridge" of unknown kind counts as `bridge.lock`: all kinds but the
  // native swap have the same rule, and operators.ts knows those.
  bridge: 'bridge.lock',
  'dex-or-protocol': 'dex.router',
  exchange: 'cex.hot',
  gambling: 'gambling',
  'instant-swap': 'swap.instant',
  mixer: 'mixer.pool',
  'payment-or-custody': 'payment.processor',
  // GraphSense
  user: 'person.eoa',
  perpetrator: 'person.eoa',
  victim: 'person.eoa',
  donation: 'person.eoa',
  payment_processor: 'payment.processor',
  atm: 'atm',
  defi: 'contract.unknown',
  defi_dex: 'dex.router',
  defi_bridge: 'bridge.lock',
  defi_lending: 'lending',
  defi_staking: 'staking',
  defi_custody: 'custodian',
  wallet_service: 'custodian',
  hosted_wallet: 'custodian',
  mixing_service: 'mixer.custodial',
  coinjoin: 'mixer.coinjoin',
  market: 'market.darknet',
  miner: 'miner_validator',
  service: 'service.unknown',
  organization: 'service.unknown',
  // an escrow may be a bridge's or a guarantee market's: the word accuses nobody
  escrow: 'service.unknown',
  // INTERPOL Dark Web and Virtual Assets taxonomy, by id
  cryptocurrencies_user: 'person.eoa',
  'hosted-wallet': 'custodian',
  coin_swapping: 'swap.instant',
  peer_to_peer_exchange: 'otc.p2p_merchant',
  money_mule: 'otc.p2p_merchant',
  'service-provider': 'payment.processor',
  crypto_atm: 'atm',
  dex: 'dex.router',
  tumbler: 'mixer.custodial',
  dark_market: 'market.darknet',
  multisig: 'multisig',
  smart_contract: 'contract.unknown',
};

const CONDUCT_WORDS: Readonly<Record<string, Conduct>> = {
  service_hack: 'stolen_funds',
  account_hack: 'stolen_funds',
  exploit: 'stolen_funds',
  hack: 'stolen_funds',
  heist: 'stolen_funds',
  theft: 'stolen_funds',
  scam: 'scam',
  investment_fraud: 'scam',
  ponzi: 'scam',
  ponzi_scheme: 'scam',
  pyramid_scheme: 'scam',
  phishing: 'drainer',
  'phish-hack': 'drainer',
  drainer: 'drainer',
  extortion: 'extortion',
  sextortion: 'extortion',
  ransomware: 'ransomware',
  malware: 'malware',
  csam: 'csam',
  terrorism: 'terror_financing',
  terrorism_financing: 'terror_financing',
  dark_web: 'darknet',
  money_laundering: 'laundering_service',
};

/** Words that speak of axis L: the importers turn them into states, never into conduct. */
const STATE_WORDS = new Set(['sanction', 'sanctioned', 'sanctions', 'black_list', 'blacklist']);

/** Known words that have no value here; the string is kept for review. */
const KEPT_WORDS = new Set(['extremism', 'unlabelled', 'other-labelled', 'unknown']);

const TYPES: ReadonlySet<string> = new Set(ENTITY_TYPES);

function key(word: string): string {
  return word.trim().toLowerCase();
}

/** Axis E of a foreign category or of one of our own ids; null where it names none. */
export function entityTypeOf(word: string): EntityType | null {
  const name = key(word);
  if (TYPES.has(name)) return name as EntityType;
  return Object.hasOwn(ENTITY_WORDS, name) ? (ENTITY_WORDS[name] ?? null) : null;
}

/** Axis C of a foreign abuse; null where it names none. */
export function conductOf(word: string): Conduct | null {
  const name = key(word);
  return Object.hasOwn(CONDUCT_WORDS, name) ? (CONDUCT_WORDS[name] ?? null) : null;
}

export function isStateWord(word: string): boolean {
  return STATE_WORDS.has(key(word));
}

/** True if the word is known here, be it with a value or without. */
export function isKnownWord(word: string): boolean {
  const known = entityTypeOf(word) !== null || conductOf(word) !== null;
  return known || isStateWord(word) || KEPT_WORDS.has(key(word));
}

interface Confidence {
  readonly grade: Grade;
  /** The source's own number, 0–100. */
  readonly value: number;
}

/** GraphSense's confidence levels (taxonomy §4.3). `override` is a person's logged decision. */
export const CONFIDENCES: Readonly<Record<string, Confidence>> = {
  override: { grade: 'G8', value: 100 },
  ownership: { grade: 'G1', value: 100 },
  ledger_immanent: { grade: 'G1', value: 100 },
  manual_transaction: { grade: 'G3', value: 90 },
  service_api: { grade: 'G3', value: 70 },
  forensic_investigation: { grade: 'G4', value: 70 },
  authority_data: { grade: 'G2', value: 60 },
  trusted_provider: { grade: 'G5', value: 50 },
  service_data: { grade: 'G5', value: 50 },
  forensic: { grade: 'G5', value: 50 },
  untrusted_transaction: { grade: 'G6', value: 40 },
  web_crawl: { grade: 'G8', value: 20 },
  // G6 needs its parameters stated, and a tag has no place to state them
  heuristic: { grade: 'G7', value: 10 },
  unknown: { grade: 'G8', value: 5 },
};

/** Grade of a confidence level; an unknown or absent level is a claim. */
export function gradeOf(level: string | null): Grade {
  const name = level === null ? 'unknown' : key(level);
  return Object.hasOwn(CONFIDENCES, name) ? (CONFIDENCES[name]?.grade ?? 'G8') : 'G8';
}

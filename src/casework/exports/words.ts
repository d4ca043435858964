import type { PolicyId } from '../../trace/policies/policy.ts';

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

/** Grades of evidence, taxonomy axis G. */
export const GRADE_WORDS: { readonly [grade: string]: string } = {
  G1: 'follows from the ledger itself, or signed by the owner',
  G2: 'official: an authority or a court',
  G3: 'test payment, or the service’s own answer',
  G4: 'forensic work with a published method',
  G5: 'trusted provider',
  G6: 'fixed rule with stated parameters',
  G7: 'probable, score stated',
  G8: 'a claim',
};

const TYPE_WORDS: { readonly [type: string]: string } = {
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
  return TYPE_WORDS[type] ?? type;
}

/** The words of the program, as DESIGN.md fixes them: no synonyms are used on any screen. */
export const GLOSSARY: readonly { readonly word: string; readonly meaning: string }[] = [
  { word: 'ledger', meaning: 'one chain as a source of facts' },
  { word: 'transaction, transfer', meaning: 'as on the chain; a transfer is one movement in it' },
  { word: 'asset, amount', meaning: 'what moves, and how much of it, exact to the last unit' },
  { word: 'holder', meaning: 'an address that held stolen money' },
  { word: 'lot', meaning: 'a parcel of stolen value: amount, theft, holder and history' },
  { word: 'policy', meaning: 'a rule that says which lots leave when value leaves a holder' },
  { word: 'locked policy', meaning: 'the policy chosen before the results were read: the claim' },
  { word: 'band', meaning: 'lowest to highest amount over all policies that conserve value' },
  { word: 'reach', meaning: 'all that could be stolen money (poison); never an amount to claim' },
  { word: 'hop', meaning: 'one movement of lots by one transaction' },
  { word: 'crossing', meaning: 'a hop that changes asset or ledger: swap, wrap, bridge' },
  { word: 'mix', meaning: 'a transaction or pool that breaks the link on purpose' },
  { word: 'stop', meaning: 'where the trace ends, and why' },
  { word: 'tag, entity, grade', meaning: 'what is claimed, about whom, on how good evidence' },
  { word: 'observed', meaning: 'stands in the ledger or an official document' },
  { word: 'inferred', meaning: 'follows by a rule that is named beside it' },
  { word: 'unverified', meaning: 'somebody claims it; nobody has checked it' },
  { word: 'action', meaning: 'something somebody can do now, on a stated basis' },
  { word: 'certificate', meaning: 'the proof that no unit was lost or made by the accounting' },
  { word: 'coverage', meaning: 'what was not followed, why, and how much it was worth' },
  { word: 'noise', meaning: 'transfers that were set aside, each with its reason' },
];

import type { Conduct, EntityType, Severity } from './taxonomy.ts';

/**
 * What a trace does on arrival:
 * `continue` follows the holder's lots; `stop` ends the trace there; `fork` ends what can be proven
 * and opens hypotheses; `must-resolve` needs the other side of the crossing, else it is a gap;
 * `pass-through` looks for what came out of the same transaction.
 */
export type TraceRule = 'continue' | 'stop' | 'fork' | 'must-resolve' | 'pass-through';

/** Who holds the lever by kind of place; `casework/actions.ts` turns it into actions. */
type Lever =
  | 'exchange'
  | 'operator'
  | 'bridge'
  | 'nodes'
  | 'relayer'
  | 'coordinator'
  | 'front-end'
  | 'guardian'
  | 'issuer'
  | 'council'
  | 'none';

interface Category {
  readonly rule: TraceRule;
  readonly severity: Severity;
  readonly lever: Lever;
  /** Why a trace does this here, as one sentence. */
  readonly sentence: string;
}

function category(rule: TraceRule, severity: Severity, lever: Lever, sentence: string): Category {
  return { rule, severity, lever, sentence };
}

const EXCHANGE =
  'The exchange knows its customer and can hold the credit; its withdrawals are other people’s.';
const OTC = 'The money leaves to a merchant off the ledger; ask the issuer and his exchange.';
const CROSSING = 'The money continues on another ledger; the message id of the bridge says where.';
const SWAP = 'The proceeds leave in the same transaction; whoever fills the order is a bystander.';
const OPERATOR = 'The operator holds the money on account; its payments are other people’s money.';

/** Trace rule, default severity and lever of each entity type (taxonomy §3). */
export const CATEGORIES: Readonly<Record<EntityType, Category>> = {
  'person.eoa': category('continue', 'INFO', 'none', 'A private address: followed.'),
  'person.cluster': category('continue', 'INFO', 'none', 'Addresses of one owner: followed.'),
  'cex.hot': category('stop', 'INFO', 'exchange', EXCHANGE),
  'cex.deposit': category('stop', 'INFO', 'exchange', EXCHANGE),
  'cex.cold': category('stop', 'INFO', 'exchange', EXCHANGE),
  'cex.nokyc': category('stop', 'HIGH', 'exchange', EXCHANGE),
  'swap.instant': category(
    'stop',
    'HIGH',
    'operator',
    'An instant swap pays out elsewhere at once; only its operator knows where.',
  ),
  'otc.desk': category('stop', 'SEVERE', 'issuer', OTC),
  'otc.p2p_merchant': category('stop', 'SEVERE', 'issuer', OTC),
  'guarantee.market': category('stop', 'SEVERE', 'issuer', OTC),
  'payment.processor': category('stop', 'MEDIUM', 'operator', OPERATOR),
  atm: category('stop', 'MEDIUM', 'operator', OPERATOR),
  'dex.pool': category('pass-through', 'LOW', 'front-end', SWAP),
  'dex.router': category('pass-through', 'LOW', 'front-end', SWAP),
  aggregator: category('pass-through', 'LOW', 'front-end', SWAP),
  'intents.solver': category('pass-through', 'LOW', 'front-end', SWAP),
  'bridge.lock': category('must-resolve', 'MEDIUM', 'bridge', CROSSING),
  'bridge.mint': category('must-resolve', 'MEDIUM', 'bridge', CROSSING),
  'bridge.liquidity': category('must-resolve', 'MEDIUM', 'bridge', CROSSING),
  'bridge.native_swap': category(
    'must-resolve',
    'HIGH',
    'nodes',
    'The memo of the deposit names the other ledger and the address that is paid there.',
  ),
  'mixer.pool': category(
    'fork',
    'HIGH',
    'relayer',
    'The pool breaks the link on purpose; beyond it there are only hypotheses.',
  ),
  'mixer.custodial': category(
    'stop',
    'SEVERE',
    'operator',
    'Only the operator knows who was paid; amount and time give hypotheses.',
  ),
  'mixer.coinjoin': category(
    'fork',
    'HIGH',
    'coordinator',
    'Unmixed change is followed; for mixed outputs there are only hypotheses.',
  ),
  'privacy.shielded': category(
    'fork',
    'HIGH',
    'relayer',
    'The shielded pool breaks the link; beyond it there are only hypotheses.',
  ),
  'privacy.stealth': category(
    'must-resolve',
    'HIGH',
    'front-end',
    'The announcements are public and name the stealth address.',
  ),
  lending: category(
    'pass-through',
    'MEDIUM',
    'guardian',
    'The position token carries the value on.',
  ),
  staking: category(
    'pass-through',
    'MEDIUM',
    'guardian',
    'The position token carries the value on; unbonding takes time.',
  ),
  custodian: category('stop', 'MEDIUM', 'operator', OPERATOR),
  multisig: category('continue', 'INFO', 'none', 'A shared wallet of unknown owners: followed.'),
  'token.issuer': category(
    'stop',
    'INFO',
    'issuer',
    'The issuer redeems its own token and knows its customer.',
  ),
  'l2.governance': category('continue', 'INFO', 'council', 'A governance address: followed.'),
  gambling: category('stop', 'MEDIUM', 'operator', OPERATOR),
  'market.darknet': category(
    'stop',
    'SEVERE',
    'none',
    'A dark market holds the money on account; no operator answers.',
  ),
  'contract.unknown': category(
    'continue',
    'LOW',
    'none',
    'A contract of unknown purpose: followed up to the limits.',
  ),
  'service.unknown': category(
    'continue',
    'LOW',
    'none',
    'A service of unknown kind: followed up to the limits, and a gap is reported.',
  ),
  burn: category('stop', 'INFO', 'none', 'Nobody holds a key: value sent here is destroyed.'),
  miner_validator: category(
    'stop',
    'INFO',
    'operator',
    'A pool pays many miners; its payments are other people’s money.',
  ),
};

/** Default severity of conduct; for `sanctioned` the span of the listing decides (taxonomy §6). */
export const CONDUCT_SEVERITY: Readonly<Record<Conduct, Severity>> = {
  stolen_funds: 'SEVERE',
  sanctioned: 'SEVERE',
  dprk_attributed: 'SEVERE',
  ransomware: 'SEVERE',
  scam: 'HIGH',
  drainer: 'HIGH',
  csam: 'SEVERE',
  terror_financing: 'SEVERE',
  darknet: 'HIGH',
  extortion: 'HIGH',
  insider: 'HIGH',
  malware: 'HIGH',
  laundering_service: 'SEVERE',
  it_worker_payroll: 'HIGH',
  high_risk_jurisdiction: 'MEDIUM',
  no_kyc: 'MEDIUM',
};

/**
 * The five axes of the taxonomy: who operates an address (E), what it did in this case (R), what it
 * is known for (C), what may or can be done to it (L), and how anybody knows (G). They are kept
 * apart because one address can be an exchange, sanctioned and a thief's all at once.
 */

export const ENTITY_TYPES = [
  'person.eoa',
  'person.cluster',
  'cex.hot',
  'cex.deposit',
  'cex.cold',
  'cex.nokyc',
  'swap.instant',
  'otc.desk',
  'otc.p2p_merchant',
  'guarantee.market',
  'payment.processor',
  'atm',
  'dex.pool',
  'dex.router',
  'aggregator',
  'intents.solver',
  'bridge.lock',
  'bridge.mint',
  'bridge.liquidity',
  'bridge.native_swap',
  'mixer.pool',
  'mixer.custodial',
  'mixer.coinjoin',
  'privacy.shielded',
  'privacy.stealth',
  'lending',
  'staking',
  'custodian',
  'multisig',
  'token.issuer',
  'l2.governance',
  'gambling',
  'market.darknet',
  'contract.unknown',
  'service.unknown',
  'burn',
  'miner_validator',
] as const;
/** Axis E: who operates an address. */
export type EntityType = (typeof ENTITY_TYPES)[number];

export const ROLES = [
  'victim',
  'theft.direct',
  'consolidation',
  'distribution',
  'peel',
  'swap_in',
  'swap_out',
  'bridge_in',
  'bridge_out',
  'mix_in',
  'mix_out',
  'cashout_candidate',
  'frozen',
  'recovered',
  'holding',
  'gas_funder',
  'staging',
  'test_probe',
  'whitehat',
  'bystander',
  'unresolved',
] as const;
/** Axis R: what an address did in this case; granted by a transaction and a rule, not by a name. */
export type Role = (typeof ROLES)[number];

export const CONDUCTS = [
  'stolen_funds',
  'sanctioned',
  'dprk_attributed',
  'ransomware',
  'scam',
  'drainer',
  'csam',
  'terror_financing',
  'darknet',
  'extortion',
  'insider',
  'malware',
  'laundering_service',
  'it_worker_payroll',
  'high_risk_jurisdiction',
  'no_kyc',
] as const;
/** Axis C: what an address is known for. */
export type Conduct = (typeof CONDUCTS)[number];

export const LEGAL_STATES = [
  'sanctioned',
  'issuer_frozen',
  'pending_freeze',
  'seized',
  'court_order',
  'flagged_by',
  'appealed',
] as const;
/** Axis L: what may or can be done to an address, always for a span of time. */
export type LegalState = (typeof LEGAL_STATES)[number];

export const GRADES = ['G1', 'G2', 'G3', 'G4', 'G5', 'G6', 'G7', 'G8'] as const;
/** Axis G: how good the evidence of one statement is; G1 is the best. */
export type Grade = (typeof GRADES)[number];

export const GRADE_WEIGHT: Readonly<Record<Grade, number>> = {
  G1: 100,
  G2: 90,
  G3: 80,
  G4: 70,
  G5: 50,
  G6: 40,
  G7: 20,
  G8: 10,
};

export const SEVERITIES = ['INFO', 'LOW', 'MEDIUM', 'HIGH', 'SEVERE'] as const;
/** How grave an exposure is by default, mildest first. */
export type Severity = (typeof SEVERITIES)[number];

/** The graver of two severities. */
export function graver(a: Severity, b: Severity): Severity {
  return SEVERITIES.indexOf(a) >= SEVERITIES.indexOf(b) ? a : b;
}

/**
 * Severity lowers by grade and never rises: G7 and G8 alone cannot exceed MEDIUM without a person's
 * decision (taxonomy §5).
 */
export function cappedSeverity(severity: Severity, grade: Grade, decided: boolean): Severity {
  const weak = grade === 'G7' || grade === 'G8';
  const grave = severity === 'HIGH' || severity === 'SEVERE';
  return weak && grave && !decided ? 'MEDIUM' : severity;
}

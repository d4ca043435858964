/**
 * The powers to stop money that are not an issuer's, and what is published about whether they are
 * used (freezing reference §3 and §7, laundering reference §1). No contact is given anywhere: none
 * has been verified.
 */

export type Power =
  | 'issuer freeze'
  | 'exchange hold'
  | 'operator hold'
  | 'bridge pause'
  | 'node halt vote'
  | 'council'
  | 'relayer or interface only'
  | 'not known'
  | 'nobody';

/** `can`: holds the money or its contract. `may`: can hinder, or nothing tells of its use. */
export type Strength = 'can' | 'may' | 'unknown' | 'none';

export interface PowerText {
  readonly power: Power;
  readonly strength: Strength;
  readonly basis: string;
  /** `{who}` stands for the actor. */
  readonly how: string;
  readonly reality: string;
}

export const EXCHANGE_HOLD: PowerText = {
  power: 'exchange hold',
  strength: 'can',
  basis: 'terms of service, an order, or postponement by the financial intelligence unit',
  how: 'Ask {who} to withhold the credit or the withdrawal, and to keep the customer’s data.',
  reality:
    'Alerts count for 10–15 minutes at an exchange; desks typically take 10–15 working days, ' +
    'complete requests 48 hours (Global Ledger; 5CIP)',
};

export const SWAP_HOLD: PowerText = {
  power: 'operator hold',
  strength: 'can',
  basis: 'terms of service, an order',
  how: 'Ask {who} to stop the payout, and where and what it paid out.',
  reality: 'ChangeNOW and FixedFloat froze money of the Bybit theft (Bybit status posts)',
};

export const ACCOUNT_HOLD: PowerText = {
  power: 'operator hold',
  strength: 'may',
  basis: 'terms of service, an order',
  how: 'Ask {who} to hold the balance and to keep the customer’s data.',
  reality: 'nothing is published about whether it acts',
};

export const MIXER_RECORDS: PowerText = {
  power: 'operator hold',
  strength: 'may',
  basis: 'an order',
  how: 'Only the operator {who} knows who was paid; an authority can ask for its records.',
  reality: 'custodial mixers were seized, not persuaded (laundering reference §1)',
};

export const NODE_VOTE: PowerText = {
  power: 'node halt vote',
  strength: 'may',
  basis: 'the protocol’s own halt keys: HALT<CHAIN>TRADING, HALTSIGNING<CHAIN>, HALT<CHAIN>CHAIN',
  how:
    'Validators of {who} can vote to halt trading or signing: three votes halt, four reverse. ' +
    'The memo of the deposit names where the money went: trace it there.',
  reality: 'did not act for Bybit (dev.thorchain.org, Bybit status posts)',
};

export const BROKER_BLOCK: PowerText = {
  power: 'relayer or interface only',
  strength: 'may',
  basis: 'brokers and interfaces choose whom they serve',
  how: 'Brokers and interfaces of {who} can refuse the next swap; what is in is in.',
  reality: 'partial (freezing reference §3)',
};

export const BRIDGE_PAUSE: PowerText = {
  power: 'bridge pause',
  strength: 'may',
  basis: 'the pause function of the bridge’s contracts, where it has one',
  how:
    'Ask {who} to pause, if its contracts can: it stops everybody’s transfers. The message id ' +
    'says where the money went.',
  reality: 'partial (freezing reference §3)',
};

export const ATTESTER: PowerText = {
  power: 'bridge pause',
  strength: 'may',
  basis: 'each message needs the attestation of Circle',
  how: 'Circle attests each message of {who} and could withhold the attestation.',
  reality: 'about $230–232 M of the Drift theft was attested over 6–8 hours (press, April 2026)',
};

export const RELAYER: PowerText = {
  power: 'relayer or interface only',
  strength: 'may',
  basis: 'nobody holds keys to the pool',
  how: 'Relayers and interfaces of {who} can refuse to serve; nobody can hold money in the pool.',
  reality: 'deposits stay withdrawable by whoever knows the note',
};

export const COORDINATOR: PowerText = {
  power: 'relayer or interface only',
  strength: 'may',
  basis: 'the coordinator chooses which coins it admits',
  how: 'The coordinator of {who} can refuse coins; it holds none.',
  reality: 'nothing is published about whether it acts',
};

export const FRONT_END: PowerText = {
  power: 'relayer or interface only',
  strength: 'may',
  basis: 'interfaces, and some routers, choose whom they serve',
  how: 'The interface of {who} can refuse the next trade; the proceeds are already out.',
  reality: 'partial (freezing reference §3)',
};

export const GUARDIAN: PowerText = {
  power: 'council',
  strength: 'may',
  basis: 'the guardian or administrator of the protocol, where it has one',
  how: 'Ask the guardian of {who} whether the position can be held; unbonding takes time.',
  reality: 'nothing is published about whether it acts',
};

export const ARBITRUM_COUNCIL: PowerText = {
  power: 'council',
  strength: 'may',
  basis: 'emergency powers of the layer-2 council',
  how: 'The council of {who} can freeze value at an address of that chain in an emergency.',
  reality: '30,766 ETH of the KelpDAO theft, 57 h 51 min after it (blockaid.io, chainbleed.com)',
};

/** What is published about the issuers, by issuer. */
export const ISSUER_REALITY: Readonly<Record<string, string>> = {
  Tether:
    'froze 7,268 addresses with $3.29 bn in 2023–2025, over 53 % of it on Tron; acts in two ' +
    'steps, once 44 minutes apart, and the holder can see the first (AMLBot)',
  Circle:
    'froze 372 addresses with $109 M in 2023–2025 (AMLBot); over $420 M in 15 cases since 2022 ' +
    'was not stopped (ZachXBT, 3 April 2026)',
  Paxos: 'nothing is published about whether it acts',
};

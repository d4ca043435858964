/**
 * What each type of system contract does with money (java-tron, `core/Tron.proto`, `ContractType`;
 * actuators in `core/actuator`).
 *
 * - `transfer`: TRX from owner to recipient;
 * - `asset`: a TRC-10 token from owner to recipient: its amount is not TRX;
 * - `call`: runs a contract, with TRX and a TRC-10 token on the way in, and logs and internal
 *   transfers after it; `deploy` the same with a new contract;
 * - `reward`: pays the owner what the system owes for blocks and votes. Nobody sends it: it is
 *   listed as coming from the zero address, so that the holder's balance adds up;
 * - `offering`: TRX from owner to the issuer of a TRC-10 token, for tokens whose number depends on
 *   the terms of the offering and is not in the transaction;
 * - `nothing`: moves nothing but the fee. Freezing, delegating and voting leave the TRX with its
 *   owner, and what an owner withdraws when a freeze is over was the owner's all the time;
 * - `elsewhere`: moves assets in a way that cannot be listed as transfers between holders (the
 *   built-in exchange and market, shielded transfers, issues): counted as a warning.
 */
type Effect =
  | 'transfer'
  | 'asset'
  | 'call'
  | 'deploy'
  | 'reward'
  | 'offering'
  | 'nothing'
  | 'elsewhere';

const ROWS: readonly (readonly [number: number, name: string, effect: Effect])[] = [
  [0, 'AccountCreateContract', 'nothing'],
  [1, 'TransferContract', 'transfer'],
  [2, 'TransferAssetContract', 'asset'],
  [3, 'VoteAssetContract', 'nothing'],
  [4, 'VoteWitnessContract', 'nothing'],
  [5, 'WitnessCreateContract', 'nothing'],
  [6, 'AssetIssueContract', 'elsewhere'],
  [8, 'WitnessUpdateContract', 'nothing'],
  [9, 'ParticipateAssetIssueContract', 'offering'],
  [10, 'AccountUpdateContract', 'nothing'],
  [11, 'FreezeBalanceContract', 'nothing'],
  [12, 'UnfreezeBalanceContract', 'nothing'],
  [13, 'WithdrawBalanceContract', 'reward'],
  [14, 'UnfreezeAssetContract', 'nothing'],
  [15, 'UpdateAssetContract', 'nothing'],
  [16, 'ProposalCreateContract', 'nothing'],
  [17, 'ProposalApproveContract', 'nothing'],
  [18, 'ProposalDeleteContract', 'nothing'],
  [19, 'SetAccountIdContract', 'nothing'],
  [30, 'CreateSmartContract', 'deploy'],
  [31, 'TriggerSmartContract', 'call'],
  [33, 'UpdateSettingContract', 'nothing'],
  [41, 'ExchangeCreateContract', 'elsewhere'],
  [42, 'ExchangeInjectContract', 'elsewhere'],
  [43, 'ExchangeWithdrawContract', 'elsewhere'],
  [44, 'ExchangeTransactionContract', 'elsewhere'],
  [45, 'UpdateEnergyLimitContract', 'nothing'],
  [46, 'AccountPermissionUpdateContract', 'nothing'],
  [48, 'ClearABIContract', 'nothing'],
  [49, 'UpdateBrokerageContract', 'nothing'],
  [51, 'ShieldedTransferContract', 'elsewhere'],
  [52, 'MarketSellAssetContract', 'elsewhere'],
  [53, 'MarketCancelOrderContract', 'elsewhere'],
  [54, 'FreezeBalanceV2Contract', 'nothing'],
  [55, 'UnfreezeBalanceV2Contract', 'nothing'],
  [56, 'WithdrawExpireUnfreezeContract', 'nothing'],
  [57, 'DelegateResourceContract', 'nothing'],
  [58, 'UnDelegateResourceContract', 'nothing'],
  [59, 'CancelAllUnfreezeV2Contract', 'nothing'],
];

const BY_NAME = new Map(ROWS.map(([, name, effect]) => [name, effect]));
const BY_NUMBER = new Map(ROWS.map(([number, name]) => [number, name]));

/** What a type does with money, by the name that the HTTP interface gives it; null if unknown. */
export function effectOf(type: string): Effect | null {
  return BY_NAME.get(type) ?? null;
}

/** The name of a type, by its number in the protobuf encoding; null if unknown. */
export function typeOf(number: number): string | null {
  return BY_NUMBER.get(number) ?? null;
}

/**
 * What the note of an internal transaction says it did (java-tron, `vm/program/Program.java`). A
 * contract that freezes or delegates leaves a row with an amount, from itself to the receiver of
 * the resources, that pays nobody.
 */
export function noteEffect(note: string): 'payment' | 'reward' | 'nothing' | null {
  if (note === 'call' || note === 'create' || note === 'suicide') return 'payment';
  if (note === 'withdrawReward') return 'reward';
  return STAKING.test(note) ? 'nothing' : null;
}

const STAKING = new RegExp(
  '^(freezeFor|unfreezeFor|freezeBalanceV2For|unfreezeBalanceV2For|delegateResourceOf|' +
    'unDelegateResourceOf|withdrawExpireUnfreeze|cancelAllUnfreezeV2$|voteWitness$)',
);

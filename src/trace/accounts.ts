import type { PolicyId } from './policies/policy.ts';

/**
 * The contract between exploring (which writes events) and accounting (which reads them).
 *
 * Holders, assets, labels (thefts) and transactions are dense integers given out by the caller,
 * from 0, at most 2^31 − 1. Events stand in chain order; several events of one transaction follow
 * one another and carry the same transaction number. Amounts enter and leave as `bigint`.
 */
export type HolderNumber = number;
export type AssetNumber = number;
export type LabelNumber = number;
export type TxNumber = number;
/** Position of an event in the log, from 0. */
export type EventNumber = number;

/** How a holder is treated. */
export type HolderKind =
  /** Lots come and go. */
  | 'plain'
  /**
   * A service or another stop: lots stay; what it pays out later is other people's money (clean).
   */
  | 'terminal'
  /**
   * A source of the theft: all that leaves is stolen. Returned lots leave first; the rest is
   * seeded.
   */
  | 'source';

export interface EventWriter {
  setHolder(holder: HolderNumber, kind: HolderKind, label?: LabelNumber): void;
  /** Starts a block: journals are cut here. `hash` names it for rollback. */
  block(hash: string): void;
  /**
   * Value moves. Consecutive moves of one tx, holder and asset are one payment to several (TIHO).
   */
  move(
    tx: TxNumber,
    from: HolderNumber,
    to: HolderNumber,
    asset: AssetNumber,
    amount: bigint,
  ): EventNumber;
  /**
   * Value moves that is held to be other money of `from`: clean units leave first, dirty ones only
   * when none are left, whatever the policy (poison: as `move`). Never grouped for TIHO.
   */
  aside(
    tx: TxNumber,
    from: HolderNumber,
    to: HolderNumber,
    asset: AssetNumber,
    amount: bigint,
  ): EventNumber;
  /** Value leaves to nobody: gas, or units destroyed. */
  fee(tx: TxNumber, from: HolderNumber, asset: AssetNumber, amount: bigint): EventNumber;
  burn(tx: TxNumber, from: HolderNumber, asset: AssetNumber, amount: bigint): EventNumber;
  /**
   * Value leaves to places outside what was read (`writtenOff`: below the dust limit, cut by a
   * limit).
   */
  writeOff(tx: TxNumber, from: HolderNumber, asset: AssetNumber, amount: bigint): EventNumber;
  /** Clean value arrives from outside (a mint, a payment by somebody who is not followed). */
  receive(tx: TxNumber, to: HolderNumber, asset: AssetNumber, amount: bigint): EventNumber;
  /** Stolen value is declared: a labelled lot arrives at `to`. */
  seed(
    tx: TxNumber,
    to: HolderNumber,
    asset: AssetNumber,
    amount: bigint,
    label: LabelNumber,
  ): EventNumber;
  /** The newest `amount` units of `to` become stolen (a seed on units that are there already). */
  claim(
    tx: TxNumber,
    to: HolderNumber,
    asset: AssetNumber,
    amount: bigint,
    label: LabelNumber,
  ): EventNumber;
  /**
   * `amountIn` of one asset leaves `from` and `amountOut` of another arrives at `to`: swap, wrap,
   * settled claim. Lots are re-denominated by largest remainder; label and history are kept.
   */
  convert(
    tx: TxNumber,
    from: HolderNumber,
    assetIn: AssetNumber,
    amountIn: bigint,
    to: HolderNumber,
    assetOut: AssetNumber,
    amountOut: bigint,
  ): EventNumber;
}

export interface Holding {
  readonly holder: HolderNumber;
  readonly asset: AssetNumber;
  readonly label: LabelNumber;
  /** Dirty units. Under poison: the whole balance, once for each label that reaches it. */
  readonly amount: bigint;
}

export interface Flow {
  readonly event: EventNumber;
  readonly label: LabelNumber;
  /** Dirty units that this event moved (for `convert`: units of the asset that went in). */
  readonly amount: bigint;
  /** For `convert`: the dirty units that came out; otherwise the same as `amount`. */
  readonly amountOut: bigint;
}

/** Per policy, label and asset; `difference` is zero or the run is an internal error. */
export interface CertificateRow {
  readonly policy: PolicyId;
  readonly label: LabelNumber;
  readonly asset: AssetNumber;
  readonly seeds: bigint;
  readonly convertedIn: bigint;
  readonly held: bigint;
  readonly atTerminals: bigint;
  readonly fees: bigint;
  readonly burnt: bigint;
  readonly writtenOff: bigint;
  readonly convertedOut: bigint;
  /** Units that a later seed has relabelled. */
  readonly superseded: bigint;
  readonly difference: bigint;
}

/** One lot and the events that brought it, newest first, ending with its seed. */
export interface LotHistory {
  readonly holder: HolderNumber;
  readonly asset: AssetNumber;
  readonly label: LabelNumber;
  readonly amount: bigint;
  readonly events: readonly EventNumber[];
}

export interface Accounts {
  readonly policies: readonly PolicyId[];
  /** Dirty units at the end, sorted by holder, asset, label. */
  held(policy: PolicyId): readonly Holding[];
  /** Dirty units moved by each event, in order of events. */
  flows(policy: PolicyId): readonly Flow[];
  /**
   * Lots of one holder and asset, oldest first, with their chains (not for poison and haircut
   * amounts).
   */
  lots(policy: PolicyId, holder: HolderNumber, asset: AssetNumber): readonly LotHistory[];
  /** Clean units that had to be assumed because more left than was known to be there. */
  assumed(holder: HolderNumber, asset: AssetNumber): bigint;
  certificate(): readonly CertificateRow[];
}

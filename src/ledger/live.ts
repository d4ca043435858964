import type { AccountLedger, Asset, AssetId, BlindSpot, UtxoLedger, Warning } from './port.ts';

/** What every live ledger says of itself beside its facts. */
interface Live {
  /** Names of the sources behind it. */
  readonly sources: readonly string[];
  /** What it cannot show, for the coverage statement, as far as known now. */
  blindSpots(): readonly BlindSpot[];
  /** Faults in answers that were passed over, counted. */
  warnings(): readonly Warning[];
}

/** An account ledger that is asked over a network. Its assets grow while it is asked. */
export interface LiveAccountLedger extends AccountLedger, Live {
  readonly assetsSeen: ReadonlyMap<AssetId, Asset>;
}

/** A ledger of coins that is asked over a network. */
export interface LiveUtxoLedger extends UtxoLedger, Live {}

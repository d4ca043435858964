import type { AddressReading, Strength } from '../attribution/forms/key.ts';
import type { Name, Names } from '../attribution/names.ts';
import type { Tag } from '../attribution/tags.ts';
import type { LegalState } from '../attribution/taxonomy.ts';
import type { ChainId, Holder } from '../ledger/port.ts';

/** An entry of a sanctions list that names an address. */
export interface Listing {
  readonly list: string;
  readonly version: string;
  readonly id: string;
  readonly name: string;
  readonly programs: readonly string[];
  /** What standing on this list means: not every list designates. */
  readonly state: LegalState;
  readonly from: string | null;
  readonly to: string | null;
  /** The address as the list writes it. */
  readonly published: string;
  readonly strength: Strength;
  /** The list's own page on it, or null. */
  readonly url: string | null;
}

/** Not every list designates: those of flags and seizures are told, and are no sanction. */
export function isDesignation({ state, to }: Listing): boolean {
  return state === 'sanctioned' && to === null;
}

/** Everything that is known of one address. */
export interface Known {
  readonly name: Name | null;
  readonly tags: readonly Tag[];
  readonly listings: readonly Listing[];
}

/** A list or a set of tags that answers rest on. */
export interface SourceAge {
  readonly kind: 'list' | 'tags';
  readonly name: string;
  readonly version: string | null;
  /** Days since it was fetched or imported; null: it is missing. */
  readonly ageDays: number | null;
  /** Missing, or older than it may be. */
  readonly stale: boolean;
}

/** Who is who, for screening: tags and lists together. */
export interface Directory {
  /** In any form, on any chain; ends of a trace are asked for by their holder. */
  find(reading: AddressReading): Known;
  /** For places of a ledger. */
  readonly names: Names;
  readonly sources: readonly SourceAge[];
  /** Lists that are missing, late or damaged, in words: with one of them nothing is cleared. */
  readonly problems: readonly string[];
}

/** An address of a ledger of ours that a reading stands for. */
export interface Located {
  readonly chain: ChainId;
  readonly holder: Holder;
}

import type { Day } from '../tags.ts';

export const PARTY_KINDS = ['person', 'company', 'vessel', 'aircraft', 'wallet', 'other'] as const;
export type PartyKind = (typeof PARTY_KINDS)[number];

/** One name of a party as its list writes it. */
export interface PartyName {
  readonly text: string;
  readonly kind: 'primary' | 'alias' | 'former' | 'original-script';
  /** False: the list itself calls the alias weak or of low quality. */
  readonly strong: boolean;
  /** Given and family names apart, where the list has them. */
  readonly parts: { readonly given: string; readonly family: string } | null;
  /** ISO 15924 (`Latn`, `Cyrl`, `Arab`, `Hang`, `Hans`), or null where the list does not say. */
  readonly script: string | null;
}

/** An address that a list names, as it was published. */
export interface PartyWallet {
  readonly published: string;
  /** The list's own symbol: not a chain. */
  readonly symbol: string;
}

/** A date as lists have them: a day, a month, a year, or years between. */
export interface PartyDate {
  /** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. */
  readonly from: string;
  /** Equal to `from` where it is one date. */
  readonly to: string;
  readonly approximate: boolean;
}

/** One entry of one version of a sanctions list. */
export interface ListedParty {
  /** `ofac-sdn`, `eu-fsf`, `uk`, `un`, `il-nbctf`, `fbi`, `opensanctions`, … */
  readonly list: string;
  /** The list's own id, stable across versions. */
  readonly id: string;
  readonly kind: PartyKind;
  readonly names: readonly PartyName[];
  readonly programs: readonly string[];
  readonly born: readonly PartyDate[];
  /** ISO 3166 alpha-2, upper case; of birth, nationality and address. */
  readonly countries: readonly string[];
  /** Passports, registration numbers, IMO numbers: kind as the list writes it. */
  readonly documents: readonly { readonly kind: string; readonly number: string }[];
  readonly wallets: readonly PartyWallet[];
  /** First day of the designation, and the day on which it ended; null where not said or open. */
  readonly from: Day | null;
  readonly to: Day | null;
  readonly remarks: string | null;
  readonly url: string | null;
}

/** A list as it was at one moment. */
export interface ListVersion {
  readonly list: string;
  /** The list's own date or number, else the day of the fetch. */
  readonly version: string;
  /** The list's own date of publication, or null. */
  readonly published: Day | null;
  /** Unix seconds. */
  readonly fetched: number;
  /** SHA-256 of the bytes as they came. */
  readonly digest: string;
  readonly parties: number;
  readonly wallets: number;
}

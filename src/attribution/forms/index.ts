import { BASE58CHECK } from './base58check.ts';
import { BIP173 } from './bip173.ts';
import { CASHADDR } from './cashaddr.ts';
import { CRYPTONOTE } from './cryptonote.ts';
import { EIP55 } from './eip55.ts';
import type { AddressForm } from './form.ts';
import { SEC1 } from './sec1.ts';
import { SOLANA } from './solana.ts';
import { SS58 } from './ss58.ts';
import { TEP2 } from './tep2.ts';
import { XLS5 } from './xls5.ts';

/** All forms, commonest first; Solana, which has no checksum, after those that have one. */
export const FORMS: readonly AddressForm[] = [
  EIP55,
  XLS5,
  BASE58CHECK,
  BIP173,
  CASHADDR,
  SS58,
  TEP2,
  CRYPTONOTE,
  SOLANA,
  SEC1,
];

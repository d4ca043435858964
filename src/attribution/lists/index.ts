import { euFsf } from './eu-fsf.ts';
import { fbi } from './fbi.ts';
import { ilNbctf } from './il-nbctf.ts';
import type { SanctionsList } from './list.ts';
import { ofacAddresses, ofacConsolidated, ofacSdn } from './ofac.ts';
import { openSanctions } from './opensanctions.ts';
import { uk } from './uk.ts';
import { un } from './un.ts';

/** Every list that the program reads. A new one is a file beside this and a line here. */
export const LISTS: readonly SanctionsList[] = [
  ofacSdn,
  ofacConsolidated,
  euFsf,
  uk,
  un,
  ilNbctf,
  fbi,
  ofacAddresses,
  openSanctions,
];

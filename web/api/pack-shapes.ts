/** Packs before they are made, as the desk's API answers them. */

import type { Contents, Redaction } from '../../src/casework/redaction/contents.ts';

/** What a pack for an audience would tell of the case. */
export interface PackPreview {
  readonly redaction: Redaction;
  readonly file: Contents;
}

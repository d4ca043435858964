// What @scure/btc-signer says of scripts and transactions: another's reading, to test ours against.

import { Address, OutScript } from '@scure/btc-signer';

/** The address of an output script, or null where btc-signer knows no script of that kind. */
export function oracleAddress(script: Uint8Array): string | null {
  try {
    const named = OutScript.decode(script);
    // It has no address for a bare key.
    return named.type === 'pk' ? null : Address().encode(named);
  } catch {
    return null;
  }
}

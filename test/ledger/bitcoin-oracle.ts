// What @scure/btc-signer says of scripts and transactions: another's reading, to test ours against.

import { Address, NETWORK, OutScript, RawTx, TEST_NETWORK } from '@scure/btc-signer';
import { RawOldTx } from '@scure/btc-signer/script.js';
import { sha256x2 } from '@scure/btc-signer/utils.js';

const NETWORKS = {
  mainnet: NETWORK,
  testnet: TEST_NETWORK,
  testnet4: TEST_NETWORK,
  signet: TEST_NETWORK,
  regtest: { ...TEST_NETWORK, bech32: 'bcrt' },
};

/** The address of an output script, or null where btc-signer knows no script of that kind. */
export function oracleAddress(
  script: Uint8Array,
  network: keyof typeof NETWORKS = 'mainnet',
): string | null {
  try {
    const named = OutScript.decode(script);
    // It has no address for a bare key.
    return named.type === 'pk' ? null : Address(NETWORKS[network]).encode(named);
  } catch {
    return null;
  }
}

/** A transaction as btc-signer reads it. */
interface OracleTransaction {
  /** As printed. */
  readonly id: string;
  readonly outputs: readonly { readonly amount: bigint; readonly script: Uint8Array }[];
  /** Id and index of what each input spends, and its number of witness items. */
  readonly inputs: readonly string[];
}

export function oracleTransaction(bytes: Uint8Array): OracleTransaction {
  const tx = RawTx.decode(bytes);
  const id = Buffer.from(sha256x2(RawOldTx.encode(tx))).reverse();
  const inputs = tx.inputs.map(({ txid, index }, i) => {
    const items = tx.witnesses?.[i]?.length ?? 0;
    return `${Buffer.from(txid).toString('hex')}:${index} ${items}`;
  });
  return { id: id.toString('hex'), outputs: tx.outputs, inputs };
}

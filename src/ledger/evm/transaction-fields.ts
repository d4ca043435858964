/**
 * What each type of transaction is made of, in the order in which its RLP list is hashed, each
 * field by its JSON-RPC name. After the colon: `q` a number, `d` bytes, `a` an address or nothing,
 * `b` true or false, `access`, `hashes` and `auths` the lists of EIP-2930, EIP-4844 and EIP-7702.
 */
type FieldKind = 'q' | 'd' | 'a' | 'b' | 'access' | 'hashes' | 'auths';

export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
}

export interface TransactionForm {
  /** The byte before the list (EIP-2718), or null: a transaction from before there were types. */
  readonly type: number | null;
  readonly fields: readonly Field[];
  /** True if the last three fields are a signature by the sender. */
  readonly signed: boolean;
  /** A field that only this form has in JSON, where two chains use one type. */
  readonly mark: string | null;
}

function form(
  type: number | null,
  text: string,
  rest: Partial<Pick<TransactionForm, 'signed' | 'mark'>> = {},
): TransactionForm {
  const fields = text.split(' ').map((part): Field => {
    const [name = '', kind = 'q'] = part.split(':');
    return { name, kind: kind as FieldKind };
  });
  return { type, fields, signed: true, mark: null, ...rest };
}

const SIGNATURE = 'yParity r s';
const FEES = 'maxPriorityFeePerGas maxFeePerGas gas';
const PAYMENT = 'to:a value input:d';
const UNSIGNED = { signed: false } as const;

/** EIP-155 and before: the chain is in `v`, or nowhere. */
export const LEGACY: TransactionForm = form(null, `nonce gasPrice gas ${PAYMENT} v r s`);

/**
 * The types that can be encoded. A guess that is wrong does no harm: what it gives does not hash
 * to the transaction's id, and the block counts as one that cannot be proved.
 */
export const FORMS: readonly TransactionForm[] = [
  LEGACY,
  // EIP-2930, EIP-1559, EIP-4844, EIP-7702
  form(1, `chainId nonce gasPrice gas ${PAYMENT} accessList:access ${SIGNATURE}`),
  form(2, `chainId nonce ${FEES} ${PAYMENT} accessList:access ${SIGNATURE}`),
  form(
    3,
    `chainId nonce ${FEES} ${PAYMENT} accessList:access maxFeePerBlobGas ` +
      `blobVersionedHashes:hashes ${SIGNATURE}`,
  ),
  form(
    4,
    `chainId nonce ${FEES} ${PAYMENT} accessList:access authorizationList:auths ${SIGNATURE}`,
  ),
  // OP Stack deposits specification: no signature, sent by the rollup itself
  form(0x7e, 'sourceHash:d from:a to:a mint value gas isSystemTx:b input:d', {
    ...UNSIGNED,
    mark: 'sourceHash',
  }),
  // Scroll, L1MessageTx
  form(0x7e, `queueIndex gas ${PAYMENT} sender:a`, { ...UNSIGNED, mark: 'queueIndex' }),
  // Arbitrum Nitro: deposit, unsigned, contract, retry, internal
  form(0x64, 'chainId requestId:d from:a to:a value', UNSIGNED),
  form(0x65, `chainId from:a nonce maxFeePerGas gas ${PAYMENT}`, UNSIGNED),
  form(0x66, `chainId requestId:d from:a maxFeePerGas gas ${PAYMENT}`, UNSIGNED),
  form(
    0x68,
    `chainId nonce from:a maxFeePerGas gas ${PAYMENT} ticketId:d refundTo:a maxRefund ` +
      'submissionFeeRefund',
    UNSIGNED,
  ),
  form(
    0x69,
    'chainId requestId:d from:a l1BaseFee depositValue maxFeePerGas gas retryTo:a retryValue ' +
      'beneficiary:a maxSubmissionFee refundTo:a retryData:d',
    UNSIGNED,
  ),
  form(0x6a, 'chainId input:d', UNSIGNED),
];

/** Types that are known by name and cannot be encoded, because their JSON leaves something out. */
export const NOT_ENCODED: Readonly<Record<number, string>> = {
  120: 'an Arbitrum transaction from before Nitro (0x78), whose id is not the hash of its bytes',
};

import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { sha256 } from '../../base/digest.ts';
import { InputError } from '../../base/errors.ts';

/** What a signature is: 64 bytes of Ed25519 (RFC 8032), and the key to check it with. */
interface Signed {
  readonly signature: Uint8Array;
  /** SubjectPublicKeyInfo (RFC 8410) in PEM, as OpenSSL reads it. */
  readonly publicKey: string;
}

/**
 * Signs bytes with a private key in PEM (PKCS #8), as `openssl genpkey -algorithm ed25519` makes
 * it.
 * @throws InputError where the text is no such key; nothing of it is in the message
 */
export function signBytes(bytes: Uint8Array, pem: string, label: string): Signed {
  const key = ed25519(() => createPrivateKey(pem), label, 'a private key of Ed25519 in PEM');
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
  return { signature: sign(null, bytes, key), publicKey };
}

/** Who signed, or what is wrong. */
export type SignatureCheck =
  | { readonly valid: true; readonly keyId: string }
  | { readonly valid: false; readonly found: string };

/** Checks a signature with the key that came with it. */
export function checkSignature(
  bytes: Uint8Array,
  { signature, publicKey }: Signed,
): SignatureCheck {
  try {
    const key = ed25519(() => createPublicKey(publicKey), 'key', 'a public key of Ed25519 in PEM');
    if (!verify(null, bytes, key, signature)) {
      return { valid: false, found: 'a signature over other bytes or by another key' };
    }
    return { valid: true, keyId: keyId(key) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { valid: false, found: `no key: expected ${error.expected}` };
  }
}

/** SHA-256 over the key's SubjectPublicKeyInfo in DER, hex. */
function keyId(key: KeyObject): string {
  return sha256(key.export({ type: 'spki', format: 'der' }));
}

function ed25519(read: () => KeyObject, label: string, expected: string): KeyObject {
  let key: KeyObject;
  try {
    key = read();
  } catch {
    throw new InputError(label, expected, 'something else');
  }
  if (key.asymmetricKeyType === 'ed25519') return key;
  throw new InputError(label, expected, `a key of ${key.asymmetricKeyType}`);
}

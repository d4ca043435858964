import { randomBytes } from 'node:crypto';
import { sha256 } from '../base/digest.ts';

/** 256 bits: too many to guess, so that a plain digest of it may be kept. */
const SECRET_BYTES = 32;

/** A secret for a link, a cookie or a key; the store keeps its digest alone. */
export function newSecret(prefix = ''): { readonly secret: string; readonly hash: string } {
  const secret = prefix + randomBytes(SECRET_BYTES).toString('base64url');
  return { secret, hash: sha256(secret) };
}

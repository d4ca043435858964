import { createCipheriv, createDecipheriv, hash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../base/errors.ts';

/** Secrets that the store keeps: whoever has its rows alone cannot read them. */
export interface Seal {
  /** @param context what the secret belongs to: sealed for one, it opens for no other */
  readonly close: (secret: string, context: string) => string;
  /** @throws InputError where it was sealed with another key, or for something else */
  readonly open: (sealed: string, context: string) => string;
}

const VERSION = 'v1.';
const NONCE = 12;
const TAG = 16;
const LEAST = 32;

/**
 * A seal by the key of `HUE_SECRET`, or of a file in the data folder that is made where there is
 * none. Programs on several machines that share a store need the same.
 * @throws InputError where the variable is too short
 */
export function openSeal(home: string, env: Readonly<Record<string, string | undefined>>): Seal {
  const named = env.HUE_SECRET;
  if (named !== undefined && named.length < LEAST) {
    throw new InputError('HUE_SECRET', `at least ${LEAST} characters`, `${named.length}`);
  }
  return sealBy(hash('sha256', named ?? fileKey(home), 'buffer'));
}

/** AES-256-GCM (NIST SP 800-38D) with random nonces: far fewer than 2^32 secrets are sealed. */
function sealBy(key: Buffer): Seal {
  return {
    close(secret, context) {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
      const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      const sealed = Buffer.concat([nonce, cipher.getAuthTag(), text]);
      return VERSION + sealed.toString('base64url');
    },
    open(sealed, context) {
      const bytes = Buffer.from(sealed.slice(VERSION.length), 'base64url');
      try {
        const cipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE))
          .setAAD(Buffer.from(context))
          .setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
        const text = cipher.update(bytes.subarray(NONCE + TAG), undefined, 'utf8');
        return text + cipher.final('utf8');
      } catch {
        const hint = 'HUE_SECRET, or seal.key in the data folder, is another than it was';
        throw new InputError('a sealed secret', 'one sealed with this key', 'another', hint);
      }
    },
  };
}

/** Made whole and once, whoever else makes one at the same time. */
function fileKey(home: string): string {
  const path = join(home, 'seal.key');
  try {
    const key = readFileSync(path, 'utf8');
    // as a backup may have brought it back
    if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
    return key;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    mkdirSync(home, { recursive: true, mode: 0o700 });
    const fresh = join(home, `seal.${process.pid}.${randomBytes(4).toString('hex')}`);
    writeFileSync(fresh, randomBytes(32).toString('base64'), { mode: 0o600, flush: true });
    try {
      linkSync(fresh, path);
    } catch {
      // another program was first
    }
    unlinkSync(fresh);
    return readFileSync(path, 'utf8');
  }
}

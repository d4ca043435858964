import { createHmac, randomBytes } from 'node:crypto';
import { InputError, SourceError } from '../base/errors.ts';
import type { DepositNotice, Notice } from './notice.ts';
import { type Lookup, post } from './post.ts';

/**
 * Signed webhooks as the Standard Webhooks specification 1.0.0 has them, so that its libraries can
 * verify them: headers `webhook-id`, `webhook-timestamp` (unix seconds) and `webhook-signature`,
 * `v1,` and the base64 of an HMAC-SHA256 over `id.timestamp.body`.
 */

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;
/** Keys of 24 to 64 bytes (Standard Webhooks, "Signature scheme"). */
const LEAST_KEY = 24;

/** A secret as both sides write it: `whsec_` and the base64 of the key. */
export function newWebhookSecret(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString('base64');
}

interface Signed {
  readonly id: string;
  /** Unix seconds. */
  readonly timestamp: number;
  readonly body: string;
}

/** The value of `webhook-signature`. @throws InputError where the secret is none */
function signWebhook(secret: string, { id, timestamp, body }: Signed): string {
  const key = Buffer.from(secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : '', 'base64');
  if (key.length < LEAST_KEY) {
    throw new InputError('webhook secret', `${PREFIX} and base64`, 'another text');
  }
  const mac = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return `v1,${mac}`;
}

interface WebhookTarget {
  readonly url: string;
  readonly secret: string;
  readonly private: boolean;
}

interface Sending {
  /** The same each time that this notice is sent. */
  readonly id: string;
  /** Milliseconds. */
  readonly now: number;
  readonly lookup: Lookup;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Sends a notice once. It is received where the answer is a status of 200 to 299.
 * @throws SourceError, with `retry` where another time may do better
 */
export async function sendWebhook(
  { url, secret, private: isPrivate }: WebhookTarget,
  notice: Notice | DepositNotice,
  { id, now, lookup, signal }: Sending,
): Promise<void> {
  const parsed = URL.parse(url);
  const name = `webhook ${parsed?.host ?? ''}`;
  if (parsed === null) throw new SourceError(name, 'its address is no URL', false);
  const body = JSON.stringify(notice);
  const timestamp = Math.floor(now / 1000);
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'hueandcry-webhook',
    'webhook-id': id,
    'webhook-timestamp': `${timestamp}`,
    'webhook-signature': signWebhook(secret, { id, timestamp, body }),
  };
  const status = await post(
    { name, url: parsed, headers, body, private: isPrivate, signal },
    lookup,
  );
  if (status >= 200 && status < 300) return;
  const isRedirect = status >= 300 && status < 400;
  const what = isRedirect ? ', a redirect, which is not followed' : '';
  // 410: the receiver wants nothing more (Standard Webhooks, "Operational considerations")
  const mayDoBetter = !isRedirect && status !== 410;
  throw new SourceError(name, `answered with status ${status}${what}`, mayDoBetter);
}

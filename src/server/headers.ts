// What every answer tells the browser: nothing runs, loads or frames but what this server sent.

import type { Context } from 'hono';
import type { DeskEnv } from './desk.ts';

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  // the canvas is exported as an image by way of blob:, icons stand in the style as data:
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const FEATURES = ['camera', 'geolocation', 'microphone', 'payment', 'usb'];
const OWN_FEATURES = ['publickey-credentials-get', 'publickey-credentials-create'];

const HEADERS: readonly (readonly [string, string])[] = [
  ['Content-Security-Policy', POLICY],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['Origin-Agent-Cluster', '?1'],
  [
    'Permissions-Policy',
    [
      ...FEATURES.map((name) => `${name}=()`),
      ...OWN_FEATURES.map((name) => `${name}=(self)`),
    ].join(),
  ],
  ['Referrer-Policy', 'no-referrer'],
  ['X-Content-Type-Options', 'nosniff'],
  ['X-Frame-Options', 'DENY'],
];
const TLS_ONLY = ['Strict-Transport-Security', 'max-age=31536000'] as const;
/** What the interface answers is for one person, and not for any cache in between. */
const NOT_KEPT = ['Cache-Control', 'private, no-cache'] as const;

/**
 * Sets them before the route answers, which may say otherwise. On the connection itself where there
 * is one: to set them on an answer takes several times as long.
 */
export function setHeaders(c: Context<DeskEnv>, isTls: boolean): void {
  const outgoing = c.env?.outgoing;
  const set = (name: string, value: string): unknown =>
    outgoing ? outgoing.setHeader(name, value) : c.header(name, value);
  for (const [name, value] of HEADERS) set(name, value);
  if (isTls) set(...TLS_ONLY);
  set(...NOT_KEPT);
  set('X-Request-Id', c.get('requestId'));
}

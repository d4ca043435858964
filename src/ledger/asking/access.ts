import { InputError } from '../../base/errors.ts';
import type { SourceSettings } from '../source-config.ts';
import { type Environment, readSecret, SecretGuard } from './secrets.ts';

/** Where requests to a source go, with the secrets in their places. */
export interface Access {
  /** Below it stand all paths; it may hold the key. */
  readonly base: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: readonly [name: string, value: string] | null;
  readonly guard: SecretGuard;
}

/**
 * Reads a source's secrets and puts them in their places.
 * @throws InputError that says which source needs which, and where it was looked for
 */
export function accessOf(settings: SourceSettings, env: Environment): Access {
  const key = keyOf(settings, env);
  const login = loginOf(settings, env);
  const value = `${settings.key?.prefix ?? ''}${key}`;
  const at = settings.key?.at;
  const basic = Buffer.from(login).toString('base64');
  const password = login.slice(login.indexOf(':') + 1);
  return {
    base: new URL(settings.url.replace('{key}', encodeURIComponent(key))),
    headers: {
      ...(login === '' ? {} : { authorization: `Basic ${basic}` }),
      ...(at === 'header' ? { [settings.key?.name ?? '']: value } : {}),
    },
    query: at === 'query' ? [settings.key?.name ?? '', value] : null,
    guard: new SecretGuard(login === '' ? [key] : [key, password, basic]),
  };
}

function keyOf({ key, keyNeeded, kind, name, chain }: SourceSettings, env: Environment): string {
  if (key !== null) return readSecret(key, env, `key of source ${name} for ${chain}`);
  if (!keyNeeded) return '';
  const example = `"key": { "env": "${kind.toUpperCase().replaceAll('-', '_')}_API_KEY" }`;
  const hint = `add ${example} to this source and set the variable, or use { "file": "path" }`;
  throw new InputError(`source ${name} for ${chain}`, 'a key', 'none', hint);
}

/** `user:password` (RFC 7617), or nothing. */
function loginOf({ name, chain, user, password }: SourceSettings, env: Environment): string {
  if (password === null) {
    if (user === null) return '';
    throw new InputError(`source ${name} for ${chain}`, 'a password for the user', 'none');
  }
  const label = `password of source ${name} for ${chain}`;
  const text = readSecret(password, env, label);
  if (user !== null) return `${user}:${text}`;
  // the cookie file of Bitcoin Core is of this form
  if (text.includes(':')) return text;
  throw new InputError(label, 'user:password, or "user" in the configuration', 'no user');
}

/**
 * The URL of a path below the source's.
 * @throws InputError where it leads elsewhere: an id in it was not what it was taken for
 */
export function urlBelow({ base, query }: Access, path: string): URL {
  const root = base.href.replace(/\/$/, '');
  const url = /^([/?][\x21\x22\x24-\x7e]*)?$/.test(path) ? URL.parse(`${root}${path}`) : null;
  const below = base.pathname.replace(/\/$/, '');
  if (url?.origin !== base.origin || !`${url.pathname}/`.startsWith(`${below}/`)) {
    throw new InputError('a question', 'a path below the URL of the source', path);
  }
  if (query !== null) url.searchParams.append(...query);
  return url;
}

// What the operator says of the desk: `desk` in hue.config.ts, and the flags of `hue serve`, which
// win.

import { InputError } from '../base/errors.ts';
import { type DeskConfig, deskSchema } from './desk.ts';

/** What the flags say; undefined where one was not given. */
export interface DeskFlags {
  readonly host?: string | undefined;
  readonly port?: string | undefined;
  readonly origin?: string | undefined;
  readonly tlsCert?: string | undefined;
  readonly tlsKey?: string | undefined;
  readonly behindProxy?: readonly string[] | undefined;
}

/**
 * Names the field that is wrong and shows nothing of what stands there: it may be a secret.
 * @throws InputError
 */
export function deskConfig(settings: unknown, flags: DeskFlags): DeskConfig {
  const { host, port, origin, tlsCert, tlsKey, behindProxy } = flags;
  const said = typeof settings === 'object' && settings !== null ? settings : {};
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw new InputError('TLS', '--tls-cert and --tls-key together', 'one of them');
  }
  const wish = {
    ...said,
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port: portOf(port) }),
    ...(origin === undefined ? {} : { origin }),
    ...(tlsCert === undefined ? {} : { tls: { cert: tlsCert, key: tlsKey } }),
    ...(behindProxy === undefined ? {} : { behindProxy }),
  };
  const parsed = deskSchema.safeParse(wish);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = ['desk', ...(issue?.path ?? [])].join('.');
  const expected = `what docs/desk/install.md says (${issue?.message})`;
  throw new InputError(field, expected, 'another value');
}

function portOf(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new InputError('--port', 'a number up to 65535', text);
  return Number(text);
}

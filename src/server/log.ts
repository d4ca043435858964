// The log: one JSON object a line, without secrets. Paths can carry tokens, so a request is named
// by its route, and neither query nor headers nor bodies are written.

import { type DestinationStream, destination, type Logger, pino } from 'pino';

const SECRET = new Set([
  'authorization',
  'cookie',
  'token',
  'password',
  'secret',
  'clientSecret',
  'csrf',
  'key',
  'url',
]);
/** What lies deeper is not told. */
const MOST_DEPTH = 4;

/** Written in pieces: a line at a time would take as long as the request that it tells of. */
const ASIDE = { dest: 2, sync: false, minLength: 4096, periodicFlush: 500 };

export type Log = Logger;

/** @param to where the lines go; standard error unless said: the program speaks on the other */
export function createLog(level: string, to?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }), log: withoutSecrets },
    serializers: { error: plainError },
  };
  return pino(options, to ?? destination(ASIDE));
}

/** The library's own redaction takes several times as long as all the rest of a line. */
function withoutSecrets(fields: object): Record<string, unknown> {
  return told(fields, MOST_DEPTH) as Record<string, unknown>;
}

function told(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  // an error is the serializer's, and dates are texts
  if (value instanceof Error || 'toJSON' in value) return value;
  if (depth === 0) return '[deeper]';
  if (Array.isArray(value)) return value.map((one) => told(one, depth - 1));
  const shown: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(value)) {
    shown[name] = SECRET.has(name) ? '[secret]' : told(one, depth - 1);
  }
  return shown;
}

/** Name, message and stack; not the fields, in which a driver puts what was asked. */
function plainError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack } = error;
  const code = 'code' in error ? error.code : undefined;
  return { name, message, stack, ...(code === undefined ? {} : { code }) };
}

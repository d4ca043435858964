// The log: one JSON object a line, without secrets. Paths can carry tokens, so a request is named
// by its route, and neither query nor headers nor bodies are written.

import { type DestinationStream, destination, type Logger, pino } from 'pino';

const SECRET = [
  'authorization',
  'cookie',
  'token',
  'password',
  'secret',
  'clientSecret',
  'csrf',
  'key',
  'url',
];

/** Written in pieces: a line at a time would take as long as the request that it tells of. */
const ASIDE = { dest: 2, sync: false, minLength: 4096, periodicFlush: 500 };

export type Log = Logger;

/** @param to where the lines go; standard error unless said: the program speaks on the other */
export function createLog(level: string, to?: DestinationStream): Log {
  const paths = SECRET.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    redact: { paths, censor: '[secret]' },
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { error: plainError },
  };
  return pino(options, to ?? destination(ASIDE));
}

/** Name, message and stack; not the fields, in which a driver puts what was asked. */
function plainError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack } = error;
  const code = 'code' in error ? error.code : undefined;
  return { name, message, stack, ...(code === undefined ? {} : { code }) };
}

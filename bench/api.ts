import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createCase } from '../src/store/cases.ts';
import { createKey } from '../src/store/keys.ts';
import { createPerson } from '../src/store/people.ts';
import { openStore } from '../src/store/store.ts';
import { EXCHANGE, LISTED, listedHome, NOBODY } from '../test/desk/listed-home.ts';
import { table } from './accuracy/tables.ts';
import { load, type Measured, requestOf } from './api-load.ts';

// The desk's interface under load, as `hue serve` serves it, beside a bare Hono route that says the
// same bytes on the same server library. Rounds are short and interleaved; told are the median of
// them, and the median of the shares that a route reached of the bare one in the same round: of its
// requests a second, and of those for the same time of a processor, which others disturb less.

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '1,8,64' },
    rounds: { type: 'string', default: '21' },
    milliseconds: { type: 'string', default: '400' },
  },
});
const CLIENTS = values.clients.split(',').map(Number);
const ROUNDS = Number(values.rounds);
const MILLISECONDS = Number(values.milliseconds);

const home = await listedHome();
const config = join(home, 'hue.config.mjs');
const desk = {
  limits: { perActor: 1_000_000_000, perAddress: 1_000_000_000, signIn: 1000 },
  logLevel: 'error',
};
writeFileSync(
  config,
  `${readFileSync(config, 'utf8').replace(/^export default/, 'const settings =')}
export default { ...settings, desk: ${JSON.stringify(desk)} };\n`,
);

interface Server {
  readonly process: ChildProcess;
  readonly port: number;
}

async function startDesk(): Promise<Server> {
  const main = join(import.meta.dirname, '../src/cli/main.ts');
  const env = { ...process.env, HUE_HOME: home };
  const words = [main, 'serve', '--port', '0', '--config', config];
  const child = spawn(process.execPath, words, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  for await (const chunk of child.stdout) {
    said += chunk;
    const port = /serves http:\/\/localhost:(\d+)/.exec(said)?.[1];
    if (port !== undefined) return { process: child, port: Number(port) };
  }
  throw new Error(`the desk does not serve: ${said}`);
}

async function startBare(bodies: { screen: string; file: string }): Promise<Server> {
  const child = fork(join(import.meta.dirname, 'api-bare.ts'));
  child.send(bodies);
  const [port] = await once(child, 'message');
  return { process: child, port: Number(port) };
}

/** A person with a key, and a case of theirs. */
async function people(): Promise<{ readonly key: string; readonly caseId: string }> {
  const store = await openStore({ folder: home });
  try {
    const about = { email: 'ann@example.org', name: 'Ann', role: 'investigator' } as const;
    const { id: personId } = await createPerson(store.db, about);
    const expiresAt = new Date(Date.now() + 86_400_000);
    const scopes = ['read', 'screen'] as const;
    const { secret } = await createKey(store.db, { name: 'bench', personId, scopes, expiresAt });
    const actor = { kind: 'person', id: personId, name: 'Ann' } as const;
    const file = { title: 'A theft', summary: 'What happened. '.repeat(40) };
    const { id } = await createCase(store.db, file, { personId, actor });
    return { key: secret, caseId: id };
  } finally {
    await store.close();
  }
}

/** Seconds of a processor that the threads of a process have used. */
function cpuOf({ pid }: ChildProcess): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const used = threads.map((thread) => {
    // a thread may have ended by now
    const at = `/proc/${pid}/task/${thread}/schedstat`;
    return existsSync(at) ? Number(readFileSync(at, 'utf8').split(' ')[0]) : 0;
  });
  return used.reduce((sum, one) => sum + one, 0) / 1e9;
}

interface Case {
  readonly name: string;
  readonly server: Server;
  readonly request: () => Buffer;
  /** What it is held against. */
  readonly beside: string | null;
}

interface Round extends Measured {
  /** Processor microseconds of the server for each request. */
  readonly micros: number;
}

async function measure({ server, request }: Case, clients: number): Promise<Round> {
  const before = cpuOf(server.process);
  const milliseconds = MILLISECONDS;
  const measured = await load({ port: server.port, request, clients, milliseconds });
  const spent = cpuOf(server.process) - before;
  return { ...measured, micros: (spent * 1e6) / measured.latencies.length };
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** @param base the rounds of the bare route */
function rowOf(
  one: Case,
  clients: number,
  rounds: readonly Round[],
  base: readonly Round[],
): string[] {
  const perSecond = median(rounds.map((round) => round.perSecond));
  const share = (of: (bare: Round, own: Round) => number): string => {
    const shares = rounds.flatMap((own, i) => (base[i] ? [of(base[i], own)] : []));
    return shares.length === 0 ? '' : `${Math.round(median(shares) * 100)} %`;
  };
  const at = (share: number): string =>
    median(
      rounds.map(({ latencies }) => latencies[Math.floor(latencies.length * share)] ?? 0),
    ).toFixed(2);
  return [
    one.name,
    String(clients),
    Math.round(perSecond).toLocaleString('en'),
    share((bare, own) => own.perSecond / bare.perSecond),
    ...[at(0.5), at(0.95), at(0.99)],
    median(rounds.map(({ micros }) => micros)).toFixed(0),
    share((bare, own) => bare.micros / own.micros),
    String(rounds[0]?.bytes ?? 0),
  ];
}

let asked = 0;
/** An address that nobody has asked for: what was answered before is kept. */
const nextAddress = (): string => `0x${(asked++).toString(16).padStart(40, 'a')}`;

const served = await startDesk();
let bare: Server | null = null;
try {
  const { key, caseId } = await people();
  const ask = async (path: string, init?: RequestInit): Promise<string> => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const url = `http://localhost:${served.port}${path}`;
    const answer = await fetch(url, { ...init, headers });
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.text();
  };
  const known = [LISTED, EXCHANGE, NOBODY].map((text) => JSON.stringify({ text }));
  const screen = await ask('/v1/screen', { method: 'POST', body: known[0] ?? '' });
  const casePath = `/v1/cases/${caseId}`;
  const file = await ask(casePath).catch(() => null);
  const vendor = await ask(`/api/v1/address/${LISTED}`);
  bare = await startBare({ screen, file: file ?? vendor });
  const body = (text: string): Buffer =>
    requestOf('POST', '/v1/screen', { key, body: JSON.stringify({ text }) });
  const same = body(LISTED);
  const vendorSame = requestOf('GET', `/api/v1/address/${LISTED}`, { key });
  const bareSame = requestOf('POST', '/screen', { body: known[0] ?? '' });
  const bareFile = requestOf('GET', '/case');
  const fileSame = requestOf('GET', casePath, { key });
  const cases: Case[] = [
    { name: 'bare route', server: bare, request: () => bareSame, beside: null },
    { name: 'screening', server: served, request: () => same, beside: 'bare route' },
    {
      name: 'screening, each once',
      server: served,
      request: () => body(nextAddress()),
      beside: 'bare route',
    },
    { name: 'bare route, small', server: bare, request: () => bareFile, beside: null },
    file === null
      ? {
          name: 'vendor shape',
          server: served,
          request: () => vendorSame,
          beside: 'bare route, small',
        }
      : { name: 'case', server: served, request: () => fileSame, beside: 'bare route, small' },
  ];
  const rows: string[][] = [];
  for (const clients of CLIENTS) {
    for (const one of cases) await measure(one, clients);
    const found = new Map<Case, Round[]>(cases.map((one) => [one, []]));
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const one of cases) found.get(one)?.push(await measure(one, clients));
    }
    for (const [one, rounds] of found) {
      const base = cases.find(({ name }) => name === one.beside);
      rows.push(rowOf(one, clients, rounds, base ? (found.get(base) ?? []) : []));
    }
  }
  const head = [
    'what',
    'clients',
    'a second',
    'of bare',
    'p50 ms',
    'p95',
    'p99',
    'CPU µs',
    'of bare',
    'bytes',
  ];
  process.stdout.write(`${table(head, rows)}\n`);
} finally {
  served.process.kill('SIGTERM');
  bare?.process.kill('SIGKILL');
  await once(served.process, 'exit');
}
process.exit();

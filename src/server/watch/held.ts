import { InputError } from '../../base/errors.ts';
import { inTurns, nextTurn } from '../../base/turns.ts';
import type { Rest } from '../../casework/watch/balances.ts';
import type { Held } from '../../casework/watch/watched.ts';
import type { Feed } from '../../ledger/feed.ts';
import { getBlob } from '../../store/blobs.ts';
import type { Db, Row } from '../../store/tables.ts';
import type { OutputOf } from '../work/tasks.ts';
import type { Threads } from '../work/threads.ts';
import type { Standing } from './accounts.ts';
import type { HeldLine } from './held-task.ts';

interface Asked {
  readonly sha256: string;
  /** Of which it is a later version. */
  readonly before?: string | undefined;
  readonly settings: { readonly services?: boolean };
  /** Transactions of which is asked whether the result tells. */
  readonly transactions?: readonly string[];
  /** Alerts of which it may say more, and the block up to which it tells of everything. */
  readonly standing?: readonly Standing[];
  readonly seen?: number;
}

type Read = Pick<OutputOf<'held'>, 'arrivals' | 'told' | 'accounts'> & { readonly held: Held };

/** Bytes that are read in one turn of the event loop: a few milliseconds. */
const PIECE = 100_000;
const LINE = 10;

/** What a watch needs of a result that is kept. @throws InputError where it is not */
export async function readHeld(
  db: Db,
  threads: Threads,
  { sha256, before, settings, transactions = [], standing = [], seen = -1 }: Asked,
): Promise<Read> {
  const result = await bytesOf(db, sha256);
  const earlier = before === undefined ? null : await bytesOf(db, before);
  const hands = [result, ...(earlier ? [earlier] : [])].map(({ buffer }) => buffer);
  const of = { asked: transactions, standing, seen };
  const input = { result, before: earlier, settings, ...of };
  const { about, bytes, ...read } = await threads.run('held', input, { hands });
  return { ...read, held: { ...about, ...(await listed(bytes)) } };
}

/** What somebody who begins a watch is to know of it; null: nothing. */
export function noteOf(
  gap: string | null,
  { isLive, coins }: Held,
  { blind, source }: Feed,
  rests: readonly Rest[],
): string | null {
  const files = 'the trace is one over files: moves are told at most, and it is not extended';
  const found = new Set(rests.map(({ key }) => key.split(':')[0]));
  const missing = new Set(coins.flatMap(({ tx }) => (found.has(tx) ? [] : [tx])));
  const unseen =
    `what ${missing.size} transactions paid is not watched: ${source} does not find it, or it is ` +
    'spent by now';
  const all = [gap, blind ?? null, isLive ? null : files, missing.size > 0 ? unseen : null];
  const notes = all.filter((note) => note !== null);
  return notes.length > 0 ? notes.join('; ') : null;
}

async function bytesOf(db: Db, sha256: string): Promise<Buffer<ArrayBuffer>> {
  const blob = await getBlob(db, sha256);
  if (blob) return blob.bytes;
  throw new InputError('result', 'one that is kept', sha256);
}

async function listed(bytes: Uint8Array): Promise<Pick<Held, 'rests' | 'coins' | 'names'>> {
  const rests: Held['rests'][number][] = [];
  const coins: Held['coins'][number][] = [];
  const names: Map<string, NonNullable<ReturnType<Held['names']['get']>>> = new Map();
  for await (const [kind, about, name] of linesIn(bytes)) {
    if (kind === 'names') names.set(about, name);
    else if (kind === 'rests') rests.push({ ...about, units: BigInt(about.units) });
    else coins.push({ ...about, units: BigInt(about.units) });
  }
  return { rests, coins, names };
}

async function* linesIn(bytes: Uint8Array): AsyncGenerator<HeldLine> {
  const decoder = new TextDecoder();
  for (let at = 0; at < bytes.length; await nextTurn()) {
    const end = bytes.indexOf(LINE, Math.min(at + PIECE, bytes.length - 1)) + 1;
    const text = decoder.decode(bytes.subarray(at, end)).trimEnd();
    for (const line of text.split('\n')) yield JSON.parse(line);
    at = end;
  }
}

/** What rests where, coins by their outpoints. @throws SourceError */
export async function restsOf(
  { rests, coins }: Held,
  feed: Feed,
  signal?: AbortSignal,
): Promise<readonly Rest[]> {
  if (coins.length === 0) return rests;
  const byPayment = new Map<string, (typeof coins)[number]>();
  await inTurns(coins, (coin) => byPayment.set(`${coin.tx} ${coin.holder}`, coin));
  const found: Rest[] = [];
  await inTurns(await feed.coins(coins, signal), ({ tx, index, holder, amount }) => {
    const coin = byPayment.get(`${tx} ${holder}`);
    const units = coin && coin.units < amount ? coin.units : amount;
    found.push({ key: `${tx}:${index}`, holder, asset: coin?.asset ?? '', units });
  });
  return found;
}

/** The result that a watch's trace has now; null: none yet. */
export async function resultSha256(db: Db, { trace_id }: Row<'watch'>): Promise<string | null> {
  const traces = db.selectFrom('trace').select('result_sha256').where('id', '=', trace_id);
  return (await traces.executeTakeFirstOrThrow()).result_sha256;
}

/** A block as the first of a journal; null where the source does not have it now. */
export async function blockAt(height: number, held: Held, feed: Feed, signal?: AbortSignal) {
  const time = Date.parse(`${held.time.replace(' ', 'T')}Z`) / 1000;
  const hash = feed.kind === 'blocks' ? await feed.hashAt(height, signal) : '';
  return hash === null ? null : { height, hash, time, after: [], transactions: [] };
}

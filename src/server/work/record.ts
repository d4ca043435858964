import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { sha256InTurns } from '../../base/digest.ts';
import { isTraceFolder, traceFolder } from '../../casework/trace-folder.ts';
import { newId } from '../../store/ids.ts';
import { nameRun, runsOf, versionWith } from '../../store/recordings.ts';
import type { Store } from '../../store/store.ts';
import type { Trace } from '../../store/traces.ts';
import { writeBlob } from './blob-file.ts';
import { runFolderOf, traceFolderOf, type WorkPlace } from './place.ts';
import { nullIf, Recording } from './recording.ts';
import { bringRun } from './restore.ts';

type Traced = Pick<Trace, 'id' | 'job_id'>;

/**
 * Brings the run of which a result is into the folder that it has on this computer, and gives that.
 * Null where nothing is recorded: the trace was one over files.
 */
export async function bringVersion(
  place: WorkPlace,
  trace: Traced,
  resultSha256: string,
): Promise<string | null> {
  const run = await recordedRun(place, trace, resultSha256);
  if (run === null) return null;
  const folder = runFolderOf(place.home, trace, run);
  await bring(place, run, resultSha256, folder);
  return folder;
}

/**
 * Does something with what is recorded of a result, in a folder made from the store alone: what is
 * verified or handed out is the record, and not what lies beside it.
 * @param work given null where nothing is recorded
 */
export async function withRecord<Result>(
  place: WorkPlace,
  about: { readonly trace: Traced; readonly resultSha256: string; readonly jobId: string },
  work: (folder: string | null) => Promise<Result>,
): Promise<Result> {
  const { trace, resultSha256 } = about;
  const run = await recordedRun(place, trace, resultSha256);
  if (run === null) return work(null);
  return inOwnFolder(place, about, async (folder) => {
    await bring(place, run, resultSha256, folder);
    return work(folder);
  });
}

/**
 * The same of a trace that has no result. On the computer that traces it, its own folder has more
 * than the store; elsewhere what is recorded so far is laid out.
 * @param work given null where it has begun nowhere
 */
export async function withBegun<Result>(
  place: WorkPlace,
  about: { readonly trace: Traced; readonly jobId: string },
  work: (folder: string | null) => Promise<Result>,
): Promise<Result> {
  const { id, job_id: run } = about.trace;
  const first = traceFolderOf(place.home, id);
  if (isTraceFolder(first)) return work(first);
  return inOwnFolder(place, about, async (folder) => {
    const isKept = run !== null && (await bringRun(place.store.db, run, folder));
    return work(isKept && isTraceFolder(folder) ? folder : null);
  });
}

/** By the job, so that what a crash left is removed when the job is taken up again. */
async function inOwnFolder<Result>(
  { home }: WorkPlace,
  { trace, jobId }: { readonly trace: Traced; readonly jobId: string },
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = `${traceFolderOf(home, trace.id)}.${jobId}`;
  try {
    await rm(folder, { recursive: true, force: true });
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function bring(
  { store }: WorkPlace,
  run: string,
  resultSha256: string,
  folder: string,
): Promise<void> {
  await bringRun(store.db, run, folder);
  const { result } = traceFolder(folder);
  if ((await digestOf(result)) !== resultSha256) await writeBlob(store.db, resultSha256, result);
}

/** The traces of a store of which something is being kept, and the end of that. */
const KEEPING = new WeakMap<Store, Map<string, Promise<unknown>>>();

/** What older programs left in a folder alone is kept, so that there is a run. */
async function recordedRun(
  place: WorkPlace,
  trace: Traced,
  resultSha256: string,
): Promise<string | null> {
  const { store } = place;
  const version = await versionWith(store.db, trace.id, resultSha256);
  if (version === undefined || version.run !== null) return version?.run ?? null;
  // one after the other: two at once would put the same pieces there twice
  const keeping = KEEPING.get(store) ?? new Map<string, Promise<unknown>>();
  KEEPING.set(store, keeping);
  const before = keeping.get(trace.id) ?? Promise.resolve();
  const kept = before.then(() => keepLeft(place, trace, resultSha256));
  const ended = kept.catch(() => undefined);
  keeping.set(trace.id, ended);
  try {
    return await kept;
  } finally {
    if (keeping.get(trace.id) === ended) keeping.delete(trace.id);
  }
}

/** Looks again first: whoever was before may have kept it. */
async function keepLeft(
  place: WorkPlace,
  trace: Traced,
  resultSha256: string,
): Promise<string | null> {
  const { db } = place.store;
  const version = await versionWith(db, trace.id, resultSha256);
  if (version === undefined || version.run !== null) return version?.run ?? null;
  const folder = await folderWith(traceFolderOf(place.home, trace.id), resultSha256);
  if (folder === null) return null;
  const isFirst = folder === traceFolderOf(place.home, trace.id);
  const run = (isFirst ? trace.job_id : null) ?? newId();
  await new Recording(db, { run, traceId: trace.id, folder }, null).finish();
  await nameRun(db, { traceId: trace.id, resultSha256, run });
  return run;
}

/** Of the folders of a trace on this computer, that with a result. */
async function folderWith(first: string, resultSha256: string): Promise<string | null> {
  const entries = (await readdir(dirname(first)).catch(nullIf('ENOENT'))) ?? [];
  const name = basename(first);
  for (const entry of entries.filter((one) => one === name || one.startsWith(`${name}.`))) {
    const folder = join(dirname(first), entry);
    if (!isTraceFolder(folder)) continue;
    if ((await digestOf(traceFolder(folder).result)) === resultSha256) return folder;
  }
  return null;
}

async function digestOf(path: string): Promise<string | null> {
  return existsSync(path) ? sha256InTurns(await readFile(path)) : null;
}

/** Removes the folders of a trace's other runs: they can be made from the store. */
export async function forgetFolders(
  { store, home }: WorkPlace,
  trace: Traced,
  kept: readonly string[],
): Promise<void> {
  for (const run of await runsOf(store.db, trace.id)) {
    const folder = runFolderOf(home, trace, run);
    if (!kept.includes(folder)) await rm(folder, { recursive: true, force: true });
  }
}

/** Keeps the recordings that older programs left in the data folder. */
export async function keepLeftRecordings(place: WorkPlace): Promise<void> {
  const { store, home, log } = place;
  const versions = await store.db
    .selectFrom('trace_version')
    .innerJoin('trace', 'trace.id', 'trace_version.trace_id')
    .select(['trace.id', 'trace.job_id', 'trace_version.result_sha256'])
    .where('trace_version.run', 'is', null)
    .execute();
  for (const trace of versions) {
    if (!isTraceFolder(traceFolderOf(home, trace.id))) continue;
    await recordedRun(place, trace, trace.result_sha256).catch((error: unknown) => {
      log.warn({ error, trace: trace.id }, 'the recorded answers of a trace could not be kept');
    });
  }
}

import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { formatUnits } from '../../base/amount.ts';
import { systemClock } from '../../base/clock.ts';
import { InputError, WantingError } from '../../base/errors.ts';
import { reason } from '../../base/files.ts';
import { systemNetwork } from '../../base/network.ts';
import { nativeAsset } from '../../ledger/assets.ts';
import { type Chain, parseChain } from '../../ledger/chains.ts';
import { folderFiles } from '../../ledger/evidence/files.ts';
import { EvidenceRun } from '../../ledger/evidence/run.ts';
import { EvidenceStore } from '../../ledger/evidence/store.ts';
import { readSubject } from '../../ledger/identify.ts';
import { type LiveOptions, openLive } from '../../ledger/open-live.ts';
import type { World } from '../../ledger/open-source.ts';
import type { Asset, Holder } from '../../ledger/port.ts';
import type { SourceConfig } from '../../ledger/source-config.ts';
import type { Followed, Watch } from '../../trace/explore.ts';
import { type TraceResult, traceResultSchema } from '../../trace/result.ts';
import { type CaseFile, check, type OpenCase, openCase, parseJson } from '../case.ts';
import { fromFlags, refuseFileFlags, type TraceFlags, withFlags } from '../case-flags.ts';
import { withEvidence } from '../evidence.ts';
import { investigate } from '../investigate.ts';
import { beginKnown, KnownRecord } from '../known-record.ts';
import { type DatedTags, withProblems } from '../known-tags.ts';
import { liveCase } from '../live-case.ts';
import type { TakePartial } from '../so-far.ts';
import { isTraceFolder, keepCase, type TraceFolder, traceFolder } from '../trace-folder.ts';
import { type Choose, chooseNone } from './choose.ts';
import { homeFolder, readSources } from './config.ts';
import { type Located, locate } from './locate.ts';
import { NothingLost, victimsOf } from './victims.ts';

/** What the command line says of a live trace beside what it says of any. */
export interface LiveFlags extends TraceFlags {
  readonly config?: string;
  readonly into?: string;
  readonly crossCheck?: boolean;
  readonly prove?: boolean;
  readonly victim?: readonly string[];
  readonly confirmations?: number;
  readonly known?: boolean;
}

/** A live trace that can begin: its case stands in its folder. */
export interface LiveTrace {
  readonly open: OpenCase;
  readonly folder: TraceFolder;
  readonly store: EvidenceStore;
  readonly sources: readonly SourceConfig[];
  readonly world: World;
  /** True if the folder held a trace that had not ended. */
  readonly resumed: boolean;
}

export const realWorld: World = {
  network: systemNetwork,
  clock: systemClock,
  random: Math.random,
  env: process.env,
};

/**
 * The trace of an id: finds its chain, decodes the theft, and writes the case into a folder of its
 * own. A folder with a trace that has not ended is gone on with.
 * @throws InputError where the id is none, no chain knows it, or who was robbed is not clear
 */
export async function beginTrace(
  text: string,
  flags: LiveFlags,
  world: World & { readonly choose?: Choose } = realWorld,
): Promise<LiveTrace> {
  refuseFileFlags(flags);
  const sources = await readSources(flags.config, world.env);
  const subject = readSubject(text);
  const name = (subject.readings[0]?.id ?? '').replace(/^0x/, '').slice(0, 12);
  const folder = traceFolder(freshPlace(flags.into, name, world));
  if (isTraceFolder(folder.path)) return resumeTrace(folder.path, flags, world);
  const store = storeOf(folder);
  const finding = new EvidenceRun(store, 'live');
  const asking = { sources, world, evidence: finding, crossCheck: false, choose: world.choose };
  const isDecoded = subject.kind === 'transaction' && flags.victim === undefined;
  const guesses = new Map<string, Promise<Decoded>>();
  // the theft is read on the likeliest chain while the others are asked whether they know it
  const located = await locate(subject, flags.chain, sources, world, finding, (likeliest) => {
    if (!isDecoded || likeliest.chain.model === 'utxo') return;
    const decoded = decode(likeliest, flags, asking);
    // it may be another chain's transaction
    decoded.catch(() => undefined);
    guesses.set(likeliest.chain.id, decoded);
  });
  const { chain, id } = located;
  const { victims, confirmations } = isDecoded
    ? await (guesses.get(chain.id) ?? decode(located, flags, asking))
    : { victims: flags.victim ?? [], confirmations: flags.confirmations };
  const sourceNames = ['any'];
  const about = { chain, kind: subject.kind, id, since: flags.since, sources: sourceNames };
  const file = liveCase({ ...about, victims, confirmations });
  keepCase(withFlags(fromFlags(file), flags), folder);
  return { ...begun(folder, flags), store, sources, world, resumed: false };
}

interface Decoded {
  readonly victims: readonly Holder[];
  readonly confirmations: number | undefined;
}

/** Who was robbed. Seconds after a theft its block is among the newest: then none is left out. */
async function decode(
  { chain, id }: Located,
  { confirmations }: LiveFlags,
  asking: Outside,
): Promise<Decoded> {
  const lost = (left: number | undefined): Promise<Holder[]> => {
    const about = { kind: 'transaction', victims: [], since: undefined, sources: ['any'] } as const;
    const file = liveCase({ ...about, chain, id, confirmations: left });
    return victimsOf(id, chain, openChain(file, chain, asking), asking.choose ?? chooseNone);
  };
  try {
    return { victims: await lost(confirmations), confirmations };
  } catch (error) {
    const isNew = error instanceof NothingLost && chain.family === 'evm';
    if (!isNew || confirmations !== undefined) throw error;
    return { victims: await lost(0), confirmations: 0 };
  }
}

/**
 * The trace of a case that names sources instead of files, in a folder of its own.
 * @throws InputError where the folder cannot be written
 */
export async function beginCase(
  open: OpenCase,
  flags: LiveFlags,
  world: World = realWorld,
): Promise<LiveTrace> {
  const sources = await readSources(flags.config, world.env);
  const folder = traceFolder(freshPlace(flags.into, open.file.id, world));
  if (isTraceFolder(folder.path)) return resumeTrace(folder.path, flags, world);
  keepCase(withFlags(open, flags), folder);
  const store = storeOf(folder);
  return { ...begun(folder, flags), store, sources, world, resumed: false };
}

/** Goes on with the trace in a folder: what it has been answered is not asked again. */
export async function resumeTrace(
  path: string,
  flags: LiveFlags,
  world: World = realWorld,
): Promise<LiveTrace> {
  const folder = traceFolder(resolve(path));
  const sources = await readSources(flags.config, world.env);
  const store = storeOf(folder);
  return { ...begun(folder, flags), store, sources, world, resumed: true };
}

/** The case as it stands in its folder, and beside it the file for what is looked up. */
function begun(folder: TraceFolder, { known }: LiveFlags): Pick<LiveTrace, 'open' | 'folder'> {
  const open = openCase(folder.case);
  if (known) beginKnown(folder.known, parseChain(open.file.chain, 'chain').id);
  return { open, folder };
}

/** True for a trace that looks up tags and lists: once begun so, it goes on so. */
export function usesKnown({ known }: TraceFolder): boolean {
  return existsSync(known);
}

/**
 * What a trace has looked up, if it is one that does.
 * @param from tags and lists as they are now; null: what is kept must do
 */
export function knownIn(
  { open, folder }: Pick<LiveTrace, 'open' | 'folder'>,
  from: DatedTags | null,
): KnownRecord | undefined {
  if (!usesKnown(folder)) return undefined;
  return new KnownRecord(folder.known, parseChain(open.file.chain, 'chain').id, from);
}

interface LiveWatch {
  readonly partial?: TakePartial;
  readonly crossCheck?: boolean;
  readonly strict?: boolean;
  /** Tags and lists, as far as the trace has looked them up. */
  readonly known?: KnownRecord | undefined;
  /** Each payment that is followed, in words, as soon as it is known. */
  readonly told?: (text: string) => void;
}

/** Runs a live trace, or replays it from its evidence alone. */
export async function runLive(
  { open, store, sources, world }: Omit<LiveTrace, 'folder' | 'resumed'>,
  mode: 'live' | 'replay',
  watch: Watch & LiveWatch = {},
): Promise<{ result: TraceResult; evidence: EvidenceRun }> {
  const evidence = new EvidenceRun(store, mode);
  const chain = parseChain(open.file.chain, 'chain');
  const crossCheck = watch.crossCheck ?? false;
  const ledger = openChain(open.file, chain, { sources, world, evidence, crossCheck });
  const native = nativeAsset(chain);
  const assets = ledger.model === 'account' ? ledger.assetsSeen : new Map([[native.id, native]]);
  const { told } = watch;
  const hop = told ? (step: Followed) => told(textOf(step, assets)) : undefined;
  const { known, partial } = watch;
  const finish = (result: TraceResult): TraceResult => {
    const inputs = [...result.inputs, ...(known?.inputsUsed() ?? [])];
    const whole = withProblems({ ...result, inputs }, known?.problemsUsed() ?? []);
    return withEvidence(whole, evidence.used());
  };
  const taken: TakePartial | undefined =
    partial && ((make) => partial(async () => finish(await make())));
  const result = await investigate(open, { ...watch, hop, partial: taken }, ledger);
  return { result: finish(result), evidence };
}

function textOf({ from, to, asset, amount }: Followed, assets: ReadonlyMap<string, Asset>): string {
  const known = assets.get(asset);
  const units = `${formatUnits(amount, known?.decimals ?? 0)} ${known?.symbol ?? asset}`;
  return `${units}  ${from} → ${to}`;
}

type Outside = Omit<LiveOptions, 'tokens'> &
  Pick<LiveTrace, 'sources'> & { readonly choose?: Choose | undefined };

/** @throws InputError where no configured source is meant by the case */
export function openChain(file: CaseFile, chain: Chain, { sources, ...outside }: Outside) {
  const wanted = file.ledger.sources ?? ['any'];
  const own = sources.filter((source) => parseChain(source.chain, 'source').id === chain.id);
  const chosen = wanted.includes('any')
    ? own
    : own.filter(({ name }) => name !== undefined && wanted.includes(name));
  if (chosen.length === 0) {
    const hint = 'docs/sources.md says how to name one in hue.config.ts';
    const missing = { kind: 'source', chain: chain.name } as const;
    throw new WantingError(missing, 'sources', `one for ${chain.name}`, wanted.join(', '), hint);
  }
  const { tokens, confirmations } = file.ledger;
  return openLive(chain, chosen, { ...outside, tokens, confirmations });
}

function storeOf({ path, evidence }: TraceFolder): EvidenceStore {
  mkdirSync(path, { recursive: true });
  return new EvidenceStore(folderFiles(evidence));
}

/** The folder named, else the first of this name whose trace has not ended. */
function freshPlace(named: string | undefined, name: string, { env }: World): string {
  if (named !== undefined) return resolve(named);
  const base = join(homeFolder(env), 'traces', name);
  for (let count = 1; ; count += 1) {
    const path = count === 1 ? base : `${base}-${count}`;
    if (!existsSync(traceFolder(path).result)) return path;
  }
}

/**
 * The result that a trace left in its folder, as it stands there and as data.
 * @throws InputError where the trace has not ended, or the file is no result
 */
export function readResult({ result: path }: TraceFolder): {
  readonly text: string;
  readonly result: TraceResult;
} {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new InputError(path, 'the result of a trace that has ended', reason(error));
  }
  return { text, result: check(traceResultSchema, parseJson(path, text), path) };
}

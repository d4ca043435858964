import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import { sha256 } from '../../base/digest.ts';
import { InputError, LimitError } from '../../base/errors.ts';
import { VERSION } from '../../base/version.ts';
import { memoryFiles } from '../../ledger/evidence/files.ts';
import { EvidenceStore } from '../../ledger/evidence/store.ts';
import { type Proof, proofSchema } from '../../ledger/proofs.ts';
import { type TraceResult, traceResultSchema } from '../../trace/result.ts';
import { renderPage } from '../exports/page.ts';
import { type Cover, coverSchema } from '../redaction/contents.ts';
import { answersIn } from '../verify/answers.ts';
import { expectSame, type Problem } from '../verify/problem.ts';
import { type Verification, verifyResult } from '../verify/verify.ts';
import {
  COVER,
  checkFiles,
  inOrder,
  KNOWN,
  MANIFEST,
  type Manifest,
  PUBLIC_KEY,
  readManifest,
  SIGNATURE,
  STAMP,
  STAMP_REQUEST,
} from './manifest.ts';
import { checkSignature, type SignatureCheck } from './signature.ts';
import { checkStamp, type StampCheck } from './timestamp.ts';
import { type BundleFile, readZip, writeZip } from './zip.ts';

/** The files of a trace by their names in a bundle: all that can be checked of it. */
export type TraceFiles = ReadonlyMap<string, Uint8Array>;

/** What was found when files were checked. */
export interface CheckedTrace {
  readonly problems: readonly Problem[];
  /** Null where it could not be read. */
  readonly result: TraceResult | null;
  readonly verification: Verification | null;
  /** Null where the trace was not packed for an audience. */
  readonly cover: Cover | null;
  /** What could not be checked, in whole sentences. */
  readonly notes: readonly string[];
}

/** What was found when a bundle was checked. */
export interface CheckedBundle extends CheckedTrace {
  readonly files: TraceFiles;
  readonly manifest: Manifest | null;
  /** Null where nobody signed. */
  readonly signature: SignatureCheck | null;
  /** Null where no authority stamped it. */
  readonly stamp: StampCheck | null;
}

/** Checks a bundle by nothing but itself: no network, no clock. */
export function checkBundle(bytes: Uint8Array, label: string): CheckedBundle {
  const problems: Problem[] = [];
  const entries = attempt(problems, () => readZip(bytes, label)) ?? [];
  const files = new Map(entries.map((file) => [file.name, file.bytes]));
  if (entries.length > 0) problems.push(...checkArchive(bytes, entries));
  const written = files.get(MANIFEST);
  if (entries.length > 0 && !written) {
    problems.push({ where: MANIFEST, expected: 'the manifest', found: 'nothing' });
  }
  const manifest = written ? attempt(problems, () => readManifest(written, MANIFEST)) : null;
  if (manifest) problems.push(...checkFiles(manifest, entries));
  const signature = signatureOf(files);
  if (signature && !signature.valid) {
    problems.push({ where: SIGNATURE, expected: 'a signature that holds', found: signature.found });
  }
  const stamp = stampOf(files);
  if (stamp && !stamp.valid) {
    problems.push({ where: STAMP, expected: 'a time stamp over the manifest', found: stamp.found });
  }
  const trace = checkTrace(files);
  if (manifest && trace.result) {
    const [listed, stated] = [manifest.evidence, trace.result.evidence?.root ?? null];
    expectSame(problems, `${MANIFEST}, evidence`, String(stated), String(listed));
  }
  if (manifest && !isDeepStrictEqual(manifest.redaction, trace.cover?.redaction)) {
    const expected = `what ${COVER} says was left out`;
    problems.push({ where: `${MANIFEST}, redaction`, expected, found: 'something else' });
  }
  const all = [...problems, ...trace.problems];
  return { ...trace, problems: all, files, manifest, signature, stamp };
}

/** Runs a reading whose failure is a problem, and no end of the check. */
function attempt<T>(problems: Problem[], read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof InputError) {
      problems.push({ where: error.label, expected: error.expected, found: error.found });
    } else if (error instanceof LimitError) {
      problems.push({ where: error.limit, expected: 'less', found: error.message });
    } else throw error;
    return null;
  }
}

/** A bundle is exactly what its files make: a byte that belongs to none of them is found too. */
function checkArchive(bytes: Uint8Array, files: readonly BundleFile[]): Problem[] {
  const ordered = inOrder(files);
  const made = writeZip(ordered);
  if (Buffer.compare(made, bytes) === 0) return [];
  const at = made.findIndex((byte, i) => byte !== bytes[i]);
  let end = 0;
  const inside = ordered.find(({ name, bytes: own }) => {
    end += 30 + Buffer.byteLength(name) + own.length;
    return at < end;
  });
  const where = `archive, offset ${at}${inside ? `, at ${inside.name}` : ''}`;
  return [{ where, expected: 'the bytes that the files make', found: 'others' }];
}

function signatureOf(files: TraceFiles): SignatureCheck | null {
  const [manifest, signature, key] = [MANIFEST, SIGNATURE, PUBLIC_KEY].map((name) =>
    files.get(name),
  );
  if (!signature && !key) return null;
  if (!manifest || !signature || !key)
    return { valid: false, found: 'one of its files is missing' };
  return checkSignature(manifest, { signature, publicKey: Buffer.from(key).toString('utf8') });
}

function stampOf(files: TraceFiles): StampCheck | null {
  const [manifest, request, response] = [MANIFEST, STAMP_REQUEST, STAMP].map((name) =>
    files.get(name),
  );
  if (!request && !response) return null;
  if (!manifest || !request || !response) {
    return { valid: false, found: 'one of its files is missing' };
  }
  return checkStamp(manifest, { request, response });
}

const PROOF = /^proofs\/[^/]+\.json$/;

/** Checks result, evidence, proofs and page of a trace. */
export function checkTrace(files: TraceFiles): CheckedTrace {
  const problems: Problem[] = [];
  const notes: string[] = [];
  const bytes = files.get('result.json');
  if (!bytes) {
    problems.push({ where: 'result.json', expected: 'the result', found: 'nothing' });
    return { problems, result: null, verification: null, cover: null, notes };
  }
  const result = attempt(problems, () => readJson(traceResultSchema, bytes, 'result.json'));
  const told = files.get(COVER);
  const cover = told ? attempt(problems, () => readJson(coverSchema, told, COVER)) : null;
  if (!result) return { problems, result, verification: null, cover, notes };
  const proofs = new Map<string, Proof>();
  for (const [name, text] of files) {
    if (!PROOF.test(name)) continue;
    const proof = attempt(problems, () => readJson(proofSchema, text, name));
    if (proof) proofs.set(name, proof);
  }
  const store = files.has('evidence/index.jsonl')
    ? attempt(problems, () => new EvidenceStore(memoryFiles(evidenceIn(files))))
    : null;
  const verification = verifyResult(result, store && answersIn(store), proofs);
  problems.push(
    ...verification.problems,
    ...checkPage(result, cover, files, notes),
    ...checkInputs(result, files, notes),
  );
  return { problems, result, verification, cover, notes };
}

/** @throws InputError that names the field */
function readJson<T>(schema: z.ZodType<T>, bytes: Uint8Array, label: string): T {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    throw new InputError(label, 'JSON', 'something else');
  }
  const read = schema.safeParse(value);
  // the value itself: a schema puts its fields in another order, and the page tells them in theirs
  if (read.success) return value as T;
  const issue = read.error.issues[0];
  const found = issue?.path.reduce<unknown>(inside, value);
  const expected = issue?.message ?? 'another form';
  throw new InputError(`${label}, field ${issue?.path.map(String).join('.')}`, expected, found);
}

function inside(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function evidenceIn(files: TraceFiles): Map<string, Uint8Array> {
  const prefix = 'evidence/';
  const own = [...files].filter(([name]) => name.startsWith(prefix));
  return new Map(own.map(([name, bytes]) => [name.slice(prefix.length), bytes]));
}

/** The page is made of result and cover alone, so the same version makes the same page. */
function checkPage(
  result: TraceResult,
  cover: Cover | null,
  files: TraceFiles,
  notes: string[],
): Problem[] {
  const page = files.get('page.html');
  if (!page) return [];
  if (result.program.version !== VERSION) {
    const made = `version ${result.program.version} of the program made it, this is ${VERSION}`;
    notes.push(`Whether page.html shows this result is not checked: ${made}.`);
    return [];
  }
  if (Buffer.from(page).equals(Buffer.from(renderPage(result, cover)))) return [];
  return [{ where: 'page.html', expected: 'the page of this result', found: 'another' }];
}

/** The case is the very one that was traced; of other files that are not here a note is made. */
function checkInputs({ inputs }: TraceResult, files: TraceFiles, notes: string[]): Problem[] {
  const problems: Problem[] = [];
  const digests = new Set([...files.values()].map((bytes) => sha256(bytes)));
  for (const { role, name, sha256: digest, layout } of inputs) {
    if (role === 'evidence' || digests.has(digest)) continue;
    // of the store and the lists, what was looked up is here
    if (files.has(KNOWN) && (layout === 'tag-store' || layout === 'sanctions-list')) continue;
    const own = role === 'case' ? 'case.json' : layout === 'known-tags' ? KNOWN : null;
    const kept = own === null ? undefined : files.get(own);
    if (kept) problems.push({ where: `${own}, sha256`, expected: digest, found: sha256(kept) });
    else notes.push(`The ${role} file ${name} is not here: only its digest is known.`);
  }
  return problems;
}

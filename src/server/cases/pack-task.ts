// Makes a pack, in a thread: pages and bundles of large results take seconds.

import { existsSync } from 'node:fs';
import { InputError } from '../../base/errors.ts';
import { writeWhole } from '../../base/files.ts';
import { toJson } from '../../base/json.ts';
import { checkBundle } from '../../casework/bundle/check.ts';
import { bundleOf } from '../../casework/bundle/loose-bundle.ts';
import { inOrder, MANIFEST, manifestOf } from '../../casework/bundle/manifest.ts';
import { packTrace } from '../../casework/bundle/pack.ts';
import { redactedBundle } from '../../casework/bundle/redacted-bundle.ts';
import { type BundleFile, readZip, writeZip } from '../../casework/bundle/zip.ts';
import { renderArrivalsCsv, renderDestinationsCsv } from '../../casework/exports/csv.ts';
import { renderPage } from '../../casework/exports/page.ts';
import { renderPdf } from '../../casework/exports/pdf.ts';
import type { Contents, Cover } from '../../casework/redaction/contents.ts';
import { type Asked, type Redacted, redact } from '../../casework/redaction/redact.ts';
import { renderFileCsv, renderWithheldCsv } from '../../casework/redaction/said.ts';
import { traceFolder } from '../../casework/trace-folder.ts';
import { problemText } from '../../casework/verify/problem.ts';
import type { PackKind } from '../../store/tables/words.ts';
import type { TraceResult } from '../../trace/result.ts';
import type { Task } from '../work/tasks.ts';
import { licencesOf } from './pack-licences.ts';

interface Input {
  /** `preview`: what would be in it, and nothing is made. */
  readonly kind: PackKind | 'preview';
  /** The result as it is kept. */
  readonly result: Uint8Array;
  /** Where its recorded answers are, if there are any. */
  readonly folder: string | null;
  /** Inputs that the store keeps. */
  readonly inputs: readonly BundleFile[];
  /** Files that say whether names may be passed on. */
  readonly tags: readonly BundleFile[];
  /** For whom, and the case around the trace; null: the trace alone, whole. */
  readonly audience: (Asked & { readonly contents: Contents }) | null;
}

interface Output {
  readonly bytes: Uint8Array;
  readonly media: string;
  readonly extension: string;
  readonly cover: Cover | null;
}

export type PackTask = Task<Input, never, Output>;

const JSON_FORM = { media: 'application/json', extension: '.json' };

/** What a pack of each kind is, for whoever downloads it. */
const FORMS: { readonly [kind in Input['kind']]: Pick<Output, 'media' | 'extension'> } = {
  page: { media: 'text/html; charset=utf-8', extension: '.html' },
  pdf: { media: 'application/pdf', extension: '.pdf' },
  csv: { media: 'application/zip', extension: '.csv.zip' },
  json: JSON_FORM,
  bundle: { media: 'application/zip', extension: '.hue' },
  preview: JSON_FORM,
};

export const packTask: PackTask = async (input, { signal }) => {
  const result = JSON.parse(Buffer.from(input.result).toString('utf8')) as TraceResult;
  const form = FORMS[input.kind];
  if (input.audience === null) {
    return { ...form, cover: null, bytes: await bytesOf(input, result, signal) };
  }
  const { contents, ...asked } = input.audience;
  const licencesAt = licencesOf(result, input.tags);
  const redacted = redact(result, contents, asked, licencesAt);
  return { ...form, ...(await madeFor(input, redacted, signal)) };
};

async function bytesOf(
  input: Input,
  result: TraceResult,
  signal: AbortSignal,
): Promise<Uint8Array> {
  switch (input.kind) {
    case 'page':
      return Buffer.from(renderPage(result));
    case 'pdf':
      return renderPdf(result, signal);
    case 'json':
      return input.result;
    case 'csv':
      return writeZip(tablesOf(result));
    case 'bundle':
      return verified(await bundle(input, result));
    case 'preview':
      return new Uint8Array();
  }
}

/** The same from what its audience receives, and nothing else. */
async function madeFor(
  input: Input,
  redacted: Redacted,
  signal: AbortSignal,
): Promise<Pick<Output, 'bytes' | 'cover'>> {
  const { result, cover } = redacted;
  switch (input.kind) {
    case 'page':
      return { cover, bytes: Buffer.from(renderPage(result, cover)) };
    case 'pdf':
      return { cover, bytes: await renderPdf(result, signal, cover) };
    case 'json':
      return { cover, bytes: Buffer.from(toJson({ ...cover, result })) };
    case 'csv': {
      const files = inOrder([
        ...tablesOf(result),
        { name: 'case-file.csv', bytes: Buffer.from(renderFileCsv(cover)) },
        { name: 'left-out.csv', bytes: Buffer.from(renderWithheldCsv(cover)) },
      ]);
      const manifest = manifestOf(files, result.evidence?.root ?? null, cover.redaction);
      const bytes = writeZip(inOrder([{ name: MANIFEST, bytes: manifest }, ...files]));
      return { cover, bytes };
    }
    case 'bundle': {
      const whole = await bundle(input, JSON.parse(Buffer.from(input.result).toString('utf8')));
      const made = redactedBundle(redacted, readZip(whole, 'bundle'));
      return { cover: made.cover, bytes: verified(made.bytes) };
    }
    case 'preview':
      return { cover, bytes: new Uint8Array() };
  }
}

function tablesOf(result: TraceResult): BundleFile[] {
  return [
    { name: 'where-it-is.csv', bytes: Buffer.from(renderDestinationsCsv(result)) },
    { name: 'transactions.csv', bytes: Buffer.from(renderArrivalsCsv(result)) },
  ];
}

async function bundle(input: Input, result: TraceResult): Promise<Uint8Array> {
  if (input.folder !== null) {
    const folder = traceFolder(input.folder);
    if (!existsSync(folder.page)) writeWhole(folder.page, renderPage(result));
    return packTrace(folder, { key: null, stamp: null });
  }
  return bundleOf(result, [
    { name: 'result.json', bytes: input.result },
    { name: 'page.html', bytes: Buffer.from(renderPage(result)) },
    ...input.inputs,
  ]);
}

/** @throws InputError: what does not verify is not handed out */
function verified(bytes: Uint8Array): Uint8Array {
  const [problem] = checkBundle(bytes, 'bundle').problems;
  if (problem === undefined) return bytes;
  throw new InputError('bundle', 'one that verifies', problemText(problem));
}

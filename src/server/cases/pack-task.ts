// Makes a pack, in a thread: pages and bundles of large results take seconds.

import { existsSync } from 'node:fs';
import { InputError } from '../../base/errors.ts';
import { writeWhole } from '../../base/files.ts';
import { checkBundle } from '../../casework/bundle/check.ts';
import { bundleOf } from '../../casework/bundle/loose-bundle.ts';
import { packTrace } from '../../casework/bundle/pack.ts';
import { type BundleFile, writeZip } from '../../casework/bundle/zip.ts';
import { renderArrivalsCsv, renderDestinationsCsv } from '../../casework/exports/csv.ts';
import { renderPage } from '../../casework/exports/page.ts';
import { renderPdf } from '../../casework/exports/pdf.ts';
import { traceFolder } from '../../casework/trace-folder.ts';
import { problemText } from '../../casework/verify/problem.ts';
import type { PackKind } from '../../store/tables/words.ts';
import type { TraceResult } from '../../trace/result.ts';
import type { Task } from '../work/tasks.ts';

interface Input {
  readonly kind: PackKind;
  /** The result as it is kept. */
  readonly result: Uint8Array;
  /** Where its recorded answers are, if there are any. */
  readonly folder: string | null;
  /** Inputs that the store keeps. */
  readonly inputs: readonly BundleFile[];
}

interface Output {
  readonly bytes: Uint8Array;
  readonly media: string;
  readonly extension: string;
}

export type PackTask = Task<Input, never, Output>;

/** What a pack of each kind is, for whoever downloads it. */
const FORMS: { readonly [kind in PackKind]: Omit<Output, 'bytes'> } = {
  page: { media: 'text/html; charset=utf-8', extension: '.html' },
  pdf: { media: 'application/pdf', extension: '.pdf' },
  csv: { media: 'application/zip', extension: '.csv.zip' },
  json: { media: 'application/json', extension: '.json' },
  bundle: { media: 'application/zip', extension: '.hue' },
};

export const packTask: PackTask = async (input, { signal }) => {
  const result = JSON.parse(Buffer.from(input.result).toString('utf8')) as TraceResult;
  return { ...FORMS[input.kind], bytes: await bytesOf(input, result, signal) };
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
      return writeZip([
        { name: 'where-it-is.csv', bytes: Buffer.from(renderDestinationsCsv(result)) },
        { name: 'transactions.csv', bytes: Buffer.from(renderArrivalsCsv(result)) },
      ]);
    case 'bundle':
      return verified(await bundle(input, result));
  }
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

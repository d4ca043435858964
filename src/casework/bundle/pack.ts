import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../base/errors.ts';
import { questionText } from '../../ledger/evidence/exchange.ts';
import { folderFiles } from '../../ledger/evidence/files.ts';
import { EvidenceRun } from '../../ledger/evidence/run.ts';
import { EvidenceStore } from '../../ledger/evidence/store.ts';
import { type TraceResult, traceResultSchema } from '../../trace/result.ts';
import type { TraceFolder } from '../trace-folder.ts';
import { readBytes } from './loose.ts';
import {
  inOrder,
  KNOWN,
  MANIFEST,
  manifestOf,
  PUBLIC_KEY,
  SIGNATURE,
  STAMP,
  STAMP_REQUEST,
} from './manifest.ts';
import { signBytes } from './signature.ts';
import { type PostStamp, stampBytes } from './timestamp.ts';
import { type BundleFile, writeZip } from './zip.ts';

interface Packing {
  /** A private key in PEM, and what it is called in errors. */
  readonly key: { readonly pem: string; readonly label: string } | null;
  readonly stamp: {
    readonly authority: string;
    readonly nonce: Uint8Array;
    readonly post: PostStamp;
  } | null;
}

/**
 * The bundle of a trace: case, result, page, inputs, proofs, and those recorded answers that the
 * result rests on. Without a stamp the same folder gives the same bytes.
 * @throws InputError where something is missing
 */
export async function packTrace(folder: TraceFolder, { key, stamp }: Packing): Promise<Uint8Array> {
  const result = readResult(folder.result);
  const files: BundleFile[] = [
    { name: 'case.json', bytes: readBytes(folder.case) },
    { name: 'result.json', bytes: readBytes(folder.result) },
    ...(existsSync(folder.page) ? [{ name: 'page.html', bytes: readBytes(folder.page) }] : []),
    ...(existsSync(folder.known) ? [{ name: KNOWN, bytes: readBytes(folder.known) }] : []),
    ...filesIn(join(folder.path, 'inputs'), 'inputs'),
    ...filesIn(folder.proofs, 'proofs').filter(({ name }) => name.endsWith('.json')),
    ...evidenceOf(result, folder.evidence),
  ];
  const listed = inOrder(files);
  const manifest = manifestOf(listed, result.evidence?.root ?? null);
  const over: BundleFile[] = [{ name: MANIFEST, bytes: manifest }];
  if (key) {
    const { signature, publicKey } = signBytes(manifest, key.pem, key.label);
    over.push({ name: SIGNATURE, bytes: signature });
    over.push({ name: PUBLIC_KEY, bytes: Buffer.from(publicKey) });
  }
  if (stamp) {
    const { authority, nonce, post } = stamp;
    const { request, response } = await stampBytes(manifest, nonce, authority, post);
    over.push({ name: STAMP_REQUEST, bytes: request }, { name: STAMP, bytes: response });
  }
  return writeZip(inOrder([...over, ...listed]));
}

function readResult(path: string): TraceResult {
  try {
    return traceResultSchema.parse(JSON.parse(Buffer.from(readBytes(path)).toString('utf8')));
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`file ${path}`, 'a result of this version', 'something else');
  }
}

/** The plain files of a folder, which need not be there. */
function filesIn(path: string, prefix: string): BundleFile[] {
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.part'))
    .map(({ name }) => ({ name: `${prefix}/${name}`, bytes: readBytes(join(path, name)) }));
}

/** Of all that was ever recorded here, what this result rests on. */
function evidenceOf({ inputs, evidence }: TraceResult, path: string): BundleFile[] {
  if (evidence === null) return [];
  const store = new EvidenceStore(folderFiles(path));
  const run = new EvidenceRun(store, 'replay');
  const wanted = new Set(inputs.filter(({ role }) => role === 'evidence').map(({ name }) => name));
  for (const exchange of store.exchanges()) {
    if (wanted.delete(`${exchange.source} ${questionText(exchange.request)}`)) run.use(exchange);
  }
  const [missing] = wanted;
  if (missing !== undefined)
    throw new InputError(`evidence ${path}`, `the answer to ${missing}`, 'none');
  return [...run.files()].map(([name, bytes]) => ({ name: `evidence/${name}`, bytes }));
}

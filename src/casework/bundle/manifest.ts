import { z } from 'zod';
import { sha256 } from '../../base/digest.ts';
import { InputError } from '../../base/errors.ts';
import { toJson } from '../../base/json.ts';
import { VERSION } from '../../base/version.ts';
import { type Redaction, redactionSchema } from '../redaction/contents.ts';
import { expectSame, type Problem } from '../verify/problem.ts';
import type { BundleFile } from './zip.ts';

/** What a trace looked up in tags and lists, as its folder has it too. */
export const KNOWN = 'known.jsonl';
/** For whom it was made, and the case around the trace: in bundles for an audience alone. */
export const COVER = 'pack.json';
export const MANIFEST = 'manifest.json';
/** What is said over the manifest stands beside it and is not listed in it. */
export const SIGNATURE = 'manifest.sig';
export const PUBLIC_KEY = 'manifest.pub.pem';
export const STAMP_REQUEST = 'manifest.tsq';
export const STAMP = 'manifest.tsr';
const OVER_MANIFEST: ReadonlySet<string> = new Set([SIGNATURE, PUBLIC_KEY, STAMP_REQUEST, STAMP]);

const digest = z.string().regex(/^[0-9a-f]{64}$/);

/** What a bundle holds. Everything that its maker stands for follows from these bytes. */
const manifestSchema = z.strictObject({
  format: z.literal('hueandcry.bundle'),
  version: z.literal(1),
  program: z.strictObject({ name: z.literal('hueandcry'), version: z.string().max(100) }),
  evidence: digest.nullable().describe('The root digest of the recorded answers, or null'),
  redaction: redactionSchema.optional().describe('For whom it is, and what was left out of it'),
  files: z.array(
    z.strictObject({ name: z.string().max(4000), bytes: z.int().min(0), sha256: digest }),
  ),
});

export type Manifest = z.infer<typeof manifestSchema>;

/** The manifest of these files, which stand in the order of their names' bytes. */
export function manifestOf(
  files: readonly BundleFile[],
  evidence: string | null,
  redaction: Redaction | null = null,
): Uint8Array {
  const manifest: Manifest = {
    format: 'hueandcry.bundle',
    version: 1,
    program: { name: 'hueandcry', version: VERSION },
    evidence,
    ...(redaction === null ? {} : { redaction }),
    files: files.map(({ name, bytes }) => ({ name, bytes: bytes.length, sha256: sha256(bytes) })),
  };
  return Buffer.from(toJson(manifest));
}

/**
 * Reads a manifest.
 * @throws InputError where it is none
 */
export function readManifest(bytes: Uint8Array, label: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    throw new InputError(label, 'JSON', 'something else');
  }
  const read = manifestSchema.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new InputError(`${label}, ${issue?.path.join('.')}`, issue?.message ?? 'a manifest', value);
}

/** The files in the order of a bundle: manifest, what is said over it, and all it lists. */
export function inOrder(files: readonly BundleFile[]): BundleFile[] {
  const rank = (name: string): number => (name === MANIFEST ? 0 : OVER_MANIFEST.has(name) ? 1 : 2);
  return [...files].sort(
    (a, b) =>
      rank(a.name) - rank(b.name) || Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)),
  );
}

/** Whether the files are those of the manifest, byte for byte. */
export function checkFiles(manifest: Manifest, files: readonly BundleFile[]): Problem[] {
  const problems: Problem[] = [];
  const listed = new Map(manifest.files.map((file) => [file.name, file]));
  if (listed.size < manifest.files.length) {
    problems.push({ where: MANIFEST, expected: 'each file once', found: 'one listed twice' });
  }
  for (const { name, bytes } of files) {
    if (name === MANIFEST || OVER_MANIFEST.has(name)) continue;
    const stated = listed.get(name);
    listed.delete(name);
    if (!stated) {
      problems.push({ where: name, expected: 'files of the manifest only', found: 'another' });
      continue;
    }
    expectSame(problems, `${name}, bytes`, stated.bytes, bytes.length);
    expectSame(problems, `${name}, sha256`, stated.sha256, sha256(bytes));
  }
  for (const name of listed.keys()) {
    problems.push({ where: name, expected: 'the file', found: 'nothing' });
  }
  return problems;
}

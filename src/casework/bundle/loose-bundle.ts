import type { TraceResult } from '../../trace/result.ts';
import { inOrder, MANIFEST, manifestOf } from './manifest.ts';
import { type BundleFile, writeZip } from './zip.ts';

/**
 * A bundle of what there is of a trace where no folder with its recorded answers is at hand: the
 * result, its page, and those of its inputs that were kept. It verifies as far as these go.
 */
export function bundleOf(result: TraceResult, files: readonly BundleFile[]): Uint8Array {
  const listed = inOrder(files);
  const manifest = manifestOf(listed, result.evidence?.root ?? null);
  return writeZip(inOrder([{ name: MANIFEST, bytes: manifest }, ...listed]));
}

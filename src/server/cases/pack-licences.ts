// What the tags that a trace knew say of being passed on.

import { readTags } from '../../attribution/read.ts';
import type { Tag } from '../../attribution/tags.ts';
import { sha256 } from '../../base/digest.ts';
import { InputError } from '../../base/errors.ts';
import { KNOWN } from '../../casework/bundle/manifest.ts';
import type { BundleFile } from '../../casework/bundle/zip.ts';
import { parseLookUps } from '../../casework/known-lines.ts';
import type { LicencesAt, Licensed } from '../../casework/redaction/redact-result.ts';
import type { TraceResult } from '../../trace/result.ts';

/** Whether a recorded run keeps in that file what it knew of tags. */
export function mayHoldTags(name: string): boolean {
  return name === KNOWN || name.startsWith('inputs/');
}

/**
 * By holder: from what a recorded trace looked up, and from files of tags that were brought to it.
 * Where neither says anything, whether a name may be passed on is not stated.
 */
export function licencesOf(result: TraceResult, files: readonly BundleFile[]): LicencesAt {
  const found = new Map<string, Licensed[]>();
  const add = (tags: readonly Tag[]): void => {
    for (const { chain, holder, label, source, shareable } of tags) {
      if (chain !== result.case.chain) continue;
      const own = found.get(holder) ?? [];
      own.push({ label, source, shareable });
      found.set(holder, own);
    }
  };
  const asTags = new Set(
    result.inputs.filter(({ role }) => role === 'tags').map(({ sha256: digest }) => digest),
  );
  for (const { name, bytes } of files) {
    if (name === KNOWN) {
      const text = Buffer.from(bytes).toString('utf8');
      for (const { tags } of parseLookUps(text, result.case.chain, KNOWN).found.values()) add(tags);
    } else if (asTags.has(sha256(bytes))) add(tagsIn(name, bytes));
  }
  return (holder) => found.get(holder) ?? [];
}

/** What cannot be read by itself says nothing of its licence. */
function tagsIn(name: string, bytes: Uint8Array): readonly Tag[] {
  try {
    return readTags(name, Buffer.from(bytes).toString('utf8')).tags;
  } catch (error) {
    if (error instanceof InputError) return [];
    throw error;
  }
}

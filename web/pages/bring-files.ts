import { Problem, read } from '../api/client.ts';

const MOST_BYTES = 100_000_000;
/** A case file is text that people write. */
const MOST_CASE = 8_000_000;

/** What a trace of files is asked with: their uploads, and the case where one of them is one. */
interface Brought {
  readonly case?: unknown;
  readonly uploadIds?: readonly string[];
}

/**
 * Brings files to the desk. A case file among them says what is traced, and names the others.
 * @throws Problem where they are too large, or the desk refuses them
 */
export async function bringFiles(files: readonly File[]): Promise<Brought> {
  const all = files.reduce((sum, { size }) => sum + size, 0);
  if (all > MOST_BYTES) {
    throw new Problem(413, 'That is too much', 'Files of up to 100 MB together are read.');
  }
  let found: unknown;
  const rest: File[] = [];
  for (const file of files) {
    const parsed = found === undefined ? await caseIn(file) : undefined;
    if (parsed === undefined) rest.push(file);
    else found = parsed;
  }
  if (found === undefined) return { uploadIds: await upload(rest) };
  return { case: found, ...(rest.length > 0 ? { uploadIds: await upload(rest) } : {}) };
}

/** The case that a file holds, in either form; undefined if it is none. */
async function caseIn(file: File): Promise<unknown> {
  if (!file.name.endsWith('.json') || file.size > MOST_CASE) return undefined;
  try {
    const parsed: unknown = JSON.parse(await file.text());
    if (typeof parsed !== 'object' || parsed === null) return undefined;
    const isOwn = 'format' in parsed && parsed.format === 'hueandcry.case';
    return isOwn || 'case_id' in parsed ? parsed : undefined;
  } catch {
    // what is no JSON is read as a ledger, whose reader says what is wrong with it
    return undefined;
  }
}

async function upload(files: readonly File[]): Promise<readonly string[]> {
  const form = new FormData();
  for (const file of files) form.append('file', file);
  const { uploads } = await read<{ uploads: readonly { id: string }[] }>('/v1/uploads', {
    method: 'POST',
    body: form,
  });
  return uploads.map(({ id }) => id);
}

import { Problem, read } from '../api/client.ts';
import { fittingNames, wantedBy } from './named-files.ts';

const MOST_BYTES = 100_000_000;
const MOST_FILES = 100;
/** A case file is text that people write. */
const MOST_CASE = 8_000_000;

/** Files that were dropped, as the page takes them: a case with what it names, or a ledger. */
export interface Brought {
  readonly files: readonly File[];
  readonly case: BroughtCase | null;
}

export interface BroughtCase {
  readonly title: string;
  readonly body: unknown;
  /** What it names and nobody has brought. */
  readonly missing: readonly Missing[];
  /** What was brought and it does not name. */
  readonly others: readonly string[];
}

/** A path of a case that no file came for. */
interface Missing {
  readonly path: string;
  /** What it asks for, in words. */
  readonly wanted: string;
  /** Whether a trace can do without. */
  readonly isOptional: boolean;
}

/** Files that come to those that are there, for instance those that a case asked for. */
export function together(files: readonly File[], more: readonly File[]): readonly File[] {
  const names = new Set(more.map(({ name }) => name));
  return [...files.filter(({ name }) => !names.has(name)), ...more];
}

/** Looks for a case file among them, in our own form or in the simple one. */
export async function lookInto(files: readonly File[]): Promise<Brought> {
  for (const file of files) {
    const body = await caseIn(file);
    if (!body) continue;
    const rest = files.filter((one) => one !== file);
    const names = rest.map(({ name }) => name);
    const paths = namedIn(body);
    const fitting = [...fittingNames([...paths.keys()], names)];
    const missing = fitting
      .filter(([, fits]) => fits.length === 0)
      .map(([path]) => ({ path, wanted: wantedBy(path), isOptional: paths.get(path) === true }));
    const named = new Set(fitting.flatMap(([, fits]) => fits));
    const others = names.filter((name) => !named.has(name));
    return { files: rest, case: { body, title: titleOf(body, file.name), missing, others } };
  }
  return { files, case: null };
}

/**
 * Brings files to the desk; gives what a trace of them is asked with.
 * @param left paths of the case that are to be left out, as far as nobody has brought them
 * @throws Problem where they are too large, or the desk refuses them
 */
export async function bringFiles(
  { files, case: found }: Brought,
  left: ReadonlySet<string>,
): Promise<object> {
  const needed = found ? files.filter(({ name }) => !found.others.includes(name)) : files;
  if (needed.length > MOST_FILES || needed.reduce((sum, { size }) => sum + size, 0) > MOST_BYTES) {
    const most = `Up to ${MOST_FILES} files of 100 MB together are read.`;
    throw new Problem(413, 'That is too much', `${most} Compressed ones (.gz, .zst) do, too.`);
  }
  const uploadIds = needed.length > 0 ? { uploadIds: await upload(needed) } : {};
  if (!found) return uploadIds;
  const without = found.missing.map(({ path }) => path).filter((path) => left.has(path));
  return { case: found.body, without, ...uploadIds };
}

/** The case that a file holds, in either form; undefined if it is none. */
async function caseIn(file: File): Promise<object | undefined> {
  if (!file.name.endsWith('.json') || file.size > MOST_CASE) return undefined;
  try {
    const parsed: unknown = JSON.parse(await file.text());
    if (typeof parsed !== 'object' || parsed === null) return undefined;
    const isOwn = 'format' in parsed && parsed.format === 'hueandcry.case';
    return isOwn || isSimple(parsed) ? parsed : undefined;
  } catch {
    // what is no JSON is read as a ledger, whose reader says what is wrong with it
    return undefined;
  }
}

/** The simple form of public cases, but not an answer to one, which has its id, too. */
function isSimple(parsed: object): boolean {
  return 'case_id' in parsed && 'chain' in parsed;
}

function titleOf(body: object, name: string): string {
  const { title, summary, case_id: id } = body as { readonly [name: string]: unknown };
  return [title, summary, id].find((text) => typeof text === 'string') ?? name;
}

/** Fields of files, by whether a trace can do without them. */
const OWN = new Map([
  ['files', false],
  ...['prevouts', 'file', 'tags', 'safeTransactions', 'lists'].map((name) => [name, true] as const),
]);
const SIMPLE = new Map([
  ...['ledger', 'input'].map((name) => [name, false] as const),
  ...['service_labels', 'malicious_safe_tx', 'lists'].map((name) => [name, true] as const),
]);

/** The paths that a case names, each once, and whether a trace can do without. */
function namedIn(body: object): ReadonlyMap<string, boolean> {
  const paths = new Map<string, boolean>();
  const fields = isSimple(body) ? SIMPLE : OWN;
  const look = (value: unknown, field: string): void => {
    if (typeof value === 'string') {
      const isOptional = fields.get(field);
      if (isOptional === undefined) return;
      // of the simple form's ledger the remark in brackets is for people
      const path = isSimple(body) && !isOptional ? withoutRemark(value) : value;
      paths.set(path, isOptional && paths.get(path) !== false);
    } else if (Array.isArray(value)) {
      for (const one of value) look(one, field);
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, one] of Object.entries(value)) look(one, name);
    }
  };
  look(body, '');
  return paths;
}

function withoutRemark(path: string): string {
  const at = path.search(/\s\(/);
  return (at < 0 ? path : path.slice(0, at)).trim();
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

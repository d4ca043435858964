import { parse } from 'yaml';
import { InputError, show } from '../base/errors.ts';

/**
 * The YAML of TagPacks and ActorPacks: a header and one long list. The list is read entry by entry,
 * so that a broken entry costs only itself and each knows its line; entries of plain `key: value`
 * lines and plain lists, which is nearly all of them, need no YAML parser, which would take seconds
 * for a large pack. All scalars stay text: `0x…` without quotes would otherwise become a number.
 */
interface Entry {
  readonly line: number;
  /** Null where the entry is broken; `fault` then says how. */
  readonly fields: Fields | null;
  readonly fault: string;
}

interface Pack {
  readonly header: Fields;
  readonly entries: readonly Entry[];
}

export type Fields = Readonly<Record<string, unknown>>;

const LIMITS = {
  /** Characters of a pack, of its header or one entry, and of a pack that must be parsed whole. */
  pack: 64 * 1024 * 1024,
  part: 64 * 1024,
  whole: 1024 * 1024,
  entries: 2_000_000,
  aliases: 100,
} as const;

/** A node's name (`&name`, `*name`) where YAML would read one. */
const ANCHOR = /(^ *|[:-] +|[[,{] *)[&*][A-Za-z0-9_]+ *($|[\s,\]}])/m;

/**
 * @param list name of the list: `tags` or `actors`
 * @throws InputError where the text is no such pack, or too large
 */
export function readPack(file: string, input: string, list: string): Pack {
  if (input.length > LIMITS.pack) {
    throw new InputError(file, `a pack of at most ${LIMITS.pack} characters`, input.length);
  }
  const text = input.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
  const lines = text.split('\n');
  const start = lines.findIndex((line) => new RegExp(`^${list}: *(#.*)?$`).test(line));
  if (start === -1 || ANCHOR.test(text)) return readWhole(file, text, list);
  let end = start + 1;
  while (end < lines.length && /^($|[ \t#-])/.test(lines[end] ?? '')) end += 1;
  const header = [...lines.slice(0, start), ...lines.slice(end)].join('\n');
  const fields = asFields(parsePart(header, `${file} header`));
  if (!fields) throw new InputError(`${file} header`, 'keys and values', show(header));
  return { header: fields, entries: entriesOf(file, lines, start + 1, end) };
}

/**
 * A document that is one list at the top, such as CryptoScamDB's. A broken entry breaks the file:
 * where a dash is out of line, an entry's fields are another's.
 * @throws InputError with the line
 */
export function readList(file: string, input: string): readonly Entry[] {
  if (input.length > LIMITS.pack) {
    throw new InputError(file, `a list of at most ${LIMITS.pack} characters`, input.length);
  }
  const text = input.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
  if (ANCHOR.test(text)) throw new InputError(file, 'a list without named nodes', 'one with them');
  const lines = text.split('\n');
  const start = /^(---|%)/.test(lines[0] ?? '') ? lines.indexOf('---') + 1 : 0;
  const stray = lines.findIndex((line, at) => at >= start && !/^($|[ #-])/.test(line));
  if (stray !== -1) {
    throw new InputError(`${file}, line ${stray + 1}`, 'entries of a list', lines[stray]);
  }
  const entries = entriesOf(file, lines, start, lines.length);
  const broken = entries.find(({ fields }) => fields === null);
  if (broken) {
    const within = Number(/at line (\d+)/.exec(broken.fault)?.[1] ?? 1);
    const where = `${file}, line ${broken.line + within - 1}`;
    throw new InputError(where, 'YAML', broken.fault.split(' at line ')[0]);
  }
  if (entries.length === 0) throw new InputError(file, 'a list of entries', show(text));
  return entries;
}

function entriesOf(file: string, lines: readonly string[], from: number, to: number): Entry[] {
  const entries: Entry[] = [];
  let indent: number | null = null;
  let begin = from;
  const close = (end: number): void => {
    if (indent !== null) entries.push(entryOf(lines.slice(begin, end), begin + 1, indent));
    if (entries.length <= LIMITS.entries) return;
    throw new InputError(file, `at most ${LIMITS.entries} entries`, 'more');
  };
  for (let at = from; at < to; at += 1) {
    const dash = /^ *(?=- )/.exec(lines[at] ?? '')?.[0].length ?? null;
    if (dash === null || (indent !== null && dash !== indent)) continue;
    close(at);
    indent = dash;
    begin = at;
  }
  close(to);
  return entries;
}

function entryOf(lines: readonly string[], line: number, indent: number): Entry {
  const plain = plainFields(lines, indent + 2);
  if (plain) return { line, fields: plain, fault: '' };
  try {
    const part = lines.map((text) => text.slice(Math.min(indent, text.search(/\S|$/))));
    const parsed = parsePart(part.join('\n'), `line ${line}`);
    const fields = Array.isArray(parsed) && parsed.length === 1 ? asFields(parsed[0]) : null;
    return { line, fields, fault: fields ? '' : 'an entry that is no set of fields' };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { line, fields: null, fault: error.found };
  }
}

const FIELD = /^([A-Za-z_][A-Za-z0-9_]*):(?: +(.*?))? *$/;
const PLAIN = /^(?!.*(: | #|:$))[A-Za-z0-9_(/.+$].*$/;
/** Belongs to the key above: deeper, an item of a list, or blank. */
const BELOW = /^($|[ -])/;
const SINGLE = /^'((?:[^']|'')*)'$/;
const DOUBLE = /^"([^"\\]*)"$/;

/**
 * Fields of lines that all are `key: scalar` or a key over a list of scalars or over such fields;
 * null where YAML must be asked.
 */
function plainFields(lines: readonly string[], indent: number): Fields | null {
  const fields: Record<string, unknown> = Object.create(null);
  const margin = ' '.repeat(indent);
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? '';
    at += 1;
    if (line.trim() === '') continue;
    if (at > 1 && !line.startsWith(margin)) return null;
    const [, key, value = ''] = FIELD.exec(line.slice(indent)) ?? [];
    if (key === undefined || key in fields) return null;
    let end = at;
    while (end < lines.length && BELOW.test((lines[end] ?? '').slice(indent))) end += 1;
    const below = value === '' ? lines.slice(at, end).filter((text) => text.trim() !== '') : [];
    const read = below.length > 0 ? plainBelow(below, indent) : plainValue(value);
    if (read === null) return null;
    fields[key] = read;
    if (below.length > 0) at = end;
  }
  return fields;
}

/** What stands below a key, blank lines left out: items of a list, no less deep, or fields. */
function plainBelow(lines: readonly string[], above: number): readonly string[] | Fields | null {
  const [first = ''] = lines;
  const indent = first.search(/\S/);
  if (indent < above) return null;
  const margin = `${' '.repeat(indent)}- `;
  if (!first.startsWith(margin)) return plainFields(lines, indent);
  const items = lines.map((line) => {
    const text = line.startsWith(margin) ? line.slice(margin.length).trim() : '';
    return text === '' ? null : plainValue(text);
  });
  return items.every((item) => typeof item === 'string') ? items : null;
}

function plainValue(value: string): string | readonly string[] | null {
  if (value === '[]') return [];
  const single = SINGLE.exec(value)?.[1];
  const scalar = single?.replaceAll("''", "'") ?? DOUBLE.exec(value)?.[1];
  if (scalar === undefined && value !== '' && !PLAIN.test(value)) return null;
  return scalar ?? value;
}

function asFields(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : null;
}

function parsePart(text: string, label: string): unknown {
  if (text.length > LIMITS.part) {
    throw new InputError(label, `at most ${LIMITS.part} characters`, text.length);
  }
  return parseYaml(text, label);
}

/** Packs with named nodes, or with the list in another form. */
function readWhole(file: string, text: string, list: string): Pack {
  if (text.length > LIMITS.whole) {
    const expected = `a list \`${list}:\` of one entry after another, without named nodes`;
    throw new InputError(file, expected, `${text.length} characters in another form`);
  }
  const header = asFields(parseYaml(text, file));
  const items = header?.[list];
  if (!header || !Array.isArray(items)) {
    throw new InputError(file, `a pack with a list \`${list}:\``, show(text));
  }
  const entries = items.map((item): Entry => {
    const fields = asFields(item);
    return { line: 1, fields, fault: fields ? '' : 'an entry that is no set of fields' };
  });
  return { header, entries };
}

function parseYaml(text: string, label: string): unknown {
  try {
    return parse(text, {
      schema: 'failsafe',
      merge: true,
      maxAliasCount: LIMITS.aliases,
      logLevel: 'error',
      prettyErrors: true,
    });
  } catch (error) {
    // The parser's own error, too many aliases, or a nesting that exhausts the stack
    const message = error instanceof Error ? error.message : String(error);
    throw new InputError(label, 'YAML', message.split('\n')[0]);
  }
}

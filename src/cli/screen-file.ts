import { isUtf8 } from 'node:buffer';
import {
  appendFileSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { InputError, LimitError, SourceError } from '../base/errors.ts';
import { reason, writeWhole } from '../base/files.ts';
import { csvTable } from '../casework/exports/csv.ts';
import { count } from '../casework/exports/figures.ts';
import { inert } from '../casework/exports/inert.ts';
import type { ScreenAnswer } from '../screen/answer.ts';
import type { Desk, ScreenFlags } from './screen.ts';
import { eachAnswer } from './screen-replay.ts';

const MOST_BYTES = 256 * 2 ** 20;
const MOST_LINES = 5_000_000;
/** Answers that are written at once. */
const BATCH = 500;
const FAULTS_SHOWN = 20;
const BEGINS = '{"format":"hueandcry.screen"';

type Action = ScreenAnswer['decision']['action'];

/** What the table says of one answer: a million of answers whole would not stay in memory. */
interface Row {
  readonly action: Action;
  readonly cells: readonly string[];
}

interface Line {
  readonly text: string;
  readonly line: number;
}

/**
 * Screens a file of addresses, transactions or names. What its output holds already is not asked
 * again unless rules, lists or tags have changed since, so a run that was stopped goes on; a line
 * that cannot be read is counted and listed.
 * @throws InputError where a file cannot be read or written
 */
export async function screenFile(path: string, flags: ScreenFlags, desk: Desk): Promise<void> {
  const { json, csv } = flags;
  if (json === undefined && csv === undefined) {
    throw new InputError('--file', 'a place for the answers: --json or --csv', 'neither');
  }
  const { lines, repeated } = linesOf(path);
  const rows = new Map<string, Row>();
  const outdated = json !== undefined && existsSync(json) ? resume(json, rows, desk) : 0;
  const left = lines.filter(({ text }) => !rows.has(text));
  const faults: string[] = [];
  let wrong = 0;
  let done = lines.length - left.length;
  for (let start = 0; start < left.length; start += BATCH) {
    const fresh: string[] = [];
    for (const { text, line } of left.slice(start, start + BATCH)) {
      try {
        const answer = await desk.screen(text);
        rows.set(text, rowOf(answer));
        fresh.push(`${JSON.stringify(answer)}\n`);
      } catch (error) {
        wrong += 1;
        const fault = faultOf(error);
        if (faults.length < FAULTS_SHOWN) faults.push(`line ${line}: ${fault}`);
      }
      done += 1;
    }
    if (json !== undefined) append(json, fresh);
    if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${lines.length} screened`);
  }
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  const table = lines.flatMap(({ text }) => rows.get(text) ?? []);
  if (csv !== undefined)
    writeWhole(
      csv,
      csvTable(
        COLUMNS,
        table.map(({ cells }) => cells),
      ),
    );
  process.stdout.write(summaryOf(table, { repeated, outdated, wrong, faults }));
  if (wrong > 0) process.exitCode = 65;
}

/**
 * Takes up the answers of an earlier run; a line that was cut off when it was stopped is taken out.
 * @returns how many were made by other rules or of other lists and tags: they are asked again
 */
function resume(path: string, rows: Map<string, Row>, desk: Desk): number {
  const outdated = new Set<string>();
  let whole = 0;
  for (const { answer, end } of eachAnswer(path)) {
    whole = end;
    const { asked } = answer.subject;
    if (desk.isCurrent(answer)) {
      rows.set(asked, rowOf(answer));
      outdated.delete(asked);
    } else if (!rows.has(asked)) outdated.add(asked);
  }
  const rest = readTail(path, whole);
  if (rest === '') return outdated.size;
  if (!rest.startsWith(BEGINS) && !BEGINS.startsWith(rest)) {
    throw new InputError('--json', 'a file of earlier answers, or a new one', rest);
  }
  truncateSync(path, whole);
  return outdated.size;
}

/** What comes after the last whole line, in its first characters. */
function readTail(path: string, from: number): string {
  const bytes = Buffer.alloc(100);
  const file = openSync(path, 'r');
  try {
    return bytes.toString('utf8', 0, readSync(file, bytes, 0, bytes.length, from)).trimStart();
  } finally {
    closeSync(file);
  }
}

/** Each text once; a head line of words such as `address` is none. */
function linesOf(path: string): { lines: readonly Line[]; repeated: number } {
  let bytes: Buffer;
  try {
    if (statSync(path).size > MOST_BYTES) {
      throw new LimitError('--file', `at most ${MOST_BYTES} bytes`);
    }
    bytes = readFileSync(path);
  } catch (error) {
    if (error instanceof LimitError) throw error;
    throw new InputError('--file', 'a file that can be read', reason(error));
  }
  if (!isUtf8(bytes) || bytes.includes(0)) {
    throw new InputError('--file', 'text in UTF-8', 'bytes that are no text');
  }
  const all = bytes
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/);
  if (all.length > MOST_LINES) throw new LimitError('--file', `at most ${MOST_LINES} lines`);
  const isTable = /\.(csv|tsv)$/i.test(path);
  const seen = new Set<string>();
  let repeated = 0;
  const lines = all.flatMap((whole, i) => {
    const text = isTable ? cellOf(whole) : whole.trim();
    const isHead = i === 0 && /^(address|wallet|account|name|tx|transaction)$/i.test(text);
    if (text === '' || isHead) return [];
    if (seen.has(text)) {
      repeated += 1;
      return [];
    }
    seen.add(text);
    return [{ text, line: i + 1 }];
  });
  return { lines, repeated };
}

/** The first cell of a line. */
function cellOf(line: string): string {
  const quoted = /^\s*"((?:[^"]|"")*)"/.exec(line)?.[1];
  return (quoted?.replaceAll('""', '"') ?? line.split(/[,;\t]/)[0] ?? '').trim();
}

function faultOf(error: unknown): string {
  const isOutside =
    error instanceof InputError || error instanceof SourceError || error instanceof LimitError;
  if (isOutside) return error.message;
  throw error;
}

function append(path: string, lines: readonly string[]): void {
  try {
    appendFileSync(path, lines.join(''));
  } catch (error) {
    throw new InputError('--json', 'a place that can be written', reason(error));
  }
}

const COLUMNS = ['asked', 'canonical', 'action', 'rule', 'reason', 'severity', 'known', 'listed'];

function rowOf(answer: ScreenAnswer): Row {
  const { subject, decision, severity, knowledge, listings, names } = answer;
  const cells = [
    subject.asked,
    subject.canonical ?? '',
    decision.action,
    decision.rule,
    decision.reason,
    severity ?? '',
    knowledge,
    [...new Set([...listings, ...names].map(({ list, id }) => `${list} ${id}`))].join('; '),
  ];
  return { action: decision.action, cells };
}

interface Told {
  readonly repeated: number;
  readonly outdated: number;
  readonly wrong: number;
  readonly faults: readonly string[];
}

function summaryOf(rows: readonly Row[], { repeated, outdated, wrong, faults }: Told): string {
  const counts = Map.groupBy(rows, ({ action }) => action);
  const told = (['block', 'hold', 'review', 'allow'] as const).map((action) => {
    return `${counts.get(action)?.length ?? 0} ${action}`;
  });
  const more = wrong - faults.length;
  const lines = [
    `${rows.length} screened: ${told.join(', ')}.`,
    ...(repeated > 0 ? [`${repeated} repeated lines were screened once.`] : []),
    ...(outdated > 0 ? [`${outdated} earlier answers rested on something else: asked again.`] : []),
    ...(wrong > 0 ? [`${count(wrong, 'line')} could not be screened:`] : []),
    ...faults.map((fault) => `  ${inert(fault, 300)}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

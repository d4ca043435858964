import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { InputError, LimitError, SourceError } from '../base/errors.ts';
import { reason, writeWhole } from '../base/files.ts';
import { inert } from '../casework/exports/inert.ts';
import type { ScreenAnswer } from '../screen/answer.ts';
import type { Desk, ScreenFlags } from './screen.ts';
import { readAnswers } from './screen-replay.ts';

const MOST_BYTES = 256 * 2 ** 20;
const MOST_LINES = 5_000_000;
/** Answers that are written at once. */
const BATCH = 500;

/**
 * Screens a file of addresses, transactions or names. What its output holds already is not asked
 * again, so a run that was stopped goes on; a line that cannot be read is counted and listed.
 * @throws InputError where a file cannot be read or written
 */
export async function screenFile(path: string, flags: ScreenFlags, desk: Desk): Promise<void> {
  const { json, csv } = flags;
  if (json === undefined && csv === undefined) {
    throw new InputError('--file', 'a place for the answers: --json or --csv', 'neither');
  }
  const wanted = linesOf(path);
  const earlier = json !== undefined && existsSync(json) ? readAnswers(json) : [];
  const rows = new Map(earlier.map((answer) => [answer.subject.asked, answer]));
  const left = wanted.filter(({ text }) => !rows.has(text));
  const faults: string[] = [];
  let done = wanted.length - left.length;
  for (let start = 0; start < left.length; start += BATCH) {
    const fresh: ScreenAnswer[] = [];
    for (const { text, line } of left.slice(start, start + BATCH)) {
      try {
        fresh.push(await desk.screen(text));
      } catch (error) {
        faults.push(`line ${line}: ${faultOf(error)}`);
      }
      done += 1;
    }
    for (const answer of fresh) rows.set(answer.subject.asked, answer);
    if (json !== undefined) append(json, fresh);
    if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${wanted.length} screened`);
  }
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  const answers = wanted.flatMap(({ text }) => rows.get(text) ?? []);
  if (csv !== undefined) writeWhole(csv, tableOf(answers));
  process.stdout.write(summaryOf(answers, faults));
  if (faults.length > 0) process.exitCode = 65;
}

/** The first cell of each line, each text once; a head line of words such as `address` is none. */
function linesOf(path: string): { text: string; line: number }[] {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new InputError('--file', 'a file that can be read', reason(error));
  }
  if (bytes.length > MOST_BYTES) throw new LimitError('--file', `at most ${MOST_BYTES} bytes`);
  const lines = bytes
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/);
  if (lines.length > MOST_LINES) throw new LimitError('--file', `at most ${MOST_LINES} lines`);
  const seen = new Set<string>();
  return lines.flatMap((whole, i) => {
    const text = cellOf(whole);
    const isHead = i === 0 && /^(address|wallet|account|name|tx|transaction)$/i.test(text);
    if (text === '' || isHead || seen.has(text)) return [];
    seen.add(text);
    return [{ text, line: i + 1 }];
  });
}

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

function append(path: string, answers: readonly ScreenAnswer[]): void {
  try {
    appendFileSync(path, answers.map((answer) => `${JSON.stringify(answer)}\n`).join(''));
  } catch (error) {
    throw new InputError('--json', 'a place that can be written', reason(error));
  }
}

const COLUMNS = ['asked', 'canonical', 'action', 'rule', 'reason', 'severity', 'known', 'listed'];

function tableOf(answers: readonly ScreenAnswer[]): string {
  const rows = answers.map(({ subject, decision, severity, knowledge, listings, names }) => [
    subject.asked,
    subject.canonical ?? '',
    decision.action,
    decision.rule,
    decision.reason,
    severity ?? '',
    knowledge,
    [...listings, ...names].map(({ list, id }) => `${list} ${id}`).join('; '),
  ]);
  return [COLUMNS, ...rows].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
}

/** RFC 4180; what a spreadsheet would take for a formula begins with a quote. */
function cell(text: string): string {
  const plain = /^[=+\-@\t]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

function summaryOf(answers: readonly ScreenAnswer[], faults: readonly string[]): string {
  const counts = Map.groupBy(answers, ({ decision }) => decision.action);
  const told = ['block', 'hold', 'review', 'allow'].map((action) => {
    return `${counts.get(action as ScreenAnswer['decision']['action'])?.length ?? 0} ${action}`;
  });
  const shown = faults.slice(0, 20).map((fault) => `  ${inert(fault, 300)}\n`);
  const wrong = faults.length > 0 ? `${faults.length} lines could not be screened:\n` : '';
  return `${answers.length} screened: ${told.join(', ')}.\n${wrong}${shown.join('')}`;
}

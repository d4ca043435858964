import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { InputError, LimitError } from '../base/errors.ts';
import { reason } from '../base/files.ts';
import { check, parseJson } from '../casework/case.ts';
import { inert } from '../casework/exports/inert.ts';
import { type ScreenAnswer, screenAnswerSchema } from '../screen/answer.ts';
import { type DecisionRules, replayDecisions } from '../screen/decide.ts';

const CHUNK = 2 ** 20;
const MOST_IN_LINE = 64 * 2 ** 20;

/** An earlier answer, and the byte of its file after its line. */
interface Earlier {
  readonly answer: ScreenAnswer;
  readonly end: number;
}

/**
 * Earlier answers, one JSON object a line, one in memory at a time. A last line without its end was
 * cut off when its run was stopped: it is left out.
 * @throws InputError where the file cannot be read, or a line is no answer
 */
export function* eachAnswer(path: string): Generator<Earlier> {
  let end = 0;
  let number = 0;
  for (const line of wholeLines(path)) {
    number += 1;
    end += Buffer.byteLength(line) + 1;
    if (line.trim() === '') continue;
    const label = `${path}, line ${number}`;
    yield { answer: check(screenAnswerSchema, parseJson(label, line), label), end };
  }
}

function* wholeLines(path: string): Generator<string> {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    throw new InputError(path, 'a file that can be read', reason(error));
  }
  try {
    const decoder = new StringDecoder('utf8');
    const bytes = Buffer.alloc(CHUNK);
    let rest = '';
    for (let n = readInto(file, bytes, path); n > 0; n = readInto(file, bytes, path)) {
      const lines = (rest + decoder.write(bytes.subarray(0, n))).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > MOST_IN_LINE) throw new LimitError(path, `${MOST_IN_LINE} in a line`);
      yield* lines;
    }
  } finally {
    closeSync(file);
  }
}

function readInto(file: number, bytes: Buffer, path: string): number {
  try {
    return readSync(file, bytes, 0, bytes.length, null);
  } catch (error) {
    throw new InputError(path, 'a file that can be read', reason(error));
  }
}

/** Prints what a changed table would have decided of earlier answers, the last one of each. */
export function replayFile(path: string, rules: DecisionRules): void {
  const last = new Map<string, number>();
  for (const { answer, end } of eachAnswer(path)) last.set(answer.subject.asked, end);
  let changes = 0;
  for (const { answer, end } of eachAnswer(path)) {
    if (last.get(answer.subject.asked) !== end) continue;
    for (const { asked, before, after } of replayDecisions([answer], rules)) {
      const what = inert(asked, 100);
      const why = `${inert(after.rule)}: ${inert(after.reason, 500)}`;
      process.stdout.write(`${before} → ${after.action}  ${what}  ${why}\n`);
      changes += 1;
    }
  }
  process.stdout.write(`${changes} of ${last.size} decisions would change.\n`);
}

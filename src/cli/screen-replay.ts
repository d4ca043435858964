import { readFileSync } from 'node:fs';
import { InputError } from '../base/errors.ts';
import { reason } from '../base/files.ts';
import { check, parseJson } from '../casework/case.ts';
import { inert } from '../casework/exports/inert.ts';
import { type ScreenAnswer, screenAnswerSchema } from '../screen/answer.ts';
import { type DecisionRules, replayDecisions } from '../screen/decide.ts';

/** Earlier answers, one JSON object a line; the lines that a later one replaces are left out. */
export function readAnswers(path: string): ScreenAnswer[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new InputError(path, 'a file that can be read', reason(error));
  }
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line, i) => {
    const label = `${path}, line ${i + 1}`;
    return check(screenAnswerSchema, parseJson(label, line), label);
  });
}

/** Prints what a changed table would have decided of earlier answers. */
export function replayFile(path: string, rules: DecisionRules): void {
  const answers = readAnswers(path);
  const changed = replayDecisions(answers, rules);
  for (const { asked, before, after } of changed) {
    const what = inert(asked, 100);
    process.stdout.write(`${before} → ${after.action}  ${what}  ${after.rule}: ${after.reason}\n`);
  }
  process.stdout.write(`${changed.length} of ${answers.length} decisions would change.\n`);
}

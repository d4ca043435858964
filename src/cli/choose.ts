import { createInterface } from 'node:readline/promises';
import { InputError } from '../base/errors.ts';
import { type Choose, chooseNone } from '../casework/live/choose.ts';

/**
 * Asks at the terminal which of several it is; where nobody is there to be asked, says which flag
 * would have told.
 * @throws InputError where no terminal is there, or the answer is none of them
 */
export const choose: Choose = async (what, choices, option) => {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return chooseNone(what, choices, option);
  const list = choices.map(({ text }, i) => `${i + 1}. ${text}`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    process.stderr.write(`${what}:\n  ${list.join('\n  ')}\n`);
    const answer = await terminal.question(`Which (1 to ${choices.length})? `);
    const chosen = /^\d+$/.test(answer.trim()) ? choices[Number(answer) - 1] : undefined;
    if (!chosen) throw new InputError(what, `a number from 1 to ${choices.length}`, answer);
    return chosen.value;
  } finally {
    terminal.close();
  }
};

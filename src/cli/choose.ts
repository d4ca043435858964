import { createInterface } from 'node:readline/promises';
import { InputError } from '../base/errors.ts';

/** One of several answers: what it is called in a flag, and what a person reads. */
interface Choice<T> {
  readonly value: T;
  readonly text: string;
}

/**
 * Asks at the terminal which of several it is; where nobody is there to be asked, says which flag
 * would have told.
 * @throws InputError where no terminal is there, or the answer is none of them
 */
export async function choose<T>(
  what: string,
  choices: readonly Choice<T>[],
  flag: string,
): Promise<T> {
  const list = choices.map(({ text }, i) => `${i + 1}. ${text}`);
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    const hint = `say which with ${flag}:\n     ${list.join('\n     ')}`;
    throw new InputError(what, 'one answer', `${choices.length}`, hint);
  }
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
}

import { InputError } from '../../base/errors.ts';

/** One of several answers: what it is called in a flag, and what a person reads. */
interface Choice<T> {
  readonly value: T;
  readonly text: string;
}

/** Says which of several it is; `flag` is how the call could have said so. */
export type Choose = <T>(what: string, choices: readonly Choice<T>[], flag: string) => Promise<T>;

/**
 * Where nobody is there to be asked: says what the call could have said.
 * @throws InputError always
 */
export const chooseNone: Choose = async (what, choices, flag) => {
  const list = choices.map(({ text }, i) => `${i + 1}. ${text}`);
  const hint = `say which with ${flag}:\n     ${list.join('\n     ')}`;
  throw new InputError(what, 'one answer', `${choices.length}`, hint);
};

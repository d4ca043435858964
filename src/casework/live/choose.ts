import { type Wanted, WantingError } from '../../base/errors.ts';

/** One of several answers: what it is called in a flag, and what a person reads. */
interface Choice<T> {
  readonly value: T;
  readonly text: string;
  /** What the flag takes for it. */
  readonly said: string;
}

type Option = Extract<Wanted, { kind: 'choice' }>['option'];

/** Says which of several it is; `option` is how the call could have said so. */
export type Choose = <T>(what: string, choices: readonly Choice<T>[], option: Option) => Promise<T>;

/**
 * Where nobody is there to be asked: says what the call could have said.
 * @throws InputError always
 */
export const chooseNone: Choose = async (what, choices, option) => {
  const list = choices.map(({ text }, i) => `${i + 1}. ${text}`);
  const hint = `say which with --${option}:\n     ${list.join('\n     ')}`;
  const said = choices.map(({ said, text }) => ({ said, text }));
  const wanted = { kind: 'choice', option, choices: said } as const;
  throw new WantingError(wanted, what, 'one answer', `${choices.length}`, hint);
};

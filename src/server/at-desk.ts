// What a message tells somebody at the command line to do, as it is done at the desk.

const WORDS: readonly (readonly [said: RegExp, there: string])[] = [
  [/\bhue lists update\b/g, 'an administrator has them fetched on the first page of the desk'],
  [/\bhue tags import FILE fills it/g, 'whoever runs the server imports tags: docs/tags.md'],
  [/--ledger FILE, or --ask and --chain/g, 'choose a chain whose ledger is asked'],
  [/--as name, if it is one/g, 'to look it up as a name all the same, programs say as: "name"'],
  [/then use --accept\b/g, 'then an administrator has it fetched with accept: true'],
];

/** A flag of the command line is a field of the interface, under its name. */
const FLAG = /(?<![\w-])--([a-z]+(?:-[a-z]+)*)/g;

/** A message as it is said at the desk, where nobody runs commands. */
export function atDesk(text: string): string {
  const said = WORDS.reduce((all, [words, there]) => all.replace(words, there), text);
  return said.replace(FLAG, (_, name: string) => `“${name}”`);
}

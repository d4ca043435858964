/** How a transfer was followed. */
export const VIA_WORDS: Readonly<Record<string, string>> = {
  transfer: 'transfer',
  pass: 'passed through in one transaction',
  identified: 'one receipt passed on, told by its amount',
  swap: 'swap',
  wrap: 'wrap',
  claim: 'settled claim',
  seed: 'the theft',
  spend: 'spent coin',
  mix: 'mix',
};

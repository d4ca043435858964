/** What the keys of groups begin with: no id of a holder does. */
export const FOLD = 'fold:';

/** A short key that is the same in every run: FNV-1a over 52 bits. */
export function hashed(text: string): string {
  let low = 0x811c9dc5;
  let high = 0x1b873593;
  for (let i = 0; i < text.length; i++) {
    low = Math.imul(low ^ text.charCodeAt(i), 0x01000193);
    high = Math.imul(high ^ text.charCodeAt(i), 0x85ebca6b);
  }
  return `${FOLD}${(low >>> 0).toString(36)}${(high >>> 0).toString(36)}`;
}

/** Longest text of a label on a screen; the whole of it is in the JSON. */
const SHOWN = 160;

/**
 * Text that came from outside (a label, a file name, a memo) as it may stand on a screen, on paper
 * or in a terminal: one line, without characters that steer the reader's device (controls, escape
 * sequences, direction overrides, zero-width characters), each of which is shown by its number.
 * The scheme of a web address is written `hxxp`, as responders do, so that no viewer links it.
 */
export function inert(text: string, limit: number = SHOWN): string {
  const characters = Array.from(text.toWellFormed());
  const cut = characters.length > limit;
  const kept = cut ? characters.slice(0, limit).join('') : characters.join('');
  const plain = kept
    .replace(/[\r\n\t\u2028\u2029]+/g, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/gu, codePoint)
    .replace(/\bhttp(s?):\/\//gi, 'hxxp$1://');
  return cut ? `${plain}… (${characters.length} characters)` : plain;
}

function codePoint(character: string): string {
  return `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;
}

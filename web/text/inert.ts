const SHOWN = 160;

/**
 * Text from outside (a label, a token's name, a note) as it may stand on a screen: one line, what
 * steers the reader's device shown by its number, and no web address that a viewer would link.
 */
export function inert(text: string, limit: number = SHOWN): string {
  const characters = Array.from(text.toWellFormed());
  const cut = characters.length > limit;
  const plain = (cut ? characters.slice(0, limit) : characters)
    .join('')
    .replace(/[\r\n\t\u2028\u2029]+/g, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/gu, codePoint)
    .replace(/\bhttp(s?):\/\//gi, 'hxxp$1://');
  return cut ? `${plain}… (${characters.length} characters)` : plain;
}

function codePoint(character: string): string {
  return `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;
}

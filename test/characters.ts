import fc from 'fast-check';

/** Any character of Unicode and half of one, those that languages of machines use more often. */
export const anyCharacter: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...`<>&"'\\/%;,=+-@|\0\t\r\n\u202e\u200b`),
  fc.integer({ min: 0, max: 0xff }).map((code) => String.fromCharCode(code)),
  fc.integer({ min: 0, max: 0x10_ff_ff }).map((code) => String.fromCodePoint(code)),
  fc.constantFrom('e\u0301', '👩‍👩‍👧', '🏳️‍🌈', 'ﷺ'),
);

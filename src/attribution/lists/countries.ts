/**
 * Names that lists give to countries and that the English ones of ISO 3166 do not cover. Regions,
 * states that are no more and `undetermined` stand for no code.
 */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  burma: 'MM',
  myanmar: 'MM',
  'korea north': 'KP',
  'north korea': 'KP',
  'democratic peoples republic of korea': 'KP',
  'korea democratic peoples republic of': 'KP',
  'korea south': 'KR',
  'republic of korea': 'KR',
  'korea republic of': 'KR',
  'congo democratic republic of the': 'CD',
  'democratic republic of the congo': 'CD',
  'congo democratic republic': 'CD',
  'congo republic of the': 'CG',
  congo: 'CG',
  turkey: 'TR',
  'iran islamic republic of': 'IR',
  'syrian arab republic': 'SY',
  'russian federation': 'RU',
  russian: 'RU',
  'united kingdom of great britain and northern ireland': 'GB',
  'united states of america': 'US',
  usa: 'US',
  'united republic of tanzania': 'TZ',
  'tanzania united republic of': 'TZ',
  'viet nam': 'VN',
  'lao peoples democratic republic': 'LA',
  'the gambia': 'GM',
  'gambia the': 'GM',
  'bahamas the': 'BS',
  'state of palestine': 'PS',
  palestinian: 'PS',
  palestine: 'PS',
  'occupied palestinian territories': 'PS',
  'west bank': 'PS',
  'hong kong': 'HK',
  'china hong kong special administrative region': 'HK',
  macau: 'MO',
  macao: 'MO',
  'virgin islands british': 'VG',
  'british virgin islands': 'VG',
  'cote d ivoire': 'CI',
  'cote divoire': 'CI',
  'ivory coast': 'CI',
  'czech republic': 'CZ',
  'moldova republic of': 'MD',
  'republic of moldova': 'MD',
  'venezuela bolivarian republic of': 'VE',
  'bolivia plurinational state of': 'BO',
  macedonia: 'MK',
  'macedonia the former yugoslav republic of': 'MK',
  swaziland: 'SZ',
  'cabo verde': 'CV',
  'brunei darussalam': 'BN',
  'timor leste': 'TL',
  'taiwan province of china': 'TW',
  'republic of serbia': 'RS',
  england: 'GB',
  uae: 'AE',
};

/** Names compare without case, accents and punctuation; `Saint` may be short. */
function key(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/&/g, ' and ')
    .replace(/['’`]/g, '')
    .replace(/[^a-z]+/g, ' ')
    .replace(/\bst\b/g, 'saint')
    .trim();
}

/** Codes that are no country or group countries (CLDR has names for them). */
const NO_COUNTRY = new Set(['EU', 'EZ', 'UN', 'ZZ', 'XA', 'XB', 'QO', 'AN', 'SU', 'YU', 'DD']);

function knownNames(): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const english = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
  const letters = Array.from({ length: 26 }, (_, i) => String.fromCharCode(65 + i));
  for (const first of letters) {
    for (const second of letters) {
      const code = first + second;
      // of a code that was withdrawn the name leads to its successor
      const canonical = new Intl.Locale(`und-${code}`).region;
      const name = english.of(code);
      if (name && canonical === code && !NO_COUNTRY.has(code)) names.set(key(name), code);
    }
  }
  for (const [name, code] of Object.entries(OTHER_NAMES)) names.set(key(name), code);
  return names;
}

let names: ReadonlyMap<string, string> | null = null;

/** ISO 3166 alpha-2 of a country named in English or by its code; null where none is known. */
function countryOf(text: string): string | null {
  names ??= knownNames();
  const trimmed = text.trim();
  if (/^[A-Za-z]{2}$/.test(trimmed)) {
    const code = trimmed.toUpperCase();
    return new Set(names.values()).has(code) ? code : null;
  }
  return names.get(key(trimmed)) ?? null;
}

/** The codes of several names, each once, sorted: the order in a list says nothing. */
export function countriesOf(texts: Iterable<string | null | undefined>): readonly string[] {
  const codes = [...texts].flatMap((text) => (text ? (countryOf(text) ?? []) : []));
  return [...new Set(codes)].sort();
}

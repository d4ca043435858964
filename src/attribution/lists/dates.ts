import type { Day } from '../tags.ts';
import type { PartyDate } from './party.ts';

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

const pad = (value: string | number): string => String(value).padStart(2, '0');

/** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; null where the parts are no date. */
export function dateOf(
  year: string | undefined,
  month: string | number | undefined,
  day: string | number | undefined,
): string | null {
  if (!year || !/^(1[5-9]|20)\d\d$/.test(year)) return null;
  const m = Number(month ?? 0);
  if (!(m >= 1 && m <= 12)) return year;
  const d = Number(day ?? 0);
  const last = new Date(Date.UTC(Number(year), m, 0)).getUTCDate();
  return d >= 1 && d <= last ? `${year}-${pad(m)}-${pad(d)}` : `${year}-${pad(m)}`;
}

/**
 * One date as lists write it: `28 Jul 1963`, `Jul 1963`, `1963`, `1963-07-28` with or without a
 * time or a zone, `28/07/1963` and `dd/mm/1963` (day first). Null where it is none of these.
 */
export function readDate(text: string): string | null {
  const trimmed = text.trim();
  const words = /^(?:(\d{1,2}) )?(?:([A-Za-z]{3})[a-z]* )?(\d{4})$/.exec(trimmed);
  if (words) {
    const [, day, name, year] = words;
    const month = name === undefined ? 0 : MONTHS.indexOf(name.toLowerCase()) + 1;
    if (name !== undefined && month === 0) return null;
    return dateOf(year, month, month === 0 ? 0 : day);
  }
  const iso = /^(\d{4})-(\d{2})(?:-(\d{2}))?(?:[T ].*|Z|[+-]\d{2}:\d{2})?$/.exec(trimmed);
  if (iso) return dateOf(iso[1], iso[2], iso[3]);
  const slashes = /^(\d{1,2}|dd|00)[/.](\d{1,2}|mm|00)[/.](\d{4})$/i.exec(trimmed);
  if (slashes) return dateOf(slashes[3], Number(slashes[2]) || 0, Number(slashes[1]) || 0);
  return null;
}

/** As `readDate`, where only a whole day will do. */
export function readDay(text: string): Day | null {
  const date = readDate(text);
  return date !== null && date.length === 10 ? date : null;
}

/** A day that is written month first, as OFAC dates its files: `07/18/2026`. */
export function readAmericanDay(text: string): Day | null {
  const match = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text.trim());
  if (!match) return readDay(text);
  const date = dateOf(match[3], match[1], match[2]);
  return date !== null && date.length === 10 ? date : null;
}

/** A date or span with its doubts: `circa 1963`, `1961 to 1963`. Null where there is none. */
export function readPartyDate(text: string): PartyDate | null {
  const bare = text.trim().replace(/^(circa|c\.|approximately)\s+/i, '');
  const approximate = bare.length !== text.trim().length;
  const [first = '', last = first] = bare.split(/ to (?:circa )?/);
  const from = readDate(first);
  const to = readDate(last);
  return from === null || to === null ? null : { from, to, approximate };
}

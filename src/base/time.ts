import { InputError } from './errors.ts';

const ISO = new RegExp(
  '^(\\d{4})-(\\d{2})-(\\d{2})(?:[ T](\\d{2}):(\\d{2})(?::(\\d{2})(?:\\.\\d+)?)?)?' +
    '(?: ?(Z|UTC|[+-]\\d{2}:?\\d{2}))?$',
);
const EARLIEST = Date.UTC(2009, 0, 1) / 1000;
const LATEST = Date.UTC(2200, 0, 1) / 1000;

/** Unix seconds, UTC. */
export type UnixTime = number;

/**
 * Reads a UTC time: `2025-02-21`, `2025-02-21 14:29:47`, ISO 8601 with `Z` or an offset, or unix
 * seconds or milliseconds.
 * @throws InputError where the text is none of these, or lies before 2009 or after 2200
 */
export function parseTime(text: string, label: string): UnixTime {
  const seconds = /^\d{9,11}$/.test(text)
    ? Number(text)
    : /^\d{12,14}$/.test(text)
      ? Math.floor(Number(text) / 1000)
      : fromIso(text);
  if (seconds === null || seconds < EARLIEST || seconds > LATEST) {
    throw new InputError(label, 'a UTC time such as 2025-02-21 14:29:47', text);
  }
  return seconds;
}

function fromIso(text: string): UnixTime | null {
  const match = ISO.exec(text.trim());
  if (!match) return null;
  const [, year, month, day, hour = '00', minute = '00', second = '00', zone = 'Z'] = match;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const date = new Date(
    Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute)),
  );
  // 2025-02-30 and a thirteenth month would roll over silently
  if (date.getUTCMonth() + 1 !== Number(month) || date.getUTCDate() !== Number(day)) return null;
  const ahead = offsetOf(zone);
  return ahead === null ? null : date.getTime() / 1000 + Number(second) - ahead;
}

/** Seconds by which a zone is ahead of UTC; null where there is none such. */
function offsetOf(zone: string): number | null {
  if (zone === 'Z' || zone === 'UTC') return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2))];
  if (hours > 23 || minutes > 59) return null;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60;
}

/** `2025-02-21 14:29:47`, always UTC. */
export function formatTime(time: UnixTime): string {
  return new Date(time * 1000).toISOString().slice(0, 19).replace('T', ' ');
}

/** A length of time for reading: `44 min`, `2 h 05 min`, `3 d 4 h`. */
export function formatSpan(seconds: number): string {
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${String(minutes % 60).padStart(2, '0')} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

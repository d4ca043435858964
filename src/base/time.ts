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
  const offset = zone === 'UTC' ? 'Z' : zone.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const milliseconds = Date.parse(iso + offset);
  if (Number.isNaN(milliseconds)) return null;
  // 2025-02-30 would roll over silently
  const local = new Date(Date.parse(`${iso}Z`)).toISOString().slice(0, 19);
  return local === iso ? Math.floor(milliseconds / 1000) : null;
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

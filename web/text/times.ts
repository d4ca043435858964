/** Times are UTC on every screen; the reader's own time is said on hover. */

/** A time of a result (`YYYY-MM-DD HH:MM:SS`, UTC) or of the API (ISO 8601). */
export function readTime(text: string): Date {
  return new Date(text.includes('T') ? text : `${text.replace(' ', 'T')}Z`);
}

/** `2025-02-21 14:13:35`; seconds are left out where they say nothing. */
export function utc(text: string, withSeconds = true): string {
  const iso = readTime(text).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, withSeconds ? 19 : 16)}`;
}

/** The same moment where the reader is, with the name of the zone. */
export function local(text: string): string {
  return readTime(text).toLocaleString(undefined, {
    dateStyle: 'medium',
    timeStyle: 'long',
  });
}

const SPANS: readonly (readonly [number, string])[] = [
  [31_557_600, 'y'],
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
];

/** A span in its largest two units: `3 d 4 h`, `12 min 5 s`. */
export function span(seconds: number): string {
  let left = Math.max(0, Math.floor(seconds));
  const parts: string[] = [];
  for (const [size, name] of SPANS) {
    const n = Math.floor(left / size);
    left -= n * size;
    if (n > 0) parts.push(`${n} ${name}`);
    if (parts.length === 2 || (parts.length === 1 && n === 0)) break;
  }
  return parts.join(' ') || '0 s';
}

/** How long ago, in one unit: `3 d ago`. */
export function ago(text: string, now: number = Date.now()): string {
  const seconds = (now - readTime(text).getTime()) / 1000;
  if (seconds < 5) return 'just now';
  return `${span(seconds).split(' ').slice(0, 2).join(' ')} ago`;
}

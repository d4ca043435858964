import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Severity, Tlp } from '../api/shapes.ts';
import { dollars, toCents } from '../text/figures.ts';
import { inert } from '../text/inert.ts';
import { ago, local, readTime, utc } from '../text/times.ts';
import { gradeWords } from '../text/words.ts';

interface TimeProps {
  readonly at: string;
  readonly short?: boolean;
  /** Under a heading that says the day. */
  readonly noDay?: boolean;
}

/** A moment: UTC, and the reader's own time on hover. */
export function Time({ at, short = false, noDay = false }: TimeProps) {
  const iso = readTime(at).toISOString();
  const text = utc(at, !short);
  return (
    <time dateTime={iso} title={`${utc(at)} UTC\n${local(at)} where you are`}>
      {noDay ? text.slice(11) : text}
    </time>
  );
}

/** How long ago; the moment itself on hover. */
export function Ago({ at }: { at: string }) {
  return (
    <time dateTime={readTime(at).toISOString()} title={`${utc(at)} UTC\n${local(at)}`}>
      {ago(at)}
    </time>
  );
}

/** Dollars of a result: cut for reading, copied to the cent. */
export function Usd({ usd }: { usd: string | null }) {
  if (usd === null) return <span class="quiet">{dollars(null)}</span>;
  return (
    <span data-exact={usd} title={`$${usd}`}>
      {dollars(toCents(usd))}
    </span>
  );
}

export function Tag({ tone = '', children }: { tone?: string; children: ComponentChildren }) {
  return <span class={`tag ${tone}`}>{children}</span>;
}

/** How good the evidence is; weak grades look weak. */
export function Grade({ grade }: { grade: string }) {
  return (
    <abbr class={`grade ${grade >= 'G7' ? 'low' : ''}`} title={`${grade}: ${gradeWords(grade)}`}>
      {grade}
    </abbr>
  );
}

interface SeverityProps {
  readonly severity: Severity;
  /** Where another scale has its own word for it. */
  readonly word?: string;
}

export function SeverityMark({ severity, word = severity }: SeverityProps) {
  return (
    <span class={`severity ${severity}`}>
      <i aria-hidden="true" />
      {word}
    </span>
  );
}

/** An id from a chain: short to read, whole on hover and when copied. */
export function Id({ id, short }: { id: string; short?: string }) {
  return (
    <code data-exact={id} title={id}>
      {short ?? inert(id, 200)}
    </code>
  );
}

/** Puts text on the clipboard, and says so. */
export function Copy({ text, what }: { text: string; what: string }) {
  const [done, setDone] = useState(false);
  const copy = () => {
    void navigator.clipboard.writeText(text).then(() => {
      setDone(true);
      setTimeout(() => setDone(false), 1500);
    });
  };
  return (
    <button type="button" class="bare small no-print" onClick={copy} aria-label={`Copy ${what}`}>
      {done ? 'copied' : 'copy'}
    </button>
  );
}

/** How far a case may be shared, as the Traffic Light Protocol (2.0) writes it. */
export function TlpMark({ tlp }: { tlp: Tlp }) {
  return <span class={`tlp ${tlp.replace('+', '-')}`}>TLP:{tlp.toUpperCase()}</span>;
}

import type { WriteStream } from 'node:tty';
import { show as plain } from '../base/errors.ts';
import type { Progress as Shown } from '../casework/answer.ts';
import { inert } from '../casework/exports/inert.ts';
import type { Progress as Exploring } from '../trace/explore.ts';
import { formatCents } from '../trace/prices.ts';

interface ProgressView {
  readonly reading: (file: string, bytes: number, total: number) => void;
  readonly exploring: (state: Exploring) => void;
  /** A payment that was found, in words: the first ones stay on the screen. */
  readonly hop: (text: string) => void;
  readonly done: () => void;
}

const PAUSE = 80;
/** Payments that are told one by one, before the line of progress alone goes on. */
const HOPS = 12;

/** One line that is written over, on a terminal only and not more often than the eye can follow. */
export function progressOn(
  stream: WriteStream,
  line: (state: Shown, width: number) => string,
): ProgressView {
  const started = performance.now();
  let last = 0;
  let shown = false;
  let hops = 0;
  const show = (text: string): void => {
    const now = performance.now();
    if (!stream.isTTY || now - last < PAUSE) return;
    last = now;
    shown = true;
    stream.write(`\r\u001b[K${text.slice(0, (stream.columns ?? 80) - 1)}`);
  };
  return {
    reading: (file, bytes, total) =>
      show(`reading ${plain(file)}: ${total > 0 ? Math.floor((bytes / total) * 100) : 0} %`),
    exploring: ({ transactions, holders, placedCents, stolenCents }) => {
      const placedUsd = placedCents === null ? null : formatCents(placedCents);
      const stolenUsd = stolenCents === null ? null : formatCents(stolenCents);
      const seconds = (performance.now() - started) / 1000;
      const state = { hops: transactions, holders, placedUsd, stolenUsd, seconds };
      show(line(state, stream.columns ?? 80));
    },
    hop: (text) => {
      hops += 1;
      if (hops > HOPS + 1) return;
      if (shown) stream.write('\r\u001b[K');
      shown = false;
      const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(5);
      stream.write(hops > HOPS ? '  …\n' : `${seconds} s  ${inert(text, 200)}\n`);
    },
    done: () => {
      if (shown) stream.write('\r\u001b[K');
      shown = false;
    },
  };
}

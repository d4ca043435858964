import type { Desk } from '../desk.ts';
import { Book } from './book.ts';
import { Threads } from './threads.ts';

/** What a stopping server gives requests that are being answered. */
const DRAIN_MS = 10_000;

/** What routes of a desk work with, beside its store. */
interface Workshop {
  /** Tags and lists; opened by whoever asks first. */
  readonly book: Book;
  readonly threads: Threads;
}

const WORKSHOPS = new WeakMap<Desk, Workshop>();

/** The workshop of a desk, which closes with it. */
export function workshopOf(desk: Desk): Workshop {
  const known = WORKSHOPS.get(desk);
  if (known) return known;
  const failed = (stack: string): void =>
    desk.log.error({ stack }, 'tags and lists could not be asked');
  const made = { book: new Book(desk.home, failed), threads: new Threads(1) };
  WORKSHOPS.set(desk, made);
  const close = (): void => {
    void made.book.close();
    void made.threads.close();
  };
  // requests that are being answered when the desk stops may still ask
  const closeLater = (): void => void setTimeout(close, DRAIN_MS).unref();
  desk.stopping.addEventListener('abort', closeLater, { once: true });
  return made;
}

import type { Desk } from '../desk.ts';
import { Book } from './book.ts';
import type { WorkPlace } from './place.ts';
import { Threads } from './threads.ts';

/** What a stopping server gives requests that are being answered. */
const DRAIN_MS = 10_000;

/** What routes of a desk work with, beside its store. */
export interface Workshop {
  /** Tags and lists; opened by whoever asks first. */
  readonly book: Book;
  readonly threads: Threads;
}

const WORKSHOPS = new WeakMap<Desk, Workshop>();

/** The workshop of a desk, which closes with it. */
export function workshopOf(desk: Desk): Workshop {
  const known = WORKSHOPS.get(desk);
  if (known) return known;
  const made = openWorkshop(desk);
  WORKSHOPS.set(desk, made);
  // requests that are being answered when the desk stops may still ask
  const closeLater = (): void => void setTimeout(() => void made.close(), DRAIN_MS).unref();
  desk.stopping.addEventListener('abort', closeLater, { once: true });
  return made;
}

/** One that whoever opens it closes. */
export function openWorkshop({
  home,
  log,
}: Pick<WorkPlace, 'home' | 'log'>): Workshop & { readonly close: () => Promise<void> } {
  const failed = (stack: string): void => log.error({ stack }, 'tags and lists could not be asked');
  const [book, threads] = [new Book(home, failed), new Threads(1)];
  const close = async (): Promise<void> => {
    await Promise.all([book.close(), threads.close()]);
  };
  return { book, threads, close };
}

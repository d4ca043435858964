/** Things that are done in one turn of the event loop: a few milliseconds. */
const MOST = 1000;

/** Lets others have their turn. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Does something with each of many, a little at a time. */
export async function inTurns<T>(items: Iterable<T>, work: (item: T) => void): Promise<void> {
  let count = 0;
  for (const item of items) {
    if (count === MOST) {
      count = 0;
      await nextTurn();
    }
    work(item);
    count += 1;
  }
}

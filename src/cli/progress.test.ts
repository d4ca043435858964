import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { WriteStream } from 'node:tty';
import { progressOn } from './progress.ts';

/** A screen of so many columns, and all that was written to it. */
function screen(isTTY: boolean, columns = 40): { stream: WriteStream; written: string[] } {
  const written: string[] = [];
  const write = (text: string): boolean => written.push(text) > 0;
  return { stream: { isTTY, columns, write } as unknown as WriteStream, written };
}

const STATE = {
  round: 1,
  transactions: 7,
  holders: 3,
  frontier: 1,
  stolenCents: 12_345n,
  placedCents: null,
};

describe('progress', () => {
  test('is for a terminal only', () => {
    const { stream, written } = screen(false);
    const view = progressOn(stream, () => 'line');
    view.reading('ledger.csv', 5, 10);
    view.exploring(STATE);
    view.done();
    deepEqual(written, []);
  });

  test('is one line that fits, not written too often, and gone at the end', () => {
    const { stream, written } = screen(true, 20);
    const view = progressOn(stream, () => 'x'.repeat(100));
    for (let i = 0; i < 50; i++) view.reading(`a ledger with a long name ${i}.csv`, 5, 10);
    ok(written.length <= 2);
    ok(written.every((text) => text.startsWith('\r\u001b[K') && text.length <= 3 + 1 + 19));
    view.done();
    equal(written.at(-1), '\r\u001b[K');
    const before = written.length;
    view.done();
    equal(written.length, before);
  });

  test('says how much is placed, and not known where it is not', async () => {
    const { stream, written } = screen(true, 80);
    const said: unknown[] = [];
    const view = progressOn(stream, (state, width) => {
      said.push({ ...state, seconds: width });
      return 'line';
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    view.exploring(STATE);
    deepEqual(said, [{ hops: 7, holders: 3, placedUsd: null, stolenUsd: '123.45', seconds: 80 }]);
    equal(written.length, 1);
  });

  test('a hostile file name cannot move the cursor', async () => {
    const { stream, written } = screen(true, 80);
    await new Promise((resolve) => setTimeout(resolve, 100));
    progressOn(stream, () => '').reading('\u001b]0;gone\u0007.csv', 1, 2);
    equal(written.length, 1);
    for (const text of written) ok(!text.slice(4).includes('\u001b'));
  });
});

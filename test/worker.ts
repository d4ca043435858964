// One of the processes in which `npm test` runs the tests: it asks run.mjs for a file, runs its
// tests, and asks for the next. Files are not shared out beforehand: nobody knows how long each
// takes.

import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { END_OF_FILE } from './reporter.ts';

/** The next file, or none when all are taken. To listen keeps the process alive meanwhile. */
function next(): Promise<string | null> {
  return new Promise((resolve) => {
    process.once('message', (file) => resolve(file as string | null));
    process.send?.('next');
  });
}

async function load(file: string): Promise<void> {
  try {
    await import(pathToFileURL(path.resolve(file)).href);
  } catch (error) {
    test(`${file} can be loaded`, () => {
      throw error;
    });
  }
}

/**
 * A test behind all that were registered: it begins when they have ended, since tests run in that
 * order, and goes on until it is let go. Without one that goes on while the next file is loaded,
 * node would hold all to be over and run what `after` has at the top of a file; but modules that
 * tests share go on in the next.
 */
function hold(): { readonly begun: Promise<void>; readonly letGo: () => void } {
  const begun = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  test(END_OF_FILE, () => {
    begun.resolve();
    return held.promise;
  });
  return { begun: begun.promise, letGo: held.resolve };
}

let last = hold();
for (let file = await next(); file !== null; file = await next()) {
  await load(file);
  const end = hold();
  last.letGo();
  await end.begun;
  last = end;
}
last.letGo();

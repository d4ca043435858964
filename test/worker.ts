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

for (let file = await next(); file !== null; file = await next()) {
  try {
    await import(pathToFileURL(path.resolve(file)).href);
  } catch (error) {
    test(`${file} can be loaded`, () => {
      throw error;
    });
  }
  // Tests run in the order in which they were registered: this one when all of the file have ended.
  await test(END_OF_FILE);
}

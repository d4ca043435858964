// What node's own `spec` reporter says, without a line for each test that passed: failures, what
// was skipped and why, and what the tests printed. The counts go to run.mjs, which closes with the
// sums over all processes.

import path from 'node:path';
import { Readable } from 'node:stream';
import { spec, type TestEvent } from 'node:test/reporters';

/** What worker.ts registers behind the tests of a file; counted and reported as nothing. */
export const END_OF_FILE = 'end of file';

const WORKER = path.join(import.meta.dirname, 'worker.ts');
const CLOSING = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+$/;

function isEndOfFile({ type, data }: TestEvent): boolean {
  return type === 'test:pass' && data.name === END_OF_FILE && data.file === WORKER;
}

function isClosing({ type, data }: TestEvent): boolean {
  return type === 'test:diagnostic' && data.file === WORKER && CLOSING.test(data.message);
}

function isWorthSaying(event: TestEvent): boolean {
  // Without its start a test is reported on a line of its own, not under its parents' headings.
  if (event.type === 'test:start' || isClosing(event)) return false;
  return event.type !== 'test:pass' || event.data.skip !== undefined;
}

function tell(message: object): Promise<void> {
  return new Promise((resolve) => process.send?.(message, () => resolve()));
}

async function* chosen(events: AsyncIterable<TestEvent>): AsyncGenerator<TestEvent> {
  let files = 0;
  for await (const event of events) {
    if (isEndOfFile(event)) files++;
    if (isWorthSaying(event)) yield event;
    if (event.type !== 'test:summary') continue;
    const { tests, passed, ...others } = event.data.counts;
    await tell({ ...others, tests: tests - files, passed: passed - files });
  }
}

export default async function* short(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  yield* Readable.from(chosen(events)).pipe(new spec());
}

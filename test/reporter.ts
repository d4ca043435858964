// What node's own `spec` reporter says, without a line for each test that passed: failures, what
// was skipped and why, what the tests printed, and the closing count.

import { Readable } from 'node:stream';
import { spec, type TestEvent } from 'node:test/reporters';

function isWorthSaying(event: TestEvent): boolean {
  // Without its start a test is reported on a line of its own, not under its parents' headings.
  if (event.type === 'test:start') return false;
  return event.type !== 'test:pass' || event.data.skip !== undefined;
}

async function* chosen(events: AsyncIterable<TestEvent>): AsyncGenerator<TestEvent> {
  for await (const event of events) {
    if (isWorthSaying(event)) yield event;
  }
}

export default async function* short(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  yield* Readable.from(chosen(events)).pipe(new spec());
}

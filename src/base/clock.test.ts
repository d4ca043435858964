import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from './clock.ts';

test('time does not go back', () => {
  let last = systemClock.now();
  assert.ok(Math.abs(last - Date.now()) < 60_000);
  for (let i = 0; i < 1000; i += 1) {
    const now = systemClock.now();
    assert.ok(now >= last);
    last = now;
  }
});

test('sleep ends after its time, and not before what is ready has run', async () => {
  const before = systemClock.now();
  await systemClock.sleep(20);
  // a timer counts whole milliseconds
  assert.ok(systemClock.now() - before >= 19);
  const order: string[] = [];
  const sleep = systemClock.sleep(0).then(() => order.push('sleep'));
  await Promise.all([sleep, Promise.resolve().then(() => order.push('ready'))]);
  assert.deepEqual(order, ['ready', 'sleep']);
});

test('sleep ends early where it is not wanted any more, and keeps nothing waiting', async () => {
  const stop = new AbortController();
  const long = systemClock.sleep(2 ** 40, stop.signal);
  stop.abort();
  await long;
  await systemClock.sleep(2 ** 40, stop.signal);
  await systemClock.sleep(0, stop.signal);
});

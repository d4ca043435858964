import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Limits } from './limits.ts';

function clockAt() {
  let now = 0;
  const clock = { now: () => now, sleep: async () => undefined };
  return {
    clock,
    pass: (ms: number): void => {
      now += ms;
    },
  };
}

describe('limits', () => {
  test('let no more through than a burst and what the time allows', () => {
    const waits = fc.array(fc.nat(3000), { maxLength: 200 });
    fc.assert(
      fc.property(waits, fc.integer({ min: 1, max: 600 }), (pauses, perMinute) => {
        const { clock, pass } = clockAt();
        const limits = new Limits({ perMinute }, clock);
        let allowed = 0;
        for (const pause of pauses) {
          pass(pause);
          if (limits.take('a') === 0) allowed += 1;
        }
        const passed = pauses.reduce((sum, one) => sum + one, 0);
        const most = Math.max(5, Math.ceil(perMinute / 4)) + (perMinute * passed) / 60_000;
        assert.ok(allowed <= most + 1e-6, `${allowed} of ${most}`);
      }),
    );
  });

  test('say when to come again, and then let one through', () => {
    const { clock, pass } = clockAt();
    const limits = new Limits({ perMinute: 6 }, clock);
    while (limits.take('a') === 0);
    const wait = limits.take('a');
    assert.equal(limits.isEmpty('a'), true);
    assert.equal(limits.take('b'), 0, 'another has a bucket of its own');
    pass(wait * 1000);
    assert.equal(limits.isEmpty('a'), false);
    assert.equal(limits.take('a'), 0);
  });

  test('remember so many buckets and no more', () => {
    const { clock } = clockAt();
    const limits = new Limits({ perMinute: 6 }, clock, 100);
    for (let n = 0; n < 5000; n += 1) limits.take(`address ${n}`);
    assert.equal(limits.size, 100);
  });
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { SimulatedClock } from '../../test/simulated-clock.ts';
import { SourceError } from './errors.ts';
import { type Outcome, Pace, type PaceLimits } from './pace.ts';

const LIMITS: PaceLimits = { rate: 10, burst: 1, inFlight: 4, attempts: 5, patience: 60_000 };

interface Sent {
  readonly questions: readonly number[];
  readonly at: number;
}

interface Setting {
  readonly limits?: Partial<PaceLimits>;
  /** What becomes of a question at its nth sending, from 1. */
  readonly outcome?: (question: number, attempt: number) => Outcome<number>;
  /** Milliseconds that a request takes. */
  readonly latency?: (question: number) => number;
  readonly random?: () => number;
  readonly batch?: { readonly size: number; readonly counts: 'questions' | 'requests' };
}

/** A pace over a source in which time is simulated; it keeps a list of what was sent. */
function source(setting: Setting) {
  const clock = new SimulatedClock();
  const start = clock.now();
  const sent: Sent[] = [];
  const attempts = new Map<number, number>();
  const state = { inFlight: 0, most: 0 };
  const { batch, outcome, latency = () => 50 } = setting;
  const pace = new Pace<number, number>({
    source: 'test',
    limits: { ...LIMITS, ...setting.limits },
    clock,
    random: setting.random ?? (() => 0.5),
    send: async (questions) => {
      sent.push({ questions, at: clock.now() - start });
      state.inFlight += 1;
      state.most = Math.max(state.most, state.inFlight);
      await clock.sleep(latency(questions[0] ?? 0));
      state.inFlight -= 1;
      return questions.map((question) => {
        const attempt = (attempts.get(question) ?? 0) + 1;
        attempts.set(question, attempt);
        return outcome?.(question, attempt) ?? { kind: 'done', answer: question * 2 };
      });
    },
    ...(batch && {
      grouping: {
        size: () => batch.size,
        joins: (question) => question >= 0,
        counts: batch.counts,
      },
    }),
  });
  return { pace, clock, sent, state, start };
}

const again = (more: Partial<Outcome<never>> = {}): Outcome<number> =>
  ({ kind: 'again', error: new SourceError('test', 'is busy', true), ...more }) as Outcome<number>;

/** Within one: a span may begin and end on a start. */
function isNear(count: number, expected: number): void {
  assert.ok(Math.abs(count - expected) <= 1, `${count}, not ${expected}`);
}

/** The most starts in any closed window of so many milliseconds. */
function mostIn(times: readonly number[], span: number): number {
  return Math.max(
    0,
    ...times.map((from) => times.filter((at) => at >= from && at <= from + span).length),
  );
}

describe('rate', () => {
  test('in any span of time t no more than rate * t + burst start, and no more fly', async () => {
    const setting = fc.record({
      rate: fc.double({ min: 0.5, max: 200, noNaN: true }),
      burst: fc.integer({ min: 1, max: 10 }),
      inFlight: fc.integer({ min: 1, max: 6 }),
      latencies: fc.array(fc.integer({ min: 0, max: 2000 }), { minLength: 1, maxLength: 20 }),
      gaps: fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 60 }),
      faults: fc.array(fc.constantFrom('done', 'again', 'slower', 'after'), { maxLength: 20 }),
    });
    await fc.assert(
      fc.asyncProperty(setting, async ({ rate, burst, inFlight, latencies, gaps, faults }) => {
        const { pace, clock, sent, state } = source({
          limits: { rate, burst, inFlight, attempts: 3 },
          latency: (question) => latencies[question % latencies.length] ?? 0,
          outcome: (question, attempt) => {
            const fault = attempt === 1 ? faults[question % Math.max(1, faults.length)] : 'done';
            if (fault === 'again') return again();
            if (fault === 'slower') return again({ slower: true });
            if (fault === 'after') return again({ after: 1234 });
            return { kind: 'done', answer: question * 2 };
          },
        });
        const asks = (async () => {
          const answers: Promise<number>[] = [];
          for (const [question, gap] of gaps.entries()) {
            await clock.sleep(gap);
            answers.push(pace.ask(question, question % 3));
          }
          return await Promise.all(answers);
        })();
        assert.deepEqual(
          await clock.run(asks),
          gaps.map((_, question) => question * 2),
        );
        assert.ok(state.most <= inFlight);
        const times = sent.map(({ at }) => at);
        for (const span of [0, 100, 1000, 10_000]) {
          const most = burst + (rate * span) / 1000;
          assert.ok(mostIn(times, span) <= most + 1e-6, `${mostIn(times, span)} > ${most}`);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('a steady source is used to the full', async () => {
    for (const burst of [1, 10]) {
      const { pace, clock, sent } = source({ limits: { rate: 10, burst, inFlight: 8 } });
      await clock.run(Promise.all(Array.from({ length: 101 }, (_, i) => pace.ask(i))));
      // a twentieth less than is allowed
      assert.equal(sent.at(-1)?.at, 10_500);
    }
  });

  test('a source without a rate is bounded by what may be in flight', async () => {
    const { pace, clock, sent } = source({ limits: { rate: null, inFlight: 5 } });
    await clock.run(Promise.all(Array.from({ length: 50 }, (_, i) => pace.ask(i))));
    assert.equal(sent.at(-1)?.at, 9 * 50);
  });

  test('a complaint takes a quarter off the rate for five quiet seconds', async () => {
    const { pace, clock, sent } = source({
      limits: { rate: 10, inFlight: 8, patience: 1e6 },
      random: () => 0,
      outcome: (question, attempt) =>
        question === 0 && attempt === 1 ? again({ slower: true }) : { kind: 'done', answer: 0 },
    });
    await clock.run(Promise.all(Array.from({ length: 200 }, (_, i) => pace.ask(i))));
    const between = (from: number, to: number): number =>
      sent.filter(({ at }) => at >= from * 1000 && at < to * 1000).length;
    isNear(between(0.1, 4.9), (4.8 * 7.5) / 1.05);
    isNear(between(6, 16), 100 / 1.05);
  });

  test('complaints of what flew together count once', async () => {
    const { pace, clock, sent } = source({
      limits: { rate: 100, burst: 8, inFlight: 16 },
      random: () => 0,
      outcome: (question, attempt) =>
        question < 8 && attempt === 1 ? again({ slower: true }) : { kind: 'done', answer: 0 },
    });
    await clock.run(Promise.all(Array.from({ length: 300 }, (_, i) => pace.ask(i))));
    const times = sent.map(({ at }) => at);
    isNear(times.filter((at) => at >= 1000 && at < 2000).length, 75 / 1.05);
  });

  test('a source that always complains is still asked now and then', async () => {
    const { pace, clock, sent } = source({
      limits: { rate: 16, attempts: 40, patience: 1e9 },
      random: () => 1,
      outcome: (_, attempt) =>
        attempt < 30 ? again({ slower: true }) : { kind: 'done', answer: 1 },
    });
    assert.equal(await clock.run(pace.ask(1)), 1);
    assert.equal(sent.length, 30);
  });
});

describe('order', () => {
  test('lower ranks go first, then the earlier; each eighth has waited longest', async () => {
    const ranks = fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(ranks, async (wanted) => {
        const { pace, clock, sent } = source({ limits: { inFlight: 1 } });
        await clock.run(Promise.all(wanted.map((rank, i) => pace.ask(i, rank))));
        const left = new Set(wanted.keys());
        for (const [turn, { questions }] of sent.entries()) {
          const [question = -1] = questions;
          const byRank = [...left].sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0) || a - b);
          const expected = (turn + 1) % 8 === 0 ? Math.min(...left) : byRank[0];
          assert.equal(question, expected);
          left.delete(question);
        }
        assert.equal(left.size, 0);
      }),
      { numRuns: 50 },
    );
  });

  test('a low rank is answered while higher ones keep coming', async () => {
    const { pace, clock } = source({ limits: { inFlight: 1, rate: null }, latency: () => 10 });
    const done: number[] = [];
    const note = (question: number) => (): void => {
      done.push(question);
    };
    const low = pace.ask(1000, 9).then(note(1000));
    const flood = (async () => {
      for (let i = 0; i < 200; i += 1) {
        void pace.ask(i, 0).then(note(i));
        await clock.sleep(10);
      }
    })();
    await clock.run(Promise.all([low, flood]));
    assert.ok(done.indexOf(1000) <= 8, `after ${done.indexOf(1000)} others`);
  });
});

describe('groups', () => {
  const counts = (size: number, counted: 'questions' | 'requests', limits: Partial<PaceLimits>) => {
    const made = source({ limits, batch: { size, counts: counted } });
    const asks = Promise.all(Array.from({ length: 25 }, (_, i) => made.pace.ask(i)));
    return made.clock.run(asks).then(() => made.sent);
  };

  test('what is asked in one turn goes together', async () => {
    const sent = await counts(10, 'requests', { rate: 1 });
    assert.deepEqual(
      sent.map(({ questions, at }) => [questions.length, at]),
      [
        [10, 0],
        [10, 1050],
        [5, 2100],
      ],
    );
  });

  test('where each question counts, no more go than may', async () => {
    const sent = await counts(10, 'questions', { rate: 10, burst: 5 });
    assert.equal(sent[0]?.questions.length, 5);
    const times = sent.flatMap(({ questions, at }) => questions.map(() => at));
    assert.equal(times.length, 25);
    for (const span of [0, 500, 1000]) assert.ok(mostIn(times, span) <= 5 + span / 100 + 1e-6);
  });

  test('what does not join goes by itself', async () => {
    const { pace, clock, sent } = source({ batch: { size: 10, counts: 'requests' } });
    await clock.run(Promise.all([-1, 2, -3, 4].map((question) => pace.ask(question))));
    assert.deepEqual(
      sent.map(({ questions }) => questions),
      [[-1], [2, 4], [-3]],
    );
  });

  test('sending differently at once is no attempt', async () => {
    let size = 8;
    const clock = new SimulatedClock();
    const sizes: number[] = [];
    const pace = new Pace<number, number>({
      ...{ source: 'test', clock, random: () => 0 },
      limits: { ...LIMITS, rate: null, attempts: 1 },
      send: async (questions) => {
        sizes.push(questions.length);
        if (questions.length === 1) return [{ kind: 'done', answer: 1 }];
        size = questions.length >> 1;
        return questions.map(() => again({ free: true }));
      },
      grouping: { size: () => size, joins: () => true, counts: 'requests' },
    });
    await clock.run(Promise.all(Array.from({ length: 8 }, (_, i) => pace.ask(i))));
    assert.deepEqual(sizes, [8, 4, 2, 1, 1, 1, 1, 1, 1, 1, 1]);
  });
});

describe('faults', () => {
  test('a question waits for a random part of a time that doubles up to a limit', async () => {
    for (const random of [0, 0.25, 0.999]) {
      const { pace, clock, sent } = source({
        limits: { rate: null, attempts: 9, patience: 1e9 },
        latency: () => 0,
        random: () => random,
        outcome: (_, attempt) => (attempt < 9 ? again() : { kind: 'done', answer: 7 }),
      });
      assert.equal(await clock.run(pace.ask(1)), 7);
      const waits = sent.slice(1).map(({ at }, i) => at - (sent[i]?.at ?? 0));
      const longest = [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000];
      for (const [i, wait] of waits.entries()) {
        assert.ok(Math.abs(wait - random * (longest[i] ?? 0)) <= 1, `${i}: ${wait}`);
      }
    }
  });

  test('a question that fails alone does not hold up the others', async () => {
    const { pace, clock, sent } = source({
      limits: { rate: null, inFlight: 1 },
      outcome: (question, attempt) =>
        question === 0 && attempt < 3 ? again() : { kind: 'done', answer: question },
    });
    await clock.run(Promise.all([0, 1, 2].map((question) => pace.ask(question))));
    assert.deepEqual(
      sent.slice(0, 3).map(({ questions }) => questions),
      [[0], [1], [2]],
    );
  });

  test('a time that the source names holds for all its questions', async () => {
    const { pace, clock, sent } = source({
      limits: { inFlight: 1, burst: 3 },
      outcome: (question, attempt) =>
        question === 0 && attempt === 1 ? again({ after: 20_000 }) : { kind: 'done', answer: 0 },
    });
    await clock.run(Promise.all(Array.from({ length: 6 }, (_, i) => pace.ask(i))));
    const times = sent.map(({ at }) => at);
    assert.ok((times[1] ?? 0) >= 20_050, `asked again at ${times[1]}`);
    // no burst when the rest is over
    assert.ok(mostIn(times.slice(1), 99) === 1);
  });

  test('attempts and patience end', async () => {
    const failing = source({ outcome: () => again(), limits: { attempts: 4, patience: 1e9 } });
    await assert.rejects(failing.clock.run(failing.pace.ask(1)), /test: is busy/);
    assert.equal(failing.sent.length, 4);
    const hasty = source({ outcome: () => again(), limits: { attempts: 99, patience: 5000 } });
    await assert.rejects(hasty.clock.run(hasty.pace.ask(1)), /test: is busy/);
    assert.ok((hasty.sent.at(-1)?.at ?? 0) <= 5000);
  });

  test('all that wait fail at once if the source wants a rest beyond the patience', async () => {
    const { pace, clock, sent, start } = source({
      limits: { inFlight: 1, patience: 10_000 },
      outcome: () => again({ after: 3_600_000 }),
    });
    const asks = Promise.allSettled([0, 1, 2].map((question) => pace.ask(question)));
    const results = await clock.run(asks);
    assert.deepEqual(
      results.map((result) => result.status === 'rejected' && `${result.reason.message}`),
      ['test: is busy', ...Array(2).fill('test: wants no questions for 3600 s')],
    );
    assert.equal(sent.length, 1);
    await assert.rejects(clock.run(pace.ask(9)), SourceError);
    assert.ok(clock.now() - start < 1000);
  });

  test('a failure is final, and an error in sending reaches who asked', async () => {
    const error = new SourceError('test', 'refused', false);
    const final = source({ outcome: () => ({ kind: 'failed', error }) });
    await assert.rejects(final.clock.run(final.pace.ask(1)), error);
    assert.equal(final.sent.length, 1);
    const broken = source({
      outcome: () => {
        throw new TypeError('broken');
      },
    });
    await assert.rejects(broken.clock.run(broken.pace.ask(1)), /broken/);
  });
});

describe('cancelling', () => {
  test('a question that waits ends at once, and is never sent', async () => {
    const { pace, clock, sent } = source({ limits: { rate: 1, inFlight: 1 } });
    const stop = new AbortController();
    const first = pace.ask(1);
    const waiting = pace.ask(2, 0, stop.signal);
    const failed = assert.rejects(waiting, { name: 'AbortError' });
    const before = clock.now();
    stop.abort();
    await failed;
    assert.equal(clock.now(), before);
    await clock.run(first);
    await clock.run(pace.ask(3));
    assert.deepEqual(
      sent.map(({ questions }) => questions),
      [[1], [3]],
    );
  });

  test('one that waits to be asked again ends, and nothing keeps the clock awake', async () => {
    const { pace, clock } = source({ outcome: () => again(), random: () => 1 });
    const stop = new AbortController();
    const asked = pace.ask(1, 0, stop.signal);
    const failed = assert.rejects(asked, { name: 'AbortError' });
    await clock.run(clock.sleep(200));
    stop.abort();
    await failed;
    await assert.rejects(clock.run(new Promise(() => undefined)), /waits for nothing/);
  });

  test('a request ends when nobody wants any of its answers', async () => {
    const clock = new SimulatedClock();
    const signals: AbortSignal[] = [];
    const pace = new Pace<number, number>({
      ...{ source: 'test', clock, random: () => 0, limits: LIMITS },
      send: async (questions, signal) => {
        signals.push(signal);
        await clock.sleep(1000, signal);
        return questions.map(() => ({ kind: 'done', answer: 1 }));
      },
      grouping: { size: () => 9, joins: () => true, counts: 'requests' },
    });
    const stops = [new AbortController(), new AbortController()];
    const asks = Promise.allSettled(stops.map((stop, i) => pace.ask(i, 0, stop.signal)));
    await clock.run(clock.sleep(10));
    stops[0]?.abort();
    assert.deepEqual([signals.length, signals[0]?.aborted], [1, false]);
    stops[1]?.abort();
    assert.equal(signals[0]?.aborted, true);
    const results = await clock.run(asks);
    assert.ok(results.every(({ status }) => status === 'rejected'));
  });
});

// What the parts of the desk that are not there yet would answer, from real results.

import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { ScreenAnswer } from '../../src/screen/answer.ts';
import type { TraceResult } from '../../src/trace/result.ts';
import type { Alert, Case, Evidence, Trace } from '../../web/api/shapes.ts';

export interface Fixture {
  readonly results: readonly TraceResult[];
  readonly screenings: readonly ScreenAnswer[];
  /** The person who looks. */
  readonly me: string;
  readonly other: string;
}

const AT = '2026-11-28T09:12:00.000Z';

const page = <T>(items: readonly T[]) => ({ items, next: null });
const hex = (seed: number) => seed.toString(16).padStart(2, '0').repeat(32);

function traceOf(result: TraceResult, i: number): Trace {
  return {
    id: `t${i + 1}`,
    caseId: i === 0 ? 'c1' : null,
    title: result.case.title,
    status: 'done',
    progress: null,
    headline: result.summary.headline,
    error: null,
    resultSha256: hex(i + 16),
    createdAt: AT,
    startedAt: AT,
    endedAt: '2026-11-28T09:12:09.000Z',
  };
}

const BARE = { caseId: null, headline: null, error: null, resultSha256: null, endedAt: null };

function others(): readonly Trace[] {
  const progress = {
    hops: 812,
    holders: 240,
    placedUsd: '4210000.00',
    stolenUsd: '9685530.19',
    round: 6,
  };
  const common = { ...BARE, createdAt: AT, startedAt: AT };
  return [
    {
      ...common,
      id: 'queued',
      title: 'Waiting theft',
      status: 'queued',
      progress: null,
      startedAt: null,
    },
    { ...common, id: 'running', title: '0x6b2a…41c9 on Ethereum', status: 'partial', progress },
    {
      ...common,
      id: 'failed',
      title: 'bc1q…9d2e on Bitcoin',
      status: 'failed',
      progress,
      error: {
        title: 'A source of facts failed',
        detail: 'esplora.example: 429 Too Many Requests, five times; its pace is 2 a second.',
      },
    },
    { ...common, id: 'cancelled', title: 'TXYZ… on Tron', status: 'cancelled', progress },
  ];
}

export function alertsOf(me: string): readonly Alert[] {
  const common = {
    caseId: 'c1',
    traceId: 't1',
    kind: 'moved',
    body: { text: 'It lay there for 41 days.', transaction: `0x${hex(90)}` },
    assignee: null,
    reason: null,
    createdAt: AT,
    changedAt: AT,
  };
  return [
    {
      ...common,
      id: 'a1',
      severity: 'critical',
      state: 'open',
      title: '1,402.5 ETH ($3.7 M) moved from 0x1542…4443 to OKX',
    },
    {
      ...common,
      id: 'a2',
      severity: 'medium',
      state: 'acknowledged',
      assignee: me,
      title: '12 ETH moved from 0xfad8…335b to an unnamed address',
    },
    {
      ...common,
      id: 'a3',
      severity: 'high',
      state: 'retracted',
      title: '300 ETH moved from 0x55cc…b734',
    },
    {
      ...common,
      id: 'a4',
      severity: 'low',
      state: 'muted',
      reason: 'dust sent to everybody',
      title: '0.0001 ETH came to 0x55cc…b734',
    },
    {
      ...common,
      id: 'a5',
      severity: 'high',
      state: 'open',
      title: '90 ETH moved from 0xf03a…f0b1 into THORChain',
    },
  ];
}

function caseRoutes(app: Hono, { results, me }: Fixture): void {
  const file: Case = {
    id: 'c1',
    number: 12,
    title: results[0]?.case.title ?? 'A theft',
    summary:
      'Cold wallet emptied through a signed delegate call; reported by the exchange at 15:51.',
    status: 'open',
    tlp: 'amber',
    createdAt: AT,
    closedAt: null,
  };
  const at = '/v1/cases/:caseId';
  app.get('/v1/cases', (c) => c.json(page([file])));
  app.get(at, (c) => c.json(file));
  const evidence: readonly Evidence[] = (['proved', 'recorded', 'claimed', 'failed'] as const).map(
    (state, i) => ({
      id: `e${i}`,
      sha256: hex(i + 30),
      kind: 'answer of a source',
      source: 'node.example eth_getLogs',
      takenAt: AT,
      state,
    }),
  );
  const lists: { readonly [name: string]: readonly unknown[] } = {
    traces: results.slice(0, 1).map(traceOf),
    victims: [{ id: 'v1', name: 'Example Exchange', contact: 'security@example.org', note: '' }],
    thefts: [
      {
        id: 'h1',
        chain: 'ethereum',
        transaction: `0x${hex(70)}`,
        victimId: 'v1',
        occurredAt: AT,
        note: '',
      },
    ],
    members: [{ personId: me, name: 'Ann Lee', role: 'lead', addedAt: AT }],
    notes: [
      {
        id: 'n1',
        body: 'Called the issuer.\nThey ask for a police report.',
        subject: null,
        createdBy: me,
        createdAt: AT,
        editedAt: null,
      },
    ],
    tasks: [
      {
        id: 'k1',
        title: 'Send the pack to HTX',
        dueAt: '2026-11-28T08:00:00.000Z',
        assignee: me,
        doneAt: null,
      },
      { id: 'k2', title: 'Police report', dueAt: null, assignee: null, doneAt: AT },
    ],
    timeline: [
      { id: 'l1', at: AT, text: 'First notice by the monitoring service', source: 'e-mail' },
    ],
    evidence,
    packs: [
      {
        id: 'p1',
        traceId: 't1',
        kind: 'bundle',
        name: 'case-12.huecase',
        sha256: hex(61),
        createdAt: AT,
        releasedAt: null,
      },
    ],
    custody: [1, 2, 3].map((n) => ({
      seq: String(n),
      at: AT,
      actor: { kind: 'person', name: 'Ann Lee' },
      action: ['case.opened', 'trace.added', 'note.written'][n - 1],
      subject: { case: 'c1' },
      hash: hex(n + 80),
    })),
  };
  for (const [name, items] of Object.entries(lists))
    app.get(`${at}/${name}`, (c) => c.json(page(items)));
  app.post(`${at}/custody/verify`, (c) => c.json({ ok: true, rows: 3 }));
}

function traceRoutes(app: Hono, { results }: Fixture): void {
  const all = [...others().slice(0, 2), ...results.map(traceOf), ...others().slice(2)];
  const result = (id: string) => results[Number.parseInt(id.slice(1), 10) - 1] ?? results[0];
  app.get('/v1/traces', (c) => c.json(page(all)));
  app.post('/v1/traces', (c) => c.json({ trace: all[1] }, 201));
  app.get('/v1/traces/:id', (c) => {
    const found = all.find(({ id }) => id === c.req.param('id'));
    return found ? c.json(found) : c.json({ title: 'Not found', detail: 'It is not there.' }, 404);
  });
  app.get('/v1/traces/:id/result', (c) => c.json(result(c.req.param('id'))));
  app.get('/v1/traces/:id/partial', (c) => {
    const whole = result(c.req.param('id'));
    if (c.req.param('id') !== 'running' || !whole) return c.json({ detail: 'none yet' }, 404);
    return c.json({ ...whole, destinations: whole.destinations.slice(0, 9) });
  });
  app.get("/v1/traces/:id/annotations", (c) => c.json({ annotations: [] }));
  app.get('/v1/traces/:id/events', (c) =>
    streamSSE(c, async (stream) => {
      await stream.write(': listening\n\n');
      await new Promise<void>((resolve) => stream.onAbort(resolve));
    }),
  );
}

/** A sub-app with everything that has no route of its own yet. */
export function fixtureRoutes(fixture: Fixture): Hono {
  const app = new Hono();
  traceRoutes(app, fixture);
  caseRoutes(app, fixture);
  const alerts = alertsOf(fixture.me);
  app.get('/v1/alerts', (c) => {
    const state = c.req.query('state');
    return c.json(page(alerts.filter((one) => !state || one.state === state)));
  });
  app.get('/v1/alerts/:id', (c) => c.json(alerts.find(({ id }) => id === c.req.param('id'))));
  app.get('/v1/watches', (c) =>
    c.json(
      page(
        c.req.query('traceId') === 't1'
          ? [
              {
                id: 'w1',
                traceId: 't1',
                status: 'active',
                source: 'ethereum node',
                lastBlock: '21895233',
                createdAt: AT,
              },
            ]
          : [],
      ),
    ),
  );
  app.get('/v1/targets', (c) =>
    c.json(
      page([
        { id: 'g1', kind: 'webhook', address: 'https://pager.example.org/hook', disabledAt: null },
      ]),
    ),
  );
  app.get('/v1/lists', (c) =>
    c.json(
      page([
        {
          list: 'ofac-sdn',
          version: '2026-11-27',
          publishedAt: '2026-11-27T14:00:00.000Z',
          fetchedAt: AT,
          entries: 19_000,
        },
        {
          list: 'eu-fsf',
          version: '2026-11-02',
          publishedAt: '2026-11-02T10:00:00.000Z',
          fetchedAt: AT,
          entries: 6100,
        },
      ]),
    ),
  );
  const screenings = fixture.screenings.map((answer, i) => ({
    id: `s${i + 1}`,
    input: { text: answer.subject.asked },
    answer,
    decision: answer.decision.action,
    jobId: null,
    createdAt: AT,
    earlierId: null,
  }));
  app.get('/v1/screenings', (c) => c.json(page(screenings)));
  app.get('/v1/screenings/:id', (c) => {
    if (c.req.param('id') === 'many')
      return c.json({ ...screenings[0], id: 'many', answer: fixture.screenings });
    return c.json(screenings.find(({ id }) => id === c.req.param('id')));
  });
  app.post('/v1/screenings/:id/again', (c) =>
    c.json({
      changes: [
        { what: 'decision', before: 'review', after: 'hold', why: 'ofac-sdn 2026-11-27 names it' },
      ],
    }),
  );
  app.get('/v1/identify', (c) => {
    const text = c.req.query('text') ?? '';
    if (/^0x[0-9a-f]{64}$/i.test(text)) {
      return c.json({
        kind: 'transaction',
        readings: [{ chain: 'Ethereum', id: text, label: null }],
        reason: null,
      });
    }
    if (/^0x[0-9a-f]{40}$/i.test(text)) {
      return c.json({
        kind: 'address',
        readings: [{ chain: 'Ethereum', id: text, label: 'HTX' }],
        reason: null,
      });
    }
    if (text.startsWith('0x')) {
      const reason = `40 hex digits for an address or 64 for a transaction, not ${text.length - 2}`;
      return c.json({ kind: 'unreadable', readings: [], reason });
    }
    return c.json({ kind: 'name', readings: [], reason: null });
  });
  app.get('/v1/victim/:token', (c) =>
    c.json({ status: 'done', error: null, result: fixture.results[0] }),
  );
  app.get('/v1/victim/:token/events', (c) =>
    streamSSE(c, async (stream) => {
      await stream.write(': \n\n');
    }),
  );
  return app;
}

import assert from 'node:assert/strict';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { eventReader, listen, type StreamEvent } from '../../web/api/stream.ts';

function readAll(pieces: readonly string[]): StreamEvent[] {
  const events: StreamEvent[] = [];
  const take = eventReader((event) => events.push(event));
  for (const piece of pieces) take(piece);
  return events;
}

const eventOf = fc.record(
  {
    id: fc.nat().map(String),
    kind: fc.constantFrom('progress', 'partial', 'done'),
    data: fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value))),
  },
  { noNullPrototype: true },
);

describe('events of the desk in the pages', () => {
  test('are the same however the stream is cut, and with every end of line', () => {
    const end = fc.constantFrom('\n', '\r', '\r\n');
    fc.assert(
      fc.property(fc.array(eventOf), end, fc.array(fc.nat()), (events, eol, cuts) => {
        const text = events
          .map(({ id, kind, data }) => [
            `id: ${id}`,
            `event: ${kind}`,
            `data: ${JSON.stringify(data)}`,
          ])
          .map((lines) => [': quiet', '', ...lines, '', ''].join(eol))
          .join('');
        const at = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
        const pieces = [0, ...at].map((from, i) => text.slice(from, at[i] ?? text.length));
        // a carriage return at the very end may still become half of an end of line
        assert.deepEqual(readAll([...pieces, '\n']), events);
      }),
    );
  });

  test('the id of where the stream begins is where to go on from, before any event', () => {
    const ids: string[] = [];
    const take = eventReader(
      () => assert.fail('nothing happened'),
      (id) => ids.push(id),
    );
    take('id: 7\n: listening\n\n: quiet\n\n');
    assert.deepEqual(ids, ['7', '7']);
  });

  describe('over a line that breaks', () => {
    const asked: string[] = [];
    const open: ServerResponse[] = [];
    const server = createServer((request, response) => {
      asked.push(String(request.headers['last-event-id'] ?? ''));
      if (request.url === '/gone') {
        response.writeHead(404, { 'Content-Type': 'application/problem+json' });
        response.end(JSON.stringify({ title: 'Not found', detail: 'It is not there.' }));
        return;
      }
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      const next = asked.length;
      response.write(`id: ${next}\nevent: progress\ndata: {"hops":${next}}\n\n`);
      open.push(response);
    });
    let origin = '';
    before(async () => {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    after(() => {
      server.closeAllConnections();
      server.close();
    });

    test('go on from the last one that came', async () => {
      const events: StreamEvent[] = [];
      const two = Promise.withResolvers<void>();
      const stop = listen(`${origin}/events`, {
        onEvent: (event) => {
          events.push(event);
          if (events.length === 2) two.resolve();
          else open.at(-1)?.destroy();
        },
      });
      await two.promise;
      stop();
      assert.deepEqual(asked, ['', '1']);
      assert.deepEqual(
        events.map(({ id, data }) => [id, data]),
        [
          ['1', { hops: 1 }],
          ['2', { hops: 2 }],
        ],
      );
    });

    test('end where asking again would not help, and say why', async () => {
      const ended = Promise.withResolvers<string>();
      listen(`${origin}/gone`, {
        onEvent: () => assert.fail('there is nothing'),
        onState: (state, problem) => {
          if (state === 'ended') ended.resolve(problem?.message ?? '');
        },
      });
      assert.equal(await ended.promise, 'It is not there.');
    });
  });
});

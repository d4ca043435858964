import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { needs } from '../../../test/needs.ts';
import { sha256 } from '../../base/digest.ts';
import { LimitError, SourceError } from '../../base/errors.ts';
import type { Request } from './exchange.ts';
import { memoryFiles } from './files.ts';
import { EvidenceRun, rootDigest } from './run.ts';
import { EvidenceStore } from './store.ts';

const ASKED = { source: 'node', chain: 'eip155:1', kind: 'evm-rpc' };
const AT = 1_740_000_000;
const REQUESTS: readonly Request[] = [
  { get: '/a?b=c' },
  { post: '/wallet/x', body: { value: 'é\n', n: 1 } },
  { call: 'eth_x', params: ['0x1', [null, true]] },
];

async function recorded(order: readonly number[] = [0, 1, 2]) {
  const store = new EvidenceStore(memoryFiles());
  const run = new EvidenceRun(store, 'live');
  for (const i of order) {
    const exchange = { ...ASKED, request: REQUESTS[i] as Request, status: 200, at: AT + i };
    run.use(run.keepAnswer(exchange, Buffer.from(`body ${i}`)));
    await run.settled();
  }
  return { store, run };
}

test('questions are one line of text each', async () => {
  const { run } = await recorded();
  assert.deepEqual(
    run.used().map(({ question }) => question),
    ['GET /a?b=c', 'POST /wallet/x {"value":"é\\n","n":1}', 'CALL eth_x ["0x1",[null,true]]'],
  );
});

test('what is used stands in the order of first use, once', async () => {
  const { store } = await recorded();
  const run = new EvidenceRun(store, 'live');
  const numbers = [2, 0, 2, 1, 0].map((i) => {
    const exchange = run.recall(ASKED, REQUESTS[i] as Request);
    assert.ok(exchange !== null);
    assert.equal(Buffer.from(run.read(exchange)).toString(), `body ${i}`);
    return run.use(exchange);
  });
  assert.deepEqual(numbers, [0, 1, 0, 2, 1]);
  assert.deepEqual(
    run
      .used()
      .map(({ digest, status, bytes, at, failure }) => [digest, status, bytes, at, failure]),
    [2, 0, 1].map((i) => [sha256(`body ${i}`), 200, 6, AT + i, null]),
  );
});

describe('a replay', () => {
  test('takes what is recorded, and says what is not', async () => {
    const { store } = await recorded([0]);
    const run = new EvidenceRun(store, 'replay');
    assert.ok(run.recall(ASKED, REQUESTS[0] as Request));
    const question = 'CALL eth_x ["0x1",[null,true]]';
    const message = `evidence of node: expected a recorded answer to ${question}, found "nothing"`;
    assert.throws(() => run.recall(ASKED, REQUESTS[2] as Request), {
      name: 'InputError',
      message,
    });
    assert.equal(new EvidenceRun(store, 'live').recall(ASKED, REQUESTS[2] as Request), null);
  });

  test('fails as the recorded run failed, and a live run asks again', async () => {
    const failures = [
      new SourceError('node', 'refused with status 404', false),
      new SourceError('node', 'is busy', true),
      new LimitError('answer size', 'node sent more than 5 bytes'),
    ];
    const { store, run } = await recorded([]);
    for (const [i, error] of failures.entries()) {
      run.keepFailure(ASKED, REQUESTS[i] as Request, AT, error);
    }
    const replay = new EvidenceRun(store, 'replay');
    for (const [i, error] of failures.entries()) {
      assert.throws(
        () => replay.recall(ASKED, REQUESTS[i] as Request),
        (thrown) => {
          assert.ok(thrown instanceof Error);
          assert.deepEqual({ ...thrown }, { ...error });
          assert.deepEqual([thrown.name, thrown.message], [error.name, error.message]);
          return true;
        },
      );
      assert.equal(new EvidenceRun(store, 'live').recall(ASKED, REQUESTS[i] as Request), null);
    }
    assert.deepEqual(replay.used(), run.used());
    assert.equal(rootDigest(replay.used()), rootDigest(run.used()));
    assert.deepEqual(
      run.used().map(({ digest, status, failure }) => [digest, status, failure]),
      [
        [null, null, 'refused with status 404'],
        [null, null, 'is busy'],
        [null, null, 'node sent more than 5 bytes'],
      ],
    );
  });

  test('that was cancelled has no failure to keep', async () => {
    const { run } = await recorded([]);
    run.keepFailure(ASKED, REQUESTS[0] as Request, AT, new DOMException('x', 'AbortError'));
    assert.deepEqual(run.used(), []);
  });
});

/** The commands of the document that begin with a word, in a folder with that evidence. */
function printed(t: TestContext, word: string, held: ReadonlyMap<string, Uint8Array>): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hue-evidence-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  for (const [name, bytes] of held) {
    const place = path.join(folder, 'evidence', name);
    fs.mkdirSync(path.dirname(place), { recursive: true });
    fs.writeFileSync(place, bytes);
  }
  const stdio: ('ignore' | 'pipe')[] = ['ignore', 'pipe', 'ignore'];
  const document = path.join(import.meta.dirname, '../../../docs/evidence.md');
  const blocks = fs.readFileSync(document, 'utf8').match(/(?:^ {4}.*\n)+/gm) ?? [];
  const command = blocks
    .map((block) => block.replace(/^ {4}/gm, ''))
    .find((b) => b.startsWith(word));
  return execFileSync('sh', ['-c', command ?? 'false'], { cwd: folder, stdio }).toString();
}

const has = (program: string): boolean =>
  (process.env.PATH ?? '').split(path.delimiter).some((f) => fs.existsSync(path.join(f, program)));

describe('the root', () => {
  const skip = needs(has('jq') && has('zstd'), 'jq and zstd');

  test('is what the document says that shell commands print', { skip }, async (t) => {
    const { run: live } = await recorded();
    assert.equal(printed(t, 'jq', live.files()), `${rootDigest(live.used())}  -\n`);
    assert.equal(printed(t, 'for', live.files()), 'checked\n');
    const broken = new Map(live.files()).set(`blobs/00/${'0'.repeat(64)}.zst`, Buffer.from('x'));
    assert.match(printed(t, 'for', broken), /^damaged: evidence\/blobs\/00\/0+\.zst\nchecked\n$/);
  });

  test('is the digest of the sorted lines', async () => {
    const { run } = await recorded();
    const lines = [
      `${sha256('body 0')} node GET /a?b=c\n`,
      `${sha256('body 1')} node POST /wallet/x {"value":"é\\n","n":1}\n`,
      `${sha256('body 2')} node CALL eth_x ["0x1",[null,true]]\n`,
    ];
    assert.equal(rootDigest(run.used()), sha256(lines.sort().join('')));
    assert.equal(rootDigest([]), sha256(''));
  });

  test('and the files of a set are the same whatever came first', async () => {
    const first = (await recorded([0, 1, 2])).run;
    for (const order of [
      [2, 1, 0],
      [1, 0, 2],
    ]) {
      const { run } = await recorded(order);
      assert.equal(rootDigest(run.used()), rootDigest(first.used()));
      assert.deepEqual(run.files(), first.files());
      assert.deepEqual([...run.files().keys()], [...first.files().keys()]);
    }
  });

  test('changes with every part of the set', async () => {
    const [one, ...others] = (await recorded()).run.used();
    assert.ok(one !== undefined);
    const root = rootDigest([one, ...others]);
    for (const change of [{ digest: sha256('x') }, { source: 'x' }, { question: 'GET /x' }]) {
      assert.notEqual(rootDigest([{ ...one, ...change }, ...others]), root);
    }
    assert.notEqual(rootDigest(others), root);
  });
});

test('the used part of a store is a store', async () => {
  const { store } = await recorded();
  const run = new EvidenceRun(store, 'live');
  const exchange = run.recall(ASKED, REQUESTS[1] as Request);
  assert.ok(exchange !== null);
  run.use(exchange);
  const part = new EvidenceStore(memoryFiles(new Map(run.files())));
  assert.deepEqual([...part.exchanges()], [exchange]);
  assert.equal(Buffer.from(part.read(exchange)).toString(), 'body 1');
});

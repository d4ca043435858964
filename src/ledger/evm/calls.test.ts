import { strict as assert } from 'node:assert';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { SourceError } from '../../base/errors.ts';
import { type ParityTrace, parityTraceSchema, readCallTracer, readParityTraces } from './calls.ts';
import { readAnswer } from './wire.ts';

const ASKED = { source: 'node.test', what: 'debug_traceTransaction of 0x12' };
const HASH = `0x${'12'.repeat(32)}`;
const address = (n: number): string => `0x${n.toString(16).padStart(40, '0')}`;

interface Frame {
  readonly type: string;
  readonly from: string;
  readonly to: string;
  readonly value?: string;
  readonly error?: string;
  readonly calls?: readonly Frame[];
}

const treeOf: fc.Memo<Frame> = fc.memo((depth) =>
  fc
    .record({
      type: fc.constantFrom('CALL', 'CREATE', 'CREATE2', 'DELEGATECALL', 'STATICCALL', 'CALLCODE'),
      from: fc.nat(5).map(address),
      to: fc.nat(5).map(address),
      value: fc.constantFrom('0x0', '0x5', '0xde0b6b3a7640000'),
      error: fc.option(fc.constant('execution reverted'), { freq: 4 }),
      calls: depth > 1 ? fc.array(treeOf(), { maxLength: 3 }) : fc.constant([]),
    })
    .map(({ error, ...frame }) => (error === null ? frame : { ...frame, error })),
);
const tree = treeOf(4);

/** The same calls as the `trace_` methods tell them. */
function parityRows(frame: Frame, path: readonly number[] = []): unknown[] {
  const isCreate = frame.type.startsWith('CREATE');
  const { from, to, value } = frame;
  const call = { callType: frame.type.toLowerCase(), to };
  return [
    {
      type: isCreate ? 'create' : 'call',
      action: { from, value, ...(isCreate ? {} : call) },
      result: isCreate ? { address: to } : {},
      ...(frame.error ? { error: 'Reverted' } : {}),
      traceAddress: path,
      blockNumber: 1,
      transactionHash: HASH,
      transactionPosition: 0,
    },
    ...(frame.calls ?? []).flatMap((inner, i) => parityRows(inner, [...path, i])),
  ];
}

function frames(frame: Frame): Frame[] {
  return [frame, ...(frame.calls ?? []).flatMap(frames)];
}

describe('calls inside a transaction', () => {
  test('both kinds of traces tell the same', () => {
    fc.assert(
      fc.property(tree, (root) => {
        const rows: ParityTrace[] = parityRows(root).map((row) =>
          readAnswer(parityTraceSchema, row, ASKED),
        );
        assert.deepEqual(readCallTracer(root, ASKED), readParityTraces(rows));
      }),
    );
  });

  test('positions are depth first, and only what carries value is told', () => {
    fc.assert(
      fc.property(tree, (root) => {
        const list = frames(root);
        const { calls, failed } = readCallTracer(root, ASKED);
        assert.equal(failed, root.error !== undefined);
        const silent = ['DELEGATECALL', 'STATICCALL', 'CALLCODE'];
        const told = list.flatMap((frame, position) =>
          frame.value === '0x0' || silent.includes(frame.type)
            ? []
            : [[position, frame.from, frame.to, BigInt(frame.value ?? 0)]],
        );
        assert.deepEqual(
          calls.map(({ position, from, to, amount }) => [position, from, to, amount]),
          told,
        );
        // under a call that was undone everything was
        if (failed) assert.ok(calls.every(({ reverted }) => reverted));
      }),
    );
  });

  test('a contract that ends gives what it has', () => {
    const [from, heir] = [address(1), address(2)];
    const top = { type: 'CALL', from: address(3), to: from, value: '0x0' };
    const end = { type: 'SELFDESTRUCT', from, to: heir, value: '0x7' };
    const moved = { position: 1, from, to: heir, amount: 7n, reverted: false };
    assert.deepEqual(readCallTracer({ ...top, calls: [end] }, ASKED).calls, [moved]);
    const place = { blockNumber: 1, transactionHash: HASH, transactionPosition: 0 };
    const call = { from: top.from, to: from, value: '0x0', callType: 'call' };
    const suicide = { address: from, refundAddress: heir, balance: '0x7' };
    const rows = [
      { type: 'call', action: call, result: {}, traceAddress: [], ...place },
      { type: 'suicide', action: suicide, result: null, traceAddress: [0], ...place },
    ].map((row) => readAnswer(parityTraceSchema, row, ASKED));
    assert.deepEqual(readParityTraces(rows).calls, [moved]);
  });

  test('calls as deep as the machine allows are no danger', () => {
    const top = { type: 'CALL', from: address(1), to: address(2), value: '0x1' };
    let root: object = top;
    for (let depth = 0; depth < 20_000; depth += 1) root = { ...top, calls: [root] };
    assert.equal(readCallTracer(root, ASKED).calls.length, 20_001);
  });

  test('a fault names the source, the question and the field', () => {
    const bad = { type: 'CALL', from: '0x12', to: address(1), value: '0x1' };
    assert.throws(
      () => readCallTracer(bad, ASKED),
      (error) =>
        error instanceof SourceError &&
        !error.retry &&
        error.message ===
          'node.test: debug_traceTransaction of 0x12: from: not an address, found "0x12"',
    );
  });
});

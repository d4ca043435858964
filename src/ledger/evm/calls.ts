import { z } from 'zod';
import { LimitError } from '../../base/errors.ts';
import type { Holder } from '../port.ts';
import { type Asked, addressHex, bigHex, hashHex, readAnswer } from './wire.ts';

/** A call inside a transaction that moves the chain's own asset. */
interface Call {
  /** Position among all calls of the transaction, depth first; 0 is the transaction itself. */
  readonly position: number;
  readonly from: Holder;
  readonly to: Holder;
  readonly amount: bigint;
  /** It or a call around it was undone. */
  readonly reverted: boolean;
}

/** The calls of one transaction; `failed` says if the transaction itself was undone. */
export interface CallTrace {
  readonly failed: boolean;
  readonly calls: readonly Call[];
}

/** Every call costs gas: no block can hold so many. */
export const CALLS_MAX = 1 << 20;

/** Kinds of call that move nothing, whatever value they show. */
const NO_VALUE = new Set(['DELEGATECALL', 'STATICCALL', 'CALLCODE']);

const frameSchema = z.object({
  type: z.string(),
  from: addressHex,
  to: addressHex.nullish(),
  value: bigHex.nullish(),
  error: z.string().nullish(),
  calls: z.array(z.unknown()).nullish(),
});

/** Geth's `callTracer`: a tree of calls. Walked without recursion: its depth is the node's word. */
export function readCallTracer(value: unknown, asked: Asked): CallTrace {
  const calls: Call[] = [];
  const open: { frame: unknown; reverted: boolean }[] = [{ frame: value, reverted: false }];
  let failed = false;
  for (let position = 0; open.length > 0; position += 1) {
    if (position === CALLS_MAX)
      throw new LimitError('calls', `${asked.what}: more than ${CALLS_MAX}`);
    const { frame, reverted: around } = open.pop()!;
    const { type, from, to, value: amount, error, calls: inner } = read(frame, asked);
    const reverted = around || !!error;
    if (position === 0) failed = reverted;
    if (to && amount && !NO_VALUE.has(type)) calls.push({ position, from, to, amount, reverted });
    for (const next of (inner ?? []).toReversed()) open.push({ frame: next, reverted });
  }
  return { failed, calls };
}

function read(frame: unknown, asked: Asked): z.output<typeof frameSchema> {
  return readAnswer(frameSchema, frame, asked);
}

/** One row of the `trace_` methods (OpenEthereum's, kept by Erigon, Nethermind and Reth). */
export const parityTraceSchema = z.object({
  type: z.string(),
  action: z.object({
    callType: z.string().nullish(),
    from: addressHex.nullish(),
    to: addressHex.nullish(),
    value: bigHex.nullish(),
    address: addressHex.nullish(),
    refundAddress: addressHex.nullish(),
    balance: bigHex.nullish(),
  }),
  result: z.object({ address: addressHex.nullish() }).nullish(),
  error: z.string().nullish(),
  traceAddress: z.array(z.int().min(0)).max(1025),
  blockNumber: z.int().min(0),
  blockHash: hashHex.nullish(),
  /** Null for rewards of miners, which are no part of a transaction. */
  transactionHash: hashHex.nullish(),
  transactionPosition: z.int().min(0).nullish(),
});
export type ParityTrace = z.output<typeof parityTraceSchema>;

/** The rows of one transaction, in the order of the node, which is depth first. */
export function readParityTraces(rows: readonly ParityTrace[]): CallTrace {
  const undone = new Set<string>();
  const calls: Call[] = [];
  let failed = false;
  for (const [position, row] of rows.entries()) {
    const path = row.traceAddress;
    const around = path.slice(0, -1).join('.');
    const reverted = !!row.error || (path.length > 0 && undone.has(around));
    if (reverted) undone.add(path.join('.'));
    if (path.length === 0) failed = reverted;
    const moved = movedBy(row);
    if (moved) calls.push({ position, ...moved, reverted });
  }
  return { failed, calls };
}

/** What one row moves, or null. */
export function movedBy({
  type,
  action,
  result,
}: ParityTrace): Omit<Call, 'position' | 'reverted'> | null {
  const amount = type === 'suicide' ? action.balance : action.value;
  const from = type === 'suicide' ? action.address : action.from;
  if (!amount || !from) return null;
  if (type === 'call' && NO_VALUE.has((action.callType ?? 'call').toUpperCase())) return null;
  const to = { call: action.to, create: result?.address, suicide: action.refundAddress }[type];
  return to ? { from, to, amount } : null;
}

import { sha256 } from '../../base/digest.ts';
import { parseJson, splitArray, trimmed } from '../../base/parse-json.ts';
import type { Json } from '../source.ts';

interface RpcCall {
  readonly method: string;
  readonly params: readonly Json[];
}

/** Below 2^31: some servers keep an id in 32 bits, and some in a float. */
const ID_BITS = 31;

/**
 * Ids of the calls of one request. They follow from the call, so that the same question gives the
 * same answer byte for byte; where two would be the same, the later takes the next free number.
 */
export function callIds(calls: readonly RpcCall[], taken: Iterable<number> = []): number[] {
  const used = new Set(taken);
  return calls.map(({ method, params }) => {
    const digest = sha256(`${method} ${JSON.stringify(params)}`);
    let id = Number.parseInt(digest.slice(0, 8), 16) % 2 ** ID_BITS;
    while (used.has(id)) id = (id + 1) % 2 ** ID_BITS;
    used.add(id);
    return id;
  });
}

/** The text of one call (JSON-RPC 2.0 §4), or of a batch (§6). */
export function encodeCalls(calls: readonly RpcCall[], ids: readonly number[]): string {
  const objects = calls.map(({ method, params }, index) => ({
    jsonrpc: '2.0',
    id: ids[index],
    method,
    params,
  }));
  return JSON.stringify(objects.length === 1 ? objects[0] : objects);
}

export interface RpcResponse {
  /** As the server sent it, without the white space around it. */
  readonly bytes: Uint8Array;
  readonly value: Readonly<Record<string, unknown>>;
}

/**
 * One response object.
 * @throws SyntaxError where it is no JSON object
 */
export function parseResponse(bytes: Uint8Array): RpcResponse {
  const value = parseJson(bytes);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new SyntaxError('what is no JSON-RPC response');
  }
  return { bytes: trimmed(bytes), value: value as Readonly<Record<string, unknown>> };
}

/** Of which call it is the answer, or null; some servers return the number as text. */
export function idOf({ value }: RpcResponse): number | null {
  const { id } = value;
  return typeof id === 'number' || typeof id === 'string' ? Number(id) : null;
}

/**
 * The responses of a batch by their ids, or null where they are no array. One that cannot be read,
 * or whose id another one has too, answers nothing.
 */
export function batchResponses(bytes: Uint8Array): ReadonlyMap<number, RpcResponse> | null {
  const parts = splitArray(bytes);
  if (parts === null) return null;
  const found = new Map<number, RpcResponse>();
  const twice = new Set<number>();
  for (const part of parts) {
    const response = parsedOrNull(part);
    const id = response && idOf(response);
    if (response === null || id === null) continue;
    if (found.has(id)) twice.add(id);
    found.set(id, response);
  }
  for (const id of twice) found.delete(id);
  return found;
}

function parsedOrNull(bytes: Uint8Array): RpcResponse | null {
  try {
    return parseResponse(bytes);
  } catch {
    return null;
  }
}

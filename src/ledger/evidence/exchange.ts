import { z } from 'zod';
import type { UnixTime } from '../../base/time.ts';
import type { ChainId } from '../port.ts';
import type { Json } from '../source.ts';

/** What was asked, as it was before any key was put to it. */
export type Request =
  | { readonly get: string }
  | { readonly post: string; readonly body: Json }
  | {
      readonly call: string;
      readonly params: readonly Json[];
      readonly again?: number | undefined;
    };

/** Who was asked: a name stands for one source of a chain. */
export interface Asked {
  readonly source: string;
  readonly chain: ChainId;
  /** `esplora`, `evm-rpc`, … */
  readonly kind: string;
}

/** One answer: its bytes are kept under their digest. */
export interface Answered extends Asked {
  readonly request: Request;
  readonly status: number;
  /** When it came. */
  readonly at: UnixTime;
  /** SHA-256 of the bytes, hex. */
  readonly digest: string;
  readonly bytes: number;
}

/** That there is no answer: a refusal, or that the source was given up. */
export interface Failed extends Asked {
  readonly request: Request;
  readonly at: UnixTime;
  readonly digest: null;
  readonly why: string;
  /** Whether asking again could help; asked live, it is asked again in any case. */
  readonly retry: boolean;
  /** The bound that was passed, if it was one. */
  readonly limit: string | null;
}

export type Exchange = Answered | Failed;

/** The question as text, in one line: `GET /tx/…`, `POST /wallet/… {…}`, `CALL eth_… […]`. */
export function questionText(request: Request): string {
  if ('get' in request) return `GET ${request.get}`;
  if ('post' in request) return `POST ${request.post} ${JSON.stringify(request.body)}`;
  const again = request.again ? ` (again, ${request.again})` : '';
  return `CALL ${request.call} ${JSON.stringify(request.params)}${again}`;
}

const text = z.string().min(1).max(65_536);
const json: z.ZodType<Json> = z.json();
const time = z
  .int()
  .min(0)
  .max(2 ** 33);

const asked = {
  source: z.string().min(1).max(200),
  chain: z.string().min(1).max(100),
  kind: z.string().min(1).max(40),
  request: z.union([
    z.strictObject({ get: z.string().max(65_536) }),
    z.strictObject({ post: z.string().max(65_536), body: json }),
    z.strictObject({
      call: text,
      params: z.array(json).max(100_000),
      again: z.int().min(1).max(1_000_000).optional(),
    }),
  ]),
};

/** One line of `index.jsonl`. */
export const exchangeSchema: z.ZodType<Exchange> = z.union([
  z.strictObject({
    ...asked,
    status: z.int().min(100).max(599),
    at: time,
    digest: z.string().regex(/^[0-9a-f]{64}$/),
    bytes: z.int().min(0),
  }),
  z.strictObject({
    ...asked,
    at: time,
    digest: z.null(),
    why: z.string().max(10_000),
    retry: z.boolean(),
    limit: z.string().max(200).nullable(),
  }),
]);

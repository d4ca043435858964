import { InputError } from '../base/errors.ts';
import type { TraceResult } from '../trace/result.ts';
import type { OpenCase } from './case.ts';

export async function investigateCoins(open: OpenCase, _run: object): Promise<TraceResult> {
  throw new InputError('chain', 'a chain of accounts', open.file.chain);
}

import { z } from 'zod';
import type { Holder } from '../port.ts';
import type { Source } from '../source.ts';
import { hexOf } from './address.ts';
import { type Asking, Asks } from './asks.ts';
import type { TronKind } from './open.ts';
import { askRpcTransaction } from './rpc-asks.ts';
import { responseOf } from './rpc-shapes.ts';

/** Whether Tron knows an id or an address: for finding out which chain one belongs to. */

const anything = z.looseObject({});
const text = responseOf(z.string());

/** True if the source knows a transaction of this id, confirmed or not. */
export async function tronKnowsTransaction(
  source: Source,
  kind: TronKind,
  id: string,
  asking: Asking = {},
): Promise<boolean> {
  const asks = new Asks(source);
  if (kind === 'json-rpc') return (await askRpcTransaction(asks, id, asking)).value !== null;
  const path = '/wallet/gettransactionbyid';
  return isSomething((await asks.post(path, { value: id }, anything, asking)).value);
}

/**
 * True if the address has an account. JSON-RPC does not say so: there, one that has TRX or is a
 * contract is known, and any other is not.
 */
export async function tronKnowsAddress(
  source: Source,
  kind: TronKind,
  holder: Holder,
  asking: Asking = {},
): Promise<boolean> {
  const asks = new Asks(source);
  if (kind !== 'json-rpc') {
    const body = { address: holder, visible: true };
    return isSomething((await asks.post('/wallet/getaccount', body, anything, asking)).value);
  }
  const params = [`0x${hexOf(holder).slice(2)}`, 'latest'];
  const answers = await Promise.all(
    ['eth_getBalance', 'eth_getCode'].map((method) => asks.call(method, params, text, asking)),
  );
  return answers.some(({ value }) => 'result' in value && /[1-9a-f]/.test(`${value.result}`));
}

function isSomething(value: object): boolean {
  return Object.keys(value).length > 0;
}

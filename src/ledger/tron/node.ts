import { z } from 'zod';
import type { Asking, Asks, Told } from './asks.ts';
import {
  blockSchema,
  headerSchema,
  infoSchema,
  infosSchema,
  type TronInfo,
  type TronTransaction,
  transactionSchema,
} from './shapes.ts';

/**
 * Questions to java-tron's HTTP interface, which TronGrid offers too. All go to `walletsolidity`:
 * it knows confirmed blocks only, so that nothing read can be undone.
 */

/** `{}` is how a node says that there is none. */
function orNone<T>(schema: z.ZodType<T>): z.ZodType<T | null> {
  return z.union([z.strictObject({}).transform(() => null), schema]);
}

const noneOrTransaction = orNone(transactionSchema);
const noneOrInfo = orNone(infoSchema);
const noneOrHeader = orNone(headerSchema);
const noneOrBlock = orNone(blockSchema);

type Asked<T> = Promise<Told<T>>;

export function askTransaction(
  asks: Asks,
  id: string,
  asking?: Asking,
): Asked<TronTransaction | null> {
  const path = '/walletsolidity/gettransactionbyid';
  return asks.post(path, { value: id }, noneOrTransaction, asking);
}

export function askInfo(asks: Asks, id: string, asking?: Asking): Asked<TronInfo | null> {
  return asks.post('/walletsolidity/gettransactioninfobyid', { value: id }, noneOrInfo, asking);
}

/** The outcome of each transaction of a block, in the block's order. */
export function askInfos(asks: Asks, num: number, asking?: Asking): Asked<TronInfo[]> {
  const path = '/walletsolidity/gettransactioninfobyblocknum';
  return asks.post(path, { num }, infosSchema, { ...asking, keep: false });
}

/** A block with its transactions, or null where there is none of that number. */
export function askBlock(asks: Asks, num: number, asking?: Asking) {
  const path = '/walletsolidity/getblockbynum';
  return asks.post(path, { num }, noneOrBlock, { ...asking, keep: false });
}

/** A block's header alone. */
export function askHeader(asks: Asks, num: number, asking?: Asking) {
  const body = { id_or_num: `${num}`, detail: false };
  return asks.post('/walletsolidity/getblock', body, noneOrHeader, asking);
}

/** The newest confirmed block. */
export function askTip(asks: Asks, asking?: Asking) {
  return asks.post('/walletsolidity/getnowblock', {}, headerSchema, asking);
}

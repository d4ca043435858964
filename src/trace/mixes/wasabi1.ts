import { type MixAnswer, type MixClass, mostFrequent, repeatedAmounts, type Shape } from './mix.ts';

/** Where the coordinator was paid before its address changed with each round. */
const COORDINATORS: ReadonlySet<string> = new Set([
  'bc1qs604c7jv6amk4cxqlnvuxv26hv3e48cds4m0ew',
  'bc1qa24tsgchvuxsaccp8vrnkfd85hrcpafg20kmjw',
]);
const LAST_FIXED_COORDINATOR = 610_000;
/** The day of block 610,000, for transactions whose height is not known. */
const LAST_FIXED_DAY = Date.UTC(2019, 11, 27) / 1000;

const FEWEST_EQUAL = 10;
/** 0.1 ± 0.02 BTC. */
const BASE = 10_000_000n;
const TOLERANCE = 2_000_000n;

/**
 * Wasabi 1, ZeroLink (tracing.md §5.3): ten or more equal outputs of about 0.1 BTC, further levels
 * at multiples of that, change; all scripts P2WPKH. In its first year by the coordinator's address.
 */
export const wasabi1: MixClass = { id: 'wasabi1', name: 'Wasabi 1 (ZeroLink)', answer };

function answer(shape: Shape): MixAnswer {
  const { tx, inputCount, outputs, inputs, byAmount } = shape;
  const { times, amounts } = mostFrequent(shape);
  const early = tx.block === null ? tx.time < LAST_FIXED_DAY : tx.block < LAST_FIXED_COORDINATOR;
  if (early) {
    const paid = outputs.some(({ script }) => COORDINATORS.has(script));
    return paid && times > 2 ? 'yes' : 'no';
  }
  const near = amounts.some((amount) => amount >= BASE - TOLERANCE && amount <= BASE + TOLERANCE);
  if (times < FEWEST_EQUAL || !near || inputCount < times) return 'no';
  const single = [...byAmount.values()].filter((list) => list.length === 1).length;
  if (single < 2 || repeatedAmounts(shape).length < 2) return 'no';
  if (outputs.some(({ type }) => type !== 'p2wpkh')) return 'no';
  if (inputs === null) return 'inputs-unknown';
  return inputs.every(({ type }) => type === 'p2wpkh') ? 'yes' : 'no';
}

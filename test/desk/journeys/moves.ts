// A second theft on the node of the stage, of which a part lies still until it is moved.

import type { Anvil } from '../../nodes/anvil.ts';
import { callData } from '../../nodes/contracts.ts';
import { PLACES } from '../../nodes/stage.ts';

const at = (word: string): string => `0x${word.repeat(10)}`;
const VICTIM = at('1057');
export const [THIEF, MULE, FAR] = [at('71ef'), at('a11e'), at('fa12')];
/** In millionths: USDT. */
const DOLLAR = 1_000_000n;

export function pay(from: string, to: string, dollars: bigint) {
  return { from, to: PLACES.usdt, data: callData('a9059cbb', to, dollars * DOLLAR) };
}

/** A theft of which a mule holds the half: 4,000 dollars. */
export async function stealAgain(anvil: Anvil): Promise<string> {
  for (const who of [VICTIM, THIEF, MULE, FAR]) await anvil.setBalance(who, 10n ** 18n);
  const data = callData('a0712d68', 8000n * DOLLAR);
  await anvil.send({ from: VICTIM, to: PLACES.usdt, data });
  const theft = await anvil.send(pay(VICTIM, THIEF, 8000n));
  await anvil.send(pay(THIEF, MULE, 4000n));
  await anvil.mine(8);
  return theft;
}

import { formatUnits } from '../../base/amount.ts';
import { InputError } from '../../base/errors.ts';
import { isNobody } from '../../ledger/address.ts';
import type { Chain } from '../../ledger/chains.ts';
import type { LiveAccountLedger, LiveUtxoLedger } from '../../ledger/live.ts';
import type { Holder } from '../../ledger/port.ts';
import { type Loss, theftOf } from '../../trace/theft.ts';
import type { Choose } from './choose.ts';

/** A transaction in which nothing moved, or of which nothing is known yet. */
export class NothingLost extends InputError {}

/**
 * Who lost in a theft's transaction; asks only where its transfers do not tell.
 * @throws NothingLost where nobody lost anything there
 */
export async function victimsOf(
  id: string,
  chain: Chain,
  ledger: LiveAccountLedger | LiveUtxoLedger,
  choose: Choose,
): Promise<Holder[]> {
  if (ledger.model === 'utxo') return [];
  const transfers = await ledger.transactions([id]);
  const { assetsSeen } = ledger;
  const { victims, losses } = theftOf(transfers, {
    isNobody,
    genuine: (asset) =>
      assetsSeen.get(asset)?.kind !== 'token' || assetsSeen.get(asset)?.verified === true,
  });
  if (victims.length > 0) return [...victims];
  // a theft of a token that the program does not know is one all the same
  const any =
    losses.length > 0 ? losses : theftOf(transfers, { isNobody, genuine: () => true }).losses;
  const [first, second] = any;
  if (!first) {
    const hint = `it moved nothing: did it fail? ${chain.explorer.tx.replace('{tx}', id)}`;
    throw new NothingLost(
      'what to trace',
      'a transaction in which somebody lost something',
      id,
      hint,
    );
  }
  if (!second) return [first.holder];
  const text = (loss: Loss) => `${loss.holder} gave up ${sumOf(loss, ledger)}`;
  const choices = any.slice(0, 20).map((loss) => ({
    value: [loss.holder],
    text: text(loss),
    said: loss.holder,
  }));
  return choose('who was robbed is not clear from the transfers', choices, 'victim');
}

function sumOf({ lost }: Loss, { assetsSeen }: LiveAccountLedger): string {
  const parts = lost.slice(0, 4).map(({ asset, amount }) => {
    const known = assetsSeen.get(asset);
    return `${formatUnits(amount, known?.decimals ?? 0)} ${known?.symbol ?? asset}`;
  });
  return [...parts, ...(lost.length > 4 ? [`${lost.length - 4} more`] : [])].join(' + ');
}

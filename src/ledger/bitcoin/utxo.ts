import type { Origin, UtxoInput, UtxoOutput, UtxoTransaction } from '../port.ts';
import { toDisplay, toHex } from './hash.ts';
import type { Network } from './network.ts';
import { scriptFacts } from './script.ts';
import { isCoinbase, type RawOutput, type RawTransaction } from './transaction.ts';

/** Where a transaction stands. */
interface TransactionPlace {
  /** As printed. */
  readonly id: string;
  readonly block: number | null;
  readonly time: number;
  readonly txIndex: number | null;
  readonly origin: Origin;
}

/**
 * A serialised transaction as the port states it.
 * @param spent the output that an input spends, by the input's number, where it is known
 */
export function utxoTransaction(
  raw: Pick<RawTransaction, 'inputs' | 'outputs'>,
  place: TransactionPlace,
  spent: (input: number) => RawOutput | null | undefined,
  network: Network,
): UtxoTransaction {
  const coinbase = isCoinbase(raw);
  const input = (k: number): UtxoInput => {
    const { previous, index } = raw.inputs[k]!;
    const output = spent(k);
    const holder = output ? scriptFacts(output.script, network).address : null;
    return { tx: toDisplay(previous), index, amount: output?.amount ?? null, holder };
  };
  const { id, block, time, txIndex, origin } = place;
  return {
    id,
    block,
    time,
    txIndex,
    coinbase,
    inputs: coinbase ? [] : raw.inputs.map((_, k) => input(k)),
    outputs: raw.outputs.map((output) => outputOf(output, block === 0, network)),
    origin,
  };
}

/** The genesis block's output was never entered among the unspent ones: nobody can spend it. */
function outputOf(output: RawOutput, genesis: boolean, network: Network): UtxoOutput {
  const { address, burn } = scriptFacts(output.script, network);
  return {
    amount: output.amount,
    holder: address,
    script: toHex(output.script),
    burn: burn || genesis,
  };
}

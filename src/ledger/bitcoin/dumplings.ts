import { InputError } from '../../base/errors.ts';
import type { UtxoInput, UtxoOutput } from '../port.ts';
import { expectCovered, type LineTransaction } from './line-transaction.ts';
import { MAX_MONEY, type Network } from './network.ts';
import { scriptFacts } from './script.ts';

const INPUT = /^([0-9a-f]{64})-(\d{1,10})-(\d{1,16})\+((?:[0-9a-f]{2})*)\+\w+$/;
const OUTPUT = /^(\d{1,16})\+((?:[0-9a-f]{2})*)\+\w+$/;
const ID = /^[0-9a-f]{64}$/;
/** The genesis block's time: nothing is older. */
const EARLIEST = 1_231_006_505;

/**
 * Reads a line as Dumplings writes it:
 * `txid:::blockhash:::position:::unix time:::inputs:::outputs`, items joined by `}{`, an input as
 * `prevtxid-vout-satoshi+script+type`, an output as `satoshi+script+type`. Position 0, where a
 * coinbase stands, is what it writes when it does not know the position. The types are left aside:
 * they follow from the scripts. The ids cannot be checked, for the lines do not hold all that they
 * cover.
 * @throws InputError naming the field
 */
export function parseDumplings(line: string, label: string, network: Network): LineTransaction {
  const fields = line.split(':::');
  if (fields.length !== 6) throw new InputError(label, 'six fields joined by :::', fields.length);
  const [id = '', blockHash = '', position = '', time = '', ins = '', outs = ''] = fields;
  if (!ID.test(id)) throw new InputError(`${label}, txid`, '64 hex digits', id);
  if (blockHash !== '' && !ID.test(blockHash)) {
    throw new InputError(`${label}, blockhash`, '64 hex digits, or nothing', blockHash);
  }
  const inputs = ins.split('}{').map((item, i) => input(item, `${label}, input ${i}`, network));
  const outputs = outs.split('}{').map((item, i) => output(item, `${label}, output ${i}`, network));
  const index = whole(position, 0, `${label}, position`);
  expectCovered(inputs, outputs, label);
  return {
    id,
    blockHash: blockHash === '' ? null : blockHash,
    block: null,
    time: whole(time, EARLIEST, `${label}, time`),
    txIndex: index === 0 ? null : index,
    coinbase: false,
    inputs,
    outputs,
  };
}

function input(item: string, label: string, network: Network): UtxoInput {
  const match = INPUT.exec(item);
  if (!match) throw new InputError(label, 'prevtxid-vout-satoshi+script+type', item);
  const [, tx = '', index = '', amount = '', script = ''] = match;
  const { address } = scriptFacts(Buffer.from(script, 'hex'), network);
  return { tx, index: Number(index), amount: satoshi(amount, label), holder: address };
}

function output(item: string, label: string, network: Network): UtxoOutput {
  const match = OUTPUT.exec(item);
  if (!match) throw new InputError(label, 'satoshi+script+type', item);
  const [, amount = '', script = ''] = match;
  const { address, burn } = scriptFacts(Buffer.from(script, 'hex'), network);
  return { amount: satoshi(amount, label), holder: address, script, burn };
}

function satoshi(digits: string, label: string): bigint {
  const amount = BigInt(digits);
  if (amount <= MAX_MONEY) return amount;
  throw new InputError(`${label}, amount`, `at most ${MAX_MONEY} satoshi`, digits);
}

function whole(text: string, least: number, label: string): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : -1;
  if (value >= least && value < 2 ** 32) return value;
  throw new InputError(label, `a whole number from ${least} to 4294967295`, text);
}

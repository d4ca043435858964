import * as z from 'zod';
import { InputError } from '../../base/errors.ts';
import { readAddress } from '../address.ts';
import type { UtxoInput, UtxoOutput, UtxoTransaction } from '../port.ts';
import { expectCovered, type LineTransaction } from './line-transaction.ts';
import { MAX_MONEY, type Network } from './network.ts';
import { scriptFacts } from './script.ts';

const id = z.string().regex(/^[0-9a-f]{64}$/, '64 hex digits, lower case');
const amount = z
  .string()
  .regex(/^(0|[1-9]\d{0,15})$/, 'whole satoshi as digits in a string')
  .transform(BigInt)
  .refine((value) => value <= MAX_MONEY, `at most ${MAX_MONEY} satoshi`);
const holder = z.string().regex(/^[0-9A-Za-z]{14,90}$/, 'an address');
const index = z.int().min(0).max(0xffffffff);

/**
 * The form of a line: a `UtxoTransaction` as JSON, amounts as strings of digits, `origin` left out,
 * and the hash of its block where it is known. `holder` and `burn` of an output may be left out:
 * they follow from the script, and must agree with it.
 */
const LINE = z.strictObject({
  id,
  block: z.int().min(0).max(0x7fffffff).nullable(),
  blockHash: id.nullable().default(null),
  time: z.int().min(1_231_006_505).max(0xffffffff),
  txIndex: index.nullable(),
  coinbase: z.boolean(),
  inputs: z.array(
    z.strictObject({ tx: id, index, amount: amount.nullable(), holder: holder.nullable() }),
  ),
  outputs: z
    .array(
      z.strictObject({
        amount,
        script: z.string().regex(/^([0-9a-f]{2})*$/, 'hex, lower case'),
        holder: holder.nullable().optional(),
        burn: z.boolean().optional(),
      }),
    )
    .min(1),
  origin: z.unknown().optional(),
});

/**
 * Reads a line of our own form (`docs/formats.md`).
 * @throws InputError naming the member
 */
export function parseTransactionLine(
  line: string,
  label: string,
  network: Network,
): LineTransaction {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch (error) {
    throw new InputError(label, 'JSON', error instanceof Error ? error.message : line);
  }
  const result = LINE.safeParse(json);
  if (!result.success) {
    const [issue] = result.error.issues;
    const member = issue?.path.join('.') || 'line';
    throw new InputError(`${label}, ${member}`, 'our form of a transaction', issue?.message);
  }
  const { origin: _, outputs, ...rest } = result.data;
  if (rest.coinbase !== (rest.inputs.length === 0)) {
    throw new InputError(`${label}, inputs`, 'none for a coinbase, else some', rest.inputs.length);
  }
  for (const [i, input] of rest.inputs.entries())
    checkHolder(input, `${label}, inputs.${i}`, network);
  const checked = outputs.map((output, i) => outputOf(output, `${label}, outputs.${i}`, network));
  if (!rest.coinbase) expectCovered(rest.inputs, checked, label);
  return { ...rest, outputs: checked };
}

/** An input's address stands alone: its script is elsewhere. */
function checkHolder({ holder: stated }: UtxoInput, label: string, network: Network): void {
  if (stated === null) return;
  const read = readAddress(stated, 'bitcoin', network);
  if (read === stated) return;
  const expected = typeof read === 'string' ? read : read.expected;
  throw new InputError(`${label}.holder`, expected, stated);
}

interface StatedOutput {
  readonly amount: bigint;
  readonly script: string;
  readonly holder?: string | null | undefined;
  readonly burn?: boolean | undefined;
}

function outputOf(stated: StatedOutput, label: string, network: Network): UtxoOutput {
  const { address, burn } = scriptFacts(Buffer.from(stated.script, 'hex'), network);
  if (stated.holder !== undefined && stated.holder !== address) {
    throw new InputError(`${label}.holder`, `${address}, by the script`, stated.holder);
  }
  // A burn that the script does not show, such as the genesis block's, may be stated.
  if (stated.burn === false && burn) throw new InputError(`${label}.burn`, 'true', stated.burn);
  return {
    amount: stated.amount,
    holder: address,
    script: stated.script,
    burn: stated.burn ?? burn,
  };
}

/** A transaction as a line of our own form, without the line end. */
export function transactionLine(tx: UtxoTransaction, blockHash: string | null = null): string {
  const { id: txid, block, time, txIndex, coinbase } = tx;
  const inputs = tx.inputs.map((input) => {
    return { ...input, amount: input.amount === null ? null : input.amount.toString() };
  });
  const outputs = tx.outputs.map((output) => ({ ...output, amount: output.amount.toString() }));
  return JSON.stringify({ id: txid, block, blockHash, time, txIndex, coinbase, inputs, outputs });
}

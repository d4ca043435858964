import { z } from 'zod';
import { traceResultSchema } from '../../trace/result.ts';

/**
 * What a ledger knows of one address in one direction, whoever's money it was: context of a trace,
 * and no part of its claim. Amounts, times and dollars are written as in a trace's result.
 */

const { assets, evidence, holders, inputs, stolen } = traceResultSchema.shape;
const asset = assets.element;
const { name, first: time } = holders.element.shape;
const { amount: units, usd } = stolen.element.shape;

const moved = z.strictObject({
  asset: asset.shape.id,
  amount: units,
  usd: usd.describe('Worth at the time of each payment; null where one of them has no price'),
  transfers: z.int(),
});

const counterparty = z.strictObject({
  holder: z.string().nullable().describe('Null: no address, as of what was minted'),
  name,
  category: z.string().describe('What it is in the picture: wallet, exchange, mixer …'),
  amounts: z.array(moved),
  transfers: z.int(),
  first: time,
  last: time,
  joint: z.int().describe('Payments of coins to which other addresses put in, too'),
  transactions: z.array(z.string()).describe('The first of them'),
});

export const expansionSchema = z
  .strictObject({
    format: z.literal('hueandcry.expansion'),
    version: z.literal(1),
    chain: z.string().describe('CAIP-2'),
    address: z.string(),
    direction: z.enum(['in', 'out']).describe('in: who paid it; out: whom it paid'),
    from: time.nullable().describe('Nothing before is counted'),
    to: time.nullable().describe('Nothing after is counted'),
    name,
    asOf: z.strictObject({ block: z.int().nullable(), time }).describe('Where the ledger ends'),
    recorded: time
      .nullable()
      .optional()
      .describe('Where no source answered: when the last of the answers came that it is told from'),
    listed: z
      .enum(['all', 'partly', 'not covered'])
      .describe('Whether the ledger lists all that moved there; not covered: it shows nothing'),
    counterparties: z.array(counterparty).describe('Those of most worth first'),
    left: z
      .strictObject({ counterparties: z.int(), amounts: z.array(moved) })
      .describe('Counterparties beyond the limit, which are not listed one by one'),
    total: z.array(moved).describe('All payments that were read: those listed and those left'),
    transfers: z.int(),
    assets: z.array(asset),
    coverage: z.strictObject({
      statements: z.array(z.string()),
      gaps: z.array(z.string()).describe('What is not known, or was cut, and why'),
    }),
    inputs: inputs.describe('The files that were read'),
    evidence: evidence.describe('The answers of live sources, or null'),
  })
  .describe('Hue & Cry expansion, version 1');

export type Expansion = z.infer<typeof expansionSchema>;
export type Counterparty = Expansion['counterparties'][number];
export type Moved = z.infer<typeof moved>;

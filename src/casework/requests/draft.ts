import { z } from 'zod';

/**
 * A freeze request as it is drafted: from one trace result, for one party, with what concerns that
 * party and nothing else (freezing reference §4.1; product reference J2). Amounts are decimal
 * strings of base units; times are `YYYY-MM-DD HH:MM:SS` UTC. The same result gives the same draft.
 */

const text = z.string();
const units = z.string().regex(/^[0-9]+$/);
const usd = z.string().nullable();
const digest = z.string().regex(/^[0-9a-f]{64}$/);

const asset = z.object({
  id: text.describe('CAIP-19'),
  symbol: text,
  decimals: z.int(),
  contract: text.nullable(),
  verified: z.boolean().describe('The program knows this contract to be what its symbol says'),
});

const amount = z.object({ asset, units, usd });

const arrival = z.object({
  tx: text,
  block: z.int().nullable(),
  time: text,
  from: text,
  units: units.nullable().describe('All that the transfer moved; null: the ledger does not say'),
  traced: units.describe('How much of it was stolen, under the policy'),
});

const place = z.object({
  holder: text,
  chain: text.describe('CAIP-2'),
  asset: text.describe('CAIP-19'),
  status: text,
  units: units.describe('Stolen units here, under the policy'),
  usd,
  band: z.object({ low: units, high: units }).describe('Over the policies that conserve value'),
  reach: units.describe('All that could be stolen money; never an amount to claim'),
  since: text,
  last: text,
  grade: text,
  name: z
    .object({ label: text, source: text, grade: text, basis: text, inference: text.nullable() })
    .nullable()
    .describe('Why the address is held to be the recipient’s; null where it is not'),
  arrivals: z.array(arrival),
  moreArrivals: z.int(),
  path: z.array(text).describe('Transactions from the theft to here, of the largest lot'),
  unknown: z.array(text).describe('What is not known of this place'),
});

export const freezeDraftSchema = z
  .object({
    format: z.literal('hueandcry.freeze-request'),
    version: z.literal(1),
    id: text.describe('The same for the same recipient and power in every result of a trace'),
    recipient: text,
    power: text,
    strength: z.enum(['can', 'may']),
    grounds: z.array(text).describe('What the recipient can do, technically and legally'),
    asks: z.array(text),
    result: z.object({
      sha256: digest.describe('Of the trace result that the draft rests on'),
      evidence: text.nullable().describe('Root of the recorded answers, where there are any'),
      program: text,
      until: text.nullable().describe('How far the ledger was read, where that is stated'),
    }),
    policy: text,
    thefts: z.array(
      z.object({
        transactions: z.array(z.object({ tx: text, time: text })),
        more: z.int(),
        stolen: z.array(amount),
      }),
    ),
    totals: z.array(amount).describe('Over all places, by asset'),
    usd: usd.describe('At least; null where no place has a price'),
    unpriced: z.int().describe('Places without a price'),
    places: z.array(place),
    more: z.int().describe('Further places, which are in the totals alone'),
    unknown: z.array(text).describe('What is not known, beside what stands at each place'),
    disclosed: z.array(text),
    heldBack: z.array(text),
    amounts: digest.describe('Changes where an address or an amount does'),
  })
  .describe('Hue & Cry freeze request, version 1');

export type FreezeDraft = z.infer<typeof freezeDraftSchema>;
export type DraftPlace = FreezeDraft['places'][number];

const line = (most: number) => z.string().trim().max(most).default('');

/** On what authority somebody asks (freezing reference §4.1, "requester"). */
const AUTHORITIES = ['victim', 'authority', 'order'] as const;

/** What people add to a draft before it is sent: no trace knows it. */
export const letterDetailsSchema = z.strictObject({
  from: line(300).describe('Who asks: an organisation, and who answers for it'),
  authority: z.enum(AUTHORITIES).default('victim').describe('On what authority'),
  contact: line(300).describe('Where an answer goes'),
  victim: line(300).describe('Who was robbed, as far as that may be told'),
  reference: line(100).describe('Of the case, as the recipient may quote it'),
  days: z.int().min(1).max(90).default(14).describe('After so many days the request is over'),
});
export type LetterDetails = z.infer<typeof letterDetailsSchema>;

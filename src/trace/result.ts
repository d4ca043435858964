import { z } from 'zod';
import { POLICY_IDS } from './policies/policy.ts';

/**
 * The result of a trace, version 1: what `hue trace --json` writes and the page is made of. Amounts
 * are decimal strings of base units beside their asset; times are `YYYY-MM-DD HH:MM:SS` UTC; US
 * dollars are decimal strings with two places, or null where no price is known. The same input
 * gives the same bytes: no clock, no host, no path of the machine is in it.
 */

const units = z
  .string()
  .regex(/^[0-9]+$/)
  .describe('Base units of the asset named beside it');
const usd = z
  .string()
  .regex(/^[0-9]+\.[0-9]{2}$/)
  .nullable()
  .describe('US dollars, or null where no price is known');
const time = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/)
  .describe('UTC');
const policy = z.enum(POLICY_IDS);
const amounts = z
  .record(policy, units)
  .describe('Traced units by policy; poison is reach, not an amount to claim');
const grade = z.enum(['G1', 'G2', 'G3', 'G4', 'G5', 'G6', 'G7', 'G8']);
const basis = z
  .enum(['observed', 'inferred', 'unverified'])
  .describe('observed: in the ledger; inferred: by a named rule; unverified: a claim');

const asset = z.strictObject({
  id: z.string().describe('CAIP-19; …/iso4217:USD where the ledger gives only dollars'),
  symbol: z.string(),
  decimals: z.int().min(0).max(255),
  kind: z.enum(['native', 'token', 'nft', 'valuation']),
  contract: z.string().nullable(),
  verified: z.boolean().describe('The program knows this contract to be what its symbol says'),
});

const name = z.strictObject({
  label: z.string().describe('As the source wrote it'),
  entity: z.string().nullable().describe('The operator, or null where the label names none'),
  type: z.string().describe('Entity type of taxonomy axis E'),
  grade,
  source: z.string(),
  sourceDate: z.string().nullable(),
  basis,
  inference: z.string().nullable().describe('The rule and its inputs, where the name is inferred'),
  others: z.array(z.string()).describe('Further or conflicting labels, kept and shown'),
});

const position = z.strictObject({
  asset: z.string(),
  received: amounts,
  held: amounts,
  usd: usd.describe('Worth of what is held under the locked policy'),
});

const holder = z.strictObject({
  id: z.string(),
  role: z.string().describe('Role in this case, taxonomy axis R'),
  name: name.nullable(),
  hop: z.int().min(0).describe('Fewest transactions from a source'),
  followed: z
    .enum(['source', 'whole', 'lots', 'passed', 'stop'])
    .describe('whole: by the majority rule; lots: only as far as its lots say; passed: in one tx'),
  basis,
  first: time.describe('First traced arrival'),
  last: time.describe('Last traced movement'),
  positions: z.array(position),
  outgoingListed: z.boolean().describe('False: the ledger does not list what leaves here'),
});

const hop = z.strictObject({
  tx: z.string(),
  block: z.int().nullable(),
  time,
  from: z.string(),
  to: z.string(),
  asset: z.string(),
  amount: units.nullable().describe('All that this transfer moved; null: the ledger does not say'),
  traced: amounts.describe('How much of it was stolen, by policy'),
  usd: usd.describe('Worth of the traced units under the locked policy'),
  via: z
    .enum(['transfer', 'pass', 'identified', 'swap', 'wrap', 'claim', 'seed', 'spend', 'mix'])
    .describe('identified: the passing on of one receipt, told by its amount'),
  basis,
  input: z.int().describe('Index into inputs'),
  line: z.int().describe('Line or row in that input'),
});

const action = z.strictObject({
  actor: z.string(),
  power: z.string(),
  strength: z
    .enum(['can', 'may', 'unknown', 'none'])
    .describe('can: known to hold the power; none: nobody can, said plainly'),
  how: z.string(),
  basis: z.string(),
  reality: z.string(),
});

const destination = z.strictObject({
  holder: z.string(),
  asset: z.string(),
  status: z
    .enum([
      'at service',
      'held',
      'not followed',
      'not covered',
      'swapped, proceeds outside',
      'in mix',
      'returned',
    ])
    .describe(
      'held: no further movement in the ledger; not followed: cut by a stated limit; ' +
        'not covered: the ledger does not list what leaves here; returned: given back at an ' +
        'address that the case names',
    ),
  name: name.nullable(),
  amounts,
  band: z.strictObject({ low: units, high: units }).describe('Over the conserving policies'),
  reach: units.describe('Poison: all that could be stolen money'),
  usd,
  since: time.describe('Oldest arrival of what rests here'),
  last: time,
  transfers: z.int(),
  why: z.string().describe('Why the trace stopped here'),
  rule: z.string(),
  path: z
    .array(z.string())
    .describe('Transactions that brought the largest lot (by FIFO), from the theft to here'),
  freeze: z.array(action).describe('Who can stop it, best first; nobody is said plainly'),
  grade,
});

const certificate = z.strictObject({
  policy,
  theft: z.string(),
  asset: z.string(),
  seeds: units,
  convertedIn: units,
  held: units,
  atStops: units,
  fees: units,
  burnt: units,
  writtenOff: units,
  convertedOut: units,
  superseded: units,
  difference: z.literal('0'),
});

export const traceResultSchema = z
  .strictObject({
    format: z.literal('hueandcry.trace'),
    version: z.literal(1),
    program: z.strictObject({ name: z.literal('hueandcry'), version: z.string() }),
    case: z.strictObject({
      id: z.string(),
      title: z.string(),
      chain: z.string().describe('CAIP-2'),
      reportedAt: z.string().nullable(),
      question: z.string().nullable(),
      since: time.nullable(),
    }),
    settings: z.strictObject({
      policy: policy.describe('The locked policy: its amounts are the claim'),
      policies: z.array(policy),
      majority: z.number(),
      dustUsd: z.number(),
      maxDepth: z.int(),
      maxHolders: z.int(),
      maxFanOut: z.int(),
      until: time.nullable(),
    }),
    inputs: z.array(
      z.strictObject({
        role: z.string(),
        name: z.string(),
        sha256: z.string(),
        bytes: z.int(),
        layout: z.string(),
        rows: z.int(),
      }),
    ),
    evidence: z
      .strictObject({
        root: z.string().describe('SHA-256 over the sorted list of answers: docs/evidence.md'),
        answers: z.int(),
        sources: z.array(
          z.strictObject({ name: z.string(), answers: z.int(), first: time, last: time }),
        ),
      })
      .nullable()
      .describe('The recorded answers of live sources (inputs with the role evidence), or null'),
    assets: z.array(asset),
    thefts: z.array(z.strictObject({ id: z.string(), title: z.string() })),
    stolen: z.array(z.strictObject({ theft: z.string(), asset: z.string(), amount: units, usd })),
    seeds: z.array(
      z.strictObject({
        theft: z.string(),
        holder: z.string(),
        asset: z.string(),
        amount: units,
        tx: z.string(),
        time,
      }),
    ),
    summary: z.strictObject({
      stolenUsd: usd,
      atServicesUsd: usd,
      heldUsd: usd,
      notCoveredUsd: usd,
      freezableUsd: usd.describe('Rests where somebody is known to have the power to stop it'),
      unknownUsd: usd.describe('Where it is now is not known: not covered, not followed, swapped'),
      headline: z.string(),
      sentences: z.array(z.string()),
    }),
    holders: z.array(holder),
    hops: z.array(hop),
    destinations: z.array(destination),
    statements: z
      .array(
        z.strictObject({
          holder: z.string(),
          asset: z.string(),
          covered: z.boolean().describe('False: the ledger lists nothing here; unknown, not zero'),
          in: units.nullable().describe('Null: not known, because nothing is listed'),
          out: units.nullable(),
          net: z
            .string()
            .regex(/^-?[0-9]+$/)
            .nullable(),
          transfers: z.int(),
          note: z.string(),
        }),
      )
      .describe('In, out and remaining of the accounts that the case asks about'),
    findings: z
      .array(
        z.strictObject({
          kind: z.string(),
          statement: z.string(),
          basis,
          grade,
          tx: z.string().nullable(),
          holder: z.string().nullable(),
          amount: units.nullable(),
          asset: z.string().nullable(),
          source: z.string(),
        }),
      )
      .describe('Facts that are not a flow: a listed output, a mix, a signed transaction'),
    noise: z.array(
      z.strictObject({
        tx: z.string(),
        time,
        from: z.string(),
        to: z.string(),
        asset: z.string(),
        amount: units,
        reason: z.string(),
        input: z.int(),
        line: z.int(),
      }),
    ),
    coverage: z.strictObject({
      statements: z.array(z.string()),
      cuts: z.array(
        z.strictObject({
          reason: z.string(),
          holder: z.string().nullable(),
          asset: z.string(),
          amount: units,
          usd,
          count: z.int(),
        }),
      ),
      gaps: z.array(
        z.strictObject({ reason: z.string(), holder: z.string().nullable(), effect: z.string() }),
      ),
    }),
    policies: z.array(
      z.strictObject({
        policy,
        theft: z.string(),
        asset: z.string(),
        atServices: units,
        held: units,
        other: units,
      }),
    ),
    certificate: z.array(certificate),
    warnings: z.array(
      z.strictObject({
        code: z.string(),
        file: z.string(),
        line: z.int(),
        field: z.string(),
        expected: z.string(),
        found: z.string(),
        count: z.int(),
      }),
    ),
  })
  .describe('Hue & Cry trace result, version 1');

export type TraceResult = z.infer<typeof traceResultSchema>;
export type ResultHolder = TraceResult['holders'][number];
export type ResultHop = TraceResult['hops'][number];
export type Destination = TraceResult['destinations'][number];
export type Gap = TraceResult['coverage']['gaps'][number];

// What the pages are shown of a screening and of a move, each with something in every part.

import type { AlertBody } from '../../src/casework/watch/alert.ts';
import { type ScreenAnswer, screenAnswerSchema } from '../../src/screen/answer.ts';
import { POLICY_IDS } from '../../src/trace/policies/policy.ts';
import type { TraceResult } from '../../src/trace/result.ts';

const ADDRESS = '0x2100ab6ac2036ca99da90ffd4077f0c98af309ee';
const ETH = { asset: 'eip155:1/slip44:60', symbol: 'ETH', decimals: 18 };

function amountsOf(units: string, usd: string) {
  const byPolicy = Object.fromEntries(POLICY_IDS.map((policy) => [policy, units]));
  return [{ ...ETH, byPolicy, low: units, high: units, usd }];
}

const PLACE = {
  holder: `0x${'12'.repeat(20)}`,
  label: 'A pool',
  entity: 'Tornado Cash',
  hop: 2,
  also: [],
  designation: 'before',
  grade: 'G5',
  source: 'a pack of tags',
  amounts: amountsOf('1000000000000000000', '2660.00'),
  usd: '2660.00',
  path: [`0x${'34'.repeat(32)}`, `0x${'56'.repeat(32)}`],
  first: '2022-03-01 10:00:00',
  last: '2022-03-01 10:00:00',
};

const NONE = { usd: '0.00', places: 0 };
const ROW = {
  axis: 'state',
  category: 'formerly_sanctioned',
  severity: 'HIGH',
  grade: 'G5',
  usd: '2660.00',
  amounts: PLACE.amounts,
  share: 40,
  minHops: 2,
  direct: NONE,
  near: { usd: '2660.00', places: 1 },
  far: NONE,
  places: [PLACE],
};

/** An address whose money went to a mixer, in part. */
export const ANSWER: ScreenAnswer = screenAnswerSchema.parse({
  format: 'hueandcry.screen',
  version: 1,
  subject: {
    kind: 'address',
    asked: ADDRESS,
    chain: 'eip155:1',
    canonical: ADDRESS,
    checksum: 'none',
  },
  knowledge: 'not_found',
  day: '2026-01-02',
  self: [],
  statements: [],
  states: [],
  listings: [],
  names: [],
  incoming: null,
  outgoing: {
    total: amountsOf('2500000000000000000', '6650.00'),
    usd: '6650.00',
    rows: [
      ROW,
      {
        ...ROW,
        category: 'unattributed',
        axis: 'none',
        severity: 'INFO',
        grade: null,
        usd: '3990.00',
        share: 60,
        places: [],
      },
    ],
    read: { addresses: 12, transactions: 40 },
    gaps: ['4 addresses were left unread at the limit of hops.'],
    conserved: true,
  },
  severity: 'HIGH',
  decision: { action: 'hold', rule: 'to-mixer', reason: 'Money went into a mixer.', fired: [] },
  policy: 'haircut',
  rules: { name: 'hueandcry default 1', digest: 'ab'.repeat(32) },
  sources: [{ kind: 'list', name: 'ofac-sdn', version: '2026-01-01', ageDays: 1, stale: false }],
  gaps: [
    'No ledger was asked for what came in.',
    // as an older version wrote it
    'un: never imported; run hue lists update un',
  ],
});

/** A move from where a trace began to an exchange. */
export function bodyOf(result: TraceResult): AlertBody {
  const [seed] = result.seeds;
  return {
    chain: result.case.chain,
    tx: `0x${'78'.repeat(32)}`,
    block: 21_895_233,
    blockHash: `0x${'9a'.repeat(32)}`,
    pending: null,
    time: '2026-01-02 10:00:00',
    from: seed?.holder ?? '',
    fromName: null,
    parts: [
      {
        to: PLACE.holder,
        toName: {
          label: 'An exchange 3',
          entity: 'An exchange',
          type: 'cex.hot',
          source: 'a list',
          grade: 'G5',
        },
        asset: { id: ETH.asset, symbol: ETH.symbol, decimals: ETH.decimals },
        amount: '90000000000000000001',
        traced: '90000000000000000001',
        policies: null,
        usd: '239400.00',
        way: 'paid',
        actions: [
          {
            actor: 'An exchange',
            power: 'exchange hold',
            strength: 'can',
            how: 'Ask it to withhold the credit.',
            basis: 'its terms of service',
            urgency: 'minutes',
          },
        ],
      },
    ],
    gained: [],
    usd: '239400.00',
    basis: 'observed',
    bound: 'At most: as if stolen money had left first.',
    account: null,
  };
}

/** The same once the trace has accounted for it. */
export function accountedBodyOf(result: TraceResult): AlertBody {
  const body = bodyOf(result);
  const whole = '90000000000000000001';
  const policies = { haircut: '60000000000000000000', fifo: whole, lifo: '0', poison: whole };
  const part = { traced: policies.haircut, policies, usd: '159600.00' };
  return {
    ...body,
    parts: body.parts.map((one) => ({ ...one, ...part })),
    usd: part.usd,
    bound: 'traced is by haircut, as the extended trace accounts for it.',
    account: {
      policy: 'haircut',
      result: 'ab'.repeat(32),
      first: { severity: 'high', title: '90 ETH swapped', usd: '239400.00' },
    },
  };
}

import { z } from 'zod';
import type { TraceResult } from '../trace/result.ts';

type Finding = TraceResult['findings'][number];

const hex = z.string().regex(/^0x[0-9a-fA-F]*$/);

/** The Safe Transaction Service's answer, as far as it matters here. */
export const safeTransactionsSchema = z.looseObject({
  results: z
    .array(
      z.looseObject({
        safe: hex,
        to: hex,
        value: z.string().regex(/^[0-9]+$/),
        data: hex.nullable(),
        operation: z.union([z.literal(0), z.literal(1)]),
        nonce: z.int().min(0),
        safeTxHash: hex,
        isExecuted: z.boolean(),
        transactionHash: hex.nullish(),
        confirmations: z.array(z.looseObject({ signature: hex })).default([]),
      }),
    )
    .max(1000),
});

type SafeTransaction = z.infer<typeof safeTransactionsSchema>['results'][number];

/**
 * What was wrong with a Safe's transactions: versions of one nonce that differ, which of them was
 * executed, and signatures that stand under both although they can hold for one alone.
 */
export function safeFindings(transactions: readonly SafeTransaction[], source: string): Finding[] {
  const byNonce = Map.groupBy(transactions, ({ safe, nonce }) => `${safe.toLowerCase()} ${nonce}`);
  return [...byNonce.values()].flatMap((versions) => {
    const executed = versions.find(({ isExecuted }) => isExecuted);
    const others = versions.filter(({ safeTxHash }) => safeTxHash !== executed?.safeTxHash);
    if (!executed || (others.length === 0 && executed.operation === 0)) return [];
    return finding(executed, others, source);
  });
}

function finding(executed: SafeTransaction, others: readonly SafeTransaction[], source: string) {
  const parts = [
    `Safe ${executed.safe}, nonce ${executed.nonce}: executed was ${describe(executed)}.`,
    ...others.map((other) => `Also filed for this nonce: ${describe(other)}.`),
  ];
  if (executed.operation === 1) {
    parts.push('A delegatecall runs foreign code with all rights of the Safe.');
  }
  const signed = new Set(executed.confirmations.map(({ signature }) => signature));
  for (const { confirmations } of others) {
    const same = confirmations.filter(({ signature }) => signed.has(signature)).length;
    if (same === 0) continue;
    parts.push(
      `${same} signatures stand under both versions: each can be valid for one hash alone, ` +
        'so one of the two is not what was signed.',
    );
  }
  return {
    kind: 'safe transaction',
    statement: parts.join(' '),
    basis: 'observed' as const,
    grade: 'G3' as const,
    tx: executed.transactionHash ?? null,
    holder: executed.safe.toLowerCase(),
    amount: null,
    asset: null,
    source,
  };
}

function describe({ operation, to, value, data }: SafeTransaction): string {
  const call = operation === 1 ? 'a DELEGATECALL' : 'a call';
  const selector = data && data.length >= 10 ? `, selector ${data.slice(0, 10)}` : ', no data';
  return `${call} to ${to} with ${value} wei${selector}`;
}

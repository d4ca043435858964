import { basename } from 'node:path';
import { z } from 'zod';
import { caseSchema } from '../../casework/case.ts';
import type { LiveFlags } from '../../casework/live/live.ts';
import { POLICY_IDS } from '../../trace/policies/policy.ts';

const line = z.string().min(1).max(500);
const count = z.number().int().min(1).max(10_000_000);

/** What the command line says by flags. */
export const traceOptionsSchema = z.strictObject({
  chain: line.optional(),
  since: line.optional(),
  until: line.optional(),
  policy: z.enum(POLICY_IDS).exclude(['poison']).optional(),
  majority: z.number().min(0.5).max(1).optional(),
  dustUsd: z.number().min(0).max(1e6).optional(),
  maxDepth: count.max(10_000).optional(),
  maxHolders: count.optional(),
  maxFanOut: count.optional(),
  seconds: z.number().min(0.1).max(86_400).optional(),
  confirmations: z.number().int().min(0).max(1000).optional(),
  crossCheck: z.boolean().optional(),
  /** Of uploaded ledger files: `address` or `address@time`, all that left there is stolen. */
  sources: z.array(line).max(1000).optional(),
  /** Of uploaded ledger files: `tx` or `tx:victim`. */
  thefts: z.array(line).max(1000).optional(),
});

/** A file that was uploaded: its bytes are a blob of the store. */
const uploadSchema = z.strictObject({ id: z.string(), name: z.string(), sha256: z.string() });
export type Upload = z.infer<typeof uploadSchema>;

/** What a trace is asked to follow, as the store keeps it. */
export const traceRequestSchema = z.strictObject({
  /** A transaction or an address; null for a case. */
  text: z.string().nullable(),
  case: caseSchema.nullable(),
  files: z.array(uploadSchema),
  victim: z.array(line).max(100),
  options: traceOptionsSchema,
});
export type TraceRequest = z.infer<typeof traceRequestSchema>;

/** True for a trace over live sources; others read the files that came with them. */
export function isLive({ text, case: asked }: TraceRequest): boolean {
  return asked ? asked.ledger.sources !== undefined : text !== null;
}

export function flagsOf({ options, victim, files }: TraceRequest): LiveFlags {
  const { dustUsd, maxDepth, maxFanOut, sources, thefts, seconds: _, ...same } = options;
  const all = {
    ...same,
    dust: dustUsd,
    depth: maxDepth,
    fanOut: maxFanOut,
    source: sources,
    theft: thefts,
    victim: victim.length > 0 ? victim : undefined,
    ledger: files.length > 0 ? files.map(({ name }) => name) : undefined,
  };
  // a flag that is there and undefined is not the same as one that was not given
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** A name that can stand in one folder on every system, and leads nowhere else. */
export function safeName(name: string): string {
  const plain = basename(name.replaceAll('\\', '/')).replace(/[^\w.()+ -]/g, '_');
  const short = plain.length > 120 ? plain.slice(-120) : plain;
  return /^\.*$/.test(short) ? `file${short.length}` : short;
}

import { z } from 'zod';
import { ALERT_SEVERITIES } from '../../casework/watch/alert.ts';

/** How a watch is to be done. */
export const watchSettingsSchema = z.strictObject({
  /** What rests at services is watched too: a deposit that is swept. */
  services: z.boolean().default(false),
  /** The targets that are told; null: all. */
  targets: z.array(z.string()).max(100).nullable().default(null),
  /** Alerts of a lower degree stand in the inbox alone. */
  least: z.enum(ALERT_SEVERITIES).default('info'),
  /** The trace is extended by what is seen. */
  extends: z.boolean().default(true),
});
export type WatchSettings = z.infer<typeof watchSettingsSchema>;

const restSchema = z.tuple([z.string(), z.string(), z.string(), z.string().regex(/^\d{1,78}$/)]);

/** A version of the trace's result from which a watch begins. */
const baseSchema = z.strictObject({
  sha256: z.string(),
  /** The block up to which it is complete. */
  height: z.int().min(0),
});

/** What the store keeps of a watch: enough to go on after any crash. */
export const cursorSchema = z.strictObject({
  /** CAIP-2: the chain that is followed. */
  chain: z.string(),
  settings: watchSettingsSchema.prefault({}),
  /** The newest first; older ones are for a reorganisation below it. */
  bases: z.array(baseSchema).max(20).default([]),
  /** Results that told of blocks which are gone: never a base again. */
  voided: z.array(z.string()).max(20).default([]),
  balances: z
    .strictObject({
      journal: z.array(
        z.strictObject({
          height: z.int().min(0),
          hash: z.string(),
          time: z.int(),
          after: z.array(restSchema),
          transactions: z.array(z.string()),
        }),
      ),
      settled: z.array(restSchema),
    })
    .nullable()
    .default(null),
  /** What could not be seen, and why nothing is followed, where it is not. */
  note: z.string().nullable().default(null),
});
export type WatchCursor = z.infer<typeof cursorSchema>;
